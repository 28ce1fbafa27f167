package vn.khop.server.fhir;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.time.Clock;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r4.model.UriType;
import org.hl7.fhir.r4.model.ValueSet;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.concept.CodeQuestion;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.concept.ReleaseChoice;
import vn.khop.terminology.lookup.FoundConcept;
import vn.khop.terminology.search.SearchPage;
import vn.khop.terminology.search.SearchQuestion;
import vn.khop.terminology.validate.CodeValidation;

/**
 * The code operations of FHIR R4, answered from the compiled images. Every answer names the release that gave it. Registered so that it answers before HAPI's own
 * operations of the same names.
 */
final class CodeOperations {
    private static final String LOOKUP = "CodeSystem/$lookup";
    private static final String VALIDATE = "CodeSystem/$validate-code";
    private static final String EXPAND = "ValueSet/$expand";
    private static final String VALIDATE_IN_SET = "ValueSet/$validate-code";
    /** The set of all codes of a code system. Source: FHIR R4, ValueSet 4.9.6, as SNOMED CT and others write it. */
    private static final String ALL_CODES = "?fhir_vs";

    private static final int EXPANSION_COUNT_DEFAULT = 100;
    private static final int EXPANSION_COUNT_MAX = 1000;
    private static final int EXPANSION_OFFSET_MAX = 100_000;

    private final Terminology terminology;
    private final Clock clock;

    CodeOperations(Terminology terminology, Clock clock) {
        this.terminology = terminology;
        this.clock = clock;
    }

    @Operation(
            name = "$lookup",
            typeName = "CodeSystem",
            idempotent = true,
            manualRequest = true,
            canonicalUrl = "http://hl7.org/fhir/OperationDefinition/CodeSystem-lookup")
    public Parameters lookup(RequestDetails request) {
        OperationInput input = OperationInput.read(
                request, LOOKUP, List.of("code", "system", "version", "coding", "displayLanguage", "property"));
        Coding coding = coding(input, LOOKUP, "system");
        FoundConcept found = terminology
                .lookup(new CodeQuestion(choice(coding), coding.getCode()))
                .fold(known -> known, problem -> {
                    throw refusal(problem);
                });
        return lookupAnswer(found, input);
    }

    private static Parameters lookupAnswer(FoundConcept found, OperationInput input) {
        Concept concept = found.concept();
        Release release = found.release();
        List<String> asked = input.texts("property");
        Parameters answer = new Parameters();
        answer.addParameter("name", release.about().name());
        answer.addParameter("version", release.id().version());
        answer.addParameter("display", display(concept, languages(input)));
        if (asked.isEmpty() || asked.contains("designation")) {
            concept.designations().forEach(designation -> addDesignation(answer, designation));
        }
        concept.parents().forEach(parent -> addProperty(answer, asked, "parent", new CodeType(parent)));
        found.children().forEach(child -> addProperty(answer, asked, "child", new CodeType(child)));
        addProperty(answer, asked, "inactive", new BooleanType(!concept.isActive()));
        concept.properties().forEach(property -> addProperty(answer, asked, property.name(), value(property)));
        return answer;
    }

    private static void addDesignation(Parameters answer, Designation designation) {
        Parameters.ParametersParameterComponent part = answer.addParameter().setName("designation");
        part.addPart().setName("language").setValue(new CodeType(designation.language()));
        part.addPart().setName("use").setValue(use(designation));
        part.addPart().setName("value").setValue(new StringType(designation.value()));
    }

    private static Coding use(Designation designation) {
        return designation.isDisplay()
                ? new Coding("http://terminology.hl7.org/CodeSystem/hl7TermMaintInfra", "preferredForLanguage", null)
                : new Coding("http://terminology.hl7.org/CodeSystem/designation-usage", designation.use(), null);
    }

    /** The properties asked for, or all if none is. */
    private static void addProperty(Parameters answer, List<String> asked, String name, Type value) {
        if (asked.isEmpty() || asked.contains(name) || asked.contains("*")) {
            Parameters.ParametersParameterComponent part = answer.addParameter().setName("property");
            part.addPart().setName("code").setValue(new CodeType(name));
            part.addPart().setName("value").setValue(value);
        }
    }

    private static Type value(ConceptProperty property) {
        return switch (property.type()) {
            case CODE -> new CodeType(property.value());
            case STRING -> new StringType(property.value());
            case BOOLEAN -> new BooleanType(property.value());
            case INTEGER -> new IntegerType(property.value());
            case DECIMAL -> new DecimalType(property.value());
            case DATE_TIME -> new DateTimeType(property.value());
        };
    }

    @Operation(
            name = "$validate-code",
            typeName = "CodeSystem",
            idempotent = true,
            manualRequest = true,
            canonicalUrl = "http://hl7.org/fhir/OperationDefinition/CodeSystem-validate-code")
    public Parameters validate(RequestDetails request) {
        OperationInput input = OperationInput.read(
                request,
                VALIDATE,
                List.of("url", "system", "code", "version", "display", "coding", "codeableConcept", "displayLanguage"));
        Coding coding = coding(input, VALIDATE, input.text("url").isPresent() ? "url" : "system");
        return validation(coding, input);
    }

    @Operation(
            name = "$validate-code",
            typeName = "ValueSet",
            idempotent = true,
            manualRequest = true,
            canonicalUrl = "http://hl7.org/fhir/OperationDefinition/ValueSet-validate-code")
    public Parameters validateInSet(RequestDetails request) {
        OperationInput input = OperationInput.read(
                request,
                VALIDATE_IN_SET,
                List.of(
                        "url",
                        "valueSetVersion",
                        "code",
                        "system",
                        "systemVersion",
                        "display",
                        "coding",
                        "codeableConcept",
                        "displayLanguage"));
        Release release = release(input, VALIDATE_IN_SET);
        Coding coding = coding(input, VALIDATE_IN_SET, "system");
        if (!coding.getSystem().equals(release.id().system())) {
            Parameters answer = new Parameters();
            answer.addParameter("result", false);
            answer.addParameter(
                    "message",
                    "the code is of " + coding.getSystem() + ", and the value set holds codes of "
                            + release.id().system() + " only");
            answer.addParameter().setName("code").setValue(new CodeType(coding.getCode()));
            answer.addParameter().setName("system").setValue(new UriType(coding.getSystem()));
            return answer;
        }
        coding.setVersion(release.id().version());
        return validation(coding, input);
    }

    private Parameters validation(Coding coding, OperationInput input) {
        Optional<String> display = input.text("display").or(() -> Optional.ofNullable(coding.getDisplay()));
        CodeValidation validation = terminology.validate(new CodeQuestion(choice(coding), coding.getCode()), display);
        return validation.fold(
                valid -> outcome(
                        true,
                        coding,
                        Optional.of(valid.release()),
                        Optional.of(valid.concept()),
                        valid.remarks(),
                        input),
                invalid -> {
                    if (invalid.release().isEmpty()) {
                        throw refusal(invalid.reasons().get(0));
                    }
                    return outcome(false, coding, invalid.release(), invalid.concept(), invalid.reasons(), input);
                });
    }

    private static Parameters outcome(
            boolean result,
            Coding coding,
            Optional<Release> release,
            Optional<Concept> concept,
            List<Problem> remarks,
            OperationInput input) {
        Parameters answer = new Parameters();
        answer.addParameter("result", result);
        if (!remarks.isEmpty()) {
            answer.addParameter(
                    "message", remarks.stream().map(Problem::message).collect(Collectors.joining("; ")));
        }
        concept.ifPresent(found -> answer.addParameter("display", display(found, languages(input))));
        answer.addParameter().setName("code").setValue(new CodeType(coding.getCode()));
        answer.addParameter().setName("system").setValue(new UriType(coding.getSystem()));
        release.ifPresent(found -> answer.addParameter("version", found.id().version()));
        return answer;
    }

    @Operation(
            name = "$expand",
            typeName = "ValueSet",
            idempotent = true,
            manualRequest = true,
            canonicalUrl = "http://hl7.org/fhir/OperationDefinition/ValueSet-expand")
    public ValueSet expand(RequestDetails request) {
        OperationInput input = OperationInput.read(
                request,
                EXPAND,
                List.of(
                        "url",
                        "valueSetVersion",
                        "filter",
                        "offset",
                        "count",
                        "includeDesignations",
                        "displayLanguage",
                        "activeOnly"));
        Release release = release(input, EXPAND);
        int offset = input.number("offset").orElse(0);
        int count = Math.min(input.number("count").orElse(EXPANSION_COUNT_DEFAULT), EXPANSION_COUNT_MAX);
        if (offset < 0 || offset > EXPANSION_OFFSET_MAX || count < 0) {
            throw Refusal.invalid(
                    IssueType.VALUE,
                    "offset of " + EXPAND + " is from 0 to " + EXPANSION_OFFSET_MAX + " and count not negative");
        }
        SearchQuestion question = new SearchQuestion(
                ReleaseChoice.of(release.id()),
                input.text("filter").orElse(""),
                offset,
                count,
                input.isTrue("activeOnly"));
        SearchPage page = terminology.search(question).fold(found -> found, problem -> {
            throw refusal(problem);
        });
        return expansion(page, question, input);
    }

    private ValueSet expansion(SearchPage page, SearchQuestion question, OperationInput input) {
        Release release = page.release();
        ValueSet valueSet = new ValueSet();
        valueSet.setUrl(input.required("url"));
        valueSet.setVersion(release.id().version());
        valueSet.setName(release.about().name());
        valueSet.setStatus(PublicationStatus.ACTIVE);
        ValueSet.ValueSetExpansionComponent expansion = valueSet.getExpansion();
        expansion.setTimestamp(Date.from(clock.instant()));
        expansion.setTotal(Math.toIntExact(page.total()));
        expansion.setOffset(page.offset());
        expansion
                .addParameter()
                .setName("version")
                .setValue(new UriType(release.id().toString()));
        if (!question.text().isEmpty()) {
            expansion.addParameter().setName("filter").setValue(new StringType(question.text()));
        }
        expansion.addParameter().setName("count").setValue(new IntegerType(question.count()));
        expansion.addParameter().setName("offset").setValue(new IntegerType(question.offset()));
        boolean designations = input.isTrue("includeDesignations");
        for (Concept concept : page.concepts()) {
            ValueSet.ValueSetExpansionContainsComponent contains = expansion
                    .addContains()
                    .setSystem(release.id().system())
                    .setVersion(release.id().version())
                    .setCode(concept.code())
                    .setDisplay(display(concept, languages(input)));
            if (!concept.isActive()) {
                contains.setInactive(true);
            }
            if (designations) {
                concept.designations()
                        .forEach(designation -> contains.addDesignation()
                                .setLanguage(designation.language())
                                .setUse(use(designation))
                                .setValue(designation.value()));
            }
        }
        return valueSet;
    }

    /** The release whose codes are the value set. */
    private Release release(OperationInput input, String operation) {
        String url = input.required("url");
        int bar = url.indexOf('|');
        Optional<String> version = input.text("valueSetVersion")
                .or(() -> bar < 0 ? Optional.empty() : Optional.of(url.substring(bar + 1)));
        String set = bar < 0 ? url : url.substring(0, bar);
        String system = set.endsWith(ALL_CODES) ? set.substring(0, set.length() - ALL_CODES.length()) : set;
        return terminology.release(new ReleaseChoice(system, version)).fold(known -> known, problem -> {
            throw Refusal.notFound("value set '" + set + "' of " + operation
                    + " is not known: the set of all codes of a list is its system followed by " + ALL_CODES + "; "
                    + problem.message());
        });
    }

    /** The code that is asked about, however it was sent; with a system and a code, always. */
    private static Coding coding(OperationInput input, String operation, String systemParameter) {
        Optional<Coding> sent = input.value("coding")
                .filter(Coding.class::isInstance)
                .map(Coding.class::cast)
                .or(() -> input.value("codeableConcept")
                        .filter(CodeableConcept.class::isInstance)
                        .map(concept -> ((CodeableConcept) concept).getCodingFirstRep()));
        Coding coding = sent.map(Coding::copy)
                .orElseGet(() -> new Coding()
                        .setSystem(input.required(systemParameter))
                        .setCode(input.required("code"))
                        .setVersion(input.text("version")
                                .or(() -> input.text("systemVersion"))
                                .orElse(null)));
        if (!coding.hasSystem() || !coding.hasCode()) {
            throw Refusal.invalid(IssueType.REQUIRED, "the coding sent to " + operation + " needs a system and a code");
        }
        return coding;
    }

    private static ReleaseChoice choice(Coding coding) {
        return new ReleaseChoice(coding.getSystem(), Optional.ofNullable(coding.getVersion()));
    }

    private static String display(Concept concept, List<String> languages) {
        return concept.displayIn(languages).orElse(concept.display());
    }

    /** The languages asked for, best first; written as a list of tags, their weights left aside. */
    private static List<String> languages(OperationInput input) {
        return input.text("displayLanguage").stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(tag -> tag.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT))
                .filter(tag -> !tag.isEmpty())
                .toList();
    }

    private static RuntimeException refusal(Problem problem) {
        return switch (problem.code()) {
            case UNKNOWN_CODE_SYSTEM, UNKNOWN_VERSION, UNKNOWN_CODE -> Refusal.notFound(problem.message());
            case TEXT_TOO_LONG -> Refusal.invalid(IssueType.TOOLONG, problem.message());
            default -> Refusal.invalid(IssueType.INVALID, problem.message());
        };
    }
}
