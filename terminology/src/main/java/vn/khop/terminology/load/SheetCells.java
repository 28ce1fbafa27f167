package vn.khop.terminology.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;

/** The cells of a workbook's sheet as texts, for files that are no code list: a hospital's own list, decisions about it. */
public final class SheetCells {
    private static final int ROWS_MAX = 200_001;
    private static final int ISSUES_TOLD_MAX = 20;

    private SheetCells() {}

    /** Whether the file is a spreadsheet's, by its beginning or its name. */
    public static boolean isWorkbook(Path file) {
        return Workbook.isOne(file);
    }

    /**
     * Which columns are read, by what stands in the first row.
     *
     * @param codes those whose cells are codes: a number with a fraction there may have lost a zero
     * @param all those that must have a value where they have a formula; what stands in others is passed on as it is
     */
    public record Columns(Set<String> codes, Set<String> all) {
        public Columns {
            codes = Set.copyOf(codes);
            all = Set.copyOf(all);
        }
    }

    /**
     * Row for row as the spreadsheet counts, each as wide as the first at least; a blank one is an empty list.
     *
     * @param sheet may be left out where there is only one
     * @param language of the problem's message
     * @return or the problem of a file that is no workbook, or not safe to read, or of its cells that cannot be taken as they are, by row and column
     */
    public static Answer<List<List<String>>> read(Path file, Optional<String> sheet, Columns columns, Locale language) {
        try (Workbook opened = Workbook.open(file);
                Table table = opened.sheet(sheet)) {
            List<List<String>> cells = new ArrayList<>();
            List<Wording> issues = new ArrayList<>();
            int width = 0;
            for (Optional<TableRow> next = table.next(); next.isPresent(); next = table.next()) {
                TableRow row = next.get();
                if (row.row() > ROWS_MAX) {
                    return Answer.unknown(new Problem(
                            ErrorCode.WORKBOOK_TOO_BIG,
                            new Wording(
                                            file.getFileName() + " có hơn " + (ROWS_MAX - 1) + " dòng: hãy chia nhỏ",
                                            file.getFileName() + " has more than " + (ROWS_MAX - 1)
                                                    + " rows: divide it")
                                    .in(language)));
                }
                while (cells.size() < row.row() - 1) {
                    cells.add(List.of());
                }
                width = cells.isEmpty() ? row.width() : width;
                List<String> texts = new ArrayList<>();
                for (int column = 0; column < Math.max(width, row.width()); column++) {
                    texts.add(row.text(column));
                    if (!cells.isEmpty() && column < cells.get(0).size()) {
                        issue(row, column, cells.get(0).get(column).strip(), columns)
                                .ifPresent(issues::add);
                    }
                }
                cells.add(row.isBlank() ? List.of() : texts);
            }
            return issues.isEmpty()
                    ? Answer.known(cells)
                    : Answer.unknown(new Problem(
                            ErrorCode.NO_CELL_VALUE,
                            new Wording(
                                                    "không nhận được " + issues.size() + " ô: ",
                                                    issues.size() + " cells cannot be taken: ")
                                            .in(language)
                                    + issues.stream()
                                            .limit(ISSUES_TOLD_MAX)
                                            .map(issue -> issue.in(language))
                                            .collect(Collectors.joining("; "))));
        } catch (UnreadableTable e) {
            return Answer.unknown(new Problem(e.code(), e.wording().in(language)));
        } catch (IOException e) {
            return Answer.unknown(new Problem(
                    ErrorCode.FILE_UNREADABLE,
                    UnreadableTable.of(String.valueOf(file.getFileName()), e)
                            .wording()
                            .in(language)));
        }
    }

    /** Why a cell cannot be taken as it is. */
    private static Optional<Wording> issue(TableRow row, int column, String header, Columns columns) {
        String text = row.text(column);
        Optional<Wording> why = switch (row.kind(column)) {
            case TEXT -> Optional.empty();
            case NUMBER ->
                columns.codes().contains(header) && text.contains(".")
                        ? Optional.of(new Wording(
                                "bảng tính giữ số " + text + " ở chỗ của mã, mã có thể là " + text
                                        + "0: hãy đổi cột thành văn bản rồi gõ lại mã",
                                "the spreadsheet holds the number " + text
                                        + " where a code is text, which may have been " + text
                                        + "0: make the column text, and type the code again"))
                        : Optional.empty();
            case ERROR ->
                Optional.of(new Wording(
                        "bảng tính không tính được ô này (" + text + "): hãy sửa trong bảng tính",
                        "the spreadsheet could not compute the cell (" + text + "): mend it there"));
            case NO_VALUE ->
                Optional.of(new Wording(
                        "ô có công thức mà không có giá trị: hãy mở rồi lưu tệp trong bảng tính",
                        "the cell has a formula and no value: open and save the file in a spreadsheet"));
        };
        return why.filter(any -> columns.all().contains(header))
                .map(what -> new Wording(
                        "dòng " + row.row() + ", cột " + header + ": " + what.vi(),
                        "row " + row.row() + ", column " + header + ": " + what.en()));
    }
}
