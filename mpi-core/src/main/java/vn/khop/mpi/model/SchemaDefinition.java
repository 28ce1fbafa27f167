package vn.khop.mpi.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A schema as its author wrote it: fields, comparisons with ordered levels, blocking rules, thresholds. What a comparator or
 * a key part is called is checked by the stage that compiles it.
 *
 * @param distinctBy key parts that tell two persons apart well enough for counting how many persons have a value; a person
 *     with many records then counts once. Empty: every record counts
 * @param recordIdColumn the column that names a record; empty for {@code record_id}, {@link #ROW_NUMBER} for none
 */
public record SchemaDefinition(
        String name,
        List<FieldDefinition> fields,
        List<ComparisonDefinition> comparisons,
        List<String> distinctBy,
        List<BlockingRuleDefinition> blocking,
        Thresholds thresholds,
        List<String> protections,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        String recordIdColumn) {
    /** What {@code recordIdColumn} says where no column names a record: its row does. */
    public static final String ROW_NUMBER = "(row number)";

    /** The pattern of a pair is packed into one long of 5 bits for each comparison. */
    public static final int COMPARISONS_MAX = 12;

    /** One level takes 5 bits, of which the value 0 says "not comparable". */
    public static final int LEVELS_MAX = 31;

    /** A pair remembers the rules that found it as the bits of one int. */
    public static final int BLOCKING_RULES_MAX = 31;

    /** A field of the record: the columns it comes from, in order, and what understands them. */
    public record FieldDefinition(String name, List<String> columns, String normaliser) {
        public FieldDefinition {
            columns = List.copyOf(columns);
        }
    }

    /**
     * A question about two records whose answer is one of some ordered levels.
     *
     * @param fields what the comparator reads, in the order that it declares
     * @param levels strongest evidence for one person first; a level of the comparator that is left out counts as the next
     *     one in the list
     * @param hasTermFrequency whether agreement on a rare value weighs more than on a common one
     * @param isOfNamesakes whether namesakes agree here as often as the records of one person do: name, birth date, sex
     */
    public record ComparisonDefinition(
            String name,
            String comparator,
            List<String> fields,
            List<LevelDefinition> levels,
            boolean hasTermFrequency,
            boolean isOfNamesakes) {
        public ComparisonDefinition {
            fields = List.copyOf(fields);
            levels = List.copyOf(levels);
        }
    }

    /**
     * One level with what is believed of it before any data is seen. Training starts there and leaves as far as the data
     * carries.
     *
     * @param m probability of the level among records of one person
     * @param relatives probability among records of two persons of one household; 0 where the schema does not say
     */
    public record LevelDefinition(String name, double m, double relatives) {}

    /**
     * Two records are candidates when they share a key of some rule.
     *
     * @param keys parts of the key; a record without one of them has no key by this rule
     * @param refine further parts, added one after the other to a key that too many records share
     */
    public record BlockingRuleDefinition(String name, List<String> keys, List<String> refine) {
        public BlockingRuleDefinition {
            keys = List.copyOf(keys);
            refine = List.copyOf(refine);
        }
    }

    /** Match probabilities in (0, 1): from {@code link} on a pair is one person, from {@code review} on a clerk looks. */
    public record Thresholds(double link, double review) {
        /**
         * @throws IllegalArgumentException unless 0 &lt; review &lt;= link &lt; 1
         */
        public Thresholds {
            if (!(review > 0 && review <= link && link < 1)) {
                throw new IllegalArgumentException(
                        "thresholds link " + link + ", review " + review + "; expected 0 < review <= link < 1");
            }
        }

        public double linkBits() {
            return bits(link);
        }

        public double reviewBits() {
            return bits(review);
        }

        private static double bits(double probability) {
            return Math.log(probability / (1 - probability)) / Math.log(2);
        }
    }

    /**
     * @throws IllegalArgumentException if names repeat or refer to nothing, or there is too much or too little of something
     */
    public SchemaDefinition {
        fields = List.copyOf(fields);
        comparisons = List.copyOf(comparisons);
        distinctBy = List.copyOf(distinctBy);
        blocking = List.copyOf(blocking);
        protections = List.copyOf(protections);
        requireUnique("field", fields.stream().map(FieldDefinition::name).toList());
        requireUnique(
                "comparison",
                comparisons.stream().map(ComparisonDefinition::name).toList());
        requireUnique(
                "blocking rule",
                blocking.stream().map(BlockingRuleDefinition::name).toList());
        requireBetween("comparisons", comparisons.size(), COMPARISONS_MAX);
        requireBetween("blocking rules", blocking.size(), BLOCKING_RULES_MAX);
        for (ComparisonDefinition comparison : comparisons) {
            requireBetween(
                    "levels of comparison '" + comparison.name() + "'",
                    comparison.levels().size(),
                    LEVELS_MAX);
        }
    }

    private static void requireBetween(String what, int size, int max) {
        if (size < 1 || size > max) {
            throw new IllegalArgumentException("found " + size + " " + what + ", expected 1 to " + max);
        }
    }

    private static void requireUnique(String what, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("two of the same name: " + what + " '" + name + "'");
            }
        }
    }

    public Optional<FieldDefinition> field(String fieldName) {
        return fields.stream().filter(field -> field.name().equals(fieldName)).findFirst();
    }

    /** Whether some comparison is of namesakes: then training tells them from strangers. */
    public boolean hasNamesakes() {
        return comparisons.stream().anyMatch(ComparisonDefinition::isOfNamesakes);
    }

    /** Whether some level says how relatives answer: then training tells them from strangers. */
    public boolean hasRelatives() {
        return comparisons.stream().flatMap(c -> c.levels().stream()).anyMatch(level -> level.relatives() > 0);
    }
}
