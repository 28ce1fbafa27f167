package vn.khop.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import vn.khop.mpi.model.LinkageModel;

class TrainEvaluateExplainTest {
    private static final String SCHEMA = """
            name: members
            fields:
              name: {column: name, normaliser: text}
              born: {column: born, normaliser: partial-date}
              code: {column: code, normaliser: identifier}
            comparisons:
              name:
                comparator: text
                fields: [name]
                levels:
                  folded: {m: 0.9}
                  differs: {m: 0.1}
              born:
                comparator: date-parts
                fields: [born]
                levels:
                  exact: {m: 0.9}
                  differs: {m: 0.1}
              code:
                comparator: identifier
                fields: [code]
                levels:
                  equal: {m: 0.9}
                  differs: {m: 0.1}
            blocking:
              born: {keys: [born]}
              code: {keys: [code]}
            thresholds: {link: 0.9, review: 0.3}
            """;

    @TempDir
    private Path folder = Path.of("");

    /** What a command answers. */
    private record Answer(int exitCode, String output, String messages) {}

    private static Answer run(Object command, String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(messages, true, StandardCharsets.UTF_8));
            int exitCode = new CommandLine(command).execute(arguments);
            return new Answer(
                    exitCode, output.toString(StandardCharsets.UTF_8), messages.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** 120 people with two records each, r0a and r0b to r119a and r119b; every tenth pair differs in its code. */
    private String input() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        List<String> lines = new ArrayList<>(List.of("record_id,name,born,code"));
        for (int i = 0; i < 120; i++) {
            String person = "n" + random.nextInt(60) + ",19" + (30 + random.nextInt(69)) + "-0"
                    + (1 + random.nextInt(9)) + "-1" + random.nextInt(10);
            int code = 100_000 + random.nextInt(800_000);
            lines.add("r" + i + "a," + person + ",X" + code);
            lines.add("r" + i + "b," + person + ",X" + (i % 10 == 0 ? code / 2 : code));
        }
        return Files.write(folder.resolve("people.csv"), lines).toString();
    }

    private String file(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines)).toString();
    }

    private String schema() throws IOException {
        return Files.writeString(folder.resolve("schema.yaml"), SCHEMA).toString();
    }

    @Test
    void trainWritesAModelThatIsTheSameInEveryRunAndThatLinkAndExplainRead() throws Exception {
        String input = input();
        Path first = folder.resolve("first.json");
        Path second = folder.resolve("second.json");
        for (Path model : List.of(first, second)) {
            Answer answer =
                    run(new TrainCommand(), "--input", input, "--schema", schema(), "--model", model.toString());
            assertEquals(0, answer.exitCode(), answer.messages());
            assertTrue(answer.messages().contains("learned from 240 records"), answer.messages());
        }
        assertEquals(Files.readString(first), Files.readString(second));
        assertEquals("members", LinkageModel.read(first).schema().name());
        Path clusters = folder.resolve("clusters.csv");
        Answer linked = run(
                new LinkCommand(), "--input", input, "--model", first.toString(), "--clusters", clusters.toString());
        assertEquals(0, linked.exitCode(), linked.messages());
        assertTrue(Files.readString(clusters).contains("r1b,r1a\n"));
        Answer explained =
                run(new ExplainCommand(), "--input", input, "--model", first.toString(), "--pair", "r1a,r1b");
        assertEquals(0, explained.exitCode(), explained.messages());
        assertTrue(explained.output().startsWith("r1a and r1b: +"), explained.output());
        assertTrue(explained.output().contains("+ code"), explained.output());
    }

    @Test
    void labelsThatPeopleGaveMoveTheModel() throws IOException {
        String input = input();
        Path without = folder.resolve("without.json");
        Path with = folder.resolve("with.json");
        List<String> labels = new ArrayList<>(List.of("record_id_a,record_id_b,is_match"));
        for (int i = 0; i < 120; i += 10) {
            labels.add("r" + i + "a,r" + i + "b,false");
        }
        String labelled = Files.write(folder.resolve("labels.csv"), labels).toString();
        run(new TrainCommand(), "--input", input, "--schema", schema(), "--model", without.toString());
        Answer answer = run(
                new TrainCommand(),
                "--input",
                input,
                "--schema",
                schema(),
                "--model",
                with.toString(),
                "--labels",
                labelled);
        assertEquals(0, answer.exitCode(), answer.messages());
        // People say of the pairs whose codes differ that they are two: then one person's codes differ more seldom.
        double before = LinkageModel.read(without).comparisons().get(2).m().get(1);
        double after = LinkageModel.read(with).comparisons().get(2).m().get(1);
        assertTrue(after < before / 2, before + " " + after);
    }

    @Test
    void whatCannotBeTrainedOnIsRefusedWithOne() throws IOException {
        String model = folder.resolve("model.json").toString();
        Answer missing =
                run(new TrainCommand(), "--input", folder.resolve("nowhere.csv").toString(), "--model", model);
        assertEquals(1, missing.exitCode());
        assertTrue(missing.messages().contains("no such file"), missing.messages());
        Answer wrong = run(
                new TrainCommand(),
                "--input",
                input(),
                "--schema",
                file("bad.yaml", "name: x", "feilds: {}"),
                "--model",
                model);
        assertEquals(1, wrong.exitCode());
        assertTrue(wrong.messages().contains("bad.yaml, line 2: unknown 'feilds'"), wrong.messages());
        assertFalse(Files.exists(Path.of(model)));
    }

    @Test
    void evaluateCountsPairsOfRecordsInOneCluster() throws Exception {
        String truth = file("truth.csv", "record_id,person_id", "a,1", "b,1", "c,1", "d,2", "e,2");
        String clusters = file("clusters.csv", "record_id,person_id", "a,x", "b,x", "c,y", "d,y", "e,z");
        String pairs = file(
                "pairs.csv",
                "record_id_a,record_id_b,match_weight,match_probability,decision",
                "a,b,9,0.99,link",
                "d,e,1,0.6,review",
                "c,e,1,0.6,review");
        Answer answer = run(new EvaluateCommand(), "--clusters", clusters, "--truth", truth, "--pairs", pairs);
        assertEquals(0, answer.exitCode(), answer.messages());
        JsonNode json = new ObjectMapper().readTree(answer.output());
        // Found ab and cd, of which ab is right; true are ab, ac, bc and de. With the right review de: 2 of 4, since
        // the clerk
        // joins the clusters of d and e, and c comes along.
        assertEquals(0.5, json.get("precision").asDouble());
        assertEquals(0.25, json.get("recall").asDouble());
        assertEquals(1.0 / 3, json.get("f1").asDouble(), 1e-9);
        assertEquals(4, json.get("true_pairs").asInt());
        assertEquals(2, json.get("found_pairs").asInt());
        assertEquals(2, json.get("review_pairs").asInt());
        assertEquals(40, json.get("review_per_100").asDouble());
        assertEquals(0.5, json.get("recall_with_review").asDouble());
    }

    @Test
    void evaluateRefusesFilesAboutDifferentRecords() throws IOException {
        String truth = file("truth.csv", "record_id,person_id", "a,1", "b,1");
        String clusters = file("clusters.csv", "record_id,person_id", "a,x");
        Answer answer = run(new EvaluateCommand(), "--clusters", clusters, "--truth", truth);
        assertEquals(1, answer.exitCode());
        assertTrue(answer.messages().contains("'b' is in the truth and not in the clusters"), answer.messages());
        assertEquals("", answer.output());
    }

    @Test
    void explainGivesJsonAndRefusesWhatIsNoPair() throws Exception {
        String input = input();
        Answer answer = run(
                new ExplainCommand(),
                "--input",
                input,
                "--schema",
                schema(),
                "--pair",
                "r1a,r1b",
                "--pair",
                "r2a,r3a",
                "--json");
        assertEquals(0, answer.exitCode(), answer.messages());
        JsonNode json = new ObjectMapper().readTree(answer.output());
        assertEquals(2, json.size());
        assertEquals("link", json.get(0).get("decision").asText());
        assertEquals("non-link", json.get(1).get("decision").asText());
        assertEquals(
                "born differs", json.get(1).get("blocking").get(0).get("why").asText());
        for (String pair : List.of("r1a", "r1a,r1a", "r1a,nobody")) {
            Answer refused = run(new ExplainCommand(), "--input", input, "--schema", schema(), "--pair", pair);
            assertEquals(1, refused.exitCode(), pair);
            assertTrue(refused.messages().startsWith("khop explain: "), refused.messages());
        }
    }

    @Test
    void linkExplainsThePairsThatAreAskedForAndReportsThem() throws IOException {
        Path report = folder.resolve("report.html");
        Answer answer = run(
                new LinkCommand(),
                "--input",
                input(),
                "--schema",
                schema(),
                "--clusters",
                folder.resolve("clusters.csv").toString(),
                "--report",
                report.toString(),
                "--explain",
                "r2a,r3a");
        assertEquals(0, answer.exitCode(), answer.messages());
        assertTrue(answer.output().startsWith("r2a and r3a: "), answer.output());
        assertTrue(answer.messages().contains("blocking finds about"), answer.messages());
        assertTrue(Files.readString(report).contains("<h3>r2a and r3a</h3>"));
    }
}
