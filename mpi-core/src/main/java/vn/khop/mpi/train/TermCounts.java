package vn.khop.mpi.train;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import vn.khop.mpi.block.KeyPart;
import vn.khop.mpi.compare.Comparisons;
import vn.khop.mpi.model.Digest;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.model.TermTable;
import vn.khop.mpi.record.PersonRecord;

/**
 * Counts how many persons have each term. Records that agree in the schema's {@code distinct-by} parts are taken for one person:
 * nine records of a person with a rare name must not make the name look frequent.
 */
final class TermCounts {
    /** A term that fewer persons have weighs as if one had it; listing it would only make the model long. */
    private static final int LISTED_MIN = 3;

    /** A digest is listed only where many share the value: those are what must weigh less. */
    private static final int HASHED_LISTED_MIN = 4;

    /** At most this many terms of a table are listed, the commonest first. */
    private static final int LISTED_MAX = 3000;

    private TermCounts() {}

    static Map<String, TermTable> count(List<PersonRecord> records, SchemaDefinition schema) {
        Comparisons comparisons = Comparisons.compile(schema, Map.of());
        List<KeyPart> distinctBy =
                schema.distinctBy().stream().map(KeyPart::parse).toList();
        Set<String> seen = new HashSet<>();
        Map<String, Map<String, Integer>> counts = new TreeMap<>();
        for (PersonRecord record : records) {
            String person = person(record, distinctBy);
            comparisons.terms(record, (table, term) -> {
                if (person.isEmpty() || seen.add(person + '\n' + table + '\n' + term)) {
                    counts.computeIfAbsent(table, t -> new HashMap<>()).merge(term, 1, Integer::sum);
                }
            });
        }
        Map<String, TermTable> tables = new TreeMap<>();
        Set<String> hashed = comparisons.hashedTables();
        counts.forEach((table, terms) -> tables.put(table, table(terms, hashed.contains(table))));
        return tables;
    }

    /** Empty if nothing tells persons apart. */
    private static String person(PersonRecord record, List<KeyPart> distinctBy) {
        StringBuilder person = new StringBuilder();
        for (KeyPart part : distinctBy) {
            List<String> texts = part.texts(record);
            person.append(texts.isEmpty() ? "" : texts.get(0)).append('|');
        }
        return person.toString();
    }

    private static TermTable table(Map<String, Integer> terms, boolean isHashed) {
        long persons = terms.values().stream().mapToLong(Integer::longValue).sum();
        double meanShare = 0;
        for (int count : terms.values()) {
            meanShare += (double) count / persons * count / persons;
        }
        int min = isHashed ? HASHED_LISTED_MIN : LISTED_MIN;
        Map<String, Integer> listed = new TreeMap<>();
        terms.entrySet().stream()
                .filter(term -> term.getValue() >= min)
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(LISTED_MAX)
                .forEach(term -> listed.put(isHashed ? Digest.of(term.getKey()) : term.getKey(), term.getValue()));
        return new TermTable(persons, isHashed, meanShare, listed);
    }
}
