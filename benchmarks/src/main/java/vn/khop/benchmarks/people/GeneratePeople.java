package vn.khop.benchmarks.people;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.khop.reference.ReferenceData;

/**
 * Writes {@code records.csv} and {@code truth.csv} of synthetic people: {@code --people N} or {@code --records N}, {@code --seed S},
 * {@code --kind city} or {@code hard} (see {@link Kind} for what each corrupts, and how often), {@code --out DIR}. A seed has the
 * same people whatever the kind; the same options give the same bytes.
 */
@Command(name = "generate-people", mixinStandardHelpOptions = true)
public final class GeneratePeople implements Callable<Integer> {
    /** Enough for any number of processors, few enough that what is made at once takes little memory. */
    private static final int CHUNKS_AT_ONCE = 32;

    /** How many persons or how many records: one of the two. */
    private static final class Size {
        @Option(names = "--people", description = "how many persons, exactly")
        private long people = Long.MAX_VALUE;

        @Option(names = "--records", description = "how many records, exactly")
        private long records = Long.MAX_VALUE;
    }

    @ArgGroup(multiplicity = "1")
    private Size size = new Size();

    @Option(names = "--seed", defaultValue = "1", description = "default ${DEFAULT-VALUE}")
    private long seed = 1;

    @Option(names = "--kind", description = "${COMPLETION-CANDIDATES} in any case; default ${DEFAULT-VALUE}")
    private Kind kind = Kind.CITY;

    @Option(names = "--hospitals", defaultValue = "55", description = "default ${DEFAULT-VALUE}")
    private int hospitals = 55;

    @Option(names = "--out", required = true, description = "folder to write to")
    private Path out = Path.of("");

    private long people;
    private long records;

    public static void main(String[] arguments) {
        System.exit(command().execute(arguments));
    }

    /** Writes a file of that many records; kind as on the command line. */
    public static void generate(String kind, long seed, long records, Path out) throws IOException {
        GeneratePeople command = new GeneratePeople();
        command.kind = Kind.valueOf(kind.toUpperCase(Locale.ROOT));
        command.seed = seed;
        command.size.records = records;
        command.out = out;
        command.call();
    }

    static CommandLine command() {
        return new CommandLine(new GeneratePeople()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        ReferenceData reference = ReferenceData.open();
        City city = new City(reference, seed);
        Weighted<Hospital> visited =
                Hospital.all(hospitals, kind, new Typing(reference.legacyEncodings()), random.split());
        try (ShuffledRecords file = new ShuffledRecords(out, random.split())) {
            for (long chunk = 0; people < size.people && records < size.records; chunk += CHUNKS_AT_ONCE) {
                long first = chunk;
                List<SplittableRandom> randoms =
                        Stream.generate(random::split).limit(CHUNKS_AT_ONCE).toList();
                IntStream.range(0, CHUNKS_AT_ONCE)
                        .parallel()
                        .mapToObj(i -> Chunk.of(city, visited, first + i, randoms.get(i)))
                        .toList()
                        .forEach(made -> write(made, file));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        System.err.printf(Locale.ROOT, "%,d records of %,d people in %s%n", records, people, out);
        return 0;
    }

    private void write(Chunk chunk, ShuffledRecords file) {
        try {
            for (List<byte[]> ofPerson : chunk.lines()) {
                if (people >= size.people || records >= size.records) {
                    return;
                }
                people++;
                for (byte[] line : ofPerson) {
                    if (records < size.records) {
                        file.add(people, line);
                        records++;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
