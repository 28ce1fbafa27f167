package vn.khop.mpi.file;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import vn.khop.mpi.BatchLinkage.PairResult;
import vn.khop.mpi.FoundPersons;
import vn.khop.mpi.cluster.RecordPair;
import vn.khop.mpi.train.PairLabel;

/** The files of results and of truth. */
public final class ResultFiles {
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();
    private static final String PERSON_ID = "person_id";

    private ResultFiles() {}

    /** Header {@code record_id,person_id}; a person's id is its first record's. */
    public static void writeClusters(Path file, FoundPersons persons) throws IOException {
        try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
                CSVPrinter printer = new CSVPrinter(writer, FORMAT)) {
            printer.printRecord(RecordFile.RECORD_ID, PERSON_ID);
            IOException[] failure = new IOException[1];
            persons.forEach((record, person) -> {
                try {
                    printer.printRecord(record, person);
                } catch (IOException e) {
                    failure[0] = e;
                }
            });
            if (failure[0] != null) {
                throw failure[0];
            }
        }
    }

    /** Header {@code record_id_a,record_id_b,match_weight,match_probability,decision}. */
    public static void writePairs(Path file, List<PairResult> pairs) throws IOException {
        try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
                CSVPrinter printer = new CSVPrinter(writer, FORMAT)) {
            printer.printRecord("record_id_a", "record_id_b", "match_weight", "match_probability", "decision");
            for (PairResult pair : pairs) {
                printer.printRecord(
                        pair.pair().a(),
                        pair.pair().b(),
                        Decimals.fixed(pair.matchWeightBits(), 4),
                        Decimals.fixed(pair.probability(), 8),
                        pair.decision());
            }
        }
    }

    /**
     * Person by record, from a file of clusters or of truth.
     *
     * @throws InvalidInputException if a column is missing or a record occurs twice; the message names the row
     */
    public static Map<String, String> readPersons(Path file) {
        Map<String, String> persons = new LinkedHashMap<>();
        CsvTable.read(file, columns -> require(file, columns, RecordFile.RECORD_ID, PERSON_ID), (columns, row) -> {
            String record = value(columns, row, RecordFile.RECORD_ID);
            if (persons.put(record, value(columns, row, PERSON_ID)) != null) {
                throw new InvalidInputException(
                        file + ", row " + row.getRecordNumber() + ": record_id '" + record + "' occurs twice");
            }
        });
        return persons;
    }

    /** The pairs of a pairs file whose decision is {@code review}. */
    public static List<RecordPair> readReviewPairs(Path file) {
        List<RecordPair> reviews = new java.util.ArrayList<>();
        CsvTable.read(
                file, columns -> require(file, columns, "record_id_a", "record_id_b", "decision"), (columns, row) -> {
                    if (value(columns, row, "decision").equals("review")) {
                        reviews.add(pair(file, columns, row));
                    }
                });
        return reviews;
    }

    /**
     * Labels: header {@code record_id_a,record_id_b,is_match}, the last true or false; a column {@code weight} says how many
     * pairs each counts as, 1 where it is missing or empty.
     *
     * @throws InvalidInputException if a column is missing, a label is neither, or a weight is no number above 0; the message
     *     names the row
     */
    public static Map<RecordPair, PairLabel> readLabels(Path file) {
        Map<RecordPair, PairLabel> labels = new HashMap<>();
        CsvTable.read(
                file, columns -> require(file, columns, "record_id_a", "record_id_b", "is_match"), (columns, row) -> {
                    String label = value(columns, row, "is_match").toLowerCase(Locale.ROOT);
                    boolean isMatch = label.equals("true") || label.equals("1");
                    if (!isMatch && !label.equals("false") && !label.equals("0")) {
                        throw new InvalidInputException(file + ", row " + row.getRecordNumber() + ": is_match is '"
                                + label + "', expected true or false");
                    }
                    labels.put(pair(file, columns, row), new PairLabel(isMatch, weight(file, columns, row)));
                });
        return labels;
    }

    private static double weight(Path file, List<String> columns, CSVRecord row) {
        String text = columns.contains("weight") ? value(columns, row, "weight") : "";
        try {
            double weight = text.isEmpty() ? 1 : Double.parseDouble(text);
            if (weight > 0 && weight < Double.POSITIVE_INFINITY) {
                return weight;
            }
        } catch (NumberFormatException e) {
            // Falls through to the message, which is the same.
        }
        throw new InvalidInputException(
                file + ", row " + row.getRecordNumber() + ": weight is '" + text + "', expected a number above 0");
    }

    private static RecordPair pair(Path file, List<String> columns, CSVRecord row) {
        String a = value(columns, row, "record_id_a");
        String b = value(columns, row, "record_id_b");
        if (a.equals(b)) {
            throw new InvalidInputException(
                    file + ", row " + row.getRecordNumber() + ": both ids are '" + a + "'; a pair has two records");
        }
        return RecordPair.of(a, b);
    }

    private static void require(Path file, List<String> columns, String... required) {
        for (String column : required) {
            if (!columns.contains(column)) {
                throw new InvalidInputException(file + ", row 1: the header has no column '" + column + "', found "
                        + String.join(",", columns) + "; expected " + String.join(",", required));
            }
        }
    }

    private static String value(List<String> columns, CSVRecord row, String column) {
        return row.get(columns.indexOf(column)).trim();
    }
}
