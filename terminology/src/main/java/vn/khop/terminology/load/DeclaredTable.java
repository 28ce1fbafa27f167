package vn.khop.terminology.load;

import java.io.Closeable;
import java.io.IOException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.load.ListDeclaration.TablePlace;
import vn.khop.terminology.load.LoadIssue.Severity;
import vn.khop.terminology.load.RowIssues.Place;

/** A table whose columns were declared: its rows below the header, and their cells by the names of the columns. */
final class DeclaredTable implements Closeable {
    /** So many numbers without one that ends in 0: by chance, one column in two hundred. */
    private static final int NUMBERS_TO_JUDGE_MIN = 50;

    /** A list with more errors than this is another list, and what is said of it must fit in memory. */
    private static final int ERRORS_MAX = 10_000;

    private static final Pattern NUMBER_WITH_FRACTION = Pattern.compile("\\d{1,9}\\.\\d{1,9}");
    // Day 60 of spreadsheets is a 29 February 1900 that never was; from the day after, days count from here.
    private static final LocalDate DAY_0 = LocalDate.of(1899, 12, 30);
    private static final LocalDate DAY_0_FROM_1904 = LocalDate.of(1904, 1, 1);
    private static final Pattern DAY_NUMBER = Pattern.compile("\\d{2,7}");

    private static final Wording BLANK = new Wording("dòng trống; đã bỏ qua", "the row is blank; passed over");
    private static final Wording NO_VALUE = new Wording(
            "ô có công thức mà không có giá trị: hãy mở và lưu tệp trong bảng tính",
            "the cell has a formula and no value: open and save the file in a spreadsheet");

    private final Table table;
    private final Optional<String> name;
    private final String where;
    private final TablePlace place;
    private final boolean isNumberACode;
    private final LocalDate dayZero;
    private final RowIssues issues;
    private final Map<String, Fractions> fractions = new HashMap<>();
    private Map<String, Integer> columns = Map.of();
    private int columnCount;

    /** How many values of a column are numbers with a fraction, and how many of these end in 0. */
    private static final class Fractions {
        private int all;
        private int endingInZero;
    }

    /**
     * @param name of a table beside the list, for messages; empty for the list's own
     * @param where names the file in messages
     */
    DeclaredTable(
            Table table,
            Optional<String> name,
            String where,
            TablePlace place,
            boolean isNumberACode,
            RowIssues issues) {
        this.table = table;
        this.name = name;
        this.where = where;
        this.place = place;
        this.isNumberACode = isNumberACode;
        this.dayZero = table instanceof SheetTable sheet && sheet.isFrom1904() ? DAY_0_FROM_1904 : DAY_0;
        this.issues = issues;
    }

    /** Finds the header; false after an error has been told. */
    boolean readHeader(List<String> declared) throws UnreadableTable {
        Optional<TableRow> header = table.next();
        while (header.isPresent() && header.get().row() < place.header()) {
            header = table.next();
        }
        if (header.isEmpty() || header.get().row() > place.header()) {
            issues.file(
                    Severity.ERROR,
                    ErrorCode.MISSING_COLUMN,
                    name,
                    place.header() == 1
                            ? new Wording(
                                    where + " trống: cần dòng tiêu đề có " + named(declared),
                                    where + " is empty: expected a header with " + named(declared))
                            : new Wording(
                                    where + " không có dòng " + place.header() + ": cần dòng tiêu đề có "
                                            + named(declared),
                                    "row " + place.header() + " of " + where + " is not there: expected a header with "
                                            + named(declared)));
            return false;
        }
        return readHeader(header.get(), declared);
    }

    private boolean readHeader(TableRow header, List<String> declared) {
        Map<String, Integer> found = new LinkedHashMap<>();
        Set<String> twice = new LinkedHashSet<>();
        for (int i = 0; i < header.width(); i++) {
            String column = CellText.of(header.text(i)).value();
            if (found.putIfAbsent(column, i) != null) {
                twice.add(column);
            }
        }
        List<String> missing =
                declared.stream().filter(column -> !found.containsKey(column)).toList();
        if (!missing.isEmpty()) {
            issues.file(
                    Severity.ERROR,
                    ErrorCode.MISSING_COLUMN,
                    name,
                    new Wording(
                            "dòng tiêu đề của " + where + " không có " + named(missing) + "; chỉ có "
                                    + named(found.keySet())
                                    + ": hãy khai báo cột theo các tên này, hoặc khai báo dấu ngăn cách nếu các tên dính liền",
                            "the header of " + where + " has no " + named(missing) + "; it has "
                                    + named(found.keySet())
                                    + ": declare the columns by these names, or the delimiter if the names run together"));
            return false;
        }
        List<String> ambiguous = declared.stream().filter(twice::contains).toList();
        if (!ambiguous.isEmpty()) {
            issues.file(
                    Severity.ERROR,
                    ErrorCode.MISSING_COLUMN,
                    name,
                    new Wording(
                            "dòng tiêu đề của " + where + " có " + named(ambiguous) + " nhiều lần: hãy đổi tên một cột",
                            "the header of " + where + " has " + named(ambiguous)
                                    + " more than once: rename one of them"));
            return false;
        }
        columns = found;
        columnCount = header.width();
        return true;
    }

    /** The next row of the table; empty after its last. */
    Optional<TableRow> next() throws UnreadableTable {
        if (issues.errors() > ERRORS_MAX) {
            throw new UnreadableTable(
                    ErrorCode.TOO_MANY_ERRORS,
                    new Wording(
                            "hơn " + ERRORS_MAX + " dòng có lỗi nên không đọc tiếp: hãy xem " + where
                                    + " có đúng là danh mục đã khai báo không",
                            "more than " + ERRORS_MAX + " rows have errors, and no more were read: look whether "
                                    + where + " is the list that was declared"));
        }
        Optional<TableRow> row = table.next();
        return row.filter(next -> place.last().filter(last -> next.row() > last).isEmpty());
    }

    Place placeOf(TableRow row) {
        return new Place(name, row.row(), row.line());
    }

    /** Whether nothing is in the row; of a text file that has been told, a sheet has such rows by the thousand below its last. */
    boolean passesOver(TableRow row) {
        boolean isBlank = row.isBlank();
        if (isBlank && table.isFixedWidth()) {
            issues.warn(ErrorCode.BLANK_ROW, placeOf(row), BLANK);
        }
        return isBlank;
    }

    boolean hasColumn(String column) {
        return columns.containsKey(column);
    }

    /** Whether the row has no field beyond the header; if it has, that has been told. Formats that leave out empty fields at the end of a row are read so. */
    boolean hasNoFurtherField(TableRow row) {
        return row.width() <= columnCount || hasEveryField(row);
    }

    /** Whether the row has as many fields as the header; if not, that has been told. */
    boolean hasEveryField(TableRow row) {
        boolean hasAll = !table.isFixedWidth() || row.width() == columnCount;
        if (!hasAll) {
            issues.add(
                    Severity.ERROR,
                    ErrorCode.COLUMN_COUNT,
                    placeOf(row),
                    Optional.empty(),
                    new Wording(
                            "có " + row.width() + " ô, cần " + columnCount
                                    + " như dòng tiêu đề: hãy tìm ô bị thiếu, hoặc dấu ngăn cách không nằm trong ngoặc kép",
                            "found " + row.width() + " fields, expected " + columnCount
                                    + " as in the header: look for a missing field, or a delimiter that is not in quotes"));
        }
        return hasAll;
    }

    /** Text that is no code. */
    String text(TableRow row, String column) {
        return cell(row, column);
    }

    /** A code, or a text that names one: of a number it is not known with which zeros it was typed. */
    String code(TableRow row, String column) {
        String text = cell(row, column);
        if (row.kind(index(column)) == TableRow.Kind.NUMBER) {
            String other = text.contains(".") ? text + "0" : "0" + text;
            Wording doubt = new Wording(
                    "bảng tính lưu dạng số ở chỗ mã phải là chữ: " + text + " có thể vốn là " + other,
                    "the spreadsheet holds a number where a code is text: " + text + " may have been " + other);
            if (isNumberACode) {
                issues.add(
                        Severity.WARNING,
                        ErrorCode.NUMERIC_CODE,
                        placeOf(row),
                        Optional.of(column),
                        new Wording(doubt.vi() + "; đã lấy là " + text, doubt.en() + "; taken as " + text));
            } else {
                issues.refuse(
                        ErrorCode.NUMERIC_CODE,
                        placeOf(row),
                        column,
                        new Wording(
                                doubt.vi()
                                        + "; hãy lấy danh mục có mã dạng chữ, hoặc khai báo numbersAreCodes nếu mọi mã đúng như hiện ra",
                                doubt.en()
                                        + "; get the list with codes as text, or declare numbersAreCodes if they are all as shown"));
            }
        } else {
            count(column, text);
        }
        return text;
    }

    /** A value of a property: a code, a day that a spreadsheet counted, or text. */
    String value(TableRow row, String column, PropertyType type) {
        if (type == PropertyType.CODE) {
            return code(row, column);
        }
        String text = cell(row, column);
        if (row.kind(index(column)) == TableRow.Kind.NUMBER) {
            return type == PropertyType.DATE_TIME && DAY_NUMBER.matcher(text).matches()
                    ? dayZero.plusDays(Long.parseLong(text)).toString()
                    : text;
        }
        if (type == PropertyType.STRING) {
            count(column, text);
        }
        return text;
    }

    private String cell(TableRow row, String column) {
        int index = index(column);
        TableRow.Kind kind = row.kind(index);
        if (kind == TableRow.Kind.ERROR || kind == TableRow.Kind.NO_VALUE) {
            issues.refuse(
                    ErrorCode.NO_CELL_VALUE,
                    placeOf(row),
                    column,
                    kind == TableRow.Kind.ERROR
                            ? new Wording(
                                    "bảng tính không tính được ô này (" + row.text(index) + "): hãy sửa ở đó",
                                    "the spreadsheet could not compute the cell (" + row.text(index)
                                            + "): mend it there")
                            : NO_VALUE);
            return "";
        }
        CellText text = CellText.of(row.text(index));
        for (CellText.Remark remark : text.remarks()) {
            issues.add(remark.severity(), remark.code(), placeOf(row), Optional.of(column), remark.wording());
        }
        return text.value();
    }

    private int index(String column) {
        Integer index = columns.get(column);
        if (index == null) {
            throw new IllegalStateException("column " + column + " was checked with the header");
        }
        return index;
    }

    private void count(String column, String text) {
        int last = text.length() - 1;
        if (last > 0
                && Character.isDigit(text.charAt(0))
                && NUMBER_WITH_FRACTION.matcher(text).matches()) {
            Fractions counted = fractions.computeIfAbsent(column, any -> new Fractions());
            counted.all++;
            counted.endingInZero += text.charAt(last) == '0' ? 1 : 0;
        }
    }

    /** Says which columns look as if a spreadsheet had read their codes as numbers before they became text. */
    void judgeZeros() {
        fractions.forEach((column, counted) -> {
            if (counted.all >= NUMBERS_TO_JUDGE_MIN && counted.endingInZero == 0) {
                issues.file(
                        Severity.WARNING,
                        ErrorCode.LOST_ZEROS,
                        name,
                        new Wording(
                                "cột " + column + ": trong " + counted.all
                                        + " mã dạng 1.1 không mã nào kết thúc bằng 0, lẽ ra mười mã có một: có lẽ bảng tính đã đọc 1.10 thành 1.1;"
                                        + " hãy đối chiếu với danh mục đã ban hành",
                                "column " + column + ": none of " + counted.all
                                        + " codes such as 1.1 ends in 0, as one in ten would: a spreadsheet has probably read 1.10 as 1.1;"
                                        + " compare with the published list"));
            }
        });
    }

    @Override
    public void close() throws IOException {
        table.close();
    }

    static String named(Iterable<String> names) {
        return "'" + String.join("', '", names) + "'";
    }
}
