package vn.khop.benchmarks.mpi;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.AuxCounters;
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
import vn.khop.mpi.Linker;
import vn.khop.mpi.block.BlockingRules;
import vn.khop.mpi.block.CandidatePairs;
import vn.khop.mpi.block.KeyTable;
import vn.khop.mpi.compare.ComparedPair;
import vn.khop.mpi.compare.Comparisons;
import vn.khop.mpi.compare.PackedRecords;
import vn.khop.mpi.file.RecordFile;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.score.Scorer;

/**
 * How many pairs one thread compares and scores in a second under the default schema: the candidates of a generated city of 200,000
 * records, as blocking finds them and in its order, so that the mix of matches and strangers is that of a real run.
 *
 * <p>Run: {@code benchmarks/run jmh CompareBenchmark}. On a machine that does other work too, pairs divided by cpuMillis is the figure.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class CompareBenchmark {
    private static final long RECORDS = 200_000;
    private static final long SEED = 11;
    private static final int PAIRS = 1 << 18;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final LinkageModel model = LinkageModel.readDefault();
    private final Comparisons comparisons = Comparisons.compile(model.schema(), model.terms());
    private final Scorer scorer = new Scorer(model);
    private final ComparedPair pair = new ComparedPair();
    private PackedRecords records = comparisons.newRecords();
    private int[] left = {};
    private int[] right = {};

    @Setup
    public void generate() throws IOException {
        List<PersonRecord> people = people();
        records = comparisons.pack(people);
        BlockingRules rules = BlockingRules.of(model);
        KeyTable table = rules.table(people);
        left = new int[PAIRS];
        right = new int[PAIRS];
        int[] found = {0};
        CandidatePairs.find(rules, table).visit(() -> (a, b) -> {
            synchronized (found) {
                if (found[0] < PAIRS) {
                    left[found[0]] = a;
                    right[found[0]] = b;
                    found[0]++;
                }
            }
        });
        if (found[0] < PAIRS) {
            throw new IllegalStateException(found[0] + " pairs, expected " + PAIRS + "; generate more records");
        }
    }

    private List<PersonRecord> people() throws IOException {
        Linker linker = Linker.of(model);
        Path folder = Files.createTempDirectory("people");
        GeneratePeople.generate("city", SEED, RECORDS, folder);
        List<PersonRecord> people =
                RecordFile.read(folder.resolve("records.csv"), model.schema()).records().parallelStream()
                        .map(linker::normalise)
                        .toList();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        return people;
    }

    /** CPU time of the comparing thread, which other work on the machine does not stretch; both sums are over all iterations. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class CpuTime {
        public long cpuMillis;
        public long pairs;
    }

    /** Comparing alone; the levels are kept alive by their sum. */
    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public long compare(CpuTime time) {
        long start = threads.getCurrentThreadCpuTime();
        long sum = 0;
        for (int i = 0; i < PAIRS; i++) {
            comparisons.compare(records, left[i], right[i], pair);
            sum += pair.levels();
        }
        count(time, start);
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(PAIRS)
    public double compareAndScore(CpuTime time) {
        long start = threads.getCurrentThreadCpuTime();
        double sum = 0;
        for (int i = 0; i < PAIRS; i++) {
            comparisons.compare(records, left[i], right[i], pair);
            sum += scorer.totalBits(pair);
        }
        count(time, start);
        return sum;
    }

    private void count(CpuTime time, long start) {
        time.cpuMillis += (threads.getCurrentThreadCpuTime() - start) / NANOS_PER_MILLI;
        time.pairs += PAIRS;
    }
}
