package vn.khop.terminology.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.concept.ReleaseId;

class ListLoaderTest {
    private static final ListDeclaration DECLARATION = new ListDeclaration(
            new ReleaseId("urn:x", "1"),
            "X",
            Optional.empty(),
            Optional.empty(),
            ',',
            "code",
            List.of(new ListDeclaration.DisplayColumn("vi", "ten"), new ListDeclaration.DisplayColumn("en", "name")),
            List.of(new ListDeclaration.SynonymColumn("vi", "khac", Optional.of("|"))),
            List.of(new ListDeclaration.PropertyColumn("days", "days", PropertyType.INTEGER)),
            Optional.of(new ListDeclaration.ParentColumn("parent", Optional.of("|"))),
            Optional.of(new ListDeclaration.InactiveColumn("status", Set.of("off"))));
    private static final String HEADER = "code,ten,name,khac,days,parent,status\n";

    @TempDir
    Path folder;

    @Test
    void aRowBecomesAConceptWithEverythingDeclared() throws IOException {
        CodeSystem list = load(HEADER
                        + "A,Sốt,Fever,,,,\n"
                        + "B,Ho,,,,,\n"
                        + "1.10,\"Sốt, cao\",High fever,Nóng | Sốt nóng,07,A|B,off\n")
                .codeSystem()
                .orElseThrow();
        assertEquals(
                new Concept(
                        "1.10",
                        false,
                        List.of(
                                new Designation("vi", "display", "Sốt, cao"),
                                new Designation("en", "display", "High fever"),
                                new Designation("vi", "synonym", "Nóng"),
                                new Designation("vi", "synonym", "Sốt nóng")),
                        List.of(new ConceptProperty("days", PropertyType.INTEGER, "07")),
                        List.of("A", "B")),
                list.concepts().get(2));
        assertEquals("list.csv", list.source());
    }

    @Test
    void everyBadRowIsToldByNumberWithWhatWasFoundAndExpected() throws IOException {
        LoadResult result = load(HEADER
                + "A,Sốt,,,,,\n"
                + ",Ho,,,,,\n"
                + "A,Khác,,,,,\n"
                + "C,Ho\n"
                + "D,,,,,,\n"
                + "E,Đau,,,ba,,\n"
                + "F,Đau\u0007,,,,,\n"
                + "G,Đau,,,,Z,\n"
                + "H,Đau,,,,G,\n"
                + "I,Đau,,,,J,\n"
                + "J,Đau,,,,I,\n"
                + "K,B\uFFFDnh,,,,,\n"
                + "L,Ho,,,,,,,\n");
        assertEquals(
                List.of(
                        "row 3, column code: the code is empty: every row has one",
                        "row 4, column code: code 'A' stands in row 2 already, with other content: a code stands once",
                        "row 5: found 2 fields, expected 7 as in the header: look for a missing field, or a delimiter that is not in quotes",
                        "row 6: no name: 'ten', 'name' are all empty",
                        "row 7, column days: found 'ba', expected a whole number of at most nine digits",
                        "row 8, column ten: control character U+0007 was found, text was expected: remove it",
                        "row 9, column parent: the parent 'Z' of code 'G' is not a code of this list, or its own row was refused",
                        "row 10, column parent: the parent 'G' of code 'H' is not a code of this list, or its own row was refused",
                        "row 11, column parent: going up from code 'I' by its parents leads round in a circle and to no root: mend the parents",
                        "row 12, column parent: going up from code 'J' by its parents leads round in a circle and to no root: mend the parents",
                        "row 13, column ten: U+FFFD was found: a letter was lost when the file was converted; convert it again from the source",
                        "row 14: found 9 fields, expected 7 as in the header: look for a missing field, or a delimiter that is not in quotes"),
                result.errors().stream().map(LoadIssue::text).toList());
        assertEquals(
                List.of(
                        "thiếu mã: dòng nào cũng phải có",
                        "mã 'A' đã có ở dòng 2 với nội dung khác: mỗi mã chỉ có một dòng",
                        "có 2 ô, cần 7 như dòng tiêu đề: hãy tìm ô bị thiếu, hoặc dấu ngăn cách không nằm trong ngoặc kép",
                        "không có tên: 'ten', 'name' đều trống",
                        "có 'ba', cần số nguyên không quá chín chữ số",
                        "có ký tự điều khiển U+0007, cần văn bản: hãy bỏ ký tự này",
                        "mã cha 'Z' của mã 'G' không có trong danh mục này, hoặc dòng của nó có lỗi",
                        "mã cha 'G' của mã 'H' không có trong danh mục này, hoặc dòng của nó có lỗi",
                        "đi lên từ mã 'I' theo mã cha thì quay vòng, không tới gốc: hãy sửa mã cha",
                        "đi lên từ mã 'J' theo mã cha thì quay vòng, không tới gốc: hãy sửa mã cha",
                        "có U+FFFD: một chữ đã mất khi chuyển mã tệp; hãy chuyển lại từ tệp gốc",
                        "có 9 ô, cần 7 như dòng tiêu đề: hãy tìm ô bị thiếu, hoặc dấu ngăn cách không nằm trong ngoặc kép"),
                result.errors().stream()
                        .map(issue -> issue.message(Wording.VIETNAMESE))
                        .toList());
        assertEquals(13, result.rowsRead());
        assertEquals(12, result.rowsRefused());
        assertEquals(
                List.of("A"),
                result.codeSystem().orElseThrow().concepts().stream()
                        .map(Concept::code)
                        .toList());
    }

    @Test
    void whatIsTidiedOrPassedOverIsAWarning() throws IOException {
        LoadResult result = load("\uFEFF" + HEADER
                + "A,\"Sốt\n cao \",,,,,\n"
                + "B," + Normalizer.normalize("Sốt", Normalizer.Form.NFD) + ",,,,,\n"
                + ",,,,,,\n"
                + "B,Sốt,,,,,\n"
                + "C,cảm thụ \uF061,,,,,\n");
        assertFalse(result.hasErrors());
        assertEquals(
                List.of(
                        "row 2, column ten: line ends, tabs, hard or spare spaces were found; kept as 'Sốt cao'",
                        "row 3 (line 4), column ten: letters and marks were written apart; kept composed (Unicode NFC)",
                        "row 4 (line 5): the row is blank; passed over",
                        "row 5 (line 6): code 'B' stands in row 3 already, with the same content; taken once",
                        "row 6 (line 7), column ten: private-use character U+F061 was found, probably a symbol font's letter; kept, but it shows as a box"),
                result.warnings().stream().map(LoadIssue::text).toList());
        assertEquals(
                List.of("Sốt cao", "Sốt", "cảm thụ \uF061"),
                result.codeSystem().orElseThrow().concepts().stream()
                        .map(Concept::display)
                        .toList());
    }

    @Test
    void aMissingColumnNamesWhatIsThere() throws IOException {
        assertFileError(
                load("ma,ten,name,khac,days,status\n1,a,,,,\n"),
                ErrorCode.MISSING_COLUMN,
                "the header of " + folder.resolve("list.csv")
                        + " has no 'code', 'parent'; it has 'ma', 'ten', 'name', 'khac', 'days', 'status'"
                        + ": declare the columns by these names, or the delimiter if the names run together");
    }

    @Test
    void aDeclaredColumnThatIsThereTwiceIsAmbiguous() throws IOException {
        assertFileError(
                load("code,ten,name,khac,days,parent,status,ten\n"),
                ErrorCode.MISSING_COLUMN,
                "the header of " + folder.resolve("list.csv") + " has 'ten' more than once: rename one of them");
    }

    @Test
    void aFileThatIsNotUtf8SaysWhichLine() throws IOException {
        Path file = folder.resolve("list.csv");
        byte[] legacy = (HEADER + "A,ok,,,,,\nB,Bénh,,,,,\n").getBytes(Charset.forName("windows-1252"));
        Files.write(file, legacy);
        assertFileError(
                ListLoader.load(DECLARATION, file),
                ErrorCode.NOT_UTF8,
                file + " is not UTF-8: line 3 holds the byte 0xE9; save it as UTF-8"
                        + " (in a spreadsheet: \"CSV UTF-8\") and load it again");
    }

    @Test
    void aByteThatBreaksUtf8IsFoundWhereverItIs() throws IOException {
        Path file = folder.resolve("big.csv");
        byte[] text = ("ệ".repeat(50) + "\n").repeat(2_000).getBytes(StandardCharsets.UTF_8);
        for (int at : new int[] {0, 3, 65_535, 65_536, 65_537, 131_072, text.length - 1}) {
            byte[] broken = text.clone();
            broken[at] = (byte) 0xFF;
            Files.write(file, broken);
            long line = 1;
            for (int i = 0; i < at; i++) {
                line += broken[i] == '\n' ? 1 : 0;
            }
            assertEquals(
                    line,
                    Utf8.firstStray(() -> Files.newInputStream(file))
                            .orElseThrow()
                            .line(),
                    "byte " + at);
        }
        Files.write(file, text);
        assertEquals(Optional.empty(), Utf8.firstStray(() -> Files.newInputStream(file)));
    }

    @Test
    void aQuoteThatIsNeverClosedStopsTheFileWhereItOpens() throws IOException {
        LoadResult result = load(HEADER + "A,ok,,,,,\nB,\"open,,,,,\nC,ok,,,,,\n");
        assertEquals(Optional.empty(), result.codeSystem());
        assertEquals(
                List.of(
                        "row 3: a quoted field is not closed, or text stands after its closing quote; nothing from here on can be read:"
                                + " put the field in quotes and write each quote in it twice"),
                result.errors().stream().map(LoadIssue::text).toList());
    }

    @Test
    void emptyFilesAndFilesThatAreNotThereSaySo() throws IOException {
        Path file = folder.resolve("list.csv");
        assertFileError(
                load(""),
                ErrorCode.MISSING_COLUMN,
                file + " is empty: expected a header with 'code', 'ten', 'name', 'khac', 'days', 'parent', 'status'");
        assertFileError(
                load(HEADER), ErrorCode.NO_ROWS, file + " has a header and no rows: expected a row for each code");
        Path nowhere = folder.resolve("nowhere.csv");
        assertFileError(
                ListLoader.load(DECLARATION, nowhere), ErrorCode.FILE_UNREADABLE, "there is no file " + nowhere);
    }

    @Test
    void aParentMayStandBelowItsChildInTheFile() throws IOException {
        LoadResult result = load(HEADER + "A,a,,,,B,\nB,b,,,,,\n");
        assertFalse(result.hasErrors());
        assertEquals(
                List.of("B"),
                result.codeSystem().orElseThrow().concepts().get(0).parents());
    }

    private LoadResult load(String csv) throws IOException {
        Path file = folder.resolve("list.csv");
        Files.writeString(file, csv);
        return ListLoader.load(DECLARATION, file);
    }

    private static void assertFileError(LoadResult result, ErrorCode code, String message) {
        assertTrue(result.hasErrors());
        assertEquals(Optional.empty(), result.codeSystem());
        assertEquals(
                List.of(message), result.issues().stream().map(LoadIssue::text).toList());
        assertEquals(code, result.issues().get(0).code());
    }
}
