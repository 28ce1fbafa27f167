package vn.khop.terminology.resource;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import vn.khop.terminology.search.SearchHits;

/**
 * A code system whose concepts can be asked, wherever they lie: in a resource that came with a request, or in a compiled image on disk.
 *
 * <p>A concept is known by its <em>ordinal</em>: its place in the source's order, from 0, parents before their children. Ordinals mean
 * nothing in another source.
 */
public interface CodeSystemSource {
    Header header();

    Content content();

    /** Whether upper and lower case make different codes. */
    boolean isCaseSensitive();

    /** Whether a code of this system says nothing without the system's version. */
    boolean isVersionNeeded();

    /** The value set of all its codes, if it has a name. */
    Optional<String> allCodes();

    List<PropertyDeclaration> properties();

    int conceptCount();

    /** The ordinal of a code, whatever its case where case makes no difference. */
    OptionalInt find(String code);

    String code(int concept);

    Optional<String> display(int concept);

    Optional<String> definition(int concept);

    List<ConceptDesignation> designations(int concept);

    List<PropertyValue> properties(int concept);

    List<Extension> extensions(int concept);

    int[] parents(int concept);

    /** In the source's order. */
    int[] children(int concept);

    boolean hasHierarchy();

    /** Whether a concept is a kind of those above it, and not a part or a member of a group. Source: FHIR, codesystem-hierarchy-meaning. */
    default boolean isHierarchyOfKinds() {
        return true;
    }

    /**
     * Some of the concepts that fit a text, best first, where the source has an index for it.
     *
     * @param among those that count; empty for all
     * @return empty where it has none, so that the concepts must be looked through
     */
    default Optional<SearchHits> search(String text, Optional<BitSet> among, int offset, int count) {
        return Optional.empty();
    }

    /**
     * Whether a concept may have a property of one of these codes, or one whose URI gives it a meaning; true where that is not known without
     * looking.
     */
    default boolean mayHave(int concept, Set<String> propertyCodes) {
        return true;
    }

    /** Whether it has an index, and keeps what is found out about all its concepts. */
    default boolean isIndexed() {
        return false;
    }

    /**
     * What takes a look at every concept, kept by sources that live longer than a question. Whoever gets it must not change it.
     *
     * @param key what was asked, equal for the same
     */
    default <T> T remembered(Object key, Class<T> type, Supplier<T> find) {
        return find.get();
    }

    /** How much of the code system is here. Source: FHIR, CodeSystem.content. */
    enum Content {
        COMPLETE("complete"),
        FRAGMENT("fragment"),
        EXAMPLE("example"),
        NOT_PRESENT("not-present"),
        SUPPLEMENT("supplement");

        private final String code;

        Content(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }

        public static Optional<Content> named(String code) {
            for (Content content : values()) {
                if (content.code.equals(code)) {
                    return Optional.of(content);
                }
            }
            return Optional.empty();
        }

        /** Whether codes can be checked against it. */
        public boolean isUsable() {
            return this == COMPLETE || this == FRAGMENT;
        }
    }
}
