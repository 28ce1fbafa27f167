package vn.khop.benchmarks.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import vn.khop.benchmarks.linkage.MeasuredProcess;

/** A peer that is measured beside the product, and comes as a folder with its sources. */
public final class PeerFolder {
    private PeerFolder() {}

    /**
     * Builds it with Maven in a folder of its own.
     *
     * @param source the peer's folder, which is not written to
     * @return its jar
     */
    public static Path built(Path source, Path work) throws IOException, InterruptedException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path target = work.resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        MeasuredProcess.run(
                List.of("mvn", "-q", "-f", work.resolve("pom.xml").toString(), "package"), work.resolve("build.log"));
        try (Stream<Path> files = Files.list(work.resolve("target"))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
