package vn.khop.terminology.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;

/** The cells of a workbook's sheet as texts, for files that are no code list: a hospital's own list, decisions about it. */
public final class SheetCells {
    private static final int ROWS_MAX = 200_001;

    private SheetCells() {}

    /** Whether the file is a spreadsheet's, by its beginning or its name. */
    public static boolean isWorkbook(Path file) {
        return Workbook.isOne(file);
    }

    /**
     * Row for row as the spreadsheet counts, each as wide as the first at least; a blank one is an empty list.
     *
     * @param sheet may be left out where there is only one
     * @return or the problem of a file that is no workbook, or not safe to read
     */
    public static Answer<List<List<String>>> read(Path file, Optional<String> sheet) {
        try (Workbook opened = Workbook.open(file);
                Table table = opened.sheet(sheet)) {
            List<List<String>> cells = new ArrayList<>();
            int width = 0;
            for (Optional<TableRow> next = table.next(); next.isPresent(); next = table.next()) {
                TableRow row = next.get();
                if (row.row() > ROWS_MAX) {
                    return Answer.unknown(new Problem(
                            ErrorCode.WORKBOOK_TOO_BIG,
                            file.getFileName() + " has more than " + (ROWS_MAX - 1) + " rows: divide it"));
                }
                while (cells.size() < row.row() - 1) {
                    cells.add(List.of());
                }
                width = cells.isEmpty() ? row.width() : width;
                List<String> texts = new ArrayList<>();
                for (int column = 0; column < Math.max(width, row.width()); column++) {
                    texts.add(row.text(column));
                }
                cells.add(row.isBlank() ? List.of() : texts);
            }
            return Answer.known(cells);
        } catch (UnreadableTable e) {
            return Answer.unknown(new Problem(e.code(), e.text()));
        } catch (IOException e) {
            return Answer.unknown(new Problem(
                    ErrorCode.FILE_UNREADABLE,
                    file.getFileName() + " cannot be read (" + e.getClass().getSimpleName() + ")"));
        }
    }
}
