package vn.khop.terminology.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.load.WorkbookFile.Raw;

/** Lists from workbooks, as far as they differ from lists in text files. */
class WorkbookTest {
    @TempDir
    Path folder;

    @Test
    @Tag("slow")
    void badFilesAreRefusedByTheirOwnCodeInTwoSecondsAndTwoHundredFiftySixMegabytes() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BadWorkbooksProcess.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertEquals(0, process.waitFor(), String.join("\n", lines));
        Map<String, BadWorkbooks.Bad> all = BadWorkbooks.all();
        assertTrue(all.size() >= 40, "there are " + all.size());
        assertEquals(
                all.entrySet().stream()
                        .map(bad -> bad.getKey() + "\t" + bad.getValue().code())
                        .toList(),
                lines.stream()
                        .map(line -> line.substring(0, line.indexOf('\t', line.indexOf('\t') + 1)))
                        .toList(),
                String.join("\n", lines));
        for (String line : lines) {
            long millis = Long.parseLong(line.split("\t")[2]);
            assertTrue(millis < 2_000, line);
        }
    }

    @Test
    void theSameRowsAreTheSameListWhetherInAWorkbookOrInText() throws IOException {
        List<List<Object>> rows = List.of(
                List.of("code", "name", "days"),
                List.of("1.10", "Sốt", new Raw("><v>7</v>")),
                List.of("1.1", new Raw(" t=\"s\"><v>0</v>"), new Raw(" t=\"str\"><f>1+1</f><v>2</v>")),
                List.of(
                        "A&B",
                        new Raw(" t=\"inlineStr\"><is><r><t>Ho </t></r><r><t>gà</t></r><rPh><t>x</t></rPh></is>")));
        Path workbook = WorkbookFile.of(rows).write(folder.resolve("list.xlsx"));
        Path commas =
                Files.writeString(folder.resolve("list.csv"), "code,name,days\n1.10,Sốt,7\n1.1,shared,2\nA&B,Ho gà,\n");
        Path tabs = Files.writeString(
                folder.resolve("list.tsv"), "code\tname\tdays\n1.10\tSốt\t7\n1.1\tshared\t2\nA&B\tHo gà\t\n");
        ListDeclaration declared = declared("property: [{name: days, column: days, type: integer}]");
        List<Concept> concepts = load(declared, commas);
        assertEquals(3, concepts.size());
        assertEquals(concepts, load(declared, workbook));
        assertEquals(concepts, load(declared, tabs));
    }

    @Test
    void aCodeThatTheSpreadsheetHoldsAsANumberIsRefusedOrToldWithItsPlace() throws IOException {
        Path file = WorkbookFile.of(
                        List.of(List.of("code", "name"), List.of(1.1, "x"), List.of("1.2", 2), List.of(17, "z")))
                .write(folder.resolve("list.xlsx"));
        LoadResult refused = ListLoader.load(declared(""), file);
        assertEquals(
                List.of(
                        "row 2, column code: the spreadsheet holds a number where a code is text: 1.1 may have been 1.10;"
                                + " get the list with codes as text, or declare numbersAreCodes if they are all as shown",
                        "row 4, column code: the spreadsheet holds a number where a code is text: 17 may have been 017;"
                                + " get the list with codes as text, or declare numbersAreCodes if they are all as shown"),
                refused.errors().stream().map(LoadIssue::text).toList());
        LoadResult taken = ListLoader.load(declared("", "numbersAreCodes: true\n"), file);
        assertFalse(taken.hasErrors());
        assertEquals(
                List.of(ErrorCode.NUMERIC_CODE, ErrorCode.NUMERIC_CODE),
                taken.warnings().stream().map(LoadIssue::code).toList());
        assertEquals(
                List.of("1.1", "1.2", "17"),
                taken.codeSystem().orElseThrow().concepts().stream()
                        .map(Concept::code)
                        .toList());
    }

    /** Of a hospital's own list: 17 is a code as it is shown, 1.1 may be another; of a column that nobody reads, nothing is wrong. */
    @Test
    void cellsThatMayBeOtherCodesOrHaveNoValueAreToldByRowAndColumn() throws IOException {
        Path file = WorkbookFile.of(List.of(
                        List.of("code", "name", "uses", "other"),
                        List.of(17, "a", 1.5, new Raw(" t=\"e\"><v>#N/A</v>")),
                        List.of("1.10", "b", 2, 1.1),
                        List.of(1.1, "c", 2, 1.1),
                        List.of("4", new Raw(" t=\"e\"><v>#N/A</v>"), 2, 1.1),
                        List.of("5", new Raw("><f>A1</f>"), 2, 1.1)))
                .write(folder.resolve("local.xlsx"));
        SheetCells.Columns columns = new SheetCells.Columns(Set.of("code"), Set.of("code", "name", "uses"));
        assertEquals(
                "3 cells cannot be taken: row 4, column code: the spreadsheet holds the number 1.1 where a code is text,"
                        + " which may have been 1.10: make the column text, and type the code again;"
                        + " row 5, column name: the spreadsheet could not compute the cell (#N/A): mend it there;"
                        + " row 6, column name: the cell has a formula and no value: open and save the file in a spreadsheet",
                SheetCells.read(file, Optional.empty(), columns, Locale.ENGLISH)
                        .problem()
                        .orElseThrow()
                        .message());
        assertEquals(
                "không nhận được 3 ô: dòng 4, cột code: bảng tính giữ số 1.1 ở chỗ của mã, mã có thể là 1.10: hãy đổi cột"
                        + " thành văn bản rồi gõ lại mã;"
                        + " dòng 5, cột name: bảng tính không tính được ô này (#N/A): hãy sửa trong bảng tính;"
                        + " dòng 6, cột name: ô có công thức mà không có giá trị: hãy mở rồi lưu tệp trong bảng tính",
                SheetCells.read(file, Optional.empty(), columns, Wording.VIETNAMESE)
                        .problem()
                        .orElseThrow()
                        .message());
        List<List<String>> taken = SheetCells.read(
                        file,
                        Optional.empty(),
                        new SheetCells.Columns(Set.of(), Set.of("code", "uses")),
                        Locale.ENGLISH)
                .value()
                .orElseThrow();
        assertEquals("17", taken.get(1).get(0));
        assertEquals("1.10", taken.get(2).get(0));
    }

    @Test
    void numbersAreShownAsASpreadsheetShowsThemAndDaysAsDays() throws IOException {
        Path file = WorkbookFile.of(List.of(
                        List.of("code", "name", "value", "since"),
                        List.of("A", "a", new Raw("><v>0.10000000000000001</v>"), 45839),
                        List.of("B", "b", new Raw("><v>1E3</v>"), new Raw("><v>61</v>")),
                        List.of("C", "c", new Raw("><v>-2.50</v>"), "2025-07")))
                .write(folder.resolve("list.xlsx"));
        List<Concept> concepts = load(
                declared(
                        "property: [{name: value, column: value, type: decimal}, {name: since, column: since, type: dateTime}]"),
                file);
        assertEquals(
                List.of(List.of("0.1", "2025-07-01"), List.of("1000", "1900-03-01"), List.of("-2.5", "2025-07")),
                concepts.stream()
                        .map(concept -> concept.properties().stream()
                                .map(ConceptProperty::value)
                                .toList())
                        .toList());
    }

    @Test
    void cellsWithoutAValueAreToldByRow() throws IOException {
        Path file = WorkbookFile.of(List.of(
                        List.of("code", "name"),
                        List.of("A", new Raw(" t=\"e\"><f>VLOOKUP(1)</f><v>#N/A</v>")),
                        List.of("B", new Raw("><f>A1</f>"))))
                .write(folder.resolve("list.xlsx"));
        assertEquals(
                List.of(
                        "row 2, column name: the spreadsheet could not compute the cell (#N/A): mend it there",
                        "row 3, column name: the cell has a formula and no value: open and save the file in a spreadsheet"),
                ListLoader.load(declared(""), file).errors().stream()
                        .filter(issue -> issue.code() == ErrorCode.NO_CELL_VALUE)
                        .map(LoadIssue::text)
                        .toList());
    }

    @Test
    void aColumnInWhichNoCodeEndsInZeroIsDoubted() throws IOException {
        String whole =
                IntStream.rangeClosed(1, 60).mapToObj(i -> "1." + i + ",x\n").reduce("code,name\n", String::concat);
        String lost = IntStream.rangeClosed(1, 60)
                .filter(i -> i % 10 != 0)
                .mapToObj(i -> "1." + i + ",x\n")
                .reduce("code,name\n", String::concat);
        assertEquals(List.of(), warnings(whole));
        assertEquals(
                List.of("column code: none of 54 codes such as 1.1 ends in 0, as one in ten would:"
                        + " a spreadsheet has probably read 1.10 as 1.1; compare with the published list"),
                warnings(lost));
    }

    @Test
    void sheetsHeadersLevelsAndRulesAreFoundWhereTheyAreDeclared() throws IOException {
        Path file = WorkbookFile.of(
                        List.of(
                                List.of("Danh mục"),
                                List.of("chapter", "chapter name", "code", "short", "name"),
                                List.of("I", "Nhiễm trùng", "A00", "A00", "Tả"),
                                List.of("I", "Nhiễm trùng", "A00.1†", "A001", "Tả eltor"),
                                List.of("I", "Nhiễm trùng khác", "G01*", "G01", "Viêm màng não")),
                        List.of(
                                List.of("Phụ lục A"),
                                List.of("code"),
                                List.of("A001"),
                                List.of("Phụ lục B"),
                                List.of("code", "with"),
                                List.of("A001", "G01"),
                                List.of("Z99", "G01")))
                .write(folder.resolve("list.xlsx"));
        ListDeclaration declared = read("""
                system: urn:x
                version: "1"
                name: X
                sheet: S1
                header: 2
                columns:
                  code: code
                  display: {vi: name}
                  property: [{name: short, column: short}]
                  level: [{code: chapter, display: {vi: chapter name}}]
                rules:
                  - {sheet: S2, header: 2, last: 3, code: code, match: short, set: {not-primary: true, why: Phụ lục A}}
                  - sheet: S2
                    header: 5
                    code: code
                    match: short
                    property: [{name: asterisk, column: with, type: code, match: short, inverse: dagger}]
                """);
        LoadResult result = ListLoader.load(declared, file);
        assertEquals(
                List.of(
                        "row 5: level 'I' has other names than in row 3; the first are taken",
                        "sheet S2, row 7, column code: the list has no code whose short is 'Z99'; the row says nothing of it"),
                result.issues().stream().map(LoadIssue::text).toList());
        List<Concept> concepts = result.codeSystem().orElseThrow().concepts();
        assertEquals(
                List.of("I", "A00", "A00.1†", "G01*"),
                concepts.stream().map(Concept::code).toList());
        assertEquals(List.of("I"), concepts.get(2).parents());
        assertEquals(
                List.of(
                        new ConceptProperty("short", PropertyType.STRING, "A001"),
                        new ConceptProperty("not-primary", PropertyType.BOOLEAN, "true"),
                        new ConceptProperty("why", PropertyType.STRING, "Phụ lục A"),
                        new ConceptProperty("asterisk", PropertyType.CODE, "G01*")),
                concepts.get(2).properties());
        assertEquals(
                List.of(
                        new ConceptProperty("short", PropertyType.STRING, "G01"),
                        new ConceptProperty("dagger", PropertyType.CODE, "A00.1†")),
                concepts.get(3).properties());
    }

    @Test
    void aSheetThatIsNotNamedIsAskedForByName() throws IOException {
        List<List<Object>> rows = List.of(List.of("code", "name"), List.of("A", "a"));
        Path file = WorkbookFile.of(rows, rows).write(folder.resolve("list.xlsx"));
        assertEquals(
                List.of(file + " has 2 sheets: declare one of 'S1', 'S2'"),
                ListLoader.load(declared(""), file).errors().stream()
                        .map(LoadIssue::text)
                        .toList());
    }

    @Test
    void tablesBesideTheListAddWhatItNoLongerHas() throws IOException {
        Files.writeString(folder.resolve("list.csv"), "code,name,flags\nA,a,\nB,b,women;never\n");
        Files.writeString(folder.resolve("gone.csv"), "code,name,now\nX,x,A\nY,y,Q\n");
        ListDeclaration declared = read("""
                system: urn:x
                version: "1"
                name: X
                columns:
                  code: code
                  display: {vi: name}
                  property: [{name: sex, column: flags, separator: ";", when: [women], value: female}]
                rules:
                  - file: gone.csv
                    code: code
                    display: {vi: name}
                    inactive: true
                    property: [{name: replaced-by, column: now, type: code, inverse: replaces}]
                """);
        LoadResult result = ListLoader.load(declared, folder.resolve("list.csv"));
        List<Concept> concepts = result.codeSystem().orElseThrow().concepts();
        List<String> shown = new ArrayList<>();
        concepts.forEach(concept -> shown.add(concept.code()
                + (concept.isActive() ? "" : "-")
                + concept.properties().stream()
                        .map(p -> " " + p.name() + "=" + p.value())
                        .reduce("", String::concat)));
        assertEquals(List.of("A replaces=X", "B sex=female", "X- replaced-by=A", "Y-"), shown);
        assertEquals(
                List.of("gone.csv, row 3, column now: the list has no code 'Q'; the row says nothing of it"),
                result.issues().stream().map(LoadIssue::text).toList());
    }

    private List<String> warnings(String csv) throws IOException {
        Path file = Files.writeString(folder.resolve("zeros.csv"), csv);
        return ListLoader.load(declared(""), file).warnings().stream()
                .map(LoadIssue::text)
                .toList();
    }

    private static List<Concept> load(ListDeclaration declared, Path file) {
        LoadResult result = ListLoader.load(declared, file);
        assertEquals(List.of(), result.issues());
        return result.codeSystem().orElseThrow().concepts();
    }

    private ListDeclaration declared(String columns) throws IOException {
        return declared(columns, "");
    }

    private ListDeclaration declared(String columns, String more) throws IOException {
        return read("system: urn:x\nversion: \"1\"\nname: X\n" + more
                + "columns:\n  code: code\n  display: {vi: name}\n  " + columns + "\n");
    }

    private ListDeclaration read(String yaml) throws IOException {
        return DeclarationFile.read(Files.writeString(folder.resolve("declared.yaml"), yaml))
                .fold(declared -> declared, problem -> {
                    throw new AssertionError(problem.message());
                });
    }
}
