package vn.khop.server.feed;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.io.input.BoundedInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.khop.mpi.Progress;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.feed.UploadedLoad.Failure;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.Facilities;
import vn.khop.server.registry.FirstLoad;
import vn.khop.server.registry.LoadState;
import vn.khop.server.security.Actor;
import vn.khop.server.security.PrivateFile;

/*
 * A file is in a folder of its own, with a description beside it, before its sender is answered; so a server that was killed finds what it has to load when it starts again.
 * How far a load is stands in the registry, part by part, under a name made of its content: to begin again is to go on. One file is loaded at a time, since linking one takes
 * about a kilobyte of memory for each of its rows. The file holds people, so it goes when all of them are in the registry; what is kept says nothing about anybody.
 */
/** Files of people that were sent to be loaded: each is loaded once, in the order in which they came, whatever happens meanwhile. Thread-safe. */
public final class LoadDesk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoadDesk.class);
    private static final String ROWS = "rows.csv";
    private static final String BAD_ROWS = "bad-rows.csv";
    private static final String DESCRIPTION = "load.json";
    private static final int STOP_SECONDS = 5;
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    private final Path folder;
    private final FirstLoad loads;
    private final Facilities facilities;
    private final AccessLog accessLog;
    private final Clock clock;
    private final Supplier<UUID> ids;
    private final ObjectMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .build();
    private final Map<String, UploadedLoad> known = new ConcurrentHashMap<>();
    private final Map<String, Stage> stages = new ConcurrentHashMap<>();
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "load");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean isClosing;

    /**
     * Knows at once what an earlier process was asked for.
     *
     * @param folder of this server alone
     */
    public LoadDesk(
            Path folder, FirstLoad loads, Facilities facilities, AccessLog accessLog, Clock clock, Supplier<UUID> ids) {
        this.folder = folder;
        this.loads = loads;
        this.facilities = facilities;
        this.accessLog = accessLog;
        this.clock = clock;
        this.ids = ids;
        read();
    }

    /** What is being done of a load. */
    private static final class Stage implements Progress {
        private final AtomicLong done = new AtomicLong();
        private volatile String name = "waiting";
        private volatile long total;

        @Override
        public void stage(String newName, long newTotal) {
            total = newTotal;
            done.set(0);
            name = newName;
        }

        @Override
        public void done(long more) {
            done.addAndGet(more);
        }

        Reached reached() {
            return new Reached(name, done.get(), total);
        }
    }

    /** @param total 0 where it is not known */
    public record Reached(String stage, long done, long total) {}

    /** @param reached present while it runs */
    public record Shown(UploadedLoad load, Optional<Reached> reached) {}

    /**
     * A row that is left out.
     *
     * @param row the first after the header is 1
     * @param column empty where it is about the whole row
     * @param found described, never quoted
     */
    public record BadRow(long row, String column, String found, String expected) {}

    /** The file cannot be loaded; the message says why, without anything that is in it. */
    public static final class NotLoadable extends Exception {
        private static final long serialVersionUID = 1L;

        NotLoadable(String message) {
            super(message);
        }
    }

    /** Takes up what an earlier process was asked for and has not done. */
    public void resumeAll() {
        known.values().stream()
                .filter(load ->
                        load.state() == UploadedLoad.State.WAITING || load.state() == UploadedLoad.State.RUNNING)
                .sorted(Comparator.comparing(UploadedLoad::uploadedAt).thenComparing(UploadedLoad::id))
                .forEach(load -> enqueue(load.is(UploadedLoad.State.WAITING)));
    }

    /** Before anything is taken: a folder without a description is one whose file is still on its way, or was when the process was killed. */
    private void read() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> folders = Files.list(folder)) {
            for (Path one : folders.toList()) {
                Path description = one.resolve(DESCRIPTION);
                if (Files.isRegularFile(description)) {
                    UploadedLoad load = json.readValue(description.toFile(), UploadedLoad.class);
                    known.putIfAbsent(load.id(), load);
                } else {
                    // Its sender was never answered.
                    delete(one);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of loads cannot be read", e);
        }
    }

    /**
     * Keeps a file, and loads it when its turn comes. It is on the disk when this returns.
     *
     * @param rows CSV with a header, in UTF-8, or Parquet
     * @param bytesMax what is longer is refused
     * @throws NotLoadable if it is longer, or its header lacks the columns by which a record is known again
     */
    public UploadedLoad take(InputStream rows, long bytesMax, boolean registersFacilities, Actor actor)
            throws NotLoadable, IOException {
        String id = ids.get().toString();
        Path place = Files.createDirectories(folder.resolve(id));
        boolean isTaken = false;
        try {
            if (place.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwx------"));
            }
            long bytes = copied(rows, place.resolve(ROWS), bytesMax);
            requireHeader(place.resolve(ROWS));
            accessLog.record(new AccessEvent(actor, AccessAction.LOAD, "", "load:" + id, AccessOutcome.SUCCESS));
            UploadedLoad load = new UploadedLoad(
                    id,
                    UploadedLoad.State.WAITING,
                    actor.username(),
                    actor.clientId(),
                    actor.address(),
                    clock.instant(),
                    bytes,
                    registersFacilities,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
            enqueue(load);
            isTaken = true;
            return load;
        } finally {
            if (!isTaken) {
                delete(place);
            }
        }
    }

    private static long copied(InputStream rows, Path file, long bytesMax) throws IOException, NotLoadable {
        long bytes;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = java.nio.channels.Channels.newOutputStream(channel)) {
            bytes = BoundedInputStream.builder()
                    .setInputStream(rows)
                    .setMaxCount(bytesMax + 1)
                    .get()
                    .transferTo(out);
            channel.force(true);
        }
        if (bytes > bytesMax) {
            throw new NotLoadable("the file has more than " + bytesMax + " bytes: send it in parts");
        }
        return bytes;
    }

    private static void requireHeader(Path file) throws IOException, NotLoadable {
        if (PeopleRows.isParquet(file)) {
            requireParquet(file);
            return;
        }
        try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8);
                CSVParser rows = FORMAT.parse(text)) {
            List<String> header = rows.getHeaderNames();
            if (header.size() > new HashSet<>(header).size()) {
                throw new NotLoadable("the first row names one column twice: each is named once");
            }
            for (String needed : List.of(Columns.FACILITY, Columns.MRN)) {
                if (!header.contains(needed)) {
                    // What stands there instead may be a person, in a file without a header.
                    throw new NotLoadable("the first row names " + header.size() + " columns and none of them is '"
                            + needed + "': facility and mrn are needed to know a record again");
                }
            }
        } catch (java.nio.charset.CharacterCodingException
                | IllegalArgumentException
                | UncheckedIOException unreadable) {
            throw new NotLoadable(Failure.NOT_CSV.text());
        }
    }

    /** The names of its columns are no person's, unlike the first row of CSV without a header. */
    private static void requireParquet(Path file) throws NotLoadable {
        try (PeopleRows rows = PeopleRows.open(file)) {
            LOG.debug("a Parquet file of {} columns", rows.columns().size());
        } catch (IOException unfit) {
            throw new NotLoadable(String.valueOf(unfit.getMessage()).replace(file.toString(), "the file"));
        }
    }

    /** Every file that was taken, the newest first. */
    public List<Shown> all() {
        return known.values().stream()
                .sorted(Comparator.comparing(UploadedLoad::uploadedAt)
                        .thenComparing(UploadedLoad::id)
                        .reversed())
                .map(this::shown)
                .toList();
    }

    public Optional<Shown> load(String id) {
        return Optional.ofNullable(known.get(id)).map(this::shown);
    }

    private Shown shown(UploadedLoad load) {
        return new Shown(load, Optional.ofNullable(stages.get(load.id())).map(Stage::reached));
    }

    /**
     * The rows that are left out, in the order of the file.
     *
     * @param after how many of them to pass over
     * @return empty where no load has the id
     */
    public Optional<List<BadRow>> badRows(String id, long after, int limit) throws IOException {
        if (!known.containsKey(id)) {
            return Optional.empty();
        }
        List<BadRow> bad = new ArrayList<>();
        Path file = folder.resolve(id).resolve(BAD_ROWS);
        if (Files.isRegularFile(file)) {
            try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8);
                    CSVParser rows = FORMAT.parse(text)) {
                for (CSVRecord row : rows) {
                    boolean isWhole = row.isConsistent();
                    if (bad.size() == limit || !isWhole) {
                        break;
                    }
                    if (row.getRecordNumber() > after) {
                        bad.add(new BadRow(
                                Long.parseLong(row.get("row")),
                                row.get("column"),
                                row.get("found"),
                                row.get("expected")));
                    }
                }
            }
        }
        return Optional.of(bad);
    }

    /**
     * Takes a load up again that has failed; one that waits, runs or is done stays as it is.
     *
     * @return empty where no load has the id
     */
    public synchronized Optional<UploadedLoad> resume(String id, Actor actor) {
        UploadedLoad load = known.get(id);
        if (load == null || load.state() != UploadedLoad.State.FAILED) {
            return Optional.ofNullable(load);
        }
        accessLog.record(new AccessEvent(actor, AccessAction.LOAD, "", "load:" + id, AccessOutcome.SUCCESS));
        UploadedLoad waiting = load.is(UploadedLoad.State.WAITING);
        enqueue(waiting);
        return Optional.of(waiting);
    }

    private void enqueue(UploadedLoad load) {
        keep(load);
        stages.put(load.id(), new Stage());
        worker.execute(() -> run(load));
    }

    private void keep(UploadedLoad load) {
        try {
            PrivateFile.write(folder.resolve(load.id()).resolve(DESCRIPTION), json.writeValueAsString(load));
        } catch (IOException e) {
            throw new UncheckedIOException("what is known of a load cannot be written", e);
        }
        known.put(load.id(), load);
    }

    @SuppressWarnings(
            "PMD.AvoidCatchingGenericException") // whatever stops one load must not stop those that wait behind it
    private void run(UploadedLoad waiting) {
        if (isClosing) {
            return;
        }
        UploadedLoad load = waiting.is(UploadedLoad.State.RUNNING);
        Stage stage = stages.computeIfAbsent(load.id(), id -> new Stage());
        Path place = folder.resolve(load.id());
        try {
            keep(load);
            LoadState done;
            try (PeopleLoad rows = PeopleLoad.read(
                    List.of(place.resolve(ROWS)), place, place.resolve(BAD_ROWS), facilities(load), stage)) {
                done = loads.run(rows, rows.badRows(), load.actor(), stage);
            }
            keep(load.ended(UploadedLoad.State.DONE, clock.instant(), Optional.of(done), Optional.empty()));
            Files.deleteIfExists(place.resolve(ROWS));
        } catch (IOException unreadable) {
            failed(load, isParquet(place.resolve(ROWS)) ? Failure.NOT_PARQUET : Failure.NOT_CSV, unreadable);
        } catch (RuntimeException fault) {
            failed(load, Failure.FAULT, fault);
        } finally {
            stages.remove(load.id());
        }
    }

    private static boolean isParquet(Path file) {
        try {
            return PeopleRows.isParquet(file);
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Only the kind of fault is logged: its message may quote what it choked on. A server that stops has not failed: it goes on when it starts again. */
    private void failed(UploadedLoad load, Failure why, Exception fault) {
        if (isClosing) {
            return;
        }
        StackTraceElement[] trace = fault.getStackTrace();
        LOG.error(
                "load {} stopped: {} at {}",
                load.id(),
                fault.getClass().getName(),
                trace.length == 0 ? "an unknown place" : trace[0]);
        try {
            keep(load.ended(UploadedLoad.State.FAILED, clock.instant(), Optional.empty(), Optional.of(why)));
        } catch (UncheckedIOException unwritable) {
            LOG.error("what became of load {} cannot be written", load.id());
        }
    }

    private Predicate<String> facilities(UploadedLoad load) {
        Set<String> known = new HashSet<>(facilities.all());
        return code -> {
            if (!known.contains(code) && load.registersFacilities() && Facilities.isWellFormed(code)) {
                facilities.register(code);
                known.add(code);
            }
            return known.contains(code);
        };
    }

    private static void delete(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Begins nothing more, and waits a moment for what runs; that goes on when the next process calls {@link #resumeAll}. */
    @Override
    public void close() {
        isClosing = true;
        // Not interrupted: that would close the file of an embedded database under everybody else's hands.
        worker.shutdown();
        try {
            boolean isOver = worker.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
            if (!isOver) {
                LOG.info("a load is left in the middle of a part; it goes on at the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
