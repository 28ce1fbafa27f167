package vn.khop.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real process, asked to start as it cannot: what it says, and the exit code of wrong input. */
@Tag("slow")
class StartRefusedTest {
    @TempDir
    private Path folder;

    private record Ended(int code, String said) {}

    private Ended khop(String... arguments) throws Exception {
        Path output = folder.resolve("said.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                asShipped(System.getProperty("java.class.path")),
                "vn.khop.server.cli.Khop"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(process.waitFor(120, TimeUnit.SECONDS), "it did not end: " + Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }

    /** Without the tests' own settings of the log, which write to the terminal. */
    private static String asShipped(String classPath) {
        return Stream.of(classPath.split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static void assertRefused(Ended ended, String... words) {
        assertEquals(1, ended.code, ended.said);
        for (String word : words) {
            assertTrue(ended.said.contains(word), ended.said);
        }
        assertTrue(!ended.said.contains("Exception in") && !ended.said.contains("\tat "), ended.said);
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            String port = String.valueOf(taken.getLocalPort());
            assertRefused(
                    khop(
                            "demo",
                            "--port",
                            port,
                            "--data",
                            folder.resolve("data").toString()),
                    "port " + port + " is already in use",
                    "--port");
        }
    }

    @Test
    void aDataFolderThatCannotBeWrittenIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "a file, and no folder");
        assertRefused(
                khop("demo", "--port", "0", "--data", file.resolve("data").toString()),
                file.resolve("data").toString(),
                "cannot be written",
                "--data");
    }

    @Test
    void serveWithoutAnIssuerSaysWhatToSet() throws Exception {
        assertRefused(
                khop("serve", "--port", "0", "--data", folder.resolve("data").toString()),
                "there is no issuer of tokens",
                "khop.security.issuer-uri",
                "bin/khop demo");
    }

    @Test
    void aConfigurationFileThatIsNotThereIsNamed() throws IOException, Exception {
        Path missing = folder.resolve("no-such.yaml");
        assertRefused(khop("serve", "--config", missing.toString()), missing.toString(), "--config");
    }
}
