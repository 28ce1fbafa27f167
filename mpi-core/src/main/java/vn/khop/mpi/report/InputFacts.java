package vn.khop.mpi.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.SchemaDefinition.FieldDefinition;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;

/**
 * What the records themselves allow, before any two are compared: how complete each field is, which values are commonest, and
 * how much a record could weigh at most.
 *
 * @param sampled how many records were looked at
 * @param fields in the order of the schema
 * @param ownWeights how many of the records have each match weight, in whole bits, with a copy of themselves. One that does not
 *     reach the link threshold against its own copy can never be linked
 */
public record InputFacts(long sampled, List<Field> fields, NavigableMap<Integer, Long> ownWeights) {
    /** Normalisers of values that name one person; they are masked unless asked for, and so are e-mail addresses. */
    private static final Set<String> IDENTIFYING =
            Set.of("identifier", "citizen-number", "insurance", "phone", "vietnamese-name", "name", "address");

    private static final int COMMONEST = 8;
    private static final int SHOWN_ENDS = 2;

    /** A name that so many share names nobody. */
    private static final int ANONYMOUS_MIN = 10;

    public InputFacts {
        fields = List.copyOf(fields);
    }

    /**
     * One field.
     *
     * @param filled records with something in its columns
     * @param understood those of them that its normaliser found a value in
     * @param distinct different texts
     * @param commonest texts as they stand in the file, masked where they name somebody, and how many records have each
     */
    public record Field(String name, long filled, long understood, long distinct, List<Common> commonest) {
        public Field {
            commonest = List.copyOf(commonest);
        }
    }

    /** A text and how many records have it. */
    public record Common(String text, long records) {}

    /**
     * @param records all of them or a sample
     * @param showsIdentifiers whether values that name one person stand in the report as they are
     */
    public static InputFacts of(List<RawRecord> records, Linker linker, boolean showsIdentifiers) {
        List<FieldDefinition> definitions = linker.model().schema().fields();
        List<Map<String, Integer>> counts = new ArrayList<>();
        definitions.forEach(definition -> counts.add(new HashMap<>()));
        long[] filled = new long[definitions.size()];
        long[] understood = new long[definitions.size()];
        NavigableMap<Integer, Long> ownWeights = new TreeMap<>();
        for (RawRecord raw : records) {
            PersonRecord record = linker.normalise(raw);
            for (int i = 0; i < definitions.size(); i++) {
                String text = text(raw, definitions.get(i));
                if (!text.isEmpty()) {
                    filled[i]++;
                    counts.get(i).merge(text, 1, Integer::sum);
                }
                understood[i] += record.value(definitions.get(i).name()).isPresent() ? 1 : 0;
            }
            ownWeights.merge((int) Math.floor(linker.explain(record, record).totalBits()), 1L, Long::sum);
        }
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < definitions.size(); i++) {
            boolean isIdentifying = IDENTIFYING.contains(definitions.get(i).normaliser());
            Predicate<String> isMasked = text -> !showsIdentifiers && (isIdentifying || text.indexOf('@') > 0);
            fields.add(new Field(
                    definitions.get(i).name(),
                    filled[i],
                    understood[i],
                    counts.get(i).size(),
                    commonest(counts.get(i), isMasked)));
        }
        return new InputFacts(records.size(), fields, ownWeights);
    }

    private static String text(RawRecord record, FieldDefinition field) {
        List<String> texts = new ArrayList<>();
        field.columns()
                .forEach(column -> record.value(column).map(String::strip).ifPresent(texts::add));
        return String.join(" ", texts);
    }

    private static List<Common> commonest(Map<String, Integer> counts, Predicate<String> isMasked) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(COMMONEST)
                .sorted(Comparator.comparingInt((Map.Entry<String, Integer> e) -> -e.getValue()))
                .map(e -> new Common(
                        isMasked.test(e.getKey()) ? masked(e.getKey(), e.getValue()) : e.getKey(), e.getValue()))
                .toList();
    }

    /** First and last characters only, unless it has digits nowhere and is shared by many: a common name names nobody. */
    private static String masked(String text, int records) {
        boolean hasDigit = text.chars().anyMatch(Character::isDigit);
        if (!hasDigit && records >= ANONYMOUS_MIN) {
            return text;
        }
        int length = text.codePointCount(0, text.length());
        if (length <= 2 * SHOWN_ENDS) {
            return "•".repeat(length);
        }
        return text.substring(0, text.offsetByCodePoints(0, SHOWN_ENDS))
                + "•".repeat(length - 2 * SHOWN_ENDS)
                + text.substring(text.offsetByCodePoints(0, length - SHOWN_ENDS));
    }

    /** Share of the records that do not reach a weight even with a copy of themselves, in [0, 1]. */
    public double shareBelow(double bits) {
        long below = ownWeights.headMap((int) Math.floor(bits), false).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return sampled == 0 ? 0 : (double) below / sampled;
    }
}
