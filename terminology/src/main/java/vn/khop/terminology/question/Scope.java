package vn.khop.terminology.question;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.CodeSystemSource.Content;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.DefinedCodeSystem;
import vn.khop.terminology.resource.Effort;
import vn.khop.terminology.resource.NotInForce;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.resource.ResourceVersion;
import vn.khop.terminology.resource.ValueSetDefinition;

/**
 * One question being answered: the resources that it sees, how it wants its answer, and what was used on the way. Belongs to one thread.
 *
 * <p>Here it is decided which version of a resource is meant: what a question forces, else what the resource names, else what the
 * question gives as default, else the version that the space uses by itself.
 */
public final class Scope {
    private static final int IMPORTS_DEEP_MAX = 100;
    /** What finding a resource by its name costs. */
    private static final int LOOK_UP_STEPS = 10;

    private final ResourceSpace space;
    private final Settings settings;
    private final Messages messages;
    private final Clock clock;
    private final Set<Canonical> requiredSupplements;
    private final Set<Canonical> usedSupplements;
    private final Set<VersionRule> usedRules;
    private final Deque<String> valueSetsInWork;
    private final Effort effort;

    public Scope(ResourceSpace space, Settings settings, Clock clock) {
        this(space, settings, clock, new QuestionBudget());
    }

    /** @param effort is told what answering costs, and may end it */
    public Scope(ResourceSpace space, Settings settings, Clock clock, Effort effort) {
        this.space = space;
        this.settings = settings;
        this.clock = clock;
        messages = Messages.in(settings.readerLanguages());
        requiredSupplements = new LinkedHashSet<>(settings.supplements());
        usedSupplements = new LinkedHashSet<>();
        usedRules = new LinkedHashSet<>();
        valueSetsInWork = new ArrayDeque<>();
        this.effort = effort;
    }

    private Scope(Scope outer, Settings settings) {
        space = outer.space;
        this.settings = settings;
        clock = outer.clock;
        messages = Messages.in(settings.readerLanguages());
        requiredSupplements = outer.requiredSupplements;
        usedSupplements = outer.usedSupplements;
        usedRules = outer.usedRules;
        valueSetsInWork = outer.valueSetsInWork;
        effort = outer.effort;
    }

    /** The same question with other settings; what is used counts for both. */
    public Scope with(Settings other) {
        return other.equals(settings) ? this : new Scope(this, other);
    }

    public ResourceSpace space() {
        return space;
    }

    public Settings settings() {
        return settings;
    }

    public Messages messages() {
        return messages;
    }

    public Clock clock() {
        return clock;
    }

    /** The version of a resource that is meant; empty for whichever the space uses. */
    public Optional<String> version(String url, Optional<String> named) {
        spend(settings.versionRules().size());
        List<VersionRule> rules = settings.rulesFor(url);
        if (rules.isEmpty()) {
            return named;
        }
        Optional<VersionRule> forced = only(rules, VersionRule.Mode.OVERRIDE, "SYSTEM_VERSION_MULTIPLE_OVERRIDE");
        if (forced.isPresent()) {
            return use(forced.get());
        }
        if (named.isPresent()) {
            return named;
        }
        Optional<VersionRule> byDefault = only(rules, VersionRule.Mode.DEFAULT, "SYSTEM_VERSION_MULTIPLE_DEFAULT");
        if (byDefault.isPresent()) {
            return use(byDefault.get());
        }
        return rules.stream()
                .filter(rule -> rule.mode() == VersionRule.Mode.CHECK)
                .findFirst()
                .flatMap(this::use);
    }

    private Optional<String> use(VersionRule rule) {
        usedRules.add(rule);
        return rule.name().version();
    }

    private Optional<VersionRule> only(List<VersionRule> rules, VersionRule.Mode mode, String complaint) {
        List<VersionRule> found =
                rules.stream().filter(rule -> rule.mode() == mode).distinct().toList();
        if (found.size() > 1) {
            throw Refused.of(
                    Refused.Kind.INVALID,
                    Issue.error(
                            "exception",
                            "version-error",
                            messages.message(
                                    complaint,
                                    found.get(0).name().url(),
                                    found.get(0).name().version().orElse(""),
                                    found.get(1).name().version().orElse("")),
                            ""));
        }
        return found.stream().findFirst();
    }

    /** The rules that decided a version so far. */
    public Collection<VersionRule> usedRules() {
        return List.copyOf(usedRules);
    }

    /**
     * The code system in the version that is meant, if codes can be checked against what is here of it.
     *
     * @throws Refused if it is known, but not in force on the day of the question
     */
    public Optional<CodeSystemView> codeSystem(String url, Optional<String> named) {
        return exactly(url, version(url, named));
    }

    /**
     * The code system in this very version, whatever the settings say.
     *
     * @throws Refused if it is known, but not in force on the day of the question
     */
    public Optional<CodeSystemView> exactly(String url, Optional<String> version) {
        spend(LOOK_UP_STEPS);
        Canonical name = new Canonical(url, version);
        Optional<CodeSystemSource> found = space.codeSystem(name);
        if (found.isEmpty()) {
            space.notInForce(name).ifPresent(this::refuse);
        }
        return found.filter(system -> system.content().isUsable()).map(system -> view(system, version));
    }

    private void refuse(NotInForce reason) {
        throw Refused.of(
                Refused.Kind.UNPROCESSABLE,
                Issue.error(
                        "business-rule",
                        "version-error",
                        messages.message(
                                reason.type().toUpperCase(Locale.ROOT) + "_NOT_IN_FORCE",
                                reason.name().toString(),
                                reason.date(),
                                String.join(", ", reason.known())),
                        ""));
    }

    /** A code system that is at hand already. */
    public CodeSystemView view(CodeSystemSource system) {
        return view(system, system.header().version());
    }

    private CodeSystemView view(CodeSystemSource system, Optional<String> version) {
        String url = system.header().url().orElse("");
        List<DefinedCodeSystem> supplements = space.supplements(url).stream()
                .filter(supplement -> CodeSystemView.isLanguagePack(supplement) || isRequired(supplement))
                .filter(supplement -> supplement
                        .supplements()
                        .flatMap(Canonical::version)
                        .flatMap(base -> version.map(asked -> ResourceVersion.matches(
                                base, asked, system.header().versionAlgorithm())))
                        .orElse(true))
                .toList();
        CodeSystemView view = new CodeSystemView(system, supplements, clock, space.date());
        requiredSupplements.stream().filter(view::hasSupplement).forEach(usedSupplements::add);
        return view;
    }

    private boolean isRequired(DefinedCodeSystem supplement) {
        return requiredSupplements.stream().anyMatch(supplement.header()::answersTo);
    }

    /** Whether there is a supplement of this name. */
    public Optional<CodeSystemSource> supplementNamed(String url, Optional<String> version) {
        return space.codeSystem(new Canonical(url, version)).filter(system -> system.content() == Content.SUPPLEMENT);
    }

    /** Notes that the answer needs these supplements. */
    public void require(Collection<Canonical> supplements) {
        requiredSupplements.addAll(supplements);
    }

    /** @throws Refused if a supplement that the answer needs was not found on any code system in use */
    public void checkSupplements() {
        List<String> missing = requiredSupplements.stream()
                .filter(supplement -> !usedSupplements.contains(supplement))
                .map(Canonical::toString)
                .toList();
        if (!missing.isEmpty()) {
            throw Refused.of(
                    Refused.Kind.UNPROCESSABLE,
                    Issue.error(
                            "not-found",
                            "not-found",
                            messages.worded(
                                    "VALUESET_SUPPLEMENT_MISSING",
                                    missing.size() == 1
                                            ? "VALUESET_SUPPLEMENT_MISSING_one"
                                            : "VALUESET_SUPPLEMENT_MISSING_other",
                                    missing.size(),
                                    String.join(",", missing)),
                            ""));
        }
    }

    /** Complains of a version that the question's checks do not allow. */
    public void checkVersion(CodeSystemView system, Consumer<Issue> complain, String path) {
        for (VersionRule rule : settings.rulesFor(system.system())) {
            String wanted = rule.name().version().orElse("");
            if (rule.mode() == VersionRule.Mode.CHECK
                    && !ResourceVersion.matches(
                            wanted, system.version(), system.header().versionAlgorithm())) {
                complain.accept(Issue.error(
                        "exception",
                        "version-error",
                        messages.message("VALUESET_VERSION_CHECK", system.system(), system.version(), wanted),
                        path));
            }
        }
    }

    /**
     * The value set that a resource names.
     *
     * @param inside the value set whose contained ones count too
     * @throws Refused if it is known, but not in force on the day of the question
     */
    public Optional<ValueSetDefinition> valueSet(String name, Optional<ValueSetDefinition> inside) {
        spend(LOOK_UP_STEPS);
        if (name.startsWith("#")) {
            return inside.flatMap(outer -> Optional.ofNullable(outer.contained().get(name.substring(1))));
        }
        Canonical pinned = pinned(name);
        Optional<ValueSetDefinition> found = space.valueSet(pinned);
        if (found.isEmpty()) {
            space.notInForce(pinned).ifPresent(this::refuse);
        }
        return found;
    }

    /**
     * The concept map of this name.
     *
     * @throws Refused if it is known, but not in force on the day of the question
     */
    public Optional<ConceptMapDefinition> conceptMap(Canonical name) {
        Optional<ConceptMapDefinition> found = space.conceptMap(name);
        if (found.isEmpty()) {
            space.notInForce(name).ifPresent(this::refuse);
        }
        return found;
    }

    /** The name of a value set with the version that is meant. */
    public Canonical pinned(String name) {
        Canonical canonical = Canonical.parse(name);
        return new Canonical(canonical.url(), version(canonical.url(), canonical.version()));
    }

    /**
     * Counts work on the question: value sets that import each other twice over would double it at each step.
     *
     * @param steps about as many concepts as were looked at
     * @throws Refused if the question has cost more than any honest one
     */
    public void spend(long steps) {
        effort.spend(steps);
    }

    /** What is told what answering costs. */
    public Effort effort() {
        return effort;
    }

    /** Versions for people: {@code 1.0.0 or 1.2.0}. */
    public String versionsForPeople(String url) {
        List<String> versions = space.codeSystemVersions(url);
        if (versions.size() == 2) {
            return versions.get(0) + " " + messages.message("OR").text() + " " + versions.get(1);
        }
        if (versions.size() < 2) {
            return String.join("", versions);
        }
        return String.join(", ", versions.subList(0, versions.size() - 1)) + " "
                + messages.message("AND").text() + " " + versions.get(versions.size() - 1);
    }

    /**
     * Works on a value set, which must not need itself.
     *
     * @throws Refused if this value set is being worked on already
     */
    public void enter(ValueSetDefinition valueSet) {
        String name = valueSet.header().canonical();
        if (valueSet.header().url().isPresent() && valueSetsInWork.contains(name)) {
            List<String> way = new ArrayList<>(valueSetsInWork);
            way.add(name);
            throw Refused.of(
                    Refused.Kind.UNPROCESSABLE,
                    Issue.error(
                            "processing",
                            "vs-invalid",
                            messages.message("VALUESET_CIRCULAR_REFERENCE", name, way.toString()),
                            ""));
        }
        if (valueSetsInWork.size() >= IMPORTS_DEEP_MAX) {
            throw Refused.saying(Refused.Kind.UNPROCESSABLE, "too-costly", "IMPORTS_TOO_DEEP", IMPORTS_DEEP_MAX);
        }
        valueSetsInWork.addLast(name);
    }

    public void leave() {
        valueSetsInWork.removeLast();
    }
}
