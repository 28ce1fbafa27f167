package vn.khop.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableCompilerTest {
    private static final List<String> TABLES = List.of(
            "citizen-number-centuries",
            "citizen-number-places",
            "commune-succession",
            "communes-before-2025-07-01",
            "communes-since-2025-07-01",
            "district-succession",
            "districts",
            "family-names",
            "given-names",
            "insurance-benefits",
            "insurance-groups",
            "landline-changes-2017",
            "legacy-letters",
            "middle-names",
            "mobile-changes-2018",
            "mobile-prefixes",
            "province-aliases",
            "province-succession",
            "provinces",
            "sexes",
            "unit-aliases",
            "unit-words");

    @Test
    void committedTablesAreWhatTheCompilerMakesOfTheFacts(@TempDir Path folder) throws IOException {
        String facts = System.getenv("KHOP_DATA");
        assumeTrue(facts != null, "KHOP_DATA names no folder of facts, so the tables cannot be compiled again");
        new TableCompiler(Path.of(facts), folder).compile();
        List<Path> made;
        try (Stream<Path> files = Files.list(folder)) {
            made = files.sorted().toList();
        }
        assertEquals(TABLES.size() - 2, made.size(), "all but the two tables kept by hand");
        for (Path table : made) {
            String name = table.getFileName().toString().replace(".tsv", "");
            assertEquals(Files.readString(table), resource(name), name + ": run TableCompiler again");
        }
    }

    @Test
    void everyTableIsComposedTrimmedAndNamesItsSources() throws IOException {
        for (String name : TABLES) {
            String text = resource(name);
            assertTrue(Normalizer.isNormalized(text, Normalizer.Form.NFC), name + " is not NFC");
            assertFalse(text.contains("\r") || text.contains("\u00A0"), name + " holds CR or no-break spaces");
            ReferenceTable table = ReferenceTable.parse(name, text);
            Set<String> keys = table.sources().stream().map(TableSource::key).collect(Collectors.toSet());
            assertFalse(keys.isEmpty(), name + " names no source");
            int source = table.column("source");
            for (String[] row : table.rows()) {
                assertTrue(keys.contains(row[source]), name + " has a row of the unknown source " + row[source]);
                for (String cell : row) {
                    assertEquals(cell.strip(), cell, name);
                }
            }
        }
    }

    @Test
    void brokenTableIsRefusedWithWhatIsWrong() {
        String header = "khop-table\t1\ntable\tsexes\nsource\ta\tb\tc\td\te\tf\ncolumns\tcode\tname\trows\t2\n";
        assertBroken("is table 'sexes'", "colours", header);
        assertBroken("has no rows", "sexes", header);
        String head = "khop-table\t1\ntable\tsexes\ncolumns\tcode\tname\n";
        assertBroken("has 1 rows, its header says 2", "sexes", head + "rows\t2\n1\tNam\n");
        assertBroken("row 1 has 3 cells, expected 2", "sexes", head + "rows\t1\n1\tNam\tx\n");
        assertBroken("format 1", "sexes", "khop-table\t2\n");
    }

    private static void assertBroken(String message, String name, String text) {
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> ReferenceTable.parse(name, text));
        assertTrue(String.valueOf(refused.getMessage()).contains(message), refused.getMessage());
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = ReferenceTable.class.getResourceAsStream(name + ".tsv")) {
            assertTrue(in != null, "no table " + name);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
