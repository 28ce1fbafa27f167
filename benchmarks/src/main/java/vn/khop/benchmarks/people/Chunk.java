package vn.khop.benchmarks.people;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * The records of some neighbouring households: the unit that one thread makes. What is in it depends on its number and the seed, not
 * on the threads.
 *
 * @param lines for each person in order, the lines of CSV of each of the visits, without record_id
 */
record Chunk(List<List<byte[]>> lines) {
    static final int HOUSEHOLDS = 256;

    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();
    /** In 100: how many people have one record, two, and so on. Mean 2.4. */
    private static final int[] RECORDS_PERCENT = {38, 27, 15, 8, 5, 3, 2, 1, 1};

    static Chunk of(City city, Weighted<Hospital> hospitals, long number, SplittableRandom random) {
        List<List<byte[]>> lines = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        try (CSVPrinter printer = new CSVPrinter(text, FORMAT)) {
            for (int i = 0; i < HOUSEHOLDS; i++) {
                for (Person person : city.household(number * HOUSEHOLDS + i)) {
                    int visits = visits(random);
                    List<byte[]> ofPerson = new ArrayList<>(visits);
                    for (int visit = 0; visit < visits; visit++) {
                        text.setLength(0);
                        printer.printRecord((Object[]) hospitals.draw(random).record(person, random));
                        ofPerson.add(text.toString().getBytes(StandardCharsets.UTF_8));
                    }
                    lines.add(ofPerson);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Chunk(lines);
    }

    private static int visits(SplittableRandom random) {
        int at = random.nextInt(100);
        int visits = 1;
        for (int percent : RECORDS_PERCENT) {
            at -= percent;
            if (at < 0) {
                return visits;
            }
            visits++;
        }
        return visits;
    }
}
