package vn.khop.server.fhir.terminology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.server.RunningServer;

/** HL7's terminology ecosystem tests, run strictly by HL7's own runner against the running server. All must pass. */
@Tag("slow")
class EcosystemSuiteTest {
    private static final String FOLDER = "KHOP_TX_SUITE";
    private static final long LIMIT_MINUTES = 15;

    @TempDir
    private Path output = Path.of("");

    @Test
    void everyTestPassesInR4() throws IOException, InterruptedException {
        RunningServer server = RunningServer.shared();
        server.awaitResources();
        assertAllPass(server.url() + "/fhir", List.of("-version", "4.0"));
    }

    @Test
    void everyTestPassesInR5() throws IOException, InterruptedException {
        assertAllPass(RunningServer.shared().url() + "/fhir/r5", List.of());
    }

    private void assertAllPass(String base, List<String> options) throws IOException, InterruptedException {
        Optional<Path> run = Optional.ofNullable(System.getenv(FOLDER)).map(folder -> Path.of(folder, "run"));
        Assumptions.assumeTrue(
                run.filter(Files::isExecutable).isPresent(),
                FOLDER + " names no folder with the terminology ecosystem tests and their runner");
        List<String> command = new ArrayList<>(List.of(run.orElseThrow().toString(), base, output.toString()));
        command.addAll(options);
        Path said = output.resolve("said.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertTrue(process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES), "the tests did not end");
        List<String> lines = Files.readAllLines(said, StandardCharsets.UTF_8);
        assertEquals(
                List.of(),
                lines.stream().filter(line -> line.startsWith("FAIL")).toList());
        String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
        assertTrue(last.matches("[1-9]\\d* passed, 0 failed"), String.join("\n", lines));
    }
}
