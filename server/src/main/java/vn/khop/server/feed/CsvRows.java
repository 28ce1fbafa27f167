package vn.khop.server.feed;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** CSV as RFC 4180 has it, in UTF-8, with a header. */
final class CsvRows implements PeopleRows {
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

    private final Path file;
    private final Reader text;
    private final CSVParser parser;
    private final Iterator<CSVRecord> rows;

    private CsvRows(Path file, Reader text, CSVParser parser) {
        this.file = file;
        this.text = text;
        this.parser = parser;
        this.rows = parser.iterator();
    }

    static CsvRows of(Path file) throws IOException {
        Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        boolean isOpen = false;
        try {
            CsvRows rows = new CsvRows(file, text, FORMAT.parse(text));
            isOpen = true;
            return rows;
        } catch (IllegalArgumentException | UncheckedIOException noHeader) {
            throw new IOException(file + " is not CSV: its first row cannot be read as the names of columns", noHeader);
        } finally {
            if (!isOpen) {
                text.close();
            }
        }
    }

    @Override
    public List<String> columns() {
        return parser.getHeaderNames();
    }

    @Override
    public Optional<Row> next() throws IOException {
        try {
            return rows.hasNext() ? Optional.of(row(rows.next())) : Optional.empty();
        } catch (UncheckedIOException e) {
            throw new IOException(
                    file
                            + " is not CSV: a row cannot be read as RFC 4180 says, look for a quotation mark that is not closed",
                    e);
        }
    }

    private Row row(CSVRecord row) {
        return new Row(
                row.getRecordNumber(),
                row.toList(),
                row.size() == columns().size()
                        ? Optional.empty()
                        : Optional.of(
                                new Fault("", row.size() + " values", columns().size() + " values")));
    }

    @Override
    public void close() throws IOException {
        parser.close();
        text.close();
    }
}
