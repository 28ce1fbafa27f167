package vn.khop.server.fhir.terminology;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import vn.khop.server.fhir.terminology.OperationParameters.Parameter;
import vn.khop.terminology.expand.ValueSetExpander;
import vn.khop.terminology.lookup.ConceptDetails;
import vn.khop.terminology.lookup.JsonBytes;
import vn.khop.terminology.match.ConceptMatches;
import vn.khop.terminology.match.KnownProperty;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.question.Issue;
import vn.khop.terminology.question.Message;
import vn.khop.terminology.question.Messages;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.Coding;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.ConceptMapDefinition.Dependency;
import vn.khop.terminology.resource.Effort;
import vn.khop.terminology.resource.LayeredSpace;
import vn.khop.terminology.resource.ListedSpace;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.resource.TypedValue;
import vn.khop.terminology.resource.ValueSetDefinition;
import vn.khop.terminology.subsume.Closure;
import vn.khop.terminology.subsume.Subsumption;
import vn.khop.terminology.translate.Translation;
import vn.khop.terminology.translate.TranslationQuestion;
import vn.khop.terminology.translate.Translator;
import vn.khop.terminology.validate.CodeCheck;
import vn.khop.terminology.validate.CodedValue;

/** Answers each operation: what was asked becomes a question to the terminology module, and its answer JSON. */
final class CodeQuestions {
    private static final int BATCH_MAX = 10_000;
    private static final int LISTED_MAX = 20;
    /** The ways to say which concept is to be translated, in R4 and R5. */
    private static final String[] SOURCE_FORMS = {
        "sourceCode", "code", "sourceCoding", "coding", "sourceCodeableConcept", "codeableConcept"
    };

    private static final String[] TARGET_FORMS = {"targetCode", "targetCoding", "targetCodeableConcept"};
    private static final Set<String> NOT_OF_ONE_CHECK = Set.of("tx-resource", "cache-id", "validation");

    private final FhirRelease release;
    private final Supplier<ResourceSpace> base;
    private final RequestResources requestResources;
    private final Clock clock;
    private final Supplier<UUID> identifiers;
    private final AnswerJson json;
    private final Optional<PlainAnswers> plainAnswers;

    /** @param base what is known beside what comes with a request; asked once for each question */
    CodeQuestions(
            FhirRelease release,
            Supplier<ResourceSpace> base,
            RequestResources requestResources,
            Clock clock,
            Supplier<UUID> identifiers) {
        this(release, base, requestResources, clock, identifiers, Optional.empty());
    }

    /** @param plainAnswers what answers the plain ones of many questions at once, and says the same */
    CodeQuestions(
            FhirRelease release,
            Supplier<ResourceSpace> base,
            RequestResources requestResources,
            Clock clock,
            Supplier<UUID> identifiers,
            Optional<PlainAnswers> plainAnswers) {
        this.release = release;
        this.base = base;
        this.requestResources = requestResources;
        this.clock = clock;
        this.identifiers = identifiers;
        json = new AnswerJson(release);
        this.plainAnswers = plainAnswers;
    }

    /**
     * Answers a question.
     *
     * @param id of the resource that is asked, if it is one
     * @param caller whose question it is
     * @param effort is told what the answer costs, and may end it
     * @throws Refused if there is no answer
     */
    ObjectNode answer(
            CodeOperation operation,
            Optional<String> id,
            OperationParameters parameters,
            Optional<String> acceptLanguage,
            String caller,
            Effort effort) {
        ResourceSpace known = base.get();
        ResourceSpace space = seen(known, parameters, acceptLanguage, caller, effort);
        return switch (operation) {
            case LOOKUP -> lookup(space, id, parameters, acceptLanguage, effort);
            case VALIDATE_IN_SYSTEM -> validateInSystem(space, id, parameters, acceptLanguage, effort);
            case VALIDATE_IN_SET -> validateInSet(space, id, parameters, acceptLanguage, effort);
            case BATCH_VALIDATE_IN_SET, BATCH_VALIDATE_IN_SYSTEM ->
                batch(operation, known, space, parameters, acceptLanguage, caller, effort);
            case SUBSUMES -> subsumes(space, id, parameters, acceptLanguage, effort);
            case FIND_MATCHES -> findMatches(space, id, parameters, acceptLanguage, effort);
            case EXPAND -> expand(space, id, parameters, acceptLanguage, effort);
            case TRANSLATE -> translate(space, id, parameters, acceptLanguage, effort);
            case CLOSURE -> closure(space, parameters, acceptLanguage, effort);
        };
    }

    /** What the question sees: what came with it over what is known, all of it on the question's date. */
    private ResourceSpace seen(
            ResourceSpace known,
            OperationParameters parameters,
            Optional<String> acceptLanguage,
            String caller,
            Effort effort) {
        ResourceSpace all = requestResources.over(known, parameters, caller, effort);
        return parameters.text("date").isEmpty()
                ? all
                : parameters.settings(acceptLanguage, true).date().map(all::on).orElse(all);
    }

    /** The code system that is asked by its id: no parameter may name another. */
    private static Optional<CodeSystemView> systemOfId(
            Scope scope, Optional<String> id, OperationParameters parameters, String... otherNames) {
        return id.map(own -> {
            refuseBeside(parameters, "CodeSystem/" + own, otherNames);
            return scope.space()
                    .codeSystemOfId(own)
                    .filter(system -> system.content().isUsable())
                    .map(scope::view)
                    .orElseThrow(() -> unknownId("CodeSystem", own));
        });
    }

    private static void refuseBeside(OperationParameters parameters, String asked, String... names) {
        for (String name : names) {
            if (parameters.has(name)) {
                throw Refused.saying(Refused.Kind.INVALID, "invalid", "ASKED_ALREADY", name, asked);
            }
        }
    }

    private static Refused unknownId(String type, String id) {
        return Refused.saying(Refused.Kind.UNKNOWN, "not-found", "NO_SUCH_ID", type, id);
    }

    private Scope scope(ResourceSpace space, Settings settings, Effort effort) {
        return new Scope(space, settings, clock, effort);
    }

    private ObjectNode lookup(
            ResourceSpace space,
            Optional<String> id,
            OperationParameters parameters,
            Optional<String> acceptLanguage,
            Effort effort) {
        Settings settings = parameters.settings(acceptLanguage, true);
        Scope scope = scope(space, settings, effort);
        Optional<CodeSystemView> own = systemOfId(scope, id, parameters, "system", "version");
        parameters.refuseTogether("code", "coding");
        Optional<Coding> coding = parameters.coding("coding").map(sent -> named(space, sent));
        Optional<Canonical> asked = systemIn(space, parameters, "system");
        Optional<String> system = OperationParameters.agreed(
                        "system", asked.map(Canonical::url), "coding", coding.flatMap(Coding::system))
                .or(() -> own.map(CodeSystemView::system));
        Optional<String> code = parameters.text("code").or(() -> coding.flatMap(Coding::code));
        Optional<String> version = OperationParameters.agreed(
                "version",
                asked.flatMap(Canonical::version).or(() -> parameters.text("version")),
                "coding",
                coding.flatMap(Coding::version));
        parameters.refuseOthers(CodeOperation.LOOKUP.path());
        if (system.isEmpty() || code.isEmpty()) {
            throw Refused.saying(Refused.Kind.INVALID, "required", "SEND_A_CODE");
        }
        if (own.isPresent()) {
            checkSame(own.get(), system.get());
            return json.lookup(ConceptDetails.lookup(scope, own.get(), code.get()));
        }
        return json.lookup(ConceptDetails.lookup(scope, system.get(), version, code.get()));
    }

    private static void checkSame(CodeSystemView asked, String system) {
        if (!asked.system().equals(system)) {
            throw Refused.saying(Refused.Kind.INVALID, "invalid", "CODING_OF_ANOTHER", system, asked.canonical());
        }
    }

    /** The coding with the name that its system's own resources have. */
    private static Coding named(ResourceSpace space, Coding coding) {
        return new Coding(coding.system().map(space::systemNamed), coding.version(), coding.code(), coding.display());
    }

    private ObjectNode validateInSystem(
            ResourceSpace space,
            Optional<String> id,
            OperationParameters parameters,
            Optional<String> acceptLanguage,
            Effort effort) {
        Settings settings = parameters.settings(acceptLanguage, false);
        Scope scope = scope(space, settings, effort);
        Optional<CodeSystemView> own = systemOfId(scope, id, parameters, "url", "version", "codeSystem");
        Optional<Canonical> asked = systemIn(space, parameters, "url");
        Optional<ObjectNode> codeSystem = parameters.resource("codeSystem");
        Optional<String> url = asked.map(Canonical::url)
                .or(() -> own.map(CodeSystemView::system))
                .or(() -> codeSystem.flatMap(sent -> AnswerJson.text(sent, "url")));
        Optional<String> version = asked.flatMap(Canonical::version).or(() -> parameters.text("version"));
        Optional<String> system = parameters.text("system").map(space::systemNamed);
        CodedValue value = codedValue(space, parameters, url.or(() -> system), version, false);
        parameters.refuseOthers(CodeOperation.VALIDATE_IN_SYSTEM.path());
        if (own.isPresent()) {
            return json.validation(CodeCheck.inCodeSystem(scope, own.get(), value));
        }
        codeSystem.ifPresent(resource -> refuseAnother("codeSystem", resource, parameters.text("url"), version));
        if (codeSystem.isPresent()) {
            CodeSystemSource along = RequestResources.codeSystem(codeSystem.get(), effort);
            ListedSpace alone = new ListedSpace(List.of(along), List.of(), List.of());
            Scope seen = scope(new LayeredSpace(List.of(alone, space)), settings, effort);
            return json.validation(CodeCheck.inCodeSystem(seen, seen.view(along), value));
        }
        return json.validation(CodeCheck.inCodeSystem(scope, url.or(() -> system), version, value));
    }

    private ObjectNode validateInSet(
            ResourceSpace space,
            Optional<String> id,
            OperationParameters parameters,
            Optional<String> acceptLanguage,
            Effort effort) {
        Settings settings = parameters.settings(acceptLanguage, false);
        Scope scope = scope(space, settings, effort);
        ValueSetDefinition valueSet = valueSet(scope, id, parameters);
        Optional<String> system = parameters.text("system").map(space::systemNamed);
        Optional<String> version = parameters.text("systemVersion");
        CodedValue value = codedValue(space, parameters, system, version, settings.is("inferSystem"));
        if (value.form() == CodedValue.Form.CODEABLE_CONCEPT) {
            parameters.refuseAlone("system", "code");
            parameters.refuseAlone("systemVersion", "code");
        } else {
            Coding coding = completed(value.codings().get(0), "system", system, "systemVersion", version);
            value = new CodedValue(value.form(), List.of(coding), value.json());
        }
        parameters.refuseOthers(CodeOperation.VALIDATE_IN_SET.path());
        Scope own = value.form() == CodedValue.Form.CODE ? scope : scope.with(settings.without("inferSystem"));
        return json.validation(CodeCheck.inValueSet(own, valueSet, value));
    }

    private ValueSetDefinition valueSet(Scope scope, Optional<String> id, OperationParameters parameters) {
        if (id.isPresent()) {
            refuseBeside(parameters, "ValueSet/" + id.get(), "url", "valueSetVersion", "valueSet");
            return scope.space().valueSetOfId(id.get()).orElseThrow(() -> unknownId("ValueSet", id.get()));
        }
        Optional<ObjectNode> sent = parameters.resource("valueSet");
        Optional<String> url = parameters.text("url");
        Optional<String> version = parameters.text("valueSetVersion");
        sent.ifPresent(resource -> refuseAnother("valueSet", resource, url, version));
        if (sent.isPresent()) {
            return RequestResources.valueSet(sent.get(), scope.effort());
        }
        String name = url.orElseThrow(() -> Refused.saying(Refused.Kind.INVALID, "required", "SEND_A_VALUESET"));
        String whole = versioned("url", name, "valueSetVersion", version).toString();
        return scope.valueSet(whole, Optional.empty()).orElseThrow(() -> unknownValueSet(scope, whole));
    }

    /**
     * What a parameter names, whose version may stand behind its bar or in a parameter of its own.
     *
     * @param name of the parameter
     */
    private static Canonical versioned(String name, String canonical, String versionName, Optional<String> version) {
        Canonical read = Canonical.parse(canonical);
        return new Canonical(read.url(), OperationParameters.agreed(versionName, version, name, read.version()));
    }

    /** The code system that a parameter names, under the name that its own resources have. */
    private static Optional<Canonical> systemIn(ResourceSpace space, OperationParameters parameters, String name) {
        Optional<String> version = parameters.text("version");
        return parameters
                .text(name)
                .map(text -> versioned(name, text, "version", version))
                .map(read -> new Canonical(space.systemNamed(read.url()), read.version()));
    }

    /** A resource that comes along and a name that is not its own are two questions. */
    private static void refuseAnother(
            String name, ObjectNode resource, Optional<String> url, Optional<String> version) {
        String own = resource.path("url").asText("");
        OperationParameters.agreed(
                "version",
                version.or(() -> url.map(Canonical::parse).flatMap(Canonical::version)),
                name,
                AnswerJson.text(resource, "version"));
        if (url.filter(asked -> !Canonical.parse(asked).url().equals(own)).isPresent()) {
            throw Refused.saying(Refused.Kind.INVALID, "invalid", "TWO_RESOURCES", name, url.get(), own);
        }
    }

    private Refused unknownValueSet(Scope scope, String name) {
        Message message = scope.messages()
                .message("Unable_to_resolve_value_Set_", scope.pinned(name).toString());
        String loaded = scope.space().codeSystems().stream()
                .flatMap(system -> system.header().url().stream())
                .distinct()
                .limit(LISTED_MAX)
                .collect(Collectors.joining(", "));
        return Refused.of(Refused.Kind.UNKNOWN, Issue.error("not-found", "not-found", message, ""))
                .hinting("ALL_CODES_HINT", loaded);
    }

    private static CodedValue codedValue(
            ResourceSpace space,
            OperationParameters parameters,
            Optional<String> system,
            Optional<String> version,
            boolean mayInfer) {
        parameters.refuseTogether("code", "coding", "codeableConcept");
        Optional<List<Coding>> codings = parameters
                .codings("codeableConcept")
                .map(list -> list.stream().map(sent -> named(space, sent)).toList());
        Optional<Coding> coding = parameters.coding("coding").map(sent -> named(space, sent));
        Optional<String> code = parameters.text("code");
        Optional<String> display = parameters.text("display");
        if (codings.isPresent()) {
            parameters.refuseAlone("display", "code");
            return new CodedValue(
                    CodedValue.Form.CODEABLE_CONCEPT,
                    codings.get(),
                    parameters.value("codeableConcept").map(value -> value.json()));
        }
        if (coding.isPresent()) {
            Coding sent = coding.get();
            Optional<String> shown = OperationParameters.agreed("display", display, "coding", sent.display());
            return new CodedValue(
                    CodedValue.Form.CODING,
                    List.of(new Coding(sent.system(), sent.version(), sent.code(), shown)),
                    Optional.empty());
        }
        if (code.isPresent() && (system.isPresent() || mayInfer)) {
            return new CodedValue(
                    CodedValue.Form.CODE, List.of(new Coding(system, version, code, display)), Optional.empty());
        }
        throw Refused.saying(Refused.Kind.UNPROCESSABLE, "invalid", "NO_CODE_TO_VALIDATE");
    }

    /** Each part is a question of its own, with what is said for all where it says nothing itself. */
    private ObjectNode batch(
            CodeOperation operation,
            ResourceSpace known,
            ResourceSpace space,
            OperationParameters parameters,
            Optional<String> acceptLanguage,
            String caller,
            Effort effort) {
        List<Parameter> validations = parameters.named("validation");
        if (validations.isEmpty()) {
            throw Refused.saying(Refused.Kind.INVALID, "required", "SEND_VALIDATIONS");
        }
        if (validations.size() > BATCH_MAX) {
            throw Refused.saying(
                    Refused.Kind.UNPROCESSABLE, "too-costly", "TOO_MANY_VALIDATIONS", validations.size(), BATCH_MAX);
        }
        List<Parameter> forAll = parameters.all().stream()
                .filter(parameter -> !NOT_OF_ONE_CHECK.contains(parameter.name()))
                .toList();
        // What comes with the request may change what any code means.
        Optional<PlainAnswers> plain = plainAnswers.filter(
                any -> acceptLanguage.isEmpty() && !parameters.has("tx-resource") && !parameters.has("cache-id"));
        Messages messages = Messages.ofHeader(acceptLanguage);
        List<JsonNode> answers = new ArrayList<>();
        for (Parameter validation : validations) {
            effort.spend(forAll.size());
            List<Parameter> own = validation
                    .resource()
                    .map(resource -> OperationParameters.ofResource(resource, ""))
                    .orElse(validation.parts());
            Set<String> names = own.stream().map(Parameter::name).collect(Collectors.toSet());
            List<Parameter> whole = new ArrayList<>(own);
            forAll.stream()
                    .filter(parameter -> !names.contains(parameter.name()))
                    .forEach(whole::add);
            Optional<JsonBytes> said = plain.flatMap(answering -> answering.validation(operation, known, whole));
            if (said.isPresent()) {
                answers.add(JsonNodeFactory.instance.rawValueNode(
                        new RawValue(said.get().toString())));
                continue;
            }
            OperationParameters one = new OperationParameters(whole);
            try {
                ResourceSpace seen = seen(space, one, acceptLanguage, caller, effort);
                answers.add(
                        operation == CodeOperation.BATCH_VALIDATE_IN_SET
                                ? validateInSet(seen, Optional.empty(), one, acceptLanguage, effort)
                                : validateInSystem(seen, Optional.empty(), one, acceptLanguage, effort));
            } catch (Refused refused) {
                answers.add(AnswerJson.outcome(refused.in(messages).issues()));
            }
        }
        return AnswerJson.batch(answers);
    }

    private ObjectNode subsumes(
            ResourceSpace space,
            Optional<String> id,
            OperationParameters parameters,
            Optional<String> acceptLanguage,
            Effort effort) {
        Settings settings = parameters.settings(acceptLanguage, true);
        Scope scope = scope(space, settings, effort);
        Optional<CodeSystemView> own = systemOfId(scope, id, parameters, "system", "version");
        parameters.refuseTogether("codeA", "codingA");
        parameters.refuseTogether("codeB", "codingB");
        Optional<Coding> codingA = parameters.coding("codingA").map(sent -> named(space, sent));
        Optional<Coding> codingB = parameters.coding("codingB").map(sent -> named(space, sent));
        Optional<Canonical> asked = systemIn(space, parameters, "system");
        Optional<String> system = agreed("system", asked.map(Canonical::url), codingA, codingB, Coding::system)
                .or(() -> own.map(CodeSystemView::system));
        Optional<String> version = agreed(
                "version",
                asked.flatMap(Canonical::version).or(() -> parameters.text("version")),
                codingA,
                codingB,
                Coding::version);
        Optional<String> a = parameters.text("codeA").or(() -> codingA.flatMap(Coding::code));
        Optional<String> b = parameters.text("codeB").or(() -> codingB.flatMap(Coding::code));
        parameters.refuseOthers(CodeOperation.SUBSUMES.path());
        if (system.isEmpty() || a.isEmpty() || b.isEmpty()) {
            throw Refused.saying(Refused.Kind.INVALID, "required", "SEND_TWO_CODES");
        }
        own.ifPresent(known -> checkSame(known, system.get()));
        CodeSystemView view = own.orElseGet(() -> system(scope, system.get(), version));
        return json.subsumption(Subsumption.between(scope, view, a.get(), b.get()));
    }

    /** What the parameter and both codings say alike, as far as they say it. */
    private static Optional<String> agreed(
            String name,
            Optional<String> parameter,
            Optional<Coding> a,
            Optional<Coding> b,
            Function<Coding, Optional<String>> part) {
        Optional<String> first = OperationParameters.agreed(name, parameter, "codingA", a.flatMap(part));
        return OperationParameters.agreed(name, first, "codingB", b.flatMap(part));
    }

    private static CodeSystemView system(Scope scope, String system, Optional<String> version) {
        return scope.codeSystem(system, version)
                .orElseThrow(() -> Refused.of(
                        Refused.Kind.UNKNOWN,
                        Issue.error(
                                "not-found",
                                "not-found",
                                scope.messages().message("UNKNOWN_CODESYSTEM", system),
                                "system")));
    }

    private ObjectNode findMatches(
            ResourceSpace space,
            Optional<String> id,
            OperationParameters parameters,
            Optional<String> acceptLanguage,
            Effort effort) {
        List<KnownProperty> known = new ArrayList<>();
        for (Parameter property : parameters.named("property")) {
            known.add(knownProperty(new OperationParameters(property.parts())));
        }
        // Here a property is what is known of a concept, not what is to be told of one.
        Settings settings = parameters.without("property").settings(acceptLanguage, true);
        Scope scope = scope(space, settings, effort);
        Optional<CodeSystemView> own = systemOfId(scope, id, parameters, "system", "version");
        Optional<Canonical> asked = systemIn(space, parameters, "system");
        boolean isExact = parameters.truth("exact");
        // A code system here has no grammar to put codes together, so nothing more is found where that is allowed.
        parameters.truth("compositional");
        parameters.settings(acceptLanguage, true);
        parameters.refuseOthers(CodeOperation.FIND_MATCHES.path());
        CodeSystemView view = own.orElseGet(() -> {
            Canonical system =
                    asked.orElseThrow(() -> Refused.saying(Refused.Kind.INVALID, "required", "SEND_A_SYSTEM"));
            return system(scope, system.url(), system.version());
        });
        return json.matches(ConceptMatches.find(scope, view, known, isExact));
    }

    private static KnownProperty knownProperty(OperationParameters parts) {
        Optional<String> code = parts.text("code");
        Optional<TypedValue> value = parts.value("value");
        parts.refuseOthers("the property of " + CodeOperation.FIND_MATCHES.path());
        if (code.isEmpty() || value.isEmpty()) {
            throw Refused.saying(Refused.Kind.INVALID, "required", "PROPERTY_NOT_WHOLE");
        }
        return new KnownProperty(code.get(), value.get());
    }

    private ObjectNode closure(
            ResourceSpace space, OperationParameters parameters, Optional<String> acceptLanguage, Effort effort) {
        Settings settings = parameters.settings(acceptLanguage, true);
        String name = parameters
                .text("name")
                .orElseThrow(() -> Refused.saying(Refused.Kind.INVALID, "required", "SEND_A_NAME"));
        Optional<String> version = parameters.text("version");
        List<Coding> known = codings(space, parameters, "known");
        List<Coding> added = codings(space, parameters, "concept");
        parameters.refuseOthers(CodeOperation.CLOSURE.path());
        Scope scope = scope(space, settings, effort);
        Closure newOnes = Closure.of(scope, known, added);
        String now = AnswerJson.versionOf(newOnes);
        if (version.filter(before -> !before.equals(now)).isEmpty()) {
            return json.closure(name, now, newOnes, clock.instant());
        }
        List<Coding> all = new ArrayList<>(known);
        all.addAll(added);
        return json.closure(name, now, Closure.of(scope, List.of(), all), clock.instant());
    }

    private static List<Coding> codings(ResourceSpace space, OperationParameters parameters, String name) {
        List<Coding> found = new ArrayList<>();
        for (Parameter parameter : parameters.named(name)) {
            parameter.value().ifPresent(value -> found.add(named(space, OperationParameters.coding(value.json()))));
        }
        return found;
    }

    private ObjectNode expand(
            ResourceSpace space,
            Optional<String> id,
            OperationParameters parameters,
            Optional<String> acceptLanguage,
            Effort effort) {
        Settings settings = parameters.settings(acceptLanguage, true);
        Scope scope = scope(space, settings, effort);
        ValueSetDefinition valueSet = valueSet(scope, id, parameters);
        parameters.refuseOthers(CodeOperation.EXPAND.path());
        return json.expansion(ValueSetExpander.expand(scope, valueSet), clock.instant(), identifiers.get());
    }

    private ObjectNode translate(
            ResourceSpace space,
            Optional<String> id,
            OperationParameters parameters,
            Optional<String> acceptLanguage,
            Effort effort) {
        Settings settings = parameters.settings(acceptLanguage, true);
        Optional<ConceptMapDefinition> map = id.map(own -> {
                    refuseBeside(parameters, "ConceptMap/" + own, "url", "conceptMapVersion", "conceptMap");
                    return space.conceptMapOfId(own).orElseThrow(() -> unknownId("ConceptMap", own));
                })
                .or(() -> parameters.resource("conceptMap").map(sent -> {
                    refuseAnother("conceptMap", sent, parameters.text("url"), parameters.text("conceptMapVersion"));
                    return RequestResources.conceptMap(sent, effort);
                }));
        if (map.isEmpty()) {
            parameters.refuseAlone("conceptMapVersion", "url");
        }
        parameters.refuseTogether(SOURCE_FORMS);
        parameters.refuseTogether(TARGET_FORMS);
        List<Coding> sources = codingsOf(
                parameters,
                new String[] {"sourceCoding", "coding"},
                new String[] {"sourceCodeableConcept", "codeableConcept"},
                new String[] {"sourceCode", "code"},
                new String[] {"sourceSystem", "system"},
                new String[] {"sourceVersion", "version"});
        List<Coding> targets = codingsOf(
                parameters,
                new String[] {"targetCoding"},
                new String[] {"targetCodeableConcept"},
                new String[] {"targetCode"},
                new String[] {"targetSystem", "targetsystem"},
                new String[] {"targetVersion"});
        Optional<String> sourceSystem = parameters.anyText("sourceSystem", "system");
        Optional<String> targetSystem = parameters.anyText("targetSystem", "targetsystem");
        Optional<String> sourceScope = parameters.anyText("sourceScope", "source");
        Optional<String> targetScope = parameters.anyText("targetScope", "target");
        if (release == FhirRelease.R5 && parameters.has("reverse")) {
            throw Refused.saying(Refused.Kind.INVALID, "not-supported", "REVERSE_NOT_OF_R5");
        }
        boolean isReverse = parameters.truth("reverse");
        boolean isOfTarget = sources.isEmpty() && !targets.isEmpty();
        if (!sources.isEmpty() && !targets.isEmpty()) {
            throw Refused.saying(Refused.Kind.INVALID, "invalid", "TRANSLATED_TWICE");
        }
        List<Coding> codings = (isOfTarget ? targets : sources)
                .stream()
                        .filter(found ->
                                found.system().isPresent() && found.code().isPresent())
                        .map(sent -> named(space, sent))
                        .toList();
        if (codings.isEmpty()) {
            throw Refused.saying(
                    Refused.Kind.INVALID,
                    "required",
                    release == FhirRelease.R4 ? "SEND_A_CONCEPT_R4" : "SEND_A_CONCEPT");
        }
        Optional<String> mapVersion = parameters.text("conceptMapVersion");
        Optional<Canonical> asked =
                parameters.text("url").map(url -> versioned("url", url, "conceptMapVersion", mapVersion));
        List<Dependency> dependencies = dependencies(parameters);
        parameters.refuseOthers(CodeOperation.TRANSLATE.path());
        ResourceSpace seen = map.map(sent -> (ResourceSpace)
                        new LayeredSpace(List.of(new ListedSpace(List.of(), List.of(), List.of(sent)), space)))
                .orElse(space);
        boolean reversed = isReverse || isOfTarget;
        Scope scope = scope(seen, settings, effort);
        List<Translation> translations = codings.stream()
                .map(coding -> Translator.translate(
                        scope,
                        new TranslationQuestion(
                                coding,
                                map,
                                asked,
                                reversed ? targetScopeOf(isReverse, sourceScope, targetScope) : sourceScope,
                                reversed ? targetScopeOf(isReverse, targetScope, sourceScope) : targetScope,
                                isOfTarget ? sourceSystem : targetSystem,
                                dependencies,
                                reversed)))
                .toList();
        // Of the codes of one CodeableConcept the first that has a translation speaks for it.
        Translation told =
                translations.stream().filter(Translation::result).findFirst().orElseGet(() -> translations.get(0));
        return json.translation(told, reversed);
    }

    /** R4's {@code reverse} turns the meaning of source and target round; R5 names the target as such. */
    private static Optional<String> targetScopeOf(
            boolean isTurnedRound, Optional<String> source, Optional<String> target) {
        return isTurnedRound ? source : target;
    }

    private static List<Coding> codingsOf(
            OperationParameters parameters,
            String[] codings,
            String[] concepts,
            String[] codes,
            String[] systems,
            String[] versions) {
        List<Coding> found = new ArrayList<>();
        for (String name : codings) {
            parameters.coding(name).ifPresent(found::add);
        }
        for (String name : concepts) {
            parameters.codings(name).ifPresent(found::addAll);
        }
        Optional<String> code = parameters.anyText(codes);
        Optional<String> system = parameters.anyText(systems);
        Optional<String> version = parameters.anyText(versions);
        if (found.isEmpty()) {
            code.ifPresent(text -> found.add(new Coding(system, version, Optional.of(text), Optional.empty())));
        }
        return found.stream()
                .map(coding -> completed(coding, systems[0], system, versions[0], version))
                .toList();
    }

    /** With the system and the version that parameters say, where the coding says none. */
    private static Coding completed(
            Coding coding, String systemName, Optional<String> system, String versionName, Optional<String> version) {
        return new Coding(
                OperationParameters.agreed(systemName, system, "coding", coding.system()),
                OperationParameters.agreed(versionName, version, "coding", coding.version()),
                coding.code(),
                coding.display());
    }

    private static List<Dependency> dependencies(OperationParameters parameters) {
        List<Dependency> found = new ArrayList<>();
        for (Parameter dependency : parameters.named("dependency")) {
            OperationParameters parts = new OperationParameters(dependency.parts());
            Optional<String> property = parts.anyText("attribute", "element", "property");
            Optional<TypedValue> value = parts.value("value").or(() -> parts.value("concept"));
            parts.refuseOthers("the dependency of " + CodeOperation.TRANSLATE.path());
            if (property.isEmpty() || value.isEmpty()) {
                throw Refused.saying(Refused.Kind.INVALID, "required", "DEPENDENCY_NOT_WHOLE");
            }
            found.add(new Dependency(property.get(), coded(value.get())));
        }
        return found;
    }

    /** R4 says what is known by a CodeableConcept; a map's condition names one code. */
    private static TypedValue coded(TypedValue value) {
        JsonNode coding = value.json().path("coding").path(0);
        return coding.isObject() ? new TypedValue("Coding", coding) : value;
    }

    FhirRelease release() {
        return release;
    }
}
