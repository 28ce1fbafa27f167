package vn.khop.benchmarks.people;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.khop.reference.ReferenceData;

/** Writes {@code records.csv} and {@code truth.csv} of synthetic people: {@code --people N --seed S --out DIR}. */
@Command(name = "generate-people", mixinStandardHelpOptions = true)
public final class GeneratePeople implements Callable<Integer> {
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

    @Option(names = "--people", required = true, description = "how many persons, at least; households are whole")
    private int people;

    @Option(names = "--seed", defaultValue = "1")
    private long seed = 1;

    @Option(names = "--hospitals", defaultValue = "42")
    private int hospitals = 42;

    @Option(names = "--out", required = true, description = "folder to write to")
    private Path out = Path.of("");

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new GeneratePeople()).execute(arguments));
    }

    /** A row waiting for its place: files are shuffled, so that a person's records do not stand together. */
    private record Row(String person, List<String> values) {}

    @Override
    public Integer call() {
        SplittableRandom random = new SplittableRandom(seed);
        List<Row> rows = rows(random);
        for (int i = rows.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            Row moved = rows.set(i, rows.get(j));
            rows.set(j, moved);
        }
        try {
            Files.createDirectories(out);
            write(rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return 0;
    }

    private List<Row> rows(SplittableRandom random) {
        PeopleGenerator generator = new PeopleGenerator(ReferenceData.open(), random.split());
        List<Hospital> all = new ArrayList<>();
        for (int i = 0; i < hospitals; i++) {
            all.add(new Hospital(String.format(Locale.ROOT, "01%03d", i + 1), random.split()));
        }
        List<Row> rows = new ArrayList<>();
        for (int made = 0; made < people; ) {
            for (Person person : generator.household()) {
                made++;
                int visits = 1;
                while (visits < 12 && random.nextInt(20) < 11) {
                    visits++;
                }
                for (int visit = 0; visit < visits; visit++) {
                    Hospital hospital = all.get(random.nextInt(all.size()));
                    rows.add(new Row(person.id(), hospital.record(person, random)));
                }
            }
        }
        return rows;
    }

    private void write(List<Row> rows) throws IOException {
        try (CSVPrinter records = new CSVPrinter(
                        Files.newBufferedWriter(out.resolve("records.csv"), StandardCharsets.UTF_8), FORMAT);
                CSVPrinter truth = new CSVPrinter(
                        Files.newBufferedWriter(out.resolve("truth.csv"), StandardCharsets.UTF_8), FORMAT)) {
            records.printRecord(
                    (Object[]) ("record_id,facility,mrn,full_name,gender,birth_date,national_id,insurance_no,phone,"
                                    + "address,guardian_name,recorded_at")
                            .split(","));
            truth.printRecord("record_id", "person_id");
            for (int i = 0; i < rows.size(); i++) {
                String id = String.format(Locale.ROOT, "r%08d", i + 1);
                List<String> values = new ArrayList<>(List.of(id));
                values.addAll(rows.get(i).values());
                records.printRecord(values);
                truth.printRecord(id, rows.get(i).person());
            }
        }
    }
}
