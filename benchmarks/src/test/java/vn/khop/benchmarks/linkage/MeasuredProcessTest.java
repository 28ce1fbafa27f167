package vn.khop.benchmarks.linkage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class MeasuredProcessTest {
    @TempDir
    Path folder;

    @Test
    void timeOfAGrandchildIsCountedAndWhatItWroteIsKept() throws Exception {
        Path output = folder.resolve("out");
        // The inner shell works, the outer one only waits; 300,000 steps take well over one tick of 10 ms.
        MeasuredProcess run = MeasuredProcess.run(
                List.of("sh", "-c", "sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo $i'; true"),
                output);
        assertEquals("300000", Files.readString(output).strip());
        assertTrue(run.cpuSeconds() > 0, run.toString());
        assertTrue(run.peakMegabytes() > 0, run.toString());
    }

    @Test
    void aCommandThatFailsSaysWhatItWrote() {
        IllegalStateException failure = assertThrows(
                IllegalStateException.class,
                () -> MeasuredProcess.run(List.of("sh", "-c", "echo no such file; exit 3"), folder.resolve("out")));
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.contains("exit code 3"), message);
        assertTrue(message.contains("no such file"), message);
    }
}
