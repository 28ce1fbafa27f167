package vn.khop.server.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
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
        MappingDecision decision = new MappingDecision(
                1, 2, "a", Instant.EPOCH, kind, target, "", relation, Origin.TYPED, Optional.empty(), "", note);
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
                        new Mappings.Imported(
                                2, "1.10", new Mappings.Choice(Kind.MAP, "A00", Relation.BROADER, "=1+1")),
                        new Mappings.Imported(3, "-5", new Mappings.Choice(Kind.NO_MAP, "", Relation.EQUIVALENT, ""))),
                MappingFile.readCsv(csv));
    }

    @Test
    void aWorkbookIsReadAsItWasWritten(@TempDir Path folder) throws IOException {
        List<Mappings.Seen> rows = List.of(
                seen("1.10", "Một <hai> & \"ba\"  ", Kind.MAP, "A00", Relation.BROADER, "=1+1"),
                seen("-5", "@tên", Kind.NO_MAP, "", Relation.EQUIVALENT, ""));
        Path file = Files.write(folder.resolve("mapping.xlsx"), MappingFile.workbook(rows));
        List<List<String>> cells =
                SheetCells.read(file, Optional.empty()).value().orElseThrow();
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

    @Test
    void wrongRowsAreToldByNumberAndNothingIsTaken() {
        MappingRefused refused = assertThrows(
                MappingRefused.class,
                () -> MappingFile.readCsv("code,target,relation\nA,A00,equivalent\nB,A00,same\nC,,broader\nD,,\n"));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith("2 rows cannot be taken, nothing was: row 3: "), message);
        assertTrue(message.contains("row 4: "), message);
        assertTrue(String.valueOf(assertThrows(MappingRefused.class, () -> MappingFile.readCsv("code,target\nA,B\n"))
                        .getMessage())
                .contains("no column 'relation'"));
    }

    @Test
    void aConceptMapIsReadWhereItsSystemsFitAndEachElementHasOneTarget() {
        String map = """
                {"resourceType":"ConceptMap","group":[{"source":"urn:l","target":"urn:n","element":[
                 {"code":"1","target":[{"code":"A00","equivalence":"wider","comment":"ghi chú"}]},
                 {"code":"2","target":[{"equivalence":"unmatched"}]}]}]}
                """;
        assertEquals(
                List.of(
                        new Mappings.Imported(
                                1, "1", new Mappings.Choice(Kind.MAP, "A00", Relation.BROADER, "ghi chú")),
                        new Mappings.Imported(2, "2", new Mappings.Choice(Kind.NO_MAP, "", Relation.EQUIVALENT, ""))),
                MappingFile.readConceptMap(map, "urn:l", "urn:n"));
        assertThrows(MappingRefused.class, () -> MappingFile.readConceptMap(map, "urn:other", "urn:n"));
        assertThrows(MappingRefused.class, () -> MappingFile.readConceptMap("{}", "urn:l", "urn:n"));
    }
}
