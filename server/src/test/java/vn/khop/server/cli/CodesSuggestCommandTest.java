package vn.khop.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CodesSuggestCommandTest {
    @TempDir
    Path folder;

    private record Run(int exitCode, String out, String err) {}

    @BeforeEach
    void load() throws IOException {
        Path list = Files.writeString(
                folder.resolve("national.csv"),
                "code,name\nK35,Viêm ruột thừa cấp tính\nE11,Đái tháo đường típ 2\nE10,Đái tháo đường típ 1\nA09,-Tiêu chảy\n");
        assertEquals(
                0,
                codes(
                                "load",
                                "--input",
                                list.toString(),
                                "--system",
                                "urn:x:national",
                                "--version",
                                "1",
                                "--code",
                                "code",
                                "--display",
                                "vi=name")
                        .exitCode());
    }

    @Test
    void aListGetsItsSuggestionsAsCsv() throws IOException {
        Path local = Files.writeString(
                folder.resolve("local.csv"), "ma;ten\n01;viem ruot thua cap\n02;ĐTĐ typ 2\n=3;tieu chay\n04;qqq\n");
        Path out = folder.resolve("out.csv");
        Run run = codes(
                "suggest",
                "--list",
                local.toString(),
                "--delimiter",
                ";",
                "--code",
                "ma",
                "--name",
                "ten",
                "--count",
                "1",
                "--out",
                out.toString());
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(
                run.err().startsWith("4 rows, 1 of them without a suggestion, from urn:x:national|1 by model "),
                run.err());
        List<String> lines = Files.readAllLines(out, StandardCharsets.UTF_8);
        assertEquals(5, lines.size());
        assertEquals("code,name,rank,target,display,probability,reasons_for,reasons_against", lines.get(0));
        assertTrue(lines.get(1).startsWith("01,viem ruot thua cap,1,K35,"), lines.get(1));
        assertTrue(lines.get(2).startsWith("02,ĐTĐ typ 2,1,E11,"), lines.get(2));
        assertTrue(lines.get(2).contains("abbreviation: đái tháo đường typ 2"), lines.get(2));
        assertTrue(lines.get(3).startsWith("'=3,tieu chay,1,A09,'-Tiêu chảy,"), lines.get(3));
        assertEquals("04,qqq,0,,,,,", lines.get(4));
    }

    @Test
    void rowsThatAreMappedTeachAndGetNoSuggestion() throws IOException {
        Path local = Files.writeString(
                folder.resolve("local.csv"), "ma,ten,icd\n01,Bệnh tiểu đường,E11\n02,bệnh tiểu đường,\n");
        Run run = codes(
                "suggest", "--json", "--list", local.toString(), "--code", "ma", "--name", "ten", "--chosen", "icd");
        assertEquals(0, run.exitCode(), run.err());
        JsonNode row = new ObjectMapper().readTree(run.out());
        assertEquals("02", row.path("code").asText(), run.out());
        assertEquals("E11", row.path("suggestions").path(0).path("code").asText());
        assertEquals(
                "accepted-before",
                row.path("suggestions")
                        .path(0)
                        .path("reasons")
                        .path(0)
                        .path("kind")
                        .asText());
    }

    @Test
    void whatIsWrongIsToldByRowAndNothingIsSuggested() throws IOException {
        Path local = Files.writeString(folder.resolve("local.csv"), "ma,ten\n01,Một\n01,Hai\n03\n,Bốn\n05,\n");
        Run run = codes("suggest", "--list", local.toString(), "--code", "ma", "--name", "ten");
        assertEquals(1, run.exitCode());
        assertEquals("", run.out());
        for (String part : List.of(
                "row 3: code '01' stands in row 2 already",
                "row 4: found 1 fields, the header has 2",
                "row 5: there is no code",
                "row 6: there is no name",
                "4 rows cannot be read")) {
            assertTrue(run.err().contains(part), run.err());
        }
        Run noColumn = codes("suggest", "--list", local.toString(), "--name", "name");
        assertEquals(1, noColumn.exitCode());
        assertTrue(noColumn.err().contains("no column 'name'; it has ma, ten"), noColumn.err());
        Path latin = folder.resolve("latin.csv");
        Files.write(latin, "ten\nB\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        Run encoded = codes("suggest", "--list", latin.toString(), "--name", "ten");
        assertEquals(1, encoded.exitCode());
        assertTrue(encoded.err().contains("not UTF-8"), encoded.err());
        assertEquals(1, codes("suggest").exitCode(), "neither a list nor a text");
    }

    private Run codes(String command, String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("codes", command, "--images", folder.resolve("codes").toString()));
        all.addAll(List.of(arguments));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(CommandLine.Model.CommandSpec.create());
        line.addSubcommand(new CodesCommand());
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        int exitCode = line.execute(all.toArray(String[]::new));
        return new Run(exitCode, out.toString(), err.toString());
    }
}
