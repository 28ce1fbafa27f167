package vn.khop.benchmarks.people;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Writes {@code records.csv} and {@code truth.csv} so that a person's records do not stand together, whatever the size of the file,
 * in constant memory: a row waits among {@value #WAITING} others, and each new one puts a random one out. A person's records stand
 * that many lines apart on average; a file of fewer records is shuffled evenly.
 */
final class ShuffledRecords implements Closeable {
    private static final int WAITING = 1 << 17;
    private static final int BUFFER_BYTES = 1 << 16;

    private record Waiting(long person, byte[] line) {}

    private final SplittableRandom random;
    private final List<Waiting> waiting = new ArrayList<>();
    private final OutputStream records;
    private final OutputStream truth;
    private long written;

    ShuffledRecords(Path folder, SplittableRandom random) throws IOException {
        this.random = random;
        Files.createDirectories(folder);
        records = new BufferedOutputStream(Files.newOutputStream(folder.resolve("records.csv")), BUFFER_BYTES);
        truth = new BufferedOutputStream(Files.newOutputStream(folder.resolve("truth.csv")), BUFFER_BYTES);
        records.write(bytes(String.join(",", Hospital.COLUMNS) + "\n"));
        truth.write(bytes("record_id,person_id\n"));
    }

    /** @param line the record's columns after record_id as one line of CSV in UTF-8, with its line end */
    void add(long person, byte[] line) throws IOException {
        Waiting row = new Waiting(person, line);
        if (waiting.size() < WAITING) {
            waiting.add(row);
            return;
        }
        write(waiting.set(random.nextInt(WAITING), row));
    }

    private void write(Waiting row) throws IOException {
        written++;
        byte[] id = bytes("r" + padded(written) + ",");
        records.write(id);
        records.write(row.line);
        truth.write(id);
        truth.write(bytes("p" + padded(row.person) + "\n"));
    }

    private static String padded(long number) {
        return String.valueOf(100_000_000 + number).substring(1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Writes what waits, in random order. */
    @Override
    public void close() throws IOException {
        try (records;
                truth) {
            for (int i = waiting.size() - 1; i >= 0; i--) {
                write(waiting.set(random.nextInt(i + 1), waiting.get(i)));
            }
        }
    }
}
