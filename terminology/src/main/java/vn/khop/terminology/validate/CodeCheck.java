package vn.khop.terminology.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import vn.khop.terminology.expand.ValueSetExpander;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.question.Issue;
import vn.khop.terminology.question.Issue.Severity;
import vn.khop.terminology.question.Message;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.question.ResourceStatus;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.resource.AllCodes;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.CodeSystemSource.Content;
import vn.khop.terminology.resource.Coding;
import vn.khop.terminology.resource.ValueSetDefinition;
import vn.khop.terminology.resource.ValueSetDefinition.Compose;
import vn.khop.terminology.resource.ValueSetDefinition.ConceptSet;
import vn.khop.terminology.validate.CodedValue.Form;
import vn.khop.terminology.validate.MembershipChecker.Membership;

/*
 * One check. Each coding is first looked for in the value set (MembershipChecker); then, in it or not, its code and display are held
 * against its code system, so that the answer says what is wrong and not only that something is. What comes to light goes into Findings,
 * and the answer is made of those at the end. The words of the answer, and which issue tells what, are those of HL7's terminology
 * ecosystem: clients compare them.
 */
/** Answers whether a coded value is valid in a value set or a code system. */
public final class CodeCheck {
    private static final Set<String> NOT_CHECKED =
            Set.of("UNKNOWN_CODESYSTEM", "UNKNOWN_CODESYSTEM_VERSION", "UNKNOWN_CODESYSTEM_VERSION_NONE");
    private static final Coding NOTHING =
            new Coding(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final Set<String> INACTIVE_WORDS = Set.of("inactive", "DISCOURAGED");

    private final Scope scope;
    private final MembershipChecker checker;
    private final CodedValue value;
    private final Findings findings = new Findings();
    private final boolean isOfCodeSystem;

    // The coding that the answer is about: the first that belongs, else the first.
    private Optional<Coding> valid = Optional.empty();
    private String validPath = "";
    private Optional<String> validVersion = Optional.empty();
    private Optional<Coding> asked = Optional.empty();
    private Optional<String> askedVersion = Optional.empty();
    private Optional<String> display = Optional.empty();

    private CodeCheck(MembershipChecker checker, CodedValue value, boolean isOfCodeSystem) {
        this.checker = checker;
        this.value = value;
        this.isOfCodeSystem = isOfCodeSystem;
        scope = checker.scope();
    }

    /**
     * Checks against a value set.
     *
     * @throws Refused if the value set cannot be used
     */
    public static CodeAnswer inValueSet(Scope scope, ValueSetDefinition valueSet, CodedValue value) {
        MembershipChecker checker;
        try {
            checker = MembershipChecker.prepare(scope, valueSet, CodeCheck::systemsOf);
        } catch (Refused refused) {
            return answerOf(refused, scope, value);
        }
        return new CodeCheck(checker, value, false).answer();
    }

    /**
     * Checks against a code system.
     *
     * @param url the code system; where it is empty, the coding's own
     * @throws Refused if the question names no code system
     */
    public static CodeAnswer inCodeSystem(
            Scope scope, Optional<String> url, Optional<String> version, CodedValue value) {
        CodeSystemView view;
        try {
            view = resolve(scope, url, version, value);
        } catch (Refused refused) {
            return answerOf(refused, scope, value);
        }
        return inCodeSystem(scope, view, value);
    }

    /** Checks against a code system that is at hand. */
    public static CodeAnswer inCodeSystem(Scope scope, CodeSystemView view, CodedValue value) {
        return new CodeCheck(
                        MembershipChecker.unprepared(
                                scope,
                                AllCodes.of(
                                        view.source(), view.source().allCodes().orElse(view.system() + "/vs")),
                                CodeCheck::systemsOf),
                        value,
                        true)
                .answer();
    }

    private static Set<String> systemsOf(Scope scope, ValueSetDefinition valueSet, String code) {
        List<ConceptSet> includes = valueSet.compose().map(Compose::includes).orElse(List.of());
        boolean simple = valueSet.compose()
                .filter(compose -> compose.excludes().isEmpty()
                        && compose.includes().stream()
                                .allMatch(set -> set.valueSets().isEmpty()
                                        && set.filters().isEmpty()))
                .isPresent();
        if (!simple) {
            return ValueSetExpander.systemsOf(scope, valueSet, code);
        }
        Set<String> systems = new LinkedHashSet<>();
        for (ConceptSet set : includes) {
            String system = set.system().orElse("");
            boolean has = set.isWholeSystem()
                    ? scope.codeSystem(system, set.version())
                            .filter(view -> view.find(code).isPresent())
                            .isPresent()
                    : set.concepts().stream().anyMatch(concept -> concept.code().equals(code));
            if (has) {
                systems.add(system);
            }
        }
        return systems;
    }

    private static CodeSystemView resolve(
            Scope scope, Optional<String> url, Optional<String> version, CodedValue value) {
        // A CodeableConcept may be text alone; then the code system that is asked says that it has no code.
        Coding first = value.codings().stream().findFirst().orElse(NOTHING);
        String systemPath = value.form() == Form.CODE ? "system" : CodedValue.part(value.path(0), "system");
        String system = url.or(first::system)
                .orElseThrow(() -> Refused.of(
                        Refused.Kind.UNRESOLVED,
                        Issue.warning(
                                "invalid",
                                "invalid-data",
                                scope.messages().message("Coding_has_no_system__cannot_validate"),
                                value.path(0))));
        Optional<String> named = version.or(() -> url.isEmpty() ? first.version() : Optional.empty());
        Optional<CodeSystemView> found = scope.codeSystem(system, named);
        if (found.isPresent()) {
            return found.get();
        }
        Optional<String> meant = scope.version(system, named);
        if (scope.supplementNamed(system, meant).isPresent()) {
            String name =
                    scope.supplementNamed(system, meant).orElseThrow().header().canonical();
            throw Refused.of(
                    Refused.Kind.UNRESOLVED,
                    Issue.error(
                            "invalid",
                            "invalid-data",
                            scope.messages().message("CODESYSTEM_CS_NO_SUPPLEMENT", name),
                            systemPath));
        }
        if (scope.valueSet(system, Optional.empty()).isPresent()) {
            throw Refused.of(
                    Refused.Kind.UNRESOLVED,
                    Issue.error(
                            "invalid",
                            "invalid-data",
                            scope.messages().message("Terminology_TX_System_ValueSet2", system),
                            systemPath));
        }
        UnknownSystem unknown = UnknownSystem.of(scope, system, meant);
        Issue issue = Issue.error("not-found", "not-found", unknown.message(), systemPath);
        throw Refused.unknownSystem(
                unknown.name(),
                isAbsolute(system)
                        ? List.of(issue)
                        : List.of(
                                issue,
                                Issue.error(
                                        "invalid",
                                        "invalid-data",
                                        scope.messages().message("Terminology_TX_System_Relative"),
                                        systemPath)));
    }

    private static boolean isAbsolute(String uri) {
        return uri.matches("[A-Za-z][A-Za-z0-9+.-]*:.+");
    }

    /** The answer "no" where something on the way is not known; any other refusal stands. */
    private static CodeAnswer answerOf(Refused refused, Scope scope, CodedValue value) {
        if (refused.kind() != Refused.Kind.UNRESOLVED) {
            throw refused;
        }
        Refused told = refused.in(scope.messages());
        Optional<Coding> coding = value.form() == Form.CODEABLE_CONCEPT
                ? Optional.empty()
                : value.codings().stream().findFirst();
        return new CodeAnswer(
                false,
                coding.flatMap(Coding::system),
                coding.flatMap(Coding::code),
                coding.flatMap(sent -> sent.version()
                        .or(() -> sent.system()
                                .flatMap(system -> scope.codeSystem(system, Optional.empty()))
                                .flatMap(view -> view.header().version()))),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                refused.unknownSystem().stream().toList(),
                true,
                Optional.of(told.issues().get(0).text()),
                told.issues(),
                value.json());
    }

    private CodeAnswer answer() {
        ValueSetDefinition valueSet = checker.valueSet();
        ResourceStatus.of(valueSet.header()).report(scope, Optional.of(valueSet.header()), findings.issues);
        Set<Integer> members = new HashSet<>();
        Membership together = Membership.NO;
        boolean withoutCode = false;
        for (int i = 0; i < value.codings().size(); i++) {
            Coding coding = value.codings().get(i);
            if (coding.code().isEmpty()) {
                reportNoCode(coding, value.path(i));
                withoutCode = true;
                break;
            }
            Membership membership = check(coding, i);
            if (membership == Membership.YES) {
                members.add(i);
            }
            if (together != Membership.YES && membership != Membership.NO) {
                together = membership;
            }
        }
        softenUnknownSystems(members);
        boolean said = withoutCode && (value.form() != Form.CODEABLE_CONCEPT || isOfCodeSystem);
        if (together == Membership.NO && !said && (!isOfCodeSystem || !findings.issues.hasErrors())) {
            reportNone();
        }
        return answer(together);
    }

    private void reportNoCode(Coding coding, String path) {
        if (coding.system().isEmpty() && !scope.settings().is("inferSystem")) {
            findings.tell(Issue.warning(
                    "invalid",
                    "invalid-data",
                    scope.messages().message("Coding_has_no_system_or_code__cannot_validate"),
                    path));
            return;
        }
        Message message = coding.system()
                .map(system -> scope.messages().worded("CODING_HAS_NO_CODE", "CODING_HAS_NO_CODE_OF_SYSTEM", system))
                .orElseGet(() -> scope.messages().message("CODING_HAS_NO_CODE"));
        findings.say(message.text());
        findings.issues.add(new Issue(
                Severity.WARNING, "invalid", Optional.of("invalid-data"), Optional.empty(), message.text(), path));
    }

    private Membership check(Coding coding, int index) {
        String path = value.path(index);
        findings.startCoding();
        Membership membership = checker.check(path, coding, findings);
        if (asked.isEmpty() || membership == Membership.YES) {
            asked = Optional.of(coding);
            askedVersion = coding.version();
        }
        if (askedVersion.isEmpty()) {
            askedVersion = findings.version;
        }
        if (membership == Membership.NO && !isOfCodeSystem && value.form() == Form.CODEABLE_CONCEPT) {
            findings.issues.add(Issue.information(
                    "code-invalid",
                    "this-code-not-in-vs",
                    scope.messages()
                            .message(
                                    "None_of_the_provided_codes_are_in_the_value_set_one",
                                    "",
                                    checker.valueSet().header().canonical(),
                                    described(coding)),
                    CodedValue.part(path, "code")));
        }
        if (membership == Membership.YES) {
            noteMember(coding, path);
        } else if (!scope.settings().is("valueset-membership-only")) {
            coding.system().or(() -> findings.impliedSystem).ifPresent(system -> checkOutside(coding, system, path));
        }
        return membership;
    }

    /** The coding as a message names it. */
    private String described(Coding coding) {
        String system = findings.impliedSystem.or(coding::system).orElse("");
        return "'" + system + coding.version().map(version -> "|" + version).orElse("") + "#"
                + coding.code().orElse("")
                + coding.display().map(text -> " ('" + text + "')").orElse("") + "'";
    }

    private void noteMember(Coding coding, String path) {
        String code = coding.code().orElse("");
        if (findings.content.filter(content -> content == Content.EXAMPLE).isPresent()) {
            findings.tell(Issue.warning(
                    "not-found",
                    "vs-invalid",
                    scope.messages()
                            .message("CODESYSTEM_ONLY_EXAMPLE", coding.system().orElse(""), code),
                    path));
        } else if (coding.display().isPresent() && !findings.names.isEmpty()) {
            new DisplayCheck(scope, findings.names, findings.defaultLanguage, path, findings)
                    .check(
                            coding.system().or(() -> findings.impliedSystem).orElse(""),
                            code,
                            coding.display().get());
        }
        if (valid.isEmpty()) {
            valid = Optional.of(coding);
            validPath = path;
            validVersion = findings.version;
            display = preferredDisplay();
        }
    }

    private Optional<String> preferredDisplay() {
        return findings.names
                .preferredText(scope.settings().languages())
                .filter(text -> !text.isEmpty())
                .or(() -> findings.names.preferredText(Optional.empty()));
    }

    /** What its code system says of a code that is not in the value set. */
    private void checkOutside(Coding coding, String system, String path) {
        if (!isAbsolute(system)) {
            findings.tell(Issue.error(
                    "invalid",
                    "invalid-data",
                    scope.messages().message("Terminology_TX_System_Relative"),
                    value.form() == Form.CODE ? path : CodedValue.part(path, "system")));
        }
        Optional<String> named = coding.version().or(() -> checker.versionNamedFor(coding.system()));
        Optional<CodeSystemView> found = scope.codeSystem(system, named);
        if (found.isEmpty()) {
            reportUnusableSystem(system, named, path);
            return;
        }
        CodeSystemView view = found.get();
        scope.checkVersion(view, findings.issues::add, CodedValue.part(path, "version"));
        ResourceStatus.of(view.header())
                .report(scope, Optional.of(checker.valueSet().header()), findings.issues);
        String code = coding.code().orElse("");
        OptionalInt concept = view.find(code);
        if (concept.isEmpty()) {
            if (findings.unknownCodes.add(system + "|" + view.version() + "#" + code)) {
                Issue issue = UnknownCode.issue(scope, view, path, code);
                if (issue.isError()) {
                    findings.say(issue.text());
                }
                findings.issues.add(issue);
            }
            return;
        }
        view.addNames(concept.getAsInt(), findings.names);
        if (findings.inactive.isEmpty() && view.isInactive(concept.getAsInt())) {
            findings.noteInactive(view, concept, path, code);
        }
        if (valid.isEmpty()) {
            display = preferredDisplay();
        }
        coding.display()
                .filter(text -> !findings.names.isEmpty())
                .ifPresent(text -> new DisplayCheck(
                                scope, findings.names, view.language().orElse(findings.defaultLanguage), path, findings)
                        .checkOutside(view.system(), code, text));
        if (askedVersion.isEmpty() && value.form() != Form.CODEABLE_CONCEPT) {
            askedVersion = view.header().version();
        }
    }

    private void reportUnusableSystem(String system, Optional<String> named, String path) {
        String systemPath = CodedValue.part(path, "system");
        if (scope.valueSet(system, Optional.empty()).isPresent()) {
            findings.tell(Issue.error(
                    "invalid",
                    "invalid-data",
                    scope.messages().message("Terminology_TX_System_ValueSet2", system),
                    systemPath));
            return;
        }
        Optional<String> supplement = scope.supplementNamed(system, named)
                .map(source -> source.header().canonical());
        if (supplement.isPresent()) {
            findings.tell(Issue.error(
                    "invalid",
                    "invalid-data",
                    scope.messages().message("CODESYSTEM_CS_NO_SUPPLEMENT", supplement.get()),
                    systemPath));
            return;
        }
        UnknownSystem.report(scope, system, scope.version(system, named), path, findings);
    }

    /** That one coding's system is not known does not take the validity from a value of which another coding belongs. */
    private void softenUnknownSystems(Set<Integer> members) {
        if (value.form() != Form.CODEABLE_CONCEPT || members.isEmpty()) {
            return;
        }
        for (int i = 0; i < value.codings().size(); i++) {
            Coding coding = value.codings().get(i);
            String path = CodedValue.part(value.path(i), "system");
            if (members.contains(i)) {
                continue;
            }
            for (Issue issue : findings.issues.all()) {
                if (issue.isError()
                        && issue.path().equals(path)
                        && issue.messageId().filter(NOT_CHECKED::contains).isPresent()) {
                    String name = new Canonical(coding.system().orElse(""), coding.version()).toString();
                    Message softer = scope.messages().message("UNKNOWN_CODESYSTEM_CODING_NOT_CHECKED", name);
                    findings.unsay(issue.text());
                    findings.say(softer.text());
                    findings.issues.replace(issue, Issue.warning("not-found", "not-found", softer, path));
                }
            }
        }
    }

    private void reportNone() {
        String name = checker.valueSet().header().canonical();
        Message message = value.form() == Form.CODEABLE_CONCEPT
                ? scope.messages().message("TX_GENERAL_CC_ERROR_MESSAGE", name)
                : scope.messages()
                        .message(
                                "None_of_the_provided_codes_are_in_the_value_set_one",
                                "",
                                name,
                                value.codings().stream().map(this::described).collect(Collectors.joining(", ")));
        String path = switch (value.form()) {
            case CODEABLE_CONCEPT -> "";
            case CODE -> "code";
            case CODING -> CodedValue.part(Form.CODING.path(), "code");
        };
        findings.tell(Issue.error("code-invalid", "not-in-vs", message, path));
    }

    private CodeAnswer answer(Membership together) {
        boolean result = together == Membership.YES && !findings.issues.hasErrors();
        boolean several = value.form() == Form.CODEABLE_CONCEPT;
        reportStatus();
        Optional<Coding> told = valid.or(() -> several ? Optional.empty() : asked);
        boolean isToldInactive = findings.inactive
                .filter(inactive ->
                        !several || (valid.isPresent() && inactive.path().equals(validPath)))
                .isPresent();
        boolean isDeprecated = findings.inactive.isEmpty() && isDeprecated();
        return new CodeAnswer(
                result,
                valid.flatMap(Coding::system)
                        .or(() -> together == Membership.YES ? findings.impliedSystem : Optional.empty())
                        .or(() -> told.flatMap(Coding::system)),
                told.flatMap(Coding::code),
                validVersion.or(() -> several ? Optional.empty() : askedVersion),
                told.isPresent() ? display : Optional.empty(),
                findings.normalForm,
                isToldInactive,
                isToldInactive
                        ? findings.status.filter(word -> !word.equals("inactive"))
                        : isDeprecated ? Optional.of("deprecated") : Optional.empty(),
                result ? List.of() : List.copyOf(findings.unknownSystems),
                together != Membership.NO,
                findings.summary(),
                findings.issues.all(),
                several ? value.json().map(this::withVersions) : Optional.empty());
    }

    private boolean isDeprecated() {
        return findings.status.filter("deprecated"::equalsIgnoreCase).isPresent();
    }

    private void reportStatus() {
        String status = findings.status.orElse("");
        if (findings.inactive.isPresent()) {
            Findings.Inactive inactive = findings.inactive.get();
            boolean plain = INACTIVE_WORDS.contains(status) || status.isEmpty();
            Message message = plain
                    ? scope.messages()
                            .message("INACTIVE_CONCEPT_FOUND", status.isEmpty() ? "inactive" : status, inactive.code())
                    : scope.messages()
                            .worded(
                                    "INACTIVE_CONCEPT_FOUND",
                                    "INACTIVE_CONCEPT_FOUND_ADD",
                                    status,
                                    inactive.code(),
                                    "inactive");
            findings.tell(Issue.warning(
                    "business-rule", "code-comment", message, inactive.path().isEmpty() ? "code" : inactive.path()));
        } else if (isDeprecated()) {
            findings.tell(Issue.warning(
                    "business-rule",
                    "code-comment",
                    scope.messages()
                            .message(
                                    "DEPRECATED_CONCEPT_FOUND",
                                    status,
                                    asked.flatMap(Coding::code).orElse("")),
                    value.form() == Form.CODE ? "code" : value.form().path()));
        }
    }

    /** A CodeableConcept is given back as it came. */
    private JsonNode withVersions(JsonNode sent) {
        return sent instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
    }
}
