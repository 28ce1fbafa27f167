package vn.khop.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import picocli.CommandLine;

@ResourceLock(Resources.SYSTEM_ERR)
class LinkCommandTest {
    private static final String ROWS = """
            record_id,full_name,birth_date,phone
            r1,Nguyễn Thị Hoài Thương,1995-08-21,0912345678
            r2,NGUYEN THI HOAI THUONG,21/08/1995,+84912345678
            r3,Trần Văn Bình,1950-01-01,
            """;

    @TempDir
    Path folder;

    private record Run(int exitCode, String err) {}

    private Path file(String name, String text, Charset charset) throws IOException {
        return Files.write(folder.resolve(name), text.getBytes(charset));
    }

    private Run link(String... more) {
        String[] args = new String[more.length + 2];
        args[0] = "--clusters";
        args[1] = folder.resolve("clusters.csv").toString();
        System.arraycopy(more, 0, args, 2, more.length);
        PrintStream before = System.err;
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int exitCode = new CommandLine(new LinkCommand()).execute(args);
            return new Run(exitCode, err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    private void refuses(String expected, String... args) {
        Run run = link(args);
        assertEquals(1, run.exitCode(), run.err());
        assertTrue(run.err().contains(expected), run.err());
        assertTrue(Files.notExists(folder.resolve("clusters.csv")));
    }

    @Test
    void aGoodFileLeavesWithZeroAndAPersonForEveryRecord() throws IOException {
        Path input = file("good.csv", ROWS, StandardCharsets.UTF_8);
        Run run = link(
                "--input",
                input.toString(),
                "--pairs",
                folder.resolve("pairs.csv").toString());
        assertEquals(0, run.exitCode(), run.err());
        assertEquals(4, Files.readAllLines(folder.resolve("clusters.csv")).size());
        assertEquals(
                "record_id_a,record_id_b,match_weight,match_probability,decision",
                Files.readAllLines(folder.resolve("pairs.csv")).get(0));
        assertTrue(run.err().contains("3 records"), run.err());
    }

    @Test
    void aMissingFileIsNamed() {
        refuses("no such file", "--input", folder.resolve("nowhere.csv").toString());
    }

    @Test
    void aHeaderWithoutRecordIdIsShown() throws IOException {
        Path input = file("header.csv", "id,full_name\n1,Trần Văn Bình\n", StandardCharsets.UTF_8);
        refuses("row 1: the header has no column 'record_id', found id,full_name", "--input", input.toString());
    }

    @Test
    void aBrokenRowIsNamedByItsNumber() throws IOException {
        Path input = file("broken.csv", ROWS + "r4,Lê Văn Tám\n", StandardCharsets.UTF_8);
        refuses("row 5 (line 5): found 2 fields, expected 4", "--input", input.toString());
    }

    @Test
    void aFileThatIsNotUtf8SaysHowToMakeItSo() throws IOException {
        Path input = file("latin.csv", "record_id,full_name\nr1,Tr\u00e2n\n", StandardCharsets.ISO_8859_1);
        refuses("line 2, byte", "--input", input.toString());
    }

    @Test
    void anIdOfTwoRecordsIsNamed() throws IOException {
        Path input = file("twice.csv", ROWS + "r1,Lê Văn Tám,1960,\n", StandardCharsets.UTF_8);
        refuses("record_id 'r1' stands already in row 2", "--input", input.toString());
        Path one = file("one.csv", ROWS, StandardCharsets.UTF_8);
        Path two = file("two.csv", ROWS, StandardCharsets.UTF_8);
        refuses("ids must be unique across all inputs", "--input", one.toString(), "--input", two.toString());
    }

    @Test
    void anUnknownKeyOfASchemaIsNamedByLine() throws IOException {
        Path input = file("good.csv", ROWS, StandardCharsets.UTF_8);
        Path schema = file("schema.yaml", "name: people\nfeilds: {}\n", StandardCharsets.UTF_8);
        refuses("schema.yaml, line 2", "--input", input.toString(), "--schema", schema.toString());
    }

    @Test
    void anUnknownModeAndAMissingModelAreRefused() throws IOException {
        Path input = file("good.csv", ROWS, StandardCharsets.UTF_8);
        refuses("expected dedupe, link-only or link-and-dedupe", "--input", input.toString(), "--mode", "both");
        refuses(
                "no such file",
                "--input",
                input.toString(),
                "--model",
                folder.resolve("m.json").toString());
    }
}
