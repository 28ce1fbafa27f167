package vn.khop.server.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.export.ExportJob.Content;
import vn.khop.server.export.ExportJob.State;
import vn.khop.server.registry.RegisterPages;
import vn.khop.server.security.Actor;
import vn.khop.server.security.Role;

/*
 * A page of persons is written to the end of its files, the files are forced to the disk, and then it is noted how far it is, person and bytes: a server that is killed in between finds files that are longer than was noted,
 * cuts them there, and writes the page again. So nobody is in an export twice, and of a register of any size no more is in memory than a page. Ids of persons are drawn at random, so one who comes while an export runs may
 * come too late for it; he is in the next one, since the moment at which this one began.
 */
/** Exports of the whole register: asked for by a machine, agreed to by a second person, written behind, fetched by whoever asked. Thread-safe; {@link #step} by one thread of each server. */
public final class ExportDesk {
    private static final Logger LOG = LoggerFactory.getLogger(ExportDesk.class);
    private static final int PAGE = 500;
    private static final long PART_ROWS_MAX = 100_000;
    private static final int LISTED_MAX = 200;
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final ExportStore store;
    private final RegisterPages pages;
    private final ExportLines lines;
    private final AccessLog accessLog;
    private final ExportSettings settings;
    private final Clock clock;
    private final Supplier<String> ids;
    private final String worker;
    private final int page;
    private volatile boolean isClosing;

    /** @param ids draws names, this server's too */
    public ExportDesk(
            ExportStore store,
            RegisterPages pages,
            ExportLines lines,
            AccessLog accessLog,
            ExportSettings settings,
            Clock clock,
            Supplier<String> ids) {
        this(store, pages, lines, accessLog, settings, clock, ids, PAGE);
    }

    ExportDesk(
            ExportStore store,
            RegisterPages pages,
            ExportLines lines,
            AccessLog accessLog,
            ExportSettings settings,
            Clock clock,
            Supplier<String> ids,
            int page) {
        this.store = store;
        this.pages = pages;
        this.lines = lines;
        this.accessLog = accessLog;
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
        this.worker = ids.get();
        this.page = page;
    }

    /** What cannot be done, and why. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** What kind of no it is. */
        public enum Reason {
            UNKNOWN,
            /** It is about every facility, and the caller is not. */
            NOT_EVERYWHERE,
            SECOND_PERSON_NEEDED,
            /** It is not in the state for it. */
            STALE
        }

        private final Reason reason;

        Refused(Reason reason, String message) {
            super(message);
            this.reason = reason;
        }

        public Reason reason() {
            return reason;
        }
    }

    /** Asks for an export; nothing is written until a second person agrees. */
    public ExportJob request(Set<Content> contents, Optional<Instant> since, String request, Actor actor) {
        if (!actor.facilities().everywhere()) {
            throw new Refused(
                    Refused.Reason.NOT_EVERYWHERE,
                    "an export tells of every facility: it is for a client that acts for all of them");
        }
        Instant now = now();
        ExportJob job = new ExportJob(
                ids.get(),
                State.REQUESTED,
                ExportJob.Requester.of(actor),
                contents,
                since,
                request,
                Optional.empty(),
                now,
                Optional.empty(),
                Optional.empty(),
                now.plus(settings.keep()),
                "",
                List.of(),
                "");
        log(job, "", actor);
        store.add(job);
        return job;
    }

    /** The export as its client sees it, or somebody who may agree to it. */
    public ExportJob job(String id, Actor actor) {
        return store.job(id)
                .filter(job -> job.state() != State.EXPIRED)
                .filter(job -> mayAgree(actor) || isOf(job, actor))
                .orElseThrow(ExportDesk::unknown);
    }

    /** Newest first. */
    public List<ExportJob> all() {
        return store.all(LISTED_MAX);
    }

    private static boolean mayAgree(Actor actor) {
        return actor.has(Role.CLERK_LEAD) || actor.has(Role.ADMIN);
    }

    private static boolean isOf(ExportJob job, Actor actor) {
        return actor.has(Role.HUB) && job.requester().clientId().equals(actor.clientId());
    }

    private static Refused unknown() {
        return new Refused(Refused.Reason.UNKNOWN, "no export has this id, or its time is over");
    }

    /** The second person agrees, and it is written as soon as its turn comes. */
    public ExportJob approve(String id, Actor actor) {
        ExportJob job = job(id, actor);
        if (job.requester().username().equals(actor.username())) {
            throw new Refused(
                    Refused.Reason.SECOND_PERSON_NEEDED, "you asked for it yourself: a second person has to agree");
        }
        ExportJob approved = job.approved(actor.username());
        log(job, "", actor);
        if (!store.replace(approved, State.REQUESTED)) {
            throw new Refused(Refused.Reason.STALE, "this export waits for nobody: it was agreed to, or is over");
        }
        return approved;
    }

    /** Ends it, and takes its files away. */
    public void delete(String id, Actor actor) {
        ExportJob job = job(id, actor);
        log(job, "", actor);
        expire(job);
    }

    /** A file of an export that is done, for its client alone. */
    public Path file(String id, String name, Actor actor) {
        ExportJob job = store.job(id)
                .filter(known -> known.state() == State.DONE && isOf(known, actor))
                .filter(known -> known.expiresAt().isAfter(clock.instant()))
                .filter(known ->
                        known.files().stream().anyMatch(file -> file.name().equals(name)))
                .orElseThrow(ExportDesk::unknown);
        Path file = folder(job).resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new Refused(
                    Refused.Reason.UNKNOWN,
                    "the file is not on this server: khop.exports.folder is to be one that all servers see");
        }
        log(job, "/" + name, actor);
        return file;
    }

    private void log(ExportJob job, String what, Actor actor) {
        accessLog.record(
                new AccessEvent(actor, AccessAction.EXPORT, "", "export:" + job.id() + what, AccessOutcome.SUCCESS));
    }

    /** Writes what there is to write, and takes away what is over. Not to be interrupted. */
    public void step() {
        store.expired(clock.instant()).forEach(this::expire);
        Optional<ExportJob> taken = take();
        while (taken.isPresent() && !isClosing) {
            write(taken.get());
            taken = take();
        }
    }

    /** Ends {@link #step} after the page that it is at. */
    public void stop() {
        isClosing = true;
    }

    private Optional<ExportJob> take() {
        Instant now = clock.instant();
        return store.take(worker, now, now.plus(LEASE));
    }

    private void write(ExportJob taken) {
        try {
            ExportJob job = begun(taken);
            boolean isMore = true;
            while (isMore) {
                List<RegisterPages.Entry> some = pages.after(job.reached(), job.since(), page, job.actor());
                isMore = !some.isEmpty();
                if (isMore) {
                    job = job.reached(some.get(some.size() - 1).person().id().value(), written(job, some));
                    boolean isOurs = store.reached(job, worker, clock.instant().plus(LEASE));
                    if (!isOurs || isClosing) {
                        return;
                    }
                }
            }
            store.replace(job.ended(State.DONE, now(), now().plus(settings.keep()), ""), State.APPROVED);
        } catch (IOException | RuntimeException fault) {
            StackTraceElement[] trace = fault.getStackTrace();
            LOG.error(
                    "an export stopped: {} at {}",
                    fault.getClass().getName(),
                    trace.length == 0 ? "an unknown place" : trace[0]);
            store.replace(
                    taken.ended(
                            State.FAILED,
                            now(),
                            now().plus(settings.keep()),
                            "a fault of the server, its disk or its database stopped it; the server's log says where. Ask again when that is mended"),
                    State.APPROVED);
        }
    }

    /** Cuts the files where it was noted how far they are; without them it begins anew. */
    private ExportJob begun(ExportJob job) throws IOException {
        Path folder = folder(job);
        boolean isWhole = job.begunAt().isPresent();
        for (ExportJob.File file : job.files()) {
            Path path = folder.resolve(file.name());
            isWhole &= Files.isRegularFile(path) && Files.size(path) >= file.bytes();
        }
        if (!isWhole) {
            delete(folder);
            Files.createDirectories(folder);
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            ExportJob begun = job.begun(job.begunAt().orElseGet(this::now));
            store.reached(begun, worker, clock.instant().plus(LEASE));
            return begun;
        }
        Set<String> known = job.files().stream().map(ExportJob.File::name).collect(Collectors.toSet());
        try (Stream<Path> all = Files.list(folder)) {
            for (Path path : all.toList()) {
                if (!known.contains(String.valueOf(path.getFileName()))) {
                    Files.delete(path);
                }
            }
        }
        for (ExportJob.File file : job.files()) {
            try (FileChannel channel = FileChannel.open(folder.resolve(file.name()), StandardOpenOption.WRITE)) {
                channel.truncate(file.bytes());
            }
        }
        return job;
    }

    private List<ExportJob.File> written(ExportJob job, List<RegisterPages.Entry> some) throws IOException {
        List<ExportJob.File> files = new ArrayList<>(job.files());
        for (Content content : job.contents().stream().sorted().toList()) {
            List<String> all = some.stream()
                    .flatMap(entry -> lines.lines(content, entry).stream())
                    .toList();
            if (all.isEmpty()) {
                continue;
            }
            Optional<ExportJob.File> last = files.stream()
                    .filter(file -> file.content() == content)
                    .reduce((earlier, later) -> later)
                    .filter(file -> file.rows() < PART_ROWS_MAX);
            ExportJob.File file = last.orElseGet(() -> new ExportJob.File(name(content, files), content, 0, 0));
            byte[] bytes = all.stream()
                    .map(line -> line + "\n")
                    .collect(Collectors.joining())
                    .getBytes(StandardCharsets.UTF_8);
            append(folder(job).resolve(file.name()), bytes);
            ExportJob.File longer =
                    new ExportJob.File(file.name(), content, file.rows() + all.size(), file.bytes() + bytes.length);
            files.removeIf(known -> known.name().equals(file.name()));
            files.add(longer);
        }
        return files;
    }

    private static String name(Content content, List<ExportJob.File> files) {
        long parts = files.stream().filter(file -> file.content() == content).count();
        return String.format(Locale.ROOT, "%s.%04d.ndjson", content.type(), parts + 1);
    }

    private static void append(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private void expire(ExportJob job) {
        store.replace(job.ended(State.EXPIRED, now(), job.expiresAt(), job.failure()), job.state());
        try {
            delete(folder(job));
        } catch (IOException kept) {
            throw new UncheckedIOException("the files of an export cannot be deleted", kept);
        }
    }

    private Path folder(ExportJob job) {
        return settings.folder().resolve(job.id());
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
