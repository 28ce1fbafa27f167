package vn.khop.mpi.file;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** A CSV file with a header, in UTF-8, every row as long as the header. */
final class CsvTable {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private CsvTable() {}

    /** What a file's header must look like. */
    interface HeaderCheck {
        /**
         * @throws InvalidInputException if the columns are not those that are needed
         */
        void check(List<String> columns);
    }

    /**
     * Reads all rows: columns and row.
     *
     * @throws InvalidInputException if the file is not there, not UTF-8, or a row is broken
     */
    static void read(Path file, HeaderCheck check, BiConsumer<List<String>, CSVRecord> row) {
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException(file + ": no such file; check the path");
        }
        try (InputStream bytes = Files.newInputStream(file);
                Reader reader = withoutByteOrderMark(new BufferedReader(
                        new InputStreamReader(
                                bytes,
                                StandardCharsets.UTF_8
                                        .newDecoder()
                                        .onMalformedInput(CodingErrorAction.REPORT)
                                        .onUnmappableCharacter(CodingErrorAction.REPORT)),
                        1 << 16));
                CSVParser parser = CSVFormat.RFC4180.parse(reader)) {
            List<String> columns = null;
            for (CSVRecord next : parser) {
                if (columns == null) {
                    columns =
                            List.copyOf(next.toList().stream().map(String::trim).toList());
                    requireDistinct(file, columns);
                    check.check(columns);
                } else if (next.size() == columns.size()) {
                    row.accept(columns, next);
                } else if (!(next.size() == 1 && next.get(0).isBlank())) {
                    throw new InvalidInputException(file + ", row " + next.getRecordNumber() + " (line "
                            + parser.getCurrentLineNumber() + "): found " + next.size() + " fields, expected "
                            + columns.size() + " as in the header; a field with a comma must stand in \"quotes\"");
                }
            }
            if (columns == null) {
                throw new InvalidInputException(file + ": the file is empty; expected a header and rows");
            }
        } catch (CharacterCodingException e) {
            throw notUtf8(file);
        } catch (CSVException e) {
            throw brokenQuotes(file, e);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof CharacterCodingException) {
                throw notUtf8(file);
            }
            throw brokenQuotes(file, e);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": cannot be read: " + e.getMessage());
        }
    }

    private static InvalidInputException brokenQuotes(Path file, Throwable cause) {
        String where = String.valueOf(cause.getMessage()).replaceAll(".*?(line \\d+).*", "$1");
        return new InvalidInputException(file + (where.startsWith("line ") ? ", " + where : "")
                + ": a quoted field does not end where a field can end; double every quote inside a quoted field");
    }

    private static void requireDistinct(Path file, List<String> columns) {
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!seen.add(column)) {
                throw new InvalidInputException(file + ", row 1: column '" + column + "' stands in the header twice");
            }
        }
    }

    private static Reader withoutByteOrderMark(BufferedReader reader) throws IOException {
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
        return reader;
    }

    /** Finds where: the first byte that no UTF-8 text has there. */
    private static InvalidInputException notUtf8(Path file) {
        try (InputStream bytes = Files.newInputStream(file)) {
            Utf8Scan scan = new Utf8Scan();
            byte[] buffer = new byte[1 << 16];
            for (int read; (read = bytes.read(buffer)) >= 0 && !scan.isBroken(); ) {
                scan.accept(buffer, read);
            }
            return new InvalidInputException(file + ", line " + scan.line() + ", byte " + scan.brokenAt()
                    + ": not UTF-8; save the file as UTF-8 (iconv -f WINDOWS-1258 -t UTF-8, or \"CSV UTF-8\" in a"
                    + " spreadsheet)");
        } catch (IOException e) {
            return new InvalidInputException(file + ": not UTF-8; save the file as UTF-8");
        }
    }

    /** Follows the byte patterns of UTF-8 far enough to name the first broken byte. */
    private static final class Utf8Scan {
        private long position;
        private long line = 1;
        private long start;
        private int pending;
        private long brokenAt = -1;

        void accept(byte[] bytes, int length) {
            for (int i = 0; i < length && brokenAt < 0; i++, position++) {
                int value = bytes[i] & 0xff;
                line += value == '\n' ? 1 : 0;
                if (pending > 0) {
                    if ((value & 0xc0) == 0x80) {
                        pending--;
                    } else {
                        brokenAt = start;
                    }
                } else if (value >= 0x80) {
                    start = position;
                    pending = value >= 0xf0 && value < 0xf5 ? 3 : value >= 0xe0 ? 2 : value >= 0xc2 ? 1 : 0;
                    brokenAt = pending == 0 || value >= 0xf5 ? position : -1;
                }
            }
        }

        boolean isBroken() {
            return brokenAt >= 0;
        }

        long brokenAt() {
            return brokenAt < 0 ? start : brokenAt;
        }

        long line() {
            return line;
        }
    }
}
