package vn.khop.terminology.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.terminology.Seed;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.CodeSystemDescription;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.PropertyDefinition;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.expand.Expansion;
import vn.khop.terminology.expand.ValueSetExpander;
import vn.khop.terminology.load.FhirResources;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.Coding;
import vn.khop.terminology.resource.LayeredSpace;
import vn.khop.terminology.resource.ListedSpace;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.resource.TypedValue;
import vn.khop.terminology.resource.ValueSetDefinition;
import vn.khop.terminology.validate.CodeCheck;
import vn.khop.terminology.validate.CodedValue;

/**
 * Every filter operator on random graphs, where a concept may have several parents and, in resources, parents may run in circles. The answer
 * is known from the table of who reaches whom, filled by Warshall's algorithm. Source: FHIR R5, filter-operator.
 */
class FilterOracleTest {
    private static final String SYSTEM = "urn:khop:test:graph";
    private static final int ROUNDS = 60;
    private static final int IMAGE_ROUNDS = 3;
    private static final int NODES_MAX = 14;
    private static final List<String> COLOURS = List.of("red", "green", "blue");
    private static final List<String> WEIGHTS = List.of("1.5", "1.50", "3", "3.00", "20", "0.20");

    @TempDir
    Path folder;

    /** Codes k0 ... and, of each, its parents and its colours: none, one or two. */
    private record Graph(List<Set<Integer>> parents, List<List<String>> colours, List<String> weights) {
        static Graph draw(SplittableRandom random, boolean mayCircle) {
            int nodes = 1 + random.nextInt(NODES_MAX);
            List<Set<Integer>> parents = new ArrayList<>();
            List<List<String>> colours = new ArrayList<>();
            for (int i = 0; i < nodes; i++) {
                Set<Integer> above = new TreeSet<>();
                for (int j = 0; j < (mayCircle ? nodes : i); j++) {
                    if (j != i && random.nextInt(nodes) < 2) {
                        above.add(j);
                    }
                }
                parents.add(above);
                List<String> own = new ArrayList<>();
                COLOURS.forEach(colour -> {
                    if (random.nextInt(3) == 0) {
                        own.add(colour);
                    }
                });
                colours.add(own);
            }
            List<String> weights = IntStream.range(0, nodes)
                    .mapToObj(i -> WEIGHTS.get(random.nextInt(WEIGHTS.size())))
                    .toList();
            return new Graph(parents, colours, weights);
        }

        int size() {
            return parents.size();
        }

        /** Whether the row's concept has the column's above it, at any distance. */
        boolean[][] below() {
            boolean[][] reaches = new boolean[size()][size()];
            for (int i = 0; i < size(); i++) {
                for (int parent : parents.get(i)) {
                    reaches[i][parent] = true;
                }
            }
            for (int via = 0; via < size(); via++) {
                for (int i = 0; i < size(); i++) {
                    for (int j = 0; j < size(); j++) {
                        reaches[i][j] |= reaches[i][via] && reaches[via][j];
                    }
                }
            }
            return reaches;
        }

        ResourceSpace asResource() {
            ObjectNode system = JsonNodeFactory.instance.objectNode();
            system.put("resourceType", "CodeSystem")
                    .put("url", SYSTEM)
                    .put("version", "1")
                    .put("status", "active")
                    .put("caseSensitive", true)
                    .put("content", "complete");
            ArrayNode declared = system.putArray("property");
            declared.addObject().put("code", "colour").put("type", "string");
            declared.addObject().put("code", "weight").put("type", "decimal");
            ArrayNode concepts = system.putArray("concept");
            for (int i = 0; i < size(); i++) {
                ObjectNode concept = concepts.addObject().put("code", "k" + i).put("display", "Nút " + i);
                ArrayNode properties = concept.putArray("property");
                parents.get(i)
                        .forEach(parent ->
                                properties.addObject().put("code", "parent").put("valueCode", "k" + parent));
                properties.addObject().put("code", "weight").put("valueDecimal", new BigDecimal(weights.get(i)));
                colours.get(i)
                        .forEach(colour ->
                                properties.addObject().put("code", "colour").put("valueString", colour));
            }
            return new LayeredSpace(
                    List.of(new ListedSpace(List.of(FhirResources.codeSystem(system)), List.of(), List.of())));
        }

        CodeSystem asList() {
            return new CodeSystem(
                    new CodeSystemDescription(
                            new ReleaseId(SYSTEM, "1"),
                            "Đồ thị",
                            Optional.empty(),
                            Optional.empty(),
                            List.of("vi"),
                            List.of(
                                    new PropertyDefinition("colour", PropertyType.STRING),
                                    new PropertyDefinition("weight", PropertyType.DECIMAL))),
                    "test",
                    IntStream.range(0, size())
                            .mapToObj(i -> new Concept(
                                    "k" + i,
                                    true,
                                    List.of(new Designation("vi", Designation.DISPLAY, "Nút " + i)),
                                    Stream.concat(
                                                    colours.get(i).stream()
                                                            .map(colour -> new ConceptProperty(
                                                                    "colour", PropertyType.STRING, colour)),
                                                    Stream.of(new ConceptProperty(
                                                            "weight", PropertyType.DECIMAL, weights.get(i))))
                                            .toList(),
                                    parents.get(i).stream()
                                            .map(parent -> "k" + parent)
                                            .toList()))
                            .toList());
        }
    }

    private record Filter(String property, String op, String value) {}

    private static List<Filter> filters(Graph graph, SplittableRandom random) {
        List<Filter> filters = new ArrayList<>();
        String some = "k" + random.nextInt(graph.size());
        String other = "k" + random.nextInt(graph.size());
        for (String op :
                List.of("is-a", "descendent-of", "child-of", "is-not-a", "generalizes", "descendent-leaf", "=")) {
            filters.add(new Filter("concept", op, some));
            filters.add(new Filter("code", op, "none"));
        }
        for (String op : List.of("in", "not-in")) {
            filters.add(new Filter("concept", op, some + "," + other + " ,none"));
            filters.add(new Filter("colour", op, "red,blue"));
            filters.add(new Filter("parent", op, some + "," + other));
        }
        filters.add(new Filter("concept", "exists", "true"));
        filters.add(new Filter("concept", "exists", "false"));
        filters.add(new Filter("concept", "regex", "k1?[0-5]"));
        filters.add(new Filter("display", "regex", "Nút [0-3]"));
        filters.add(new Filter("display", "=", "Nút 2"));
        for (String property : List.of("colour", "parent", "child")) {
            filters.add(new Filter(property, "exists", "true"));
            filters.add(new Filter(property, "exists", "false"));
        }
        filters.add(new Filter("colour", "=", "green"));
        filters.add(new Filter("weight", "=", "1.5"));
        filters.add(new Filter("weight", "in", "1.500,20"));
        filters.add(new Filter("weight", "not-in", "2E1, 3.0"));
        filters.add(new Filter("weight", "=", "heavy"));
        filters.add(new Filter("colour", "regex", "[rg].*e.*"));
        filters.add(new Filter("parent", "=", some));
        filters.add(new Filter("child", "=", some));
        return filters;
    }

    /** By the definition of each operator, one concept at a time. */
    private static Set<String> expected(Graph graph, Filter filter) {
        boolean[][] below = graph.below();
        Set<String> wanted = Arrays.stream(filter.value().split(","))
                .map(String::strip)
                .map(value -> filter.property().equals("weight") ? hundredths(value) : value)
                .collect(Collectors.toSet());
        Set<String> found = new TreeSet<>();
        for (int i = 0; i < graph.size(); i++) {
            int concept = i;
            List<String> values = switch (filter.property()) {
                case "colour" -> graph.colours().get(i);
                case "weight" -> List.of(hundredths(graph.weights().get(i)));
                case "parent" ->
                    graph.parents().get(i).stream().map(parent -> "k" + parent).toList();
                case "child" ->
                    IntStream.range(0, graph.size())
                            .filter(child -> graph.parents().get(child).contains(concept))
                            .mapToObj(child -> "k" + child)
                            .toList();
                case "display" -> List.of("Nút " + i);
                default -> List.of("k" + i);
            };
            int named = filter.value().matches("k\\d+")
                    ? Integer.parseInt(filter.value().substring(1))
                    : -1;
            boolean isBelow = named >= 0 && named != i && below[i][named];
            boolean isLeaf = graph.parents().stream().noneMatch(parents -> parents.contains(concept));
            boolean fits = switch (filter.op()) {
                case "is-a" -> named == i || isBelow;
                case "is-not-a" -> named != i && !isBelow;
                case "descendent-of" -> isBelow;
                case "descendent-leaf" -> isBelow && isLeaf;
                case "child-of" -> named >= 0 && graph.parents().get(i).contains(named);
                case "generalizes" -> named >= 0 && (named == i || below[named][i]);
                case "=" ->
                    filter.property().equals("weight")
                            ? values.stream().anyMatch(wanted::contains)
                            : values.contains(filter.value());
                case "in" -> values.stream().anyMatch(wanted::contains);
                case "not-in" -> values.stream().noneMatch(wanted::contains);
                case "exists" -> values.isEmpty() != filter.value().equals("true");
                default -> values.stream().anyMatch(value -> value.matches(filter.value()));
            };
            if (fits) {
                found.add("k" + i);
            }
        }
        return found;
    }

    private static String hundredths(String number) {
        return number.equals("heavy") ? number : String.valueOf(Math.round(100 * Double.parseDouble(number)));
    }

    private static ValueSetDefinition set(Filter filter) {
        ObjectNode set = JsonNodeFactory.instance.objectNode();
        set.put("resourceType", "ValueSet").put("url", "urn:khop:test:filtered").put("status", "active");
        ObjectNode include =
                set.putObject("compose").putArray("include").addObject().put("system", SYSTEM);
        include.putArray("filter")
                .addObject()
                .put("property", filter.property())
                .put("op", filter.op())
                .put("value", filter.value());
        return FhirResources.valueSet(set);
    }

    private static Scope scope(ResourceSpace space) {
        Settings.Builder settings = new Settings.Builder(true);
        settings.add("excludeNested", TypedValue.bool(true));
        return new Scope(space, settings.build(), Clock.systemUTC());
    }

    private static Set<String> listed(ResourceSpace space, ValueSetDefinition set) {
        return ValueSetExpander.expand(scope(space), set).contains().stream()
                .map(Expansion.Entry::code)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> valid(ResourceSpace space, ValueSetDefinition set, int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> "k" + i)
                .filter(code -> CodeCheck.inValueSet(
                                scope(space),
                                set,
                                new CodedValue(
                                        CodedValue.Form.CODING, List.of(Coding.of(SYSTEM, code)), Optional.empty()))
                        .result())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyFilterSelectsWhatItsDefinitionSaysAlsoWhereParentsRunInCircles() {
        Seed seed = Seed.ofThisRun();
        SplittableRandom random = seed.random();
        for (int round = 0; round < ROUNDS; round++) {
            Graph graph = Graph.draw(random, true);
            ResourceSpace space = graph.asResource();
            for (Filter filter : filters(graph, random)) {
                Set<String> expected = expected(graph, filter);
                assertEquals(expected, listed(space, set(filter)), filter + " on " + graph + " " + seed);
                assertEquals(expected, valid(space, set(filter), graph.size()), filter + " on " + graph + " " + seed);
            }
        }
    }

    @Test
    void aCompiledListSelectsTheSame() {
        Seed seed = Seed.ofThisRun();
        SplittableRandom random = seed.random();
        for (int round = 0; round < IMAGE_ROUNDS; round++) {
            Graph graph = Graph.draw(random, false);
            Path images = folder.resolve("images" + round);
            ImageFolder.at(images).publish(graph.asList());
            try (Terminology terminology = Terminology.open(images)) {
                ResourceSpace space = new LayeredSpace(List.of(terminology.space()));
                for (Filter filter : filters(graph, random)) {
                    Set<String> expected = expected(graph, filter);
                    assertEquals(expected, listed(space, set(filter)), filter + " on " + graph + " " + seed);
                    assertEquals(
                            expected, valid(space, set(filter), graph.size()), filter + " on " + graph + " " + seed);
                }
            }
        }
    }

    @Test
    void subsumptionIsTheSameTable() {
        Seed seed = Seed.ofThisRun();
        SplittableRandom random = seed.random();
        for (int round = 0; round < ROUNDS; round++) {
            Graph graph = Graph.draw(random, true);
            boolean[][] below = graph.below();
            var view = scope(graph.asResource())
                    .codeSystem(SYSTEM, Optional.empty())
                    .orElseThrow();
            for (int i = 0; i < graph.size(); i++) {
                for (int j = 0; j < graph.size(); j++) {
                    assertEquals(
                            i == j || below[i][j],
                            FilterSelection.isAncestorOrSelf(view, j, i),
                            "k" + j + " above k" + i + " in " + graph + " " + seed);
                }
            }
        }
    }
}
