package vn.khop.server.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.server.mapping.MappingDecision.Kind;
import vn.khop.server.mapping.MappingDecision.Origin;
import vn.khop.terminology.load.SheetCells;
import vn.khop.terminology.suggest.LocalList;
import vn.khop.terminology.suggest.LocalRow;

class MappingFileTest {
    private static Mappings.Seen seen(
            String code, String name, Kind kind, String target, Relation relation, String note) {
        return seen(code, name, kind, target.isEmpty() ? List.of() : List.of(MappingTarget.of(target, relation)), note);
    }

    private static Mappings.Seen seen(String code, String name, Kind kind, List<MappingTarget> targets, String note) {
        MappingDecision decision =
                new MappingDecision(1, 2, "a", Instant.EPOCH, kind, targets, Origin.TYPED, Optional.empty(), "", note);
        return new Mappings.Seen(
                new LocalList.Row(2, LocalRow.of(code, name), 7, Optional.empty()),
                RowState.DECIDED,
                Optional.of(decision),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    @Test
    void whatIsExportedIsImportedAgain() {
        String csv = MappingFile.csv(List.of(
                seen("1.10", "Một, \"hai\"", Kind.MAP, "A00", Relation.BROADER, "=1+1"),
                seen("-5", "@tên", Kind.NO_MAP, "", Relation.EQUIVALENT, "")));
        assertEquals(
                List.of(
                        new Mappings.Imported(2, "1.10", Mappings.Choice.of(Kind.MAP, "A00", Relation.BROADER, "=1+1")),
                        new Mappings.Imported(3, "-5", new Mappings.Choice(Kind.NO_MAP, List.of(), ""))),
                MappingFile.readCsv(csv));
    }

    @Test
    void whatIsNoUtf8IsRefused() {
        MappingRefused refused = assertThrows(
                MappingRefused.class,
                () -> MappingFile.text(
                        "code,target,relation,note\nA,B,equivalent,Sét\n".getBytes(StandardCharsets.ISO_8859_1)));
        assertEquals("the file is not UTF-8: save it as CSV UTF-8", refused.getMessage());
        assertEquals(
                "tệp không phải UTF-8: hãy lưu lại dạng CSV UTF-8", refused.message(Locale.forLanguageTag("vi-VN")));
    }

    @Test
    void aWorkbookIsReadAsItWasWritten(@TempDir Path folder) throws IOException {
        List<Mappings.Seen> rows = List.of(
                seen("1.10", "Một <hai> & \"ba\"  ", Kind.MAP, "A00", Relation.BROADER, "=1+1"),
                seen("-5", "@tên", Kind.NO_MAP, "", Relation.EQUIVALENT, ""));
        Path file = Files.write(folder.resolve("mapping.xlsx"), MappingFile.workbook(rows));
        List<List<String>> cells = SheetCells.read(file, Optional.empty(), MappingFile.READ, Locale.ENGLISH)
                .value()
                .orElseThrow();
        assertEquals(MappingFile.cells(rows), cells);
        assertEquals(MappingFile.readCsv(MappingFile.csv(rows)), MappingFile.readCells(cells));
    }

    @Test
    void noCellBeginsAFormula() {
        for (String start : List.of("=", "+", "-", "@", "\t", "\r")) {
            List<String> cells = MappingFile.cells(List.of(seen(
                            start + "1",
                            start + "cmd|' /C calc'!A0",
                            Kind.MAP,
                            "A00",
                            Relation.EQUIVALENT,
                            start + "x")))
                    .get(1);
            // A row's own blanks are taken off when it is read, so the tab is only in the note.
            cells.forEach(cell -> assertTrue(
                    cell.isEmpty() || "=+-@\t\r".indexOf(cell.charAt(0)) < 0, "'" + cell + "' begins a formula"));
            assertEquals(start + "x", ExportedCell.read(cells.get(8)));
        }
        assertEquals("'quoted", ExportedCell.read(ExportedCell.of("'quoted")));
    }

    /** A tablet of two ingredients is two national codes; which of two codes a delivery is depends on the sex. */
    @Test
    void aRowOfSeveralTargetsIsALineForEachAndOneDecisionAgain() {
        List<MappingTarget> two = List.of(
                MappingTarget.of("N02BE01", Relation.BROADER),
                new MappingTarget(
                        "R06AB04",
                        "",
                        Relation.NARROWER,
                        List.of(
                                new MappingTarget.Condition("sex", "female"),
                                new MappingTarget.Condition("urn:age", "P10Y/P50Y"))));
        List<Mappings.Seen> rows = List.of(
                seen("D1", "Hai chất", Kind.MAP, two, "cả hai"), seen("D2", "Không", Kind.NO_MAP, List.of(), ""));
        List<List<String>> cells = MappingFile.cells(rows);
        assertEquals(4, cells.size(), "a header, two lines of D1, one of D2");
        assertEquals(
                "sex=female; urn:age=P10Y/P50Y", cells.get(2).get(cells.get(0).indexOf("depends_on")));
        assertEquals(
                List.of(
                        new Mappings.Imported(2, "D1", new Mappings.Choice(Kind.MAP, two, "cả hai")),
                        new Mappings.Imported(4, "D2", new Mappings.Choice(Kind.NO_MAP, List.of(), ""))),
                MappingFile.readCells(cells));

        LocalList.Row row = new LocalList.Row(2, LocalRow.of("D1", "Hai chất"), 7, Optional.empty());
        MappingDecision decision = rows.get(0).decision().orElseThrow();
        String map = ConceptMapJson.write(
                new MappingList(1, "", "Thuốc", "urn:l", "urn:n", "1", "urn:l/map", "a", Instant.EPOCH),
                new MappingRelease("1", "a", Instant.EPOCH, 1),
                List.of(new ConceptMapJson.Mapped(row, decision, decision)),
                "id");
        assertEquals(
                List.of(new Mappings.Imported(1, "D1", new Mappings.Choice(Kind.MAP, two, "cả hai"))),
                MappingFile.readConceptMap(map, "urn:l", "urn:n"));
    }

    @Test
    void linesOfOneRowThatContradictEachOtherAreTold() {
        for (String wrong : List.of(
                "A,,unmatched,\nA,A00,equivalent,",
                "A,A00,equivalent,\nA,,unmatched,",
                "A,A00,equivalent,female",
                "A,A00,equivalent,=female")) {
            MappingRefused refused = assertThrows(
                    MappingRefused.class,
                    () -> MappingFile.readCsv("code,target,relation,depends_on\n" + wrong + "\n"));
            assertTrue(String.valueOf(refused.getMessage()).startsWith("1 rows cannot be taken"), wrong);
        }
        assertThrows(
                MappingRefused.class,
                () -> MappingFile.readCsv("code,target,relation,note\nA,A00,equivalent,một\nA,A01,equivalent,hai\n"));
    }

    @Test
    void wrongRowsAreToldByNumberAndNothingIsTaken() {
        MappingRefused refused = assertThrows(
                MappingRefused.class,
                () -> MappingFile.readCsv("code,target,relation\nA,A00,equivalent\nB,A00,same\nC,,broader\nD,,\n"));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith("2 rows cannot be taken, nothing was: row 3: "), message);
        String vietnamese = refused.message(Locale.forLanguageTag("vi"));
        assertTrue(
                vietnamese.startsWith("không nhận được 2 dòng nên không nhận dòng nào: dòng 3: đích là 'A00'"),
                vietnamese);
        assertTrue(message.contains("row 4: "), message);
        assertTrue(String.valueOf(assertThrows(MappingRefused.class, () -> MappingFile.readCsv("code,target\nA,B\n"))
                        .getMessage())
                .contains("no column 'relation'"));
    }

    @Test
    void aConceptMapIsReadWhereItsSystemsFit() {
        String map = """
            {"resourceType":"ConceptMap","group":[{"source":"urn:l","target":"urn:n","element":[
             {"code":"1","target":[{"code":"A00","equivalence":"wider","comment":"ghi chú"}]},
             {"code":"2","target":[{"equivalence":"unmatched"}]}]}]}
            """;
        assertEquals(
                List.of(
                        new Mappings.Imported(1, "1", Mappings.Choice.of(Kind.MAP, "A00", Relation.BROADER, "ghi chú")),
                        new Mappings.Imported(2, "2", new Mappings.Choice(Kind.NO_MAP, List.of(), ""))),
                MappingFile.readConceptMap(map, "urn:l", "urn:n"));
        assertThrows(MappingRefused.class, () -> MappingFile.readConceptMap(map, "urn:other", "urn:n"));
        assertThrows(MappingRefused.class, () -> MappingFile.readConceptMap("{}", "urn:l", "urn:n"));
    }
}
