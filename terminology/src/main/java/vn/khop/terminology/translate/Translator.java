package vn.khop.terminology.translate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import vn.khop.terminology.expand.Expansion;
import vn.khop.terminology.expand.ValueSetExpander;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.CodeSystemSource.Content;
import vn.khop.terminology.resource.Coding;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.ConceptMapDefinition.Dependency;
import vn.khop.terminology.resource.ConceptMapDefinition.Element;
import vn.khop.terminology.resource.ConceptMapDefinition.Group;
import vn.khop.terminology.resource.ConceptMapDefinition.Target;
import vn.khop.terminology.resource.ConceptMapDefinition.Unmapped;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.resource.ResourceVersion;
import vn.khop.terminology.resource.ValueSetDefinition;
import vn.khop.terminology.translate.Translation.Match;
import vn.khop.terminology.validate.CodeCheck;
import vn.khop.terminology.validate.CodedValue;

/*
 * Every map that fits is asked, the latest first, and each of its groups answers for itself: with its targets for the concept, or, where
 * it does not name the concept, by its rule for unmapped ones. A rule that defers to another map is followed, and a chain that comes back
 * to where it was is refused. A map only speaks of the codes of its own scope. All hits count; two that give the same concept are one.
 */
/** Translates codes by concept maps, in both directions. */
public final class Translator {
    /** Maps of which each defers to the next. */
    private static final int CHAIN_MAX = 100;
    /** What one map costs beside its elements, in steps. */
    private static final int MAP_STEPS = 100;

    private final Scope scope;
    private final TranslationQuestion question;
    private final List<Match> matches = new ArrayList<>();
    private final Set<String> usedMaps = new LinkedHashSet<>();
    private final Map<String, Boolean> scopes = new HashMap<>();

    private Translator(Scope scope, TranslationQuestion question) {
        this.scope = scope;
        this.question = question;
    }

    /**
     * Translates one code.
     *
     * @throws Refused if a resource that is named is not known, or a map leads back to itself
     */
    public static Translation translate(Scope scope, TranslationQuestion question) {
        return new Translator(scope, question).translate();
    }

    private Translation translate() {
        Coding coding = question.coding();
        String name = coding.system().orElse("") + "#" + coding.code().orElse("");
        if (question.scope().isPresent() && !isInAsked(question.scope().get())) {
            return none("NOT_IN_SCOPE", name, question.scope().get());
        }
        List<ConceptMapDefinition> candidates = candidates();
        List<ConceptMapDefinition> maps =
                candidates.stream().filter(this::speaksOf).toList();
        if (maps.isEmpty()) {
            String wording = candidates.isEmpty() ? "NO_MAP" : "NO_MAP_IN_SCOPE";
            String to = question.otherSystem()
                    .map(system -> scope.messages().message("TO_SYSTEM", system).text())
                    .orElse("");
            return none(wording, name, to);
        }
        for (ConceptMapDefinition map : maps) {
            scope.spend(stepsOf(map));
            if (question.isReverse()) {
                backwards(
                        map,
                        map.header().canonical(),
                        new LinkedHashSet<>(Set.of(map.header().canonical())),
                        source -> true);
            } else {
                forwards(
                        map,
                        map.header().canonical(),
                        new LinkedHashSet<>(Set.of(map.header().canonical())));
            }
        }
        return new Translation(
                isTranslated(matches),
                matches.isEmpty()
                        ? Optional.of(
                                scope.messages().message("NO_TRANSLATION", name).text())
                        : Optional.empty(),
                matches,
                List.copyOf(usedMaps));
    }

    /** Whether one of them says that there is a translation. */
    static boolean isTranslated(List<Match> matches) {
        return matches.stream()
                .anyMatch(match -> match.target().isPresent()
                        && match.relationship()
                                .map(ConceptMapDefinition.Relationship::isPositive)
                                .orElse(true));
    }

    private Translation none(String wording, String... arguments) {
        String message = scope.messages().message(wording, (Object[]) arguments).text();
        return new Translation(false, Optional.of(message), List.of(), List.of());
    }

    private ConceptMapDefinition named(Canonical map) {
        return scope.conceptMap(map)
                .orElseThrow(() -> Refused.saying(Refused.Kind.UNKNOWN, "not-found", "CONCEPTMAP_UNKNOWN", map));
    }

    /** The maps that a question can be answered by which names none, the latest first. */
    static List<ConceptMapDefinition> fitting(ResourceSpace space, TranslationQuestion question) {
        return space.conceptMapsToAsk().stream()
                .filter(map -> fits(map, question))
                .sorted(Comparator.comparing((ConceptMapDefinition map) ->
                                map.header().date().orElse(""))
                        .reversed()
                        .thenComparing(map -> map.header().canonical()))
                .toList();
    }

    private static boolean fits(ConceptMapDefinition map, TranslationQuestion question) {
        return map.groups().stream().anyMatch(group -> concerns(group, question))
                && question.otherScope()
                        .map(wanted -> otherScopeOf(map, question)
                                .map(own -> sameSet(own, wanted))
                                .orElse(true))
                        .orElse(true);
    }

    /** Whether a group leads from the system that is asked to the one that is wanted. */
    static boolean concerns(Group group, TranslationQuestion question) {
        Optional<Canonical> from = question.isReverse() ? group.target() : group.source();
        Optional<Canonical> to = question.isReverse() ? group.source() : group.target();
        return isOf(
                        from,
                        question.coding().system().orElse(""),
                        question.coding().version())
                && question.otherSystem()
                        .map(system -> isOf(to, system, Optional.empty()))
                        .orElse(true);
    }

    private static boolean sameSet(String one, String other) {
        return Canonical.parse(one).url().equals(Canonical.parse(other).url());
    }

    private static Optional<String> otherScopeOf(ConceptMapDefinition map, TranslationQuestion question) {
        return question.isReverse() ? map.sourceScope() : map.targetScope();
    }

    /** The value set that a code must be in for a map to speak of it. */
    static Optional<String> ownScopeOf(ConceptMapDefinition map, boolean isReverse) {
        return isReverse ? map.targetScope() : map.sourceScope();
    }

    /** Whether a side of a group is of this system; where both name a version, that must fit too. */
    private static boolean isOf(Optional<Canonical> side, String system, Optional<String> version) {
        return side.filter(name -> name.url().equals(Canonical.parse(system).url()))
                .filter(name -> name.version()
                        .flatMap(own -> version.map(asked -> ResourceVersion.matches(own, asked, Optional.empty())
                                || ResourceVersion.matches(asked, own, Optional.empty())))
                        .orElse(true))
                .isPresent();
    }

    /** Whether the concept is in the map's own scope, as far as that is known: many a map names a value set that nobody has. */
    private boolean speaksOf(ConceptMapDefinition map) {
        return ownScopeOf(map, question.isReverse())
                .filter(set -> scope.valueSet(set, Optional.empty()).isPresent())
                .map(this::isIn)
                .orElse(true);
    }

    /** Whether the concept is in the value set that the question names; one that is the scope of a map need not be known. */
    private boolean isInAsked(String valueSet) {
        boolean isKnown = scope.valueSet(valueSet, Optional.empty()).isPresent();
        boolean isOfMap = candidates().stream()
                .anyMatch(map -> ownScopeOf(map, question.isReverse())
                        .filter(own -> sameSet(own, valueSet))
                        .isPresent());
        return (!isKnown && isOfMap) || isIn(valueSet);
    }

    private List<ConceptMapDefinition> candidates() {
        scope.spend(MAP_STEPS);
        return question.given()
                .or(() -> question.map().map(this::named))
                .map(List::of)
                .orElseGet(() -> fitting(scope.space(), question));
    }

    private boolean isIn(String valueSet) {
        Boolean known = scopes.get(valueSet);
        if (known == null) {
            ValueSetDefinition definition = scope.valueSet(valueSet, Optional.empty())
                    .orElseThrow(() -> Refused.saying(Refused.Kind.UNKNOWN, "not-found", "SCOPE_UNKNOWN", valueSet));
            Coding coding = question.coding();
            known = CodeCheck.inValueSet(
                            scope,
                            definition,
                            new CodedValue(
                                    CodedValue.Form.CODING,
                                    List.of(new Coding(
                                            coding.system(), coding.version(), coding.code(), Optional.empty())),
                                    Optional.empty()))
                    .result();
            scopes.put(valueSet, known);
        }
        return known;
    }

    private void forwards(ConceptMapDefinition map, String origin, Set<String> chain) {
        for (Group group : map.groups()) {
            if (!concerns(group, question)) {
                continue;
            }
            List<Element> elements = group.elements().stream()
                    .filter(element -> isAsked(element.code(), element.valueSet()))
                    .toList();
            elements.forEach(element -> add(group, element, origin));
            if (elements.isEmpty() && group.unmapped().isPresent()) {
                byRule(group, group.unmapped().get(), map, origin, chain);
            }
        }
    }

    /** Whether the concept that is asked is this one, or one of this value set. */
    private boolean isAsked(String code, Optional<String> valueSet) {
        return valueSet.map(this::isIn)
                .orElseGet(() -> question.coding().code().filter(code::equals).isPresent());
    }

    private void add(Group group, Element element, String origin) {
        Coding source = Coding.of(
                group.source().map(Canonical::url).orElse(""),
                question.coding().code().orElse(""));
        if (element.hasNoMap()) {
            add(new Match(
                    source,
                    Optional.empty(),
                    Optional.empty(),
                    element.comment(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    origin));
        }
        for (Target target : element.targets()) {
            if (holds(target.dependsOn())) {
                for (Coding coding : codings(group.target(), target.code(), target.display(), target.valueSet())) {
                    add(new Match(
                            source,
                            Optional.of(coding),
                            Optional.of(target.relationship()),
                            element.comment(),
                            target.comment(),
                            target.dependsOn(),
                            target.products(),
                            origin));
                }
            }
        }
    }

    /** The one concept, or those of the value set that stands for it. */
    private List<Coding> codings(
            Optional<Canonical> system, String code, Optional<String> display, Optional<String> valueSet) {
        return valueSet.map(this::members).orElseGet(() -> List.of(coding(system, code, display)));
    }

    private List<Coding> members(String valueSet) {
        Expansion expansion = ValueSetExpander.expand(
                scope,
                scope.valueSet(valueSet, Optional.empty())
                        .orElseThrow(() -> Refused.saying(
                                Refused.Kind.UNKNOWN, "not-found", "VALUESET_OF_MAP_UNKNOWN", valueSet)));
        List<Coding> found = new ArrayList<>();
        collect(expansion.contains(), found);
        return found;
    }

    private static void collect(List<Expansion.Entry> entries, List<Coding> found) {
        for (Expansion.Entry entry : entries) {
            found.add(new Coding(
                    Optional.of(entry.system()), entry.version(), Optional.of(entry.code()), entry.display()));
            collect(entry.contains(), found);
        }
    }

    /** What is known must not speak against a condition; what is not known leaves it open, and the answer tells it. */
    private boolean holds(List<Dependency> conditions) {
        return conditions.stream()
                .allMatch(condition -> question.dependencies().stream()
                        .filter(known -> known.property().equals(condition.property()))
                        .allMatch(known ->
                                known.value().text().equals(condition.value().text())));
    }

    static Coding coding(Optional<Canonical> system, String code, Optional<String> display) {
        return new Coding(system.map(Canonical::url), Optional.empty(), Optional.of(code), display);
    }

    private void add(Match match) {
        scope.spend(1 + matches.size());
        addNew(match, matches);
    }

    /** Two that give the same concept are one: the first. */
    static void addNew(Match match, List<Match> matches) {
        boolean known = matches.stream()
                .anyMatch(other -> other.source().equals(match.source())
                        && other.target()
                                .map(Coding::system)
                                .equals(match.target().map(Coding::system))
                        && other.target()
                                .map(Coding::code)
                                .equals(match.target().map(Coding::code))
                        && other.dependsOn().equals(match.dependsOn()));
        if (!known) {
            matches.add(match);
        }
    }

    private void byRule(Group group, Unmapped rule, ConceptMapDefinition map, String origin, Set<String> chain) {
        Coding source = Coding.of(
                question.coding().system().orElse(""), question.coding().code().orElse(""));
        switch (rule.mode()) {
            case USE_SOURCE_CODE ->
                add(unmapped(source, coding(group.target(), source.code().orElse(""), Optional.empty()), rule, origin));
            case FIXED -> {
                if (rule.code().isPresent() || rule.valueSet().isPresent()) {
                    codings(group.target(), rule.code().orElse(""), rule.display(), rule.valueSet())
                            .forEach(target -> add(unmapped(source, target, rule, origin)));
                }
            }
            case OTHER_MAP -> rule.otherMap().ifPresent(name -> defer(name, map, origin, chain));
        }
    }

    static Match unmapped(Coding source, Coding target, Unmapped rule, String origin) {
        return new Match(
                source,
                Optional.of(target),
                rule.relationship(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                origin);
    }

    private void defer(String name, ConceptMapDefinition from, String origin, Set<String> chain) {
        ConceptMapDefinition other = next(name, from, chain);
        forwards(other, origin, chain);
        chain.remove(other.header().canonical());
    }

    private static long stepsOf(ConceptMapDefinition map) {
        return MAP_STEPS
                + map.groups().stream()
                        .mapToLong(group -> group.elements().size())
                        .sum();
    }

    /** The map that one defers to, now part of the chain. */
    private ConceptMapDefinition next(String name, ConceptMapDefinition from, Set<String> chain) {
        ConceptMapDefinition other = named(Canonical.parse(name));
        String canonical = other.header().canonical();
        if (!chain.add(canonical)) {
            throw Refused.saying(
                    Refused.Kind.UNPROCESSABLE,
                    "business-rule",
                    "MAPS_IN_A_CIRCLE",
                    from.header().canonical(),
                    canonical);
        }
        if (chain.size() > CHAIN_MAX) {
            throw Refused.saying(
                    Refused.Kind.UNPROCESSABLE,
                    "too-costly",
                    "MAPS_TOO_DEEP",
                    from.header().canonical(),
                    CHAIN_MAX);
        }
        scope.spend(stepsOf(other));
        usedMaps.add(canonical);
        return other;
    }

    /** @param counts whether a source is one that the map speaks for: it may be asked only for what another has no mapping of */
    private void backwards(ConceptMapDefinition map, String origin, Set<String> chain, Predicate<Coding> counts) {
        for (Group group : map.groups()) {
            if (!concerns(group, question)) {
                continue;
            }
            for (Element element : group.elements()) {
                scope.spend(1 + element.targets().size());
                for (Target target : element.targets()) {
                    if (isAsked(target.code(), target.valueSet()) && holds(target.dependsOn())) {
                        addSources(group, element, target, origin, counts);
                    }
                }
            }
            if (group.unmapped().isPresent()) {
                byRuleBackwards(group, group.unmapped().get(), map, origin, chain, counts);
            }
        }
    }

    /** Whether a code may have sources that only a rule leads from. */
    static boolean leadsBackByRule(Group group) {
        return group.unmapped()
                .map(Unmapped::mode)
                .filter(mode -> mode != Unmapped.Mode.FIXED)
                .isPresent();
    }

    /** The sources that only a rule leads from. Those of one fixed concept are all that are not mapped, which nobody can list. */
    private void byRuleBackwards(
            Group group,
            Unmapped rule,
            ConceptMapDefinition map,
            String origin,
            Set<String> chain,
            Predicate<Coding> counts) {
        Predicate<Coding> isLeft = source -> counts.test(source) && !isMapped(group, source);
        switch (rule.mode()) {
            case USE_SOURCE_CODE -> {
                String code = question.coding().code().orElse("");
                Coding same = coding(group.source(), code, Optional.empty());
                if (isLeft.test(same) && mayExist(group.source(), code)) {
                    add(unmapped(same, coding(group.target(), code, Optional.empty()), rule, origin));
                }
            }
            case FIXED -> {}
            case OTHER_MAP ->
                rule.otherMap().ifPresent(name -> {
                    ConceptMapDefinition other = next(name, map, chain);
                    backwards(other, origin, chain, isLeft);
                    chain.remove(other.header().canonical());
                });
        }
    }

    private boolean isMapped(Group group, Coding source) {
        return group.elements().stream()
                .anyMatch(element -> element.valueSet()
                        .map(set -> members(set).stream()
                                .anyMatch(member -> member.code().equals(source.code())))
                        .orElseGet(() ->
                                source.code().filter(element.code()::equals).isPresent()));
    }

    /** Whether a code system has a code, as far as it is known. */
    private boolean mayExist(Optional<Canonical> system, String code) {
        return system.flatMap(name -> scope.codeSystem(name.url(), name.version()))
                .filter(known -> known.source().content() == Content.COMPLETE)
                .map(known -> known.find(code).isPresent())
                .orElse(true);
    }

    private void addSources(Group group, Element element, Target target, String origin, Predicate<Coding> counts) {
        Coding found = coding(group.target(), question.coding().code().orElse(""), target.display());
        for (Coding source : codings(group.source(), element.code(), element.display(), element.valueSet())) {
            if (!counts.test(source)) {
                continue;
            }
            add(new Match(
                    source,
                    Optional.of(found),
                    Optional.of(target.relationship()),
                    element.comment(),
                    target.comment(),
                    target.dependsOn(),
                    target.products(),
                    origin));
        }
    }
}
