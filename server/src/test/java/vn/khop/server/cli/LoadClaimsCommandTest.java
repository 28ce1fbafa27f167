package vn.khop.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.khop.server.insurance.ClaimFiles.arrival;
import static vn.khop.server.insurance.ClaimFiles.checkIns;
import static vn.khop.server.insurance.ClaimFiles.dossier;
import static vn.khop.server.insurance.ClaimFiles.envelope;
import static vn.khop.server.insurance.ClaimFiles.file;
import static vn.khop.server.insurance.ClaimFiles.summary;
import static vn.khop.server.insurance.ClaimFiles.with;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import picocli.CommandLine;
import vn.khop.server.mapping.MappingDecision;
import vn.khop.server.mapping.MappingList;
import vn.khop.server.mapping.MappingStore;
import vn.khop.server.mapping.MappingTarget;
import vn.khop.server.mapping.Relation;
import vn.khop.server.store.SqlMappings;
import vn.khop.server.store.TestDatabase;
import vn.khop.terminology.suggest.LocalList;
import vn.khop.terminology.suggest.LocalRow;

/** {@code khop load} of what hospitals send to the health insurance. Nobody in it lives. */
@Tag("slow")
class LoadClaimsCommandTest {
    @TempDir
    private Path folder;

    private int load(Path... files) {
        List<String> arguments = new ArrayList<>(List.of(
                "--data",
                folder.resolve("data").toString(),
                "--bad-rows",
                folder.resolve("broken.csv").toString(),
                "--register-facilities"));
        for (Path file : files) {
            arguments.addAll(List.of("--input", file.toString()));
        }
        return new CommandLine(new LoadCommand()).execute(arguments.toArray(String[]::new));
    }

    /** What is told of a file that cannot be taken. */
    private String saidOf(Path file) {
        PrintStream usual = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertEquals(1, load(file));
        } finally {
            System.setErr(usual);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    private Map<String, Integer> versions() {
        Map<String, Integer> versions = new TreeMap<>();
        try (TestDatabase database = TestDatabase.at(
                "jdbc:h2:file:" + folder.resolve("data/database/khop").toAbsolutePath(), "khop")) {
            new JdbcTemplate(database.pool())
                    .query(
                            "select s.local_id from khop.source_record s join khop.source_version v on v.source_id = s.source_id",
                            row -> {
                                versions.merge(row.getString(1), 1, Integer::sum);
                            });
        }
        return versions;
    }

    @Test
    void dossiersAndArrivalsAreTakenOnceAndBrokenRulesAreListed() throws Exception {
        Map<String, String> good =
                with(summary("load-1", "L1", "Giàng Thị Mỷ", "198003040000", "2"), "MA_BENH_CHINH", "A010");
        Path claims = Files.writeString(
                folder.resolve("claims.xml"),
                envelope(
                        "01001",
                        "20260312",
                        dossier(file("XML1", good)),
                        dossier(file("XML1", with(good, "MA_LK", "load-2", "MA_BN", "L2", "NGAY_SINH", "1980"))),
                        dossier(file("XML1", with(good, "MA_LK", "load-3", "MA_BN", "L3", "SO_CCCD", "1178004711")))));
        Path arrivals = Files.writeString(
                folder.resolve("arrivals.xml"),
                checkIns(with(
                        arrival("load-4", "L4", "Giàng A Dơ", "198003040000", "1"),
                        "NGAY_VAO",
                        "202603100815",
                        "NGAY_YL",
                        "202603100820")));
        assertEquals(0, load(claims, arrivals));
        assertEquals(Map.of("L1", 1, "L3", 1, "L4", 1), versions());
        List<String> broken = Files.readAllLines(folder.resolve("broken.csv"));
        assertTrue(
                broken.stream()
                        .anyMatch(line -> line.contains(",2,XML1,1,NGAY_SINH,BIRTH_12,") && line.endsWith(",yes")),
                broken.toString());
        assertTrue(
                broken.stream()
                        .anyMatch(line -> line.contains(",3,XML1,1,SO_CCCD,IDENTITY_NUMBER,") && line.endsWith(",no")),
                broken.toString());
        assertEquals(0, load(claims, arrivals), "the same again");
        assertEquals(Map.of("L1", 1, "L3", 1, "L4", 1), versions());

        Path missing = folder.resolve("missing.xml");
        String said = saidOf(missing);
        assertTrue(said.contains("there is no file " + missing), said);

        Path table = Files.writeString(folder.resolve("people.csv"), "facility,mrn\n01001,1\n");
        assertEquals(1, load(claims, table), "tables and dossiers are two calls");
        assertEquals(1, load(Files.writeString(folder.resolve("other.xml"), "<HOSO/>")));
        assertEquals(Map.of("L1", 1, "L3", 1, "L4", 1), versions());
        theDiffOfTwoReleasesTellsWhoUsedWhatGoes();
    }

    /** Two stays of March had A01.0; the next list lacks it. By now March is longer than ninety days ago, so one more comes today. */
    private void theDiffOfTwoReleasesTellsWhoUsedWhatGoes() throws Exception {
        String images = folder.resolve("codes").toString();
        String[] declared = {
            "--images", images, "--system", "urn:khop:list:icd-10", "--code", "code", "--display", "vi=name"
        };
        Path first = Files.writeString(folder.resolve("1.csv"), "code,name\nA01.0,Thương hàn\nI10,Tăng huyết áp\n");
        Path second = Files.writeString(folder.resolve("2.csv"), "code,name\nI10,Tăng huyết áp\n");
        codes("load", declared, "--input", first.toString(), "--version", "1");
        codes("load", declared, "--input", second.toString(), "--version", "2", "--draft");
        LocalDate today = LocalDate.now(ZoneId.of("Asia/Ho_Chi_Minh"));
        Map<String, String> stay =
                with(summary("load-9", "L9", "Giàng Thị Sua", "198103040000", "2"), "MA_BENH_CHINH", "A010");
        assertEquals(
                0,
                load(Files.writeString(
                        folder.resolve("today.xml"),
                        envelope(
                                "01001",
                                today.format(DateTimeFormatter.BASIC_ISO_DATE),
                                dossier(file("XML1", stay))))));
        long list = mappedList();
        String[] asked = {
            "--images", images, "--impact", "--data", folder.resolve("data").toString()
        };
        String told = codes("diff", asked).err();
        assertTrue(told.contains("1 codes go, 0 change in meaning\n"), told);
        assertTrue(told.contains("1 uses of these codes in the last 90 days, at 1 hospitals: 01001\n"), told);
        assertTrue(told.contains("used 1 times: A01.0 (removed), at 01001\n"), told);
        assertTrue(told.endsWith("2 rows of list " + list + " of 01001, Chẩn đoán, are mapped to these codes\n"), told);
        String json = codes("diff", asked, "--json")
                .out()
                .lines()
                .reduce((one, other) -> other)
                .orElseThrow();
        JsonNode impact = new ObjectMapper().readTree(json).path("impact");
        assertEquals(2, impact.at("/mappings/0/rows").asInt(), json);
        assertEquals(list, impact.at("/mappings/0/number").asLong(), json);
        assertEquals("A01.0", impact.at("/used/0/code").asText(), json);
    }

    /** Two rows for the code that goes, one of which somebody else has seen; one for a code that stays, one for which none is meant. */
    private long mappedList() {
        try (TestDatabase database = TestDatabase.at(
                "jdbc:h2:file:" + folder.resolve("data/database/khop").toAbsolutePath(), "khop")) {
            MappingStore store = new SqlMappings(database.pool(), new DataSourceTransactionManager(database.pool()));
            Instant now = Instant.parse("2026-11-01T00:00:00Z");
            long list = store.add(new MappingList(
                            0,
                            "01001",
                            "Chẩn đoán",
                            "urn:bv:dx",
                            "urn:khop:list:icd-10",
                            "1",
                            "urn:bv:dx/map",
                            "a",
                            now))
                    .orElseThrow()
                    .number();
            String[] names = {"thương hàn", "sốt thương hàn", "cao huyết áp", "khám sức khỏe"};
            String[] codes = {"A01.0", "A01.0", "I10", ""};
            List<LocalList.Row> rows = new ArrayList<>();
            List<MappingDecision> decisions = new ArrayList<>();
            for (int i = 0; i < names.length; i++) {
                rows.add(new LocalList.Row(i + 2, LocalRow.of("0" + i, names[i]), 1, Optional.empty()));
                decisions.add(decision(i + 2, "a", codes[i], now));
            }
            decisions.add(decision(2, "b", "A01.0", now));
            store.addRows(list, rows);
            store.decide(list, decisions);
            return list;
        }
    }

    private static MappingDecision decision(int row, String by, String code, Instant at) {
        return new MappingDecision(
                0,
                row,
                by,
                at,
                code.isEmpty() ? MappingDecision.Kind.NO_MAP : MappingDecision.Kind.MAP,
                code.isEmpty() ? List.of() : List.of(MappingTarget.of(code, Relation.EQUIVALENT)),
                MappingDecision.Origin.TYPED,
                Optional.empty(),
                "",
                "");
    }

    private record Said(String out, String err) {}

    /** What it says to programs and to people. */
    private static Said codes(String command, String[] some, String... more) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of(some));
        arguments.addAll(List.of(more));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        assertEquals(
                0,
                new CommandLine(new CodesCommand())
                        .setErr(new PrintWriter(err))
                        .setOut(new PrintWriter(out))
                        .execute(arguments.toArray(String[]::new)),
                err.toString());
        return new Said(out.toString(), err.toString());
    }
}
