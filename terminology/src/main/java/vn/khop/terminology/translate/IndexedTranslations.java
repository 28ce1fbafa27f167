package vn.khop.terminology.translate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.Coding;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.ConceptMapDefinition.Element;
import vn.khop.terminology.resource.ConceptMapDefinition.Group;
import vn.khop.terminology.resource.ConceptMapDefinition.Target;
import vn.khop.terminology.resource.ConceptMapDefinition.Unmapped;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.translate.Translation.Match;

/*
 * Questions that differ in nothing but the code have the same maps and the same groups of them. These are found once, and in each group the
 * mappings of every code, from either side. What hangs on more than the code is left to the Translator: a value set in place of a code, a
 * condition or a product, a rule that defers to another map, and that there is no translation, for then it says why. The two must say the
 * same: IndexedTranslationsTest holds that on drawn maps.
 */
/** What some maps have for every code of one system, looked up by the code. Immutable. */
public final class IndexedTranslations {
    private final List<ConceptMapDefinition> maps;
    private final List<IndexedGroup> groups;
    private final List<String> scopes;
    private final int mappingCount;

    /**
     * What questions have in common that differ in the code only.
     *
     * @param map the concept map's name; empty for any that fits
     * @param system of the code that is asked, without a version
     * @param otherSystem the code system that the translation is to be of
     * @param isReverse whether the sources of a target are asked for
     */
    public record Kind(Optional<Canonical> map, String system, Optional<String> otherSystem, boolean isReverse) {
        /** The question of this kind about one code. */
        public TranslationQuestion about(String code) {
            return new TranslationQuestion(
                    Coding.of(system, code),
                    Optional.empty(),
                    map,
                    Optional.empty(),
                    Optional.empty(),
                    otherSystem,
                    List.of(),
                    isReverse);
        }
    }

    private IndexedTranslations(List<ConceptMapDefinition> maps, List<IndexedGroup> groups, List<String> scopes) {
        this.maps = List.copyOf(maps);
        this.groups = List.copyOf(groups);
        this.scopes = List.copyOf(scopes);
        mappingCount = groups.stream()
                .flatMap(group -> group.mappings().values().stream())
                .mapToInt(List::size)
                .sum();
    }

    /**
     * Empty where no code's translation can be known from the code alone.
     *
     * @param before of the same kind from another space: it is what is given if the maps are the very same
     */
    public static Optional<IndexedTranslations> of(
            ResourceSpace space, Kind kind, Optional<IndexedTranslations> before) {
        TranslationQuestion question = kind.about("");
        List<ConceptMapDefinition> maps = kind.map()
                .map(name -> space.conceptMap(name).stream().toList())
                .orElseGet(() -> Translator.fitting(space, question));
        if (before.isPresent() && areSame(before.get().maps, maps)) {
            return before;
        }
        List<IndexedGroup> groups = new ArrayList<>();
        for (ConceptMapDefinition map : maps) {
            for (Group group : map.groups()) {
                if (Translator.concerns(group, question)) {
                    if (standsForMore(group, kind.isReverse())
                            || (kind.isReverse() && Translator.leadsBackByRule(group))) {
                        return Optional.empty();
                    }
                    groups.add(IndexedGroup.of(group, map.header().canonical(), kind));
                }
            }
        }
        List<String> scopes = maps.stream()
                .flatMap(map -> Translator.ownScopeOf(map, kind.isReverse()).stream())
                .distinct()
                .toList();
        boolean isUsable = !groups.isEmpty() && kind.system().indexOf('|') < 0;
        return isUsable ? Optional.of(new IndexedTranslations(maps, groups, scopes)) : Optional.empty();
    }

    /** One by one the same objects: a map has a million mappings, and is not compared by them. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean areSame(List<ConceptMapDefinition> some, List<ConceptMapDefinition> others) {
        for (int i = 0; i < some.size() && i < others.size(); i++) {
            if (some.get(i) != others.get(i)) {
                return false;
            }
        }
        return some.size() == others.size();
    }

    /** Whether a value set stands on the side that is asked: any code may be meant. */
    private static boolean standsForMore(Group group, boolean isReverse) {
        return group.elements().stream()
                .anyMatch(element -> isReverse
                        ? element.targets().stream()
                                .anyMatch(target -> target.valueSet().isPresent())
                        : element.valueSet().isPresent());
    }

    /** The value sets that the maps speak of: their answers count for a code that is in all of them. */
    public List<String> scopes() {
        return scopes;
    }

    /** How many mappings are held, which is what memory they need. */
    public int mappingCount() {
        return mappingCount;
    }

    /** The translations of a code that is in the {@link #scopes}; empty where the {@link Translator} must answer. */
    public Optional<Translation> translate(String code) {
        List<Match> matches = new ArrayList<>(2);
        for (IndexedGroup group : groups) {
            if (!group.add(code, matches)) {
                return Optional.empty();
            }
        }
        return matches.isEmpty()
                ? Optional.empty()
                : Optional.of(new Translation(Translator.isTranslated(matches), Optional.empty(), matches, List.of()));
    }

    /** An element, and the target that is asked; without one where all of them are. */
    private record Mapping(Element element, Optional<Target> target) {
        boolean isPlain() {
            return target.map(Mapping::isPlain)
                            .orElseGet(() -> element.targets().stream().allMatch(Mapping::isPlain))
                    && element.valueSet().isEmpty();
        }

        private static boolean isPlain(Target target) {
            return target.valueSet().isEmpty()
                    && target.dependsOn().isEmpty()
                    && target.products().isEmpty();
        }
    }

    /**
     * One group of a map.
     *
     * @param origin the map's name
     * @param mappings by the code on the side that is asked, in the map's order
     */
    private record IndexedGroup(Group group, String origin, Kind kind, Map<String, List<Mapping>> mappings) {
        static IndexedGroup of(Group group, String origin, Kind kind) {
            Map<String, List<Mapping>> mappings = new HashMap<>();
            for (Element element : group.elements()) {
                if (kind.isReverse()) {
                    element.targets()
                            .forEach(target -> mappings.computeIfAbsent(target.code(), any -> new ArrayList<>(1))
                                    .add(new Mapping(element, Optional.of(target))));
                } else {
                    mappings.computeIfAbsent(element.code(), any -> new ArrayList<>(1))
                            .add(new Mapping(element, Optional.empty()));
                }
            }
            return new IndexedGroup(group, origin, kind, mappings);
        }

        /** Adds what this group has for a code; false where that hangs on more. */
        boolean add(String code, List<Match> matches) {
            List<Mapping> found = mappings.getOrDefault(code, List.of());
            for (Mapping mapping : found) {
                if (!mapping.isPlain()) {
                    return false;
                }
                if (kind.isReverse()) {
                    addSource(code, mapping.element(), mapping.target().orElseThrow(), matches);
                } else {
                    addTargets(code, mapping.element(), matches);
                }
            }
            return kind.isReverse()
                    || !found.isEmpty()
                    || group.unmapped()
                            .map(rule -> addByRule(code, rule, matches))
                            .orElse(true);
        }

        private void addTargets(String code, Element element, List<Match> matches) {
            Coding source = Coding.of(kind.system(), code);
            if (element.hasNoMap()) {
                Translator.addNew(match(source, Optional.empty(), element, Optional.empty()), matches);
            }
            for (Target target : element.targets()) {
                Coding coding = Translator.coding(group.target(), target.code(), target.display());
                Translator.addNew(match(source, Optional.of(coding), element, Optional.of(target)), matches);
            }
        }

        private void addSource(String code, Element element, Target target, List<Match> matches) {
            Coding found = Translator.coding(group.target(), code, target.display());
            Coding source = Translator.coding(group.source(), element.code(), element.display());
            Translator.addNew(match(source, Optional.of(found), element, Optional.of(target)), matches);
        }

        private Match match(Coding source, Optional<Coding> coding, Element element, Optional<Target> target) {
            return new Match(
                    source,
                    coding,
                    target.map(Target::relationship),
                    element.comment(),
                    target.flatMap(Target::comment),
                    List.of(),
                    List.of(),
                    origin);
        }

        private boolean addByRule(String code, Unmapped rule, List<Match> matches) {
            Coding source = Coding.of(kind.system(), code);
            boolean isOfCodes = rule.valueSet().isEmpty();
            return switch (rule.mode()) {
                case USE_SOURCE_CODE -> {
                    Coding same = Translator.coding(group.target(), code, Optional.empty());
                    Translator.addNew(Translator.unmapped(source, same, rule, origin), matches);
                    yield true;
                }
                case FIXED -> {
                    if (isOfCodes && rule.code().isPresent()) {
                        Coding fixed =
                                Translator.coding(group.target(), rule.code().get(), rule.display());
                        Translator.addNew(Translator.unmapped(source, fixed, rule, origin), matches);
                    }
                    yield isOfCodes;
                }
                case OTHER_MAP -> rule.otherMap().isEmpty();
            };
        }
    }
}
