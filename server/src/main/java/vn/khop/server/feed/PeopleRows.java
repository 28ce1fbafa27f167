package vn.khop.server.feed;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import vn.khop.server.registry.Columns;

/** A file of people, read row by row, whatever it is written in. */
interface PeopleRows extends Closeable {
    /** The names of the columns, each once, {@code facility} and {@code mrn} among them. */
    List<String> columns();

    /** The next row; empty after the last one. */
    Optional<Row> next() throws IOException;

    /**
     * A row.
     *
     * @param number the first after the header is 1
     * @param cells an empty text where a column has nothing
     * @param fault why the file itself says that the row is none
     */
    record Row(long number, List<String> cells, Optional<Fault> fault) {
        /** Without what it says. */
        @Override
        public String toString() {
            return "Row[" + number + "]";
        }
    }

    /** What is wrong with a row, described and never quoted. */
    record Fault(String column, String found, String expected) {}

    /**
     * Parquet where the file begins as Parquet does, else CSV.
     *
     * @throws IOException if it is neither, or lacks a column that is needed; the message says what was found
     */
    static PeopleRows open(Path file) throws IOException {
        boolean isParquet = isParquet(file);
        if (!isParquet && file.toString().toLowerCase(Locale.ROOT).endsWith(".parquet")) {
            throw new IOException(file
                    + " is named .parquet and does not begin with PAR1: it is no Parquet file, or an encrypted one");
        }
        PeopleRows rows = isParquet ? ParquetRows.of(file) : CsvRows.of(file);
        boolean isFit = false;
        try {
            requireColumns(file, rows.columns());
            isFit = true;
            return rows;
        } finally {
            if (!isFit) {
                rows.close();
            }
        }
    }

    /** Whether it begins so. */
    static boolean isParquet(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            return Arrays.equals(bytes.readNBytes(ParquetRows.MAGIC.length), ParquetRows.MAGIC);
        }
    }

    private static void requireColumns(Path file, List<String> columns) throws IOException {
        if (columns.size() > new HashSet<>(columns).size()) {
            throw new IOException(file + " names one column twice: each is named once");
        }
        for (String needed : List.of(Columns.FACILITY, Columns.MRN)) {
            if (!columns.contains(needed)) {
                throw new IOException(file + " has no column '" + needed
                        + "', which is needed to know a record again; its columns are " + String.join(", ", columns));
            }
        }
    }
}
