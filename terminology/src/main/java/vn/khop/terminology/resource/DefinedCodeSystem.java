package vn.khop.terminology.resource;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A code system held in memory, as its resource defines it; also a supplement. Immutable. */
public final class DefinedCodeSystem implements CodeSystemSource {
    private static final int[] NONE = {};
    /** Of a map's table, before it is made anew. */
    private static final double LOAD = 0.75;

    private final Header header;
    private final Traits traits;
    private final List<DefinedConcept> concepts;
    private final Map<String, Integer> byCode;
    private final int[][] parents;
    private final int[][] children;
    private final boolean hasHierarchy;

    /**
     * What a code system says of all its concepts.
     *
     * @param supplements the code system that it adds to, where it is a supplement
     */
    public record Traits(
            Content content,
            boolean isCaseSensitive,
            boolean isVersionNeeded,
            boolean isHierarchyOfKinds,
            Optional<String> allCodes,
            Optional<Canonical> supplements,
            List<PropertyDeclaration> properties) {
        public Traits {
            properties = List.copyOf(properties);
        }
    }

    /**
     * One concept.
     *
     * @param parents codes of the concepts above it, in any order
     */
    public record DefinedConcept(
            String code,
            Optional<String> display,
            Optional<String> definition,
            List<ConceptDesignation> designations,
            List<PropertyValue> properties,
            List<Extension> extensions,
            List<String> parents) {
        public DefinedConcept {
            designations = List.copyOf(designations);
            properties = List.copyOf(properties);
            extensions = List.copyOf(extensions);
            parents = List.copyOf(parents);
        }
    }

    /** @param concepts in the source's order; of two with the same code the first stands */
    public DefinedCodeSystem(Header header, Traits traits, List<DefinedConcept> concepts) {
        this(header, traits, concepts, Effort.UNCOUNTED);
    }

    /**
     * The same.
     *
     * @param effort is told of each concept, and may end the making
     */
    public DefinedCodeSystem(Header header, Traits traits, List<DefinedConcept> concepts, Effort effort) {
        this.header = header;
        this.traits = traits;
        this.concepts = List.copyOf(concepts);
        byCode = new HashMap<>((int) (concepts.size() / LOAD) + 1);
        for (int i = 0; i < concepts.size(); i++) {
            effort.spend(1);
            byCode.putIfAbsent(key(concepts.get(i).code()), i);
        }
        parents = new int[concepts.size()][];
        int[] childCounts = new int[concepts.size()];
        boolean edges = false;
        for (int i = 0; i < concepts.size(); i++) {
            effort.spend(1L + concepts.get(i).parents().size());
            parents[i] = parentsOf(i);
            edges |= parents[i].length > 0;
            for (int parent : parents[i]) {
                childCounts[parent]++;
            }
        }
        children = new int[concepts.size()][];
        for (int i = 0; i < concepts.size(); i++) {
            children[i] = childCounts[i] == 0 ? NONE : new int[childCounts[i]];
        }
        int[] filled = new int[concepts.size()];
        for (int i = 0; i < concepts.size(); i++) {
            for (int parent : parents[i]) {
                children[parent][filled[parent]++] = i;
            }
        }
        hasHierarchy = edges;
    }

    /** Each once, in the order in which they were said. */
    private int[] parentsOf(int concept) {
        List<String> codes = concepts.get(concept).parents();
        return codes.isEmpty()
                ? NONE
                : codes.stream()
                        .map(parent -> byCode.get(key(parent)))
                        .filter(parent -> parent != null && parent != concept)
                        .mapToInt(Integer::intValue)
                        .distinct()
                        .toArray();
    }

    private DefinedCodeSystem(DefinedCodeSystem same, Header header) {
        this.header = header;
        traits = same.traits;
        concepts = same.concepts;
        byCode = same.byCode;
        parents = same.parents;
        children = same.children;
        hasHierarchy = same.hasHierarchy;
    }

    /** The same under another header. */
    DefinedCodeSystem with(Header other) {
        return new DefinedCodeSystem(this, other);
    }

    private String key(String code) {
        return traits.isCaseSensitive() ? code : code.toLowerCase(Locale.ROOT);
    }

    @Override
    public Header header() {
        return header;
    }

    @Override
    public Content content() {
        return traits.content();
    }

    @Override
    public boolean isCaseSensitive() {
        return traits.isCaseSensitive();
    }

    @Override
    public boolean isVersionNeeded() {
        return traits.isVersionNeeded();
    }

    @Override
    public Optional<String> allCodes() {
        return traits.allCodes();
    }

    public Optional<Canonical> supplements() {
        return traits.supplements();
    }

    @Override
    public List<PropertyDeclaration> properties() {
        return traits.properties();
    }

    @Override
    public int conceptCount() {
        return concepts.size();
    }

    @Override
    public OptionalInt find(String code) {
        Integer ordinal = byCode.get(key(code));
        return ordinal == null ? OptionalInt.empty() : OptionalInt.of(ordinal);
    }

    @Override
    public String code(int concept) {
        return concepts.get(concept).code();
    }

    @Override
    public Optional<String> display(int concept) {
        return concepts.get(concept).display();
    }

    @Override
    public Optional<String> definition(int concept) {
        return concepts.get(concept).definition();
    }

    @Override
    public List<ConceptDesignation> designations(int concept) {
        return concepts.get(concept).designations();
    }

    @Override
    public List<PropertyValue> properties(int concept) {
        return concepts.get(concept).properties();
    }

    @Override
    public List<Extension> extensions(int concept) {
        return concepts.get(concept).extensions();
    }

    @Override
    public int[] parents(int concept) {
        return Arrays.copyOf(parents[concept], parents[concept].length);
    }

    @Override
    public int[] children(int concept) {
        return Arrays.copyOf(children[concept], children[concept].length);
    }

    @Override
    public boolean hasHierarchy() {
        return hasHierarchy;
    }

    @Override
    public boolean isHierarchyOfKinds() {
        return traits.isHierarchyOfKinds();
    }
}
