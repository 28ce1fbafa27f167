package vn.khop.benchmarks.linkage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.khop.mpi.BatchLinkage;
import vn.khop.mpi.PersonIndex;
import vn.khop.mpi.Progress;
import vn.khop.mpi.file.RecordFile;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.RawRecord;

/**
 * How long one record takes to be matched against all records of a file held in this process, and how long one takes to be put there.
 * The probes are records of the file drawn at random, under an id of their own: as hard as the file, and each has somebody to find.
 */
@Command(
        name = "index",
        mixinStandardHelpOptions = true,
        description =
                "Matches single records against a file in this process; give the JVM room by BENCHMARK_JAVA_OPTS.")
final class MeasureIndex implements Callable<Integer> {
    @Option(names = "--records", required = true, description = "the file to match against")
    private Path records = Path.of("");

    @Option(names = "--probes", defaultValue = "20000", description = "default ${DEFAULT-VALUE}")
    private int probes = 20_000;

    @Option(names = "--limit", defaultValue = "10", description = "candidates asked for; default ${DEFAULT-VALUE}")
    private int limit = 10;

    @Option(names = "--seed", defaultValue = "1", description = "default ${DEFAULT-VALUE}")
    private long seed = 1;

    @Override
    public Integer call() {
        LinkageModel model = LinkageModel.readDefault();
        List<RawRecord> drawn = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed);
        long[] read = new long[1];
        BatchLinkage.RecordSource source = sink -> RecordFile.forEach(records, model.schema(), record -> {
            read[0]++;
            if (drawn.size() < probes) {
                drawn.add(record);
            } else {
                long place = random.nextLong(read[0]);
                if (place < probes) {
                    drawn.set((int) place, record);
                }
            }
            sink.accept(new BatchLinkage.Source(0, record));
        });
        long start = System.nanoTime();
        PersonIndex index = PersonIndex.of(model, source, Progress.NONE);
        double loading = (System.nanoTime() - start) / 1e9;
        // Twice: the first round is for the compiler.
        long warmedUp = Arrays.stream(matched(index, drawn)).sum();
        long[] matching = matched(index, drawn);
        System.err.printf(Locale.ROOT, "first round %,d ms%n", warmedUp / 1_000_000);
        long[] putting = new long[drawn.size()];
        for (int i = 0; i < putting.length; i++) {
            RawRecord record = new RawRecord("new-" + i, drawn.get(i).values());
            long before = System.nanoTime();
            index.put(record);
            putting[i] = System.nanoTime() - before;
        }
        MarkdownTable table = new MarkdownTable(
                "Question", "Records", "Questions", "p50 µs", "p99 µs", "p99.9 µs", "most µs", "load s");
        row(table, "match", index.size(), matching, loading);
        row(table, "put", index.size(), putting, loading);
        return 0;
    }

    private long[] matched(PersonIndex index, List<RawRecord> drawn) {
        long[] nanoseconds = new long[drawn.size()];
        for (int i = 0; i < nanoseconds.length; i++) {
            RawRecord probe = new RawRecord("probe-" + i, drawn.get(i).values());
            long before = System.nanoTime();
            index.match(probe, limit);
            nanoseconds[i] = System.nanoTime() - before;
        }
        return nanoseconds;
    }

    private static void row(MarkdownTable table, String question, int size, long[] nanoseconds, double loading) {
        long[] sorted = nanoseconds.clone();
        Arrays.sort(sorted);
        table.add(
                question,
                size,
                sorted.length,
                microseconds(sorted, 0.5),
                microseconds(sorted, 0.99),
                microseconds(sorted, 0.999),
                microseconds(sorted, 1),
                MarkdownTable.one(loading));
    }

    private static String microseconds(long[] sorted, double share) {
        int place = Math.min(sorted.length - 1, (int) (sorted.length * share));
        return String.format(Locale.ROOT, "%,d", sorted[place] / 1000);
    }
}
