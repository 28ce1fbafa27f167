package vn.khop.terminology.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import vn.khop.terminology.concept.ErrorCode;

/** A text file with a field for each column: read twice, once to see that it is UTF-8, once for its rows. */
final class CsvTable implements Table {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private static final Wording QUOTES = new Wording(
            "một ô mở ngoặc kép mà không đóng, hoặc có chữ sau ngoặc đóng; từ đây không đọc được nữa:"
                    + " hãy đặt cả ô trong ngoặc kép và viết đôi mỗi dấu ngoặc kép bên trong",
            "a quoted field is not closed, or text stands after its closing quote; nothing from here on can be read:"
                    + " put the field in quotes and write each quote in it twice");

    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private long rows;

    private CsvTable(CSVParser parser) {
        this.parser = parser;
        this.records = parser.iterator();
    }

    /** @param where names the file in messages */
    static CsvTable open(ListLoader.Content content, String where, char delimiter) throws UnreadableTable {
        try {
            Optional<Utf8.Stray> stray = Utf8.firstStray(content);
            if (stray.isPresent()) {
                throw new UnreadableTable(
                        ErrorCode.NOT_UTF8,
                        notUtf8(
                                where,
                                stray.get().line(),
                                String.format("0x%02X", stray.get().value())));
            }
            CSVFormat format = CSVFormat.RFC4180
                    .builder()
                    .setDelimiter(delimiter)
                    .setIgnoreEmptyLines(false)
                    .get();
            return new CsvTable(CSVParser.builder()
                    .setReader(opened(content))
                    .setFormat(format)
                    .get());
        } catch (IOException e) {
            throw UnreadableTable.of(where, e);
        }
    }

    private static Wording notUtf8(String where, long line, String stray) {
        return new Wording(
                where + " không phải UTF-8: dòng " + line + " có byte " + stray
                        + "; hãy lưu lại dạng UTF-8 (trong bảng tính: \"CSV UTF-8\") rồi nạp lại",
                where + " is not UTF-8: line " + line + " holds the byte " + stray
                        + "; save it as UTF-8 (in a spreadsheet: \"CSV UTF-8\") and load it again");
    }

    private static Reader opened(ListLoader.Content content) throws IOException {
        BufferedReader text = new BufferedReader(new InputStreamReader(content.open(), StandardCharsets.UTF_8));
        text.mark(1);
        if (text.read() != BYTE_ORDER_MARK) {
            text.reset();
        }
        return text;
    }

    @Override
    public Optional<TableRow> next() throws UnreadableTable {
        long row = rows + 1;
        long line = rows == 0 ? 1 : parser.getCurrentLineNumber() + 1;
        try {
            if (!records.hasNext()) {
                return Optional.empty();
            }
            rows = row;
            return Optional.of(new CsvRow(row, line, records.next()));
        } catch (UncheckedIOException e) {
            throw new UnreadableTable(ErrorCode.MALFORMED_CSV, row, line, QUOTES);
        }
    }

    @Override
    public boolean isFixedWidth() {
        return true;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    private record CsvRow(long row, long line, CSVRecord fields) implements TableRow {
        @Override
        public int width() {
            return fields.size();
        }

        @Override
        public String text(int column) {
            return column < fields.size() ? fields.get(column) : "";
        }

        @Override
        public Kind kind(int column) {
            return Kind.TEXT;
        }
    }
}
