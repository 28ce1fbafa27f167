package vn.khop.terminology.expand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.RandomResources;
import vn.khop.terminology.Seed;
import vn.khop.terminology.load.FhirResources;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.LayeredSpace;
import vn.khop.terminology.resource.ListedSpace;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.resource.TypedValue;
import vn.khop.terminology.resource.ValueSetDefinition;

/**
 * Includes, excludes, imports, contained value sets and inactive codes by the sets' own algebra, read from the JSON. Source: FHIR R5, ValueSet
 * 4.9.5: the conditions of one include all hold, includes add up, excludes take away.
 */
class ComposeOracleTest {
    private static final int ROUNDS = 300;
    private static final int SETS = 4;

    /** A code system with value sets, as JSON, and their members the slow way. */
    private record World(ObjectNode system, List<ObjectNode> sets) {
        static World draw(SplittableRandom random) {
            List<ObjectNode> sets = new ArrayList<>();
            for (int i = 0; i < SETS; i++) {
                sets.add(RandomResources.valueSet(random, i));
            }
            return new World(RandomResources.codeSystem(random), sets);
        }

        Map<String, JsonNode> concepts() {
            Map<String, JsonNode> found = new TreeMap<>();
            system.path("concept")
                    .forEach(concept -> found.put(concept.path("code").asText(), concept));
            return found;
        }

        JsonNode concept(String code) {
            return Optional.ofNullable(concepts().get(code)).orElseThrow();
        }

        static List<String> values(JsonNode concept, String property) {
            List<String> found = new ArrayList<>();
            for (JsonNode own : concept.path("property")) {
                if (own.path("code").asText().equals(property)) {
                    found.add(
                            own.path("valueCode").asText(own.path("valueString").asText()));
                }
            }
            return found;
        }

        boolean isInactive(String code) {
            return values(concept(code), "status").contains("retired");
        }

        Set<String> above(String code) {
            Set<String> found = new TreeSet<>();
            Deque<String> open = new ArrayDeque<>(List.of(code));
            while (!open.isEmpty()) {
                for (String parent : values(concept(open.pop()), "parent")) {
                    if (found.add(parent)) {
                        open.add(parent);
                    }
                }
            }
            return found;
        }

        Set<String> members(ObjectNode set) {
            Set<String> found = new TreeSet<>();
            JsonNode compose = set.path("compose");
            compose.path("include").forEach(part -> found.addAll(part(part)));
            if (compose.has("inactive") && !compose.path("inactive").asBoolean()) {
                found.removeIf(this::isInactive);
            }
            compose.path("exclude").forEach(part -> found.removeAll(part(part)));
            return found;
        }

        private Set<String> part(JsonNode part) {
            Set<String> found = new TreeSet<>(concepts().keySet());
            if (part.has("concept")) {
                Set<String> named = new TreeSet<>();
                part.path("concept")
                        .forEach(concept -> named.add(concept.path("code").asText()));
                found.retainAll(named);
            }
            part.path("filter").forEach(filter -> found.removeIf(code -> !fits(code, filter)));
            part.path("valueSet").forEach(name -> found.retainAll(members(named(name.asText()))));
            return found;
        }

        private ObjectNode named(String url) {
            return sets.stream()
                    .filter(set -> set.path("url").asText().equals(url))
                    .findFirst()
                    .orElseThrow();
        }

        private boolean fits(String code, JsonNode filter) {
            String value = filter.path("value").asText();
            if (filter.path("property").asText().equals("group")) {
                return values(concept(code), "group").contains(value);
            }
            boolean isBelow = above(code).contains(value);
            return switch (filter.path("op").asText()) {
                case "is-a" -> isBelow || code.equals(value);
                case "descendent-of" -> isBelow;
                case "is-not-a" -> !isBelow && !code.equals(value);
                case "child-of" -> values(concept(code), "parent").contains(value);
                case "generalizes" -> code.equals(value) || above(value).contains(code);
                case "not-in" -> !Arrays.asList(value.split(",")).contains(code);
                default -> Arrays.asList(value.split(",")).contains(code);
            };
        }

        ResourceSpace space() {
            return new LayeredSpace(List.of(new ListedSpace(
                    List.of(FhirResources.codeSystem(system)),
                    sets.stream().map(FhirResources::valueSet).toList(),
                    List.of())));
        }

        @Override
        public String toString() {
            return system + " " + sets;
        }
    }

    private static Expansion expand(ResourceSpace space, ValueSetDefinition set, String... switches) {
        Settings.Builder settings = new Settings.Builder(true);
        for (String name : switches) {
            settings.add(name, TypedValue.bool(true));
        }
        return ValueSetExpander.expand(new Scope(space, settings.build(), Clock.systemUTC()), set);
    }

    private static void flatten(List<Expansion.Entry> entries, List<String> found) {
        for (Expansion.Entry entry : entries) {
            found.add(entry.code());
            flatten(entry.contains(), found);
        }
    }

    private static List<String> codes(Expansion expansion) {
        List<String> found = new ArrayList<>();
        flatten(expansion.contains(), found);
        return found;
    }

    @Test
    void anExpansionIsWhatTheAlgebraOfItsPartsSays() {
        Seed seed = Seed.ofThisRun();
        SplittableRandom random = seed.random();
        for (int round = 0; round < ROUNDS; round++) {
            World world = World.draw(random);
            ResourceSpace space = world.space();
            for (ObjectNode json : world.sets()) {
                ValueSetDefinition set = FhirResources.valueSet(json);
                Set<String> expected = world.members(json);
                String where = json + " in " + world + " " + seed;
                List<String> flat = codes(expand(space, set, "excludeNested"));
                assertEquals(expected, new TreeSet<>(flat), where);
                assertEquals(expected.size(), flat.size(), "each once: " + where);
                assertEquals(
                        expected.size(), expand(space, set, "excludeNested").total(), where);
                expected.removeIf(world::isInactive);
                assertEquals(expected, new TreeSet<>(codes(expand(space, set, "activeOnly"))), where);
            }
        }
    }

    @Test
    void aNestedExpansionHasTheSameCodesEachBelowOneOfItsParents() {
        Seed seed = Seed.ofThisRun();
        SplittableRandom random = seed.random();
        int nested = 0;
        for (int round = 0; round < ROUNDS; round++) {
            World world = World.draw(random);
            ResourceSpace space = world.space();
            for (ObjectNode json : world.sets()) {
                ValueSetDefinition set = FhirResources.valueSet(json);
                Expansion tree = expand(space, set);
                assertEquals(
                        new TreeSet<>(codes(expand(space, set, "excludeNested"))),
                        new TreeSet<>(codes(tree)),
                        json + " in " + world + " " + seed);
                nested += belowTheirParents(tree.contains(), world, seed);
            }
        }
        assertTrue(nested > 0, "some are nested");
    }

    private static int belowTheirParents(List<Expansion.Entry> entries, World world, Seed seed) {
        int nested = 0;
        for (Expansion.Entry entry : entries) {
            for (Expansion.Entry below : entry.contains()) {
                assertTrue(world.above(below.code()).contains(entry.code()), below.code() + " " + world + " " + seed);
                nested++;
            }
            nested += belowTheirParents(entry.contains(), world, seed);
        }
        return nested;
    }

    @Test
    void aContainedValueSetIsTheSameAsOneThatIsNamed() {
        Seed seed = Seed.ofThisRun();
        SplittableRandom random = seed.random();
        for (int round = 0; round < ROUNDS; round++) {
            World world = World.draw(random);
            ObjectNode inner = world.sets().get(0);
            ObjectNode outer = world.sets().get(1).deepCopy();
            ObjectNode contained = inner.deepCopy().put("id", "inner");
            contained.remove("url");
            outer.putArray("contained").add(contained);
            ObjectNode compose = outer.withObject("/compose");
            compose.removeAll();
            compose.putArray("include").addObject().putArray("valueSet").add("#inner");
            assertEquals(
                    world.members(inner),
                    new TreeSet<>(codes(expand(world.space(), FhirResources.valueSet(outer)))),
                    outer + " in " + world + " " + seed);
        }
    }
}
