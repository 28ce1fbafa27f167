package vn.khop.terminology.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.load.ListDeclaration.TablePlace;

/**
 * The first rows of a list, so that a person can say which column is what.
 *
 * @param sheets names of a workbook's sheets; empty for a text file
 * @param sheet the one whose rows these are; empty for a text file
 * @param rows cells as texts, the header among them; a blank row is an empty list
 */
public record TablePreview(List<String> sheets, Optional<String> sheet, List<List<String>> rows) {
    public TablePreview {
        sheets = List.copyOf(sheets);
        rows = List.copyOf(rows);
    }

    /**
     * @param sheet if absent, the first
     * @param delimiter of a text file
     * @param language of the problem's message
     * @return or the problem of a file that is no table, or not safe to read
     */
    public static Answer<TablePreview> read(
            Path file, Optional<String> sheet, char delimiter, int rowsMax, Locale language) {
        try {
            if (!Workbook.isOne(file)) {
                try (Table table = ListLoader.open(
                        TablePlace.whole(delimiter),
                        () -> Files.newInputStream(file),
                        Optional.of(file),
                        file.toString())) {
                    return Answer.known(new TablePreview(List.of(), Optional.empty(), rows(table, rowsMax)));
                }
            }
            try (Workbook opened = Workbook.open(file)) {
                Optional<String> chosen =
                        sheet.or(() -> opened.sheets().stream().findFirst());
                try (Table table = opened.sheet(chosen)) {
                    return Answer.known(new TablePreview(opened.sheets(), chosen, rows(table, rowsMax)));
                }
            }
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

    private static List<List<String>> rows(Table table, int rowsMax) throws UnreadableTable {
        List<List<String>> rows = new ArrayList<>();
        Optional<TableRow> next = table.next();
        while (next.isPresent() && next.get().row() <= rowsMax) {
            TableRow row = next.get();
            while (rows.size() < row.row() - 1) {
                rows.add(List.of());
            }
            List<String> texts = new ArrayList<>();
            for (int column = 0; column < row.width(); column++) {
                texts.add(CellText.of(row.text(column)).value());
            }
            rows.add(row.isBlank() ? List.of() : texts);
            next = table.next();
        }
        return rows;
    }
}
