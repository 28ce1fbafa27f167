package vn.khop.benchmarks.mpi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.DamerauLevenshteinDistance;
import org.apache.commons.text.similarity.JaroWinklerSimilarity;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import vn.khop.benchmarks.people.GeneratePeople;
import vn.khop.mpi.compare.Distance;
import vn.khop.mpi.file.RecordFile;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.reference.VietnameseText;

/**
 * Our edit distance beside those of commons-text, on pairs of names of a generated city without their marks, as names are compared: half of the
 * pairs are neighbours in the alphabet, half are any two. Run: {@code benchmarks/run jmh DistanceBenchmark}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DistanceBenchmark {
    private static final long RECORDS = 20_000;
    private static final long SEED = 11;
    private static final int PAIRS = 4096;
    private static final int EDITS_MAX = 2;

    private final String[] left = new String[PAIRS];
    private final String[] right = new String[PAIRS];

    @Setup
    public void generate() throws IOException {
        Path folder = Files.createTempDirectory("khop-distance");
        try {
            GeneratePeople.generate("city", SEED, RECORDS, folder);
            List<String> names =
                    RecordFile.read(
                                    folder.resolve("records.csv"),
                                    LinkageModel.readDefault().schema())
                            .records()
                            .stream()
                            .flatMap(record -> record.value("full_name").stream())
                            .map(VietnameseText::fold)
                            .sorted()
                            .toList();
            SplittableRandom random = new SplittableRandom(SEED);
            for (int i = 0; i < PAIRS; i++) {
                int at = random.nextInt(names.size() - 1);
                left[i] = names.get(at);
                right[i] = names.get(i % 2 == 0 ? at + 1 : random.nextInt(names.size()));
            }
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public int ours() {
        int sum = 0;
        for (int i = 0; i < PAIRS; i++) {
            sum += Distance.edits(left[i], right[i], EDITS_MAX);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public int oursWithinOneEdit() {
        int sum = 0;
        for (int i = 0; i < PAIRS; i++) {
            sum += Distance.isWithinOneEdit(left[i], right[i]) ? 1 : 0;
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public int damerauLevenshtein() {
        DamerauLevenshteinDistance distance = new DamerauLevenshteinDistance(EDITS_MAX);
        int sum = 0;
        for (int i = 0; i < PAIRS; i++) {
            sum += distance.apply(left[i], right[i]);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public int levenshtein() {
        LevenshteinDistance distance = new LevenshteinDistance(EDITS_MAX);
        int sum = 0;
        for (int i = 0; i < PAIRS; i++) {
            sum += distance.apply(left[i], right[i]);
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public double jaroWinkler() {
        JaroWinklerSimilarity similarity = new JaroWinklerSimilarity();
        double sum = 0;
        for (int i = 0; i < PAIRS; i++) {
            sum += similarity.apply(left[i], right[i]);
        }
        return sum;
    }
}
