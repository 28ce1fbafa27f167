package vn.khop.terminology.load;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import vn.khop.terminology.concept.ErrorCode;

/** The cells of one sheet, row by row, with the values that the spreadsheet stored: formulas are not computed, formats not applied. */
final class SheetTable implements Table {
    private static final int ROWS_MAX = 1_048_576;
    private static final int COLUMNS_MAX = 16_384;
    // A number that a spreadsheet shows with fifteen digits is stored with seventeen.
    private static final int DIGITS_SHOWN = 15;
    private static final int NUMBER_CHARACTERS_MAX = 60;

    private final Workbook workbook;
    private final XMLStreamReader xml;
    private final String where;
    private long row;

    SheetTable(Workbook workbook, XMLStreamReader xml, String where) {
        this.workbook = workbook;
        this.xml = xml;
        this.where = where;
    }

    @Override
    public Optional<TableRow> next() throws UnreadableTable {
        try {
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT
                        && xml.getLocalName().equals("row")) {
                    return Optional.of(readRow());
                }
            }
            return Optional.empty();
        } catch (XMLStreamException | RuntimeException e) {
            throw workbook.failed(e);
        }
    }

    private TableRow readRow() throws XMLStreamException, UnreadableTable {
        row = place(Workbook.attribute(xml, "r"), row, ROWS_MAX, true);
        Map<Integer, Cell> cells = new HashMap<>();
        long column = 0;
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("row")) {
                break;
            }
            if (event == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals("c")) {
                column = place(letters(Workbook.attribute(xml, "r")), column, COLUMNS_MAX, false);
                Optional<Cell> cell = readCell(Workbook.attribute(xml, "t"));
                if (cell.isPresent()) {
                    cells.put((int) column - 1, cell.get());
                }
            }
        }
        return new SheetRow(
                row, cells.keySet().stream().mapToInt(i -> i + 1).max().orElse(0), cells);
    }

    /** The place that is said, or else the one after the last; each is after the last and within what a sheet can have. */
    private long place(String said, long last, int max, boolean isRow) throws UnreadableTable {
        long place = said.isEmpty() ? last + 1 : said.length() > 9 ? Long.MAX_VALUE : Long.parseLong(said);
        if (place > max) {
            throw new UnreadableTable(
                    ErrorCode.WORKBOOK_TOO_BIG,
                    new Wording(
                            where + " có nhiều " + (isRow ? "dòng" : "cột") + " hơn " + max
                                    + ", là số mà một trang tính có được",
                            where + " has more " + (isRow ? "rows" : "columns") + " than the " + max
                                    + " that a sheet can have"));
        }
        if (place <= last) {
            throw new UnreadableTable(
                    ErrorCode.MALFORMED_WORKBOOK,
                    new Wording(
                            where + " hỏng: sau dòng " + row + ", thứ tự các " + (isRow ? "dòng" : "cột")
                                    + " bị đảo lộn; hãy lưu lại trong bảng tính",
                            where + " is damaged: after row " + row + " its " + (isRow ? "rows" : "columns")
                                    + " are out of order; save it again in a spreadsheet"));
        }
        return place;
    }

    /** {@code AB12} is column 28. */
    private static String letters(String reference) {
        long column = 0;
        int i = 0;
        while (i < reference.length() && reference.charAt(i) >= 'A' && reference.charAt(i) <= 'Z') {
            column = Math.min(Integer.MAX_VALUE, column * 26 + reference.charAt(i) - 'A' + 1);
            i++;
        }
        return column == 0 ? "" : String.valueOf(column);
    }

    private Optional<Cell> readCell(String type) throws XMLStreamException, UnreadableTable {
        StringBuilder value = new StringBuilder();
        boolean isValue = false;
        boolean isFormula = false;
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                String name = xml.getLocalName();
                if (name.equals("is")) {
                    value.append(Workbook.richText(xml, "is"));
                }
                isValue = name.equals("v");
                isFormula |= name.equals("f");
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                isValue = false;
                if (xml.getLocalName().equals("c")) {
                    break;
                }
            } else if (isValue && xml.isCharacters()) {
                Workbook.append(value, xml);
            }
        }
        return cell(type, value.toString(), isFormula);
    }

    private Optional<Cell> cell(String type, String value, boolean isFormula) throws UnreadableTable {
        if (value.isEmpty()) {
            return isFormula && !type.equals("str")
                    ? Optional.of(new Cell("", TableRow.Kind.NO_VALUE))
                    : Optional.empty();
        }
        return Optional.of(
                switch (type) {
                    case "s" -> Cell.text(workbook.sharedText(Integer.parseInt(value)));
                    case "str", "inlineStr", "d" -> Cell.text(Workbook.unescaped(value));
                    case "b" -> Cell.text(value.equals("1") ? "true" : "false");
                    case "e" -> new Cell(value, TableRow.Kind.ERROR);
                    default -> new Cell(number(value), TableRow.Kind.NUMBER);
                });
    }

    /** As a person sees it who widened the column: 0.1 for 0.10000000000000001. */
    private static String number(String stored) {
        if (stored.length() > NUMBER_CHARACTERS_MAX) {
            throw new NumberFormatException("a number of " + stored.length() + " characters");
        }
        BigDecimal value = new BigDecimal(stored);
        if (value.precision() > DIGITS_SHOWN) {
            value = new BigDecimal(Double.toString(value.doubleValue()));
        }
        BigDecimal plain = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        // Beyond these a spreadsheet writes an exponent, too.
        return Math.abs(plain.scale()) > 40 ? plain.toString() : plain.toPlainString();
    }

    /** Whether days are counted from 1904, as old Macintosh spreadsheets do. */
    boolean isFrom1904() {
        return workbook.isFrom1904();
    }

    @Override
    public boolean isFixedWidth() {
        return false;
    }

    @Override
    public void close() throws IOException {
        try {
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        } finally {
            workbook.close();
        }
    }

    private record Cell(String text, TableRow.Kind kind) {
        static Cell text(String text) {
            return new Cell(text, TableRow.Kind.TEXT);
        }
    }

    private record SheetRow(long row, int width, Map<Integer, Cell> cells) implements TableRow {
        @Override
        public long line() {
            return row;
        }

        @Override
        public String text(int column) {
            Cell cell = cells.get(column);
            return cell == null ? "" : cell.text();
        }

        @Override
        public Kind kind(int column) {
            Cell cell = cells.get(column);
            return cell == null ? Kind.TEXT : cell.kind();
        }
    }
}
