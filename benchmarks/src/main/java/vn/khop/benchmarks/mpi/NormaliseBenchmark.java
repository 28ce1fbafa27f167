package vn.khop.benchmarks.mpi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import picocli.CommandLine;
import vn.khop.benchmarks.people.GeneratePeople;
import vn.khop.mpi.Linker;
import vn.khop.mpi.file.RecordFile;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;

/**
 * One raw record of the default schema understood: all its fields, and what several of them tell together. The records are drawn
 * from a fixed seed, some 100,000 of 45,000 people, so that hardly any address or name comes twice in a row.
 *
 * <p>Run: {@code java -cp <benchmarks and its dependencies> org.openjdk.jmh.Main NormaliseBenchmark -prof gc}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 5, time = 3)
public class NormaliseBenchmark {
    private static final String PEOPLE = "45000";
    private static final String SEED = "11";

    private final LinkageModel model = LinkageModel.readDefault();
    private final Linker linker = Linker.of(model);
    private List<RawRecord> records = List.of();
    private int next;

    @Setup
    public void generate() throws IOException {
        Path folder = Files.createTempDirectory("people");
        int exitCode = new CommandLine(new GeneratePeople())
                .execute("--people", PEOPLE, "--seed", SEED, "--out", folder.toString());
        if (exitCode != 0) {
            throw new IllegalStateException("generating people ended with " + exitCode);
        }
        records = RecordFile.read(folder.resolve("records.csv"), model.schema()).records();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Benchmark
    public PersonRecord normalise() {
        next = next + 1 == records.size() ? 0 : next + 1;
        return linker.normalise(records.get(next));
    }
}
