package vn.khop.server.feed;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import vn.khop.mpi.Progress;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.LoadRows;
import vn.khop.server.registry.SourceFeed;

/*
 * A load looks at its rows in two orders: that of the files, to link them, and person by person, to write them. So the good rows are copied once, plainly, into a file whose
 * rows are found by their place; only the places are held, 8 bytes a row.
 */
/** CSV and Parquet files of people with the columns of the default schema, for a load. The good rows are read again from a work file, which goes when this is closed; the bad ones are told. */
public final class PeopleLoad implements LoadRows, Closeable {
    private static final int LOCAL_ID_LENGTH_MAX = 200;

    private final Path work;
    private final FileChannel rows;
    private final long[] places;
    private final String contentHash;
    private final int badRows;

    private PeopleLoad(Path work, long[] places, String contentHash, int badRows) throws IOException {
        this.work = work;
        this.rows = FileChannel.open(work, StandardOpenOption.READ);
        this.places = places;
        this.contentHash = contentHash;
        this.badRows = badRows;
    }

    /**
     * Reads the files to their ends.
     *
     * @param folder where the work file is made
     * @param badRows gets one line for each bad row: file, row (the first after the header is 1), column, what was found, what is expected; never what the row says
     * @throws IOException if a file is neither CSV nor Parquet, has a column that is no text, or has no column {@code facility} or {@code mrn}; the message says where
     */
    public static PeopleLoad read(
            List<Path> files, Path folder, Path badRows, Predicate<String> isFacility, Progress progress)
            throws IOException {
        Path work = Files.createTempFile(folder, "load", ".rows");
        Spool spool = new Spool();
        MessageDigest digest = sha256();
        progress.stage("reading", 0);
        boolean isRead = false;
        try (DataOutputStream out = new DataOutputStream(
                        new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(work)), digest));
                CSVPrinter bad =
                        new CSVPrinter(Files.newBufferedWriter(badRows, StandardCharsets.UTF_8), CSVFormat.RFC4180)) {
            bad.printRecord("file", "row", "column", "found", "expected");
            for (Path file : files) {
                spool.copy(file, isFacility, out, bad, progress);
            }
            isRead = true;
        } finally {
            if (!isRead) {
                Files.deleteIfExists(work);
            }
        }
        return new PeopleLoad(work, spool.places(), HexFormat.of().formatHex(digest.digest()), spool.badRows);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static final class Spool {
        private long[] places = new long[1024];
        private int count;
        private int badRows;
        private long end;

        long[] places() {
            return Arrays.copyOf(places, count + 1);
        }

        void copy(Path file, Predicate<String> isFacility, DataOutputStream out, CSVPrinter bad, Progress progress)
                throws IOException {
            try (PeopleRows source = PeopleRows.open(file)) {
                List<String> header = source.columns();
                Optional<PeopleRows.Row> next = source.next();
                while (next.isPresent()) {
                    PeopleRows.Row row = next.get();
                    Optional<PeopleRows.Fault> fault = row.fault().or(() -> fault(header, row.cells(), isFacility));
                    if (fault.isPresent()) {
                        badRows++;
                        bad.printRecord(
                                file,
                                row.number(),
                                fault.get().column(),
                                fault.get().found(),
                                fault.get().expected());
                    } else {
                        add(header, row.cells(), out);
                    }
                    progress.done(1);
                    next = source.next();
                }
            }
        }

        private void add(List<String> header, List<String> row, DataOutputStream out) throws IOException {
            if (count + 1 == places.length) {
                places = Arrays.copyOf(places, places.length * 2);
            }
            List<String> columns = new ArrayList<>();
            for (int i = 0; i < header.size(); i++) {
                String value = row.get(i);
                if (!value.isBlank() && !header.get(i).equals("record_id")) {
                    columns.add(header.get(i));
                    columns.add(value);
                }
            }
            int bytes = Integer.BYTES;
            out.writeInt(columns.size());
            for (String text : columns) {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                out.writeInt(utf8.length);
                out.write(utf8);
                bytes += Integer.BYTES + utf8.length;
            }
            end += bytes;
            places[++count] = end;
        }

        private static Optional<PeopleRows.Fault> fault(
                List<String> header, List<String> row, Predicate<String> isFacility) {
            String facility = row.get(header.indexOf(Columns.FACILITY));
            if (facility.isBlank()) {
                return Optional.of(new PeopleRows.Fault(Columns.FACILITY, "nothing", "the code of a facility"));
            }
            if (!isFacility.test(facility)) {
                return Optional.of(new PeopleRows.Fault(
                        Columns.FACILITY, "a code that is not registered", "the code of a registered facility"));
            }
            String number = row.get(header.indexOf(Columns.MRN));
            if (number.isBlank()) {
                return Optional.of(
                        new PeopleRows.Fault(Columns.MRN, "nothing", "the facility's own number of the patient"));
            }
            return number.length() > LOCAL_ID_LENGTH_MAX
                    ? Optional.of(new PeopleRows.Fault(
                            Columns.MRN, number.length() + " characters", "at most " + LOCAL_ID_LENGTH_MAX))
                    : Optional.empty();
        }
    }

    @Override
    public String contentHash() {
        return contentHash;
    }

    /** How many rows were left out. */
    public int badRows() {
        return badRows;
    }

    @Override
    public int size() {
        return places.length - 1;
    }

    @Override
    public SourceFeed row(int place) {
        try {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(places[place + 1] - places[place]));
            long at = places[place];
            while (bytes.hasRemaining() && rows.read(bytes, at + bytes.position()) >= 0) {
                // until the row is read
            }
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.array()));
            Map<String, String> columns = new TreeMap<>();
            for (int left = in.readInt(); left > 0; left -= 2) {
                columns.put(text(in), text(in));
            }
            return PeopleFile.feed(columns);
        } catch (IOException e) {
            throw new UncheckedIOException("the work file of a load cannot be read any more", e);
        }
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        rows.close();
        Files.deleteIfExists(work);
    }
}
