package vn.khop.terminology.validate;

import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import vn.khop.terminology.filter.Filters;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.question.Issue;
import vn.khop.terminology.question.Message;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.question.ResourceStatus;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.resource.CodeSystemSource.Content;
import vn.khop.terminology.resource.Coding;
import vn.khop.terminology.resource.Extension;
import vn.khop.terminology.resource.ValueSetDefinition;
import vn.khop.terminology.resource.ValueSetDefinition.Compose;
import vn.khop.terminology.resource.ValueSetDefinition.ConceptReference;
import vn.khop.terminology.resource.ValueSetDefinition.ConceptSet;
import vn.khop.terminology.resource.VersionOrder;

/**
 * Checks whether codes belong to one value set, by its definition: nothing is expanded, except to find the system of a code that came
 * without one.
 */
final class MembershipChecker {
    private static final String VALUE_SET_DEPRECATED = "http://hl7.org/fhir/StructureDefinition/valueset-deprecated";
    private static final Set<String> NOT_IN_USE = Set.of("withdrawn", "deprecated");

    /** What one value set costs beside its concepts, in steps. */
    private static final int VALUE_SET_STEPS = 500;

    private final Scope scope;
    private final ValueSetDefinition valueSet;
    private final SystemInference inference;
    private final Map<String, MembershipChecker> imported = new HashMap<>();
    private final Map<Selection, BitSet> selected = new HashMap<>();

    private record Selection(ConceptSet set, String system) {}

    /** Whether a code belongs; unknown where its code system is not known. */
    enum Membership {
        YES,
        NO,
        UNKNOWN
    }

    /** Finds the system of a code by the value set. */
    interface SystemInference {
        /** The systems that have this code in the value set, each once. */
        Set<String> systemsOf(Scope scope, ValueSetDefinition valueSet, String code);
    }

    private MembershipChecker(Scope scope, ValueSetDefinition valueSet, SystemInference inference) {
        this.scope = scope;
        this.valueSet = valueSet;
        this.inference = inference;
    }

    /** For a value set that is only made up to check against a code system. */
    static MembershipChecker unprepared(Scope scope, ValueSetDefinition valueSet, SystemInference inference) {
        return new MembershipChecker(scope, valueSet, inference);
    }

    /**
     * For a value set with all that it imports.
     *
     * @throws Refused if something that it needs is not known or not understood, or it needs itself
     */
    static MembershipChecker prepare(Scope outer, ValueSetDefinition valueSet, SystemInference inference) {
        MembershipChecker checker = new MembershipChecker(scopeFor(outer, valueSet), valueSet, inference);
        checker.scope.spend(VALUE_SET_STEPS);
        checker.scope.enter(valueSet);
        try {
            checker.scope.require(valueSet.supplements());
            checker.prepareSets();
        } finally {
            checker.scope.leave();
        }
        checker.scope.checkSupplements();
        return checker;
    }

    private static Scope scopeFor(Scope outer, ValueSetDefinition valueSet) {
        Scope scope = outer.with(outer.settings()
                .with(valueSet.compose().map(Compose::parameters).orElse(List.of())));
        scope.require(scope.settings().supplements());
        return scope.settings().readerLanguages().isPresent()
                ? scope
                : valueSet.header()
                        .language()
                        .flatMap(tag -> vn.khop.terminology.resource.LanguagePreference.parse(tag.text(), false))
                        .map(languages -> scope.with(scope.settings().withReaderLanguages(languages)))
                        .orElse(scope);
    }

    Scope scope() {
        return scope;
    }

    ValueSetDefinition valueSet() {
        return valueSet;
    }

    private void prepareSets() {
        Compose compose = valueSet.compose().orElse(null);
        if (compose == null) {
            return;
        }
        if (compose.hasLockedDate()) {
            throw Refused.saying(
                    Refused.Kind.UNPROCESSABLE,
                    "business-rule",
                    "VALUESET_LOCKED",
                    valueSet.header().canonical());
        }
        prepare(compose.includes(), "include");
        prepare(compose.excludes(), "exclude");
    }

    private void prepare(List<ConceptSet> sets, String side) {
        for (int i = 0; i < sets.size(); i++) {
            ConceptSet set = sets.get(i);
            scope.require(set.supplements());
            for (String name : set.valueSets()) {
                prepareImport(name);
            }
            if (set.system().isPresent()) {
                prepareFilters(set, "ValueSet.compose." + side + "[" + i + "]");
            }
        }
    }

    private void prepareImport(String name) {
        String pinned = name.startsWith("#") ? name : scope.pinned(name).toString();
        if (imported.containsKey(pinned)) {
            return;
        }
        ValueSetDefinition other = scope.valueSet(name, Optional.of(valueSet))
                .orElseThrow(() -> Refused.of(
                        Refused.Kind.UNRESOLVED,
                        Issue.error(
                                "not-found",
                                "not-found",
                                scope.messages().message("Unable_to_resolve_value_Set_", pinned),
                                "")));
        imported.put(pinned, prepare(scope, other, inference));
    }

    private void prepareFilters(ConceptSet set, String path) {
        Optional<CodeSystemView> found = scope.codeSystem(set.system().orElseThrow(), set.version());
        if (found.isEmpty()) {
            return;
        }
        for (int i = 0; i < set.filters().size(); i++) {
            Filters.check(
                    scope,
                    found.get(),
                    set.filters().get(i),
                    valueSet.header().canonical(),
                    path + ".filter[" + i + "]");
        }
    }

    /** Whether the coding belongs, with everything that is to be told of it. */
    Membership check(String path, Coding coding, Findings findings) {
        scope.spend(VALUE_SET_STEPS);
        Optional<String> system = coding.system();
        if (system.isEmpty() && !scope.settings().is("inferSystem")) {
            findings.tell(Issue.warning(
                    "invalid",
                    "invalid-data",
                    scope.messages().message("Coding_has_no_system__cannot_validate"),
                    path));
            return Membership.NO;
        }
        String code = coding.code().orElse("");
        if (system.isEmpty()) {
            system = infer(code, findings);
            if (system.isEmpty()) {
                return Membership.NO;
            }
            findings.impliedSystem = system;
        }
        scope.checkSupplements();
        Coding whole = new Coding(system, coding.version(), coding.code(), coding.display());
        if (valueSet.compose().isPresent()) {
            Membership included = included(valueSet.compose().get(), path, whole, findings);
            return included == Membership.YES && excluded(valueSet.compose().get(), path, whole, findings)
                    ? Membership.NO
                    : included;
        }
        return valueSet.expansion().isPresent()
                ? new ListedExpansion(scope, valueSet).check(path, whole, findings)
                : Membership.NO;
    }

    private Optional<String> infer(String code, Findings findings) {
        Set<String> systems = inference.systemsOf(scope, valueSet, code);
        String name = valueSet.header().canonical();
        if (systems.size() == 1) {
            return systems.stream().findFirst();
        }
        Message message = systems.isEmpty()
                ? scope.messages().message("UNABLE_TO_INFER_CODESYSTEM", code, name)
                : scope.messages()
                        .message(
                                "Unable_to_resolve_system__value_set_has_multiple_matches",
                                code,
                                name,
                                "[" + String.join(", ", systems) + "]");
        findings.tell(Issue.error("not-found", "cannot-infer", message, "code"));
        return Optional.empty();
    }

    private Membership included(Compose compose, String path, Coding coding, Findings findings) {
        String system = coding.system().orElseThrow();
        Optional<String> onlyVersion =
                coding.version().isPresent() ? Optional.empty() : versionToCheck(compose, system, coding);
        Membership result = Membership.NO;
        Findings.Mark start = findings.mark();
        Findings.Mark firstFailure = start;
        for (ConceptSet set : VersionOrder.latestFirst(compose.includes())) {
            Findings.Mark before = findings.mark();
            findings.unsayStatus(start);
            result = included(compose, set, onlyVersion, path, coding, findings);
            if (result == Membership.YES) {
                // Why another set does not have it is no news of a code that belongs.
                findings.forget(start, before);
                return result;
            }
            if (result == Membership.UNKNOWN) {
                return result;
            }
            if (firstFailure.inactive().isEmpty()) {
                firstFailure = findings.mark();
            }
        }
        findings.unsayStatus(firstFailure);
        return result;
    }

    private Membership included(
            Compose compose,
            ConceptSet set,
            Optional<String> onlyVersion,
            String path,
            Coding coding,
            Findings findings) {
        scope.spend(1);
        String system = coding.system().orElseThrow();
        Membership result = Membership.NO;
        if (set.system().isEmpty()) {
            result = Membership.YES;
        } else if (set.system().get().equals(system)
                && (onlyVersion.isEmpty() || set.version().equals(onlyVersion))
                && concerns(compose, set, coding.version())) {
            result = inSystem(set, path, coding, findings);
        }
        if (result == Membership.UNKNOWN) {
            return result;
        }
        result = inImports(set, result, path, coding, findings);
        return result == Membership.YES && set.system().isEmpty() && isLeftOut(path, coding, findings)
                ? Membership.NO
                : result;
    }

    private Membership inImports(ConceptSet set, Membership before, String path, Coding coding, Findings findings) {
        Membership result = before;
        for (String name : set.valueSets()) {
            MembershipChecker checker = importedAs(name);
            ResourceStatus.of(checker.valueSet.header()).report(scope, Optional.of(valueSet.header()), findings.issues);
            if (result == Membership.YES) {
                result = checker.check(path, coding, findings);
            }
        }
        return result;
    }

    private MembershipChecker importedAs(String name) {
        String pinned = name.startsWith("#") ? name : scope.pinned(name).toString();
        MembershipChecker checker = imported.get(pinned);
        if (checker == null) {
            throw new IllegalStateException("value set " + pinned + " was not prepared");
        }
        return checker;
    }

    /** A code that names no version is looked for in the one version, of those that the value set names, that has it. */
    private Optional<String> versionToCheck(Compose compose, String system, Coding coding) {
        List<String> versions = compose.includes().stream()
                .filter(set -> set.system().filter(system::equals).isPresent())
                .flatMap(set -> set.version().stream())
                .distinct()
                .sorted(VersionOrder.LATEST_FIRST)
                .toList();
        if (versions.size() < 2) {
            return Optional.empty();
        }
        List<String> having = versions.stream()
                .filter(version -> scope.codeSystem(system, Optional.of(version))
                        .filter(view -> hasCode(view, coding))
                        .isPresent())
                .toList();
        if (having.size() == versions.size()) {
            return Optional.empty();
        }
        return Optional.of(having.isEmpty() ? versions.get(0) : having.get(0));
    }

    private static boolean hasCode(CodeSystemView view, Coding coding) {
        OptionalInt concept = view.find(coding.code().orElse(""));
        return concept.isPresent()
                && coding.display()
                        .map(display -> view.names(concept.getAsInt()).all().stream()
                                .anyMatch(name -> name.value().equals(display)))
                        .orElse(true);
    }

    /** A coding's version picks the set that names it, if one does. */
    private boolean concerns(Compose compose, ConceptSet set, Optional<String> version) {
        if (version.isEmpty() || set.version().equals(version)) {
            return true;
        }
        scope.spend(compose.includes().size());
        return compose.includes().stream().noneMatch(other -> other.version().equals(version));
    }

    private Membership inSystem(ConceptSet set, String path, Coding coding, Findings findings) {
        String system = coding.system().orElseThrow();
        VersionAgreement agreement = new VersionAgreement(scope, system, path, findings);
        Optional<String> version = agreement.agree(set.version(), coding.version());
        Optional<CodeSystemView> found = scope.codeSystem(system, version);
        if (found.isEmpty()) {
            if (scope.settings().is("valueset-membership-only")) {
                return Membership.NO;
            }
            UnknownSystem.report(scope, system, scope.version(system, version), path, findings);
            return Membership.UNKNOWN;
        }
        CodeSystemView view = found.get();
        scope.checkVersion(view, findings.issues::add, CodedValue.part(path, "version"));
        findings.in(view);
        ResourceStatus.of(view.header()).report(scope, Optional.of(valueSet.header()), findings.issues);
        if (!inSet(set, view, path, coding, findings)) {
            return Membership.NO;
        }
        findings.version = view.header().version();
        return Membership.YES;
    }

    private boolean excluded(Compose compose, String path, Coding coding, Findings findings) {
        for (ConceptSet set : compose.excludes()) {
            scope.spend(1);
            boolean excluded = true;
            if (set.system().isPresent()) {
                String system = set.system().get();
                CodeSystemView view = scope.codeSystem(system, set.version())
                        .orElseThrow(() -> Refused.saying(
                                Refused.Kind.UNRESOLVED, "not-found", "EXCLUDED_SYSTEM_UNKNOWN", system));
                scope.checkVersion(view, findings.issues::add, CodedValue.part(path, "version"));
                ResourceStatus.of(view.header()).report(scope, Optional.of(valueSet.header()), findings.issues);
                findings.content = Optional.of(view.source().content());
                excluded = coding.system().filter(system::equals).isPresent()
                        && isNamedBy(set, view, coding.code().orElse(""));
            }
            for (String name : set.valueSets()) {
                MembershipChecker checker = importedAs(name);
                ResourceStatus.of(checker.valueSet.header())
                        .report(scope, Optional.of(valueSet.header()), findings.issues);
                excluded = excluded && checker.check(path, coding, new Findings()) == Membership.YES;
            }
            if (excluded) {
                return true;
            }
        }
        return false;
    }

    private boolean isNamedBy(ConceptSet set, CodeSystemView view, String code) {
        OptionalInt concept = view.find(code);
        if (concept.isEmpty()) {
            return false;
        }
        if (set.isWholeSystem()) {
            return true;
        }
        scope.spend(set.concepts().size());
        return set.concepts().stream().anyMatch(reference -> reference.code().equals(code))
                || (!set.filters().isEmpty() && selected(set, view).get(concept.getAsInt()));
    }

    private BitSet selected(ConceptSet set, CodeSystemView view) {
        return selected.computeIfAbsent(
                new Selection(set, view.canonical()),
                wanted -> Filters.select(scope, view, set, valueSet.header().canonical(), "ValueSet.compose.include"));
    }

    private boolean inSet(ConceptSet set, CodeSystemView view, String path, Coding coding, Findings findings) {
        String code = coding.code().orElse("");
        if (set.isWholeSystem()) {
            return inWholeSystem(view, path, code, findings);
        }
        scope.spend(set.concepts().size());
        for (ConceptReference reference : set.concepts()) {
            if (reference.code().equals(code)) {
                OptionalInt concept = view.find(code);
                if (concept.isPresent() && isListed(reference, view, concept.getAsInt(), path, findings)) {
                    return true;
                }
            }
        }
        if (!set.filters().isEmpty()) {
            OptionalInt concept = view.find(code);
            if (concept.isPresent() && selected(set, view).get(concept.getAsInt())) {
                return isFiltered(view, concept.getAsInt(), path, code, findings);
            }
        }
        return false;
    }

    private boolean inWholeSystem(CodeSystemView view, String path, String code, Findings findings) {
        OptionalInt found = view.find(code);
        boolean membershipOnly = scope.settings().is("valueset-membership-only");
        if (found.isEmpty()) {
            boolean whole = view.source().content() == Content.COMPLETE;
            if (!membershipOnly) {
                findings.issues.add(UnknownCode.issue(scope, view, path, code));
            }
            return !whole && !membershipOnly;
        }
        int concept = found.getAsInt();
        String own = view.source().code(concept);
        if (!own.equals(code)) {
            findings.issues.add(Issue.information(
                    "business-rule",
                    "code-rule",
                    scope.messages().message("CODE_CASE_DIFFERENCE", code, own, view.canonical()),
                    CodedValue.part(path, "code")));
            findings.normalForm = Optional.of(own);
        }
        view.addNames(concept, findings.names);
        if (!scope.settings().takesAbstract() && view.isAbstract(concept)) {
            reportAbstract(view, path, code, findings);
            return false;
        }
        if (view.isInactive(concept)
                && (valueSet.excludesInactive() || scope.settings().is("activeOnly"))) {
            findings.tell(Issue.error(
                    "business-rule",
                    "code-rule",
                    scope.messages().message("STATUS_CODE_WARNING_CODE", "not active", code),
                    CodedValue.part(path, "code")));
            if (!membershipOnly) {
                findings.noteInactive(view, found, path, code);
            }
            return false;
        }
        findings.noteStatus(view, concept, path, code);
        return true;
    }

    private boolean isListed(
            ConceptReference reference, CodeSystemView view, int concept, String path, Findings findings) {
        view.addNames(concept, findings.names);
        findings.names.addOf(reference, valueSet.header().language());
        if (!scope.settings().takesAbstract() && view.isAbstract(concept)) {
            reportAbstract(view, path, reference.code(), findings);
            return false;
        }
        if (isLeftOut(view, concept, path, reference.code(), findings)) {
            return false;
        }
        Optional<String> status = Extension.text(reference.extensions(), Extension.STANDARDS_STATUS)
                .filter(NOT_IN_USE::contains)
                .or(() -> Extension.has(reference.extensions(), VALUE_SET_DEPRECATED)
                        ? Optional.of("deprecated")
                        : Optional.empty());
        status.ifPresent(word -> findings.issues.add(Issue.warning(
                "business-rule",
                "code-comment",
                scope.messages()
                        .message(
                                "CONCEPT_DEPRECATED_IN_VALUESET",
                                view.system(),
                                reference.code(),
                                word,
                                valueSet.header().canonical()),
                CodedValue.part(path, "code"))));
        findings.noteStatus(view, concept, path, reference.code());
        return true;
    }

    private boolean isFiltered(CodeSystemView view, int concept, String path, String code, Findings findings) {
        view.addNames(concept, findings.names);
        if (!scope.settings().takesAbstract() && view.isAbstract(concept)) {
            reportAbstract(view, path, code, findings);
            return false;
        }
        if (isLeftOut(view, concept, path, code, findings)) {
            return false;
        }
        if (view.isInactive(concept)) {
            findings.noteStatus(view, concept, path, code);
        }
        return true;
    }

    /** An inactive concept that is imported, where the value set has none. */
    private boolean isLeftOut(String path, Coding coding, Findings findings) {
        if (!valueSet.excludesInactive()) {
            return false;
        }
        String code = coding.code().orElse("");
        Optional<CodeSystemView> view = coding.system()
                .flatMap(system -> scope.codeSystem(system, coding.version().or(() -> findings.version)));
        OptionalInt concept = view.map(found -> found.find(code)).orElse(OptionalInt.empty());
        return concept.isPresent() && isLeftOut(view.orElseThrow(), concept.getAsInt(), path, code, findings);
    }

    /** An inactive concept, where the value set has none. */
    private boolean isLeftOut(CodeSystemView view, int concept, String path, String code, Findings findings) {
        boolean left = (valueSet.excludesInactive() || scope.settings().is("activeOnly")) && view.isInactive(concept);
        if (left && !scope.settings().is("valueset-membership-only")) {
            findings.noteInactive(view, OptionalInt.of(concept), path, code);
        }
        return left;
    }

    private void reportAbstract(CodeSystemView view, String path, String code, Findings findings) {
        if (!scope.settings().is("valueset-membership-only")) {
            findings.issues.add(Issue.error(
                    "business-rule",
                    "code-rule",
                    scope.messages().message("ABSTRACT_CODE_NOT_ALLOWED", view.system(), code),
                    CodedValue.part(path, "code")));
        }
    }

    /** The version that the value set names for a system; the latest if it names several. */
    Optional<String> versionNamedFor(Optional<String> system) {
        Set<String> versions = valueSet.compose().map(Compose::includes).orElse(List.of()).stream()
                .filter(set -> set.system().equals(system))
                .flatMap(set -> set.version().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return versions.stream().min(VersionOrder.LATEST_FIRST);
    }
}
