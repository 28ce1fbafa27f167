package vn.khop.mpi.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.record.FieldNames;
import vn.khop.mpi.record.RawRecord;

/** Reads records from a CSV file: {@code record_id} and the columns of a schema, any of which may be missing. */
public final class RecordFile {
    /** The column that names a record. */
    public static final String RECORD_ID = "record_id";

    private RecordFile() {}

    /**
     * @param unknownColumns columns of the file that the schema does not read, in order
     */
    public record Contents(List<RawRecord> records, List<String> unknownColumns) {
        public Contents {
            records = List.copyOf(records);
            unknownColumns = List.copyOf(unknownColumns);
        }
    }

    /**
     * Reads a file whole; for large ones use {@link #forEach}.
     *
     * @throws InvalidInputException as {@link #forEach}, and if an id occurs twice; the message names both rows
     */
    public static Contents read(Path file, SchemaDefinition schema) {
        List<RawRecord> records = new ArrayList<>();
        List<String> unknown = forEach(file, schema, records::add);
        Set<String> seen = new HashSet<>();
        for (RawRecord record : records) {
            if (!seen.add(record.recordId())) {
                throw repeated(file, schema, record.recordId());
            }
        }
        return new Contents(records, unknown);
    }

    /**
     * Gives the records one after the other, and then the columns of the file that the schema does not read.
     *
     * @throws InvalidInputException if the file is not there, not UTF-8, has no column {@code record_id} or none of the schema,
     *     or a row is broken or has no id; the message names the row
     */
    public static List<String> forEach(Path file, SchemaDefinition schema, Consumer<RawRecord> sink) {
        IdSource ids = IdSource.of(file, schema.recordIdColumn());
        Set<String> known = new LinkedHashSet<>();
        schema.fields().forEach(field -> known.addAll(field.columns()));
        List<String> unknown = new ArrayList<>();
        List<Columns> header = new ArrayList<>(1);
        CsvTable.read(
                file,
                columns -> {
                    unknown.addAll(checkHeader(file, columns, known, ids));
                    header.add(new Columns(file, columns, known, ids));
                },
                (columns, row) -> sink.accept(header.get(0).record(row)));
        return unknown;
    }

    /** Says in which rows of the file an id stands, if it stands there twice. */
    public static Optional<InvalidInputException> repetition(Path file, SchemaDefinition schema, String recordId) {
        IdSource ids = IdSource.of(file, schema.recordIdColumn());
        List<Long> rows = new ArrayList<>();
        if (!ids.isRow()) {
            CsvTable.read(file, columns -> {}, (columns, row) -> {
                if (row.get(columns.indexOf(ids.column())).trim().equals(recordId)) {
                    rows.add(row.getRecordNumber());
                }
            });
        }
        return rows.size() < 2
                ? Optional.empty()
                : Optional.of(new InvalidInputException(file + ", row " + rows.get(1) + ": " + ids.column() + " '"
                        + recordId + "' stands already in row " + rows.get(0)
                        + "; every record needs an id of its own"));
    }

    private static InvalidInputException repeated(Path file, SchemaDefinition schema, String recordId) {
        return repetition(file, schema, recordId)
                .orElseGet(() -> new InvalidInputException(file + ": record_id '" + recordId + "' occurs twice"));
    }

    private static List<String> checkHeader(Path file, List<String> columns, Set<String> known, IdSource ids) {
        if (!ids.isRow() && !columns.contains(ids.column())) {
            throw new InvalidInputException(file + ", row 1: the header has no column '" + ids.column() + "', found "
                    + String.join(",", columns) + "; expected " + ids.column() + "," + String.join(",", known));
        }
        List<String> unknown = columns.stream()
                .filter(column -> !known.contains(column) && !column.equals(ids.column()))
                .toList();
        if (columns.stream().noneMatch(known::contains)) {
            throw new InvalidInputException(file + ", row 1: none of the columns " + String.join(",", unknown)
                    + " is in the schema, which reads " + String.join(",", known)
                    + "; rename the columns or give a schema for this file (--schema)");
        }
        return unknown;
    }

    /** Where each column of a file goes, so that a record's values are one array. */
    private static final class Columns {
        private static final int ID = -1;
        private static final int UNKNOWN = -2;

        private final Path file;
        private final IdSource ids;
        private final FieldNames names;
        private final int[] places;

        Columns(Path file, List<String> columns, Set<String> known, IdSource ids) {
            this.file = file;
            this.ids = ids;
            names = new FieldNames(columns.stream()
                    .filter(column -> known.contains(column) && !column.equals(ids.column()))
                    .toList());
            places = columns.stream()
                    .mapToInt(column ->
                            column.equals(ids.column()) ? ID : names.place(column) < 0 ? UNKNOWN : names.place(column))
                    .toArray();
        }

        RawRecord record(CSVRecord row) {
            @Nullable String[] values = new String[names.size()];
            String id = ids.isRow() ? ids.ofRow(row.getRecordNumber()) : "";
            for (int i = 0; i < places.length; i++) {
                if (places[i] == ID) {
                    id = row.get(i).trim();
                } else if (places[i] != UNKNOWN && !row.get(i).isEmpty()) {
                    values[places[i]] = row.get(i);
                }
            }
            if (id.isEmpty()) {
                throw new InvalidInputException(file + ", row " + row.getRecordNumber() + ": " + ids.column()
                        + " is empty; every record needs an id of its own");
            }
            return new RawRecord(id, names.map(values));
        }
    }

    /** Where a record's id comes from: a column, or the row, which is then named after its file. */
    private record IdSource(String file, String column) {
        static IdSource of(Path file, String column) {
            return new IdSource(String.valueOf(file.getFileName()), column.isEmpty() ? RECORD_ID : column);
        }

        boolean isRow() {
            return column.equals(SchemaDefinition.ROW_NUMBER);
        }

        String ofRow(long row) {
            return file + ":" + row;
        }
    }
}
