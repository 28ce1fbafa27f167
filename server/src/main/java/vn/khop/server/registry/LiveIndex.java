package vn.khop.server.registry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.khop.mpi.record.PersonRecord;

/*
 * The truth is in the store; the index is derived from it, in this process or beside it. Before each question it hears what was committed since the last one, by whichever
 * process, and takes that in: so a question under claims finds what those who held the claims before have committed, exactly as one that is asked of the store. Where it cannot be
 * sure of that (there is none yet, or it does not answer; too much is new; the transaction that asks has itself written records; the model is another) the store is asked instead,
 * which is slower and finds the same.
 */
/** The {@link RecordIndex} that this process asks, kept equal to the store. Thread-safe. Does nothing until it is started, and nothing at a store that does not tell news. */
public final class LiveIndex implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveIndex.class);

    /** What a question takes in itself; more is left to the thread in the background. */
    private static final int TAKEN_IN_MAX = 200;

    /** The first questions of a process load what answers them. */
    private static final Duration HEAD_START = Duration.ofSeconds(2);

    private static final Duration PAUSE = Duration.ofMillis(500);
    /** Before an index that did not answer is asked again. */
    private static final Duration PAUSE_WHEN_AWAY = Duration.ofSeconds(2);

    private static final int READ_AT_ONCE = 1_000;
    /** Half an hour of pauses. */
    private static final int FORGETTING_EVERY = 3_600;

    private final RecordStore store;
    private final Linkage linkage;
    private final IndexSource source;
    private final IndexSource.Reading reading;
    private volatile Optional<Made> made = Optional.empty();
    private volatile Optional<Thread> background = Optional.empty();
    private volatile boolean isAway;
    private int kept;

    LiveIndex(RecordStore store, Linkage linkage, IndexSource source, IndexSource.Reading reading) {
        this.store = store;
        this.linkage = linkage;
        this.source = source;
        this.reading = reading;
    }

    /** An index, and what was heard since it was begun. */
    private static final class Made {
        private final RecordIndex index;
        private volatile News.Seen seen;

        Made(RecordIndex index, News.Seen seen) {
            this.index = index;
            this.seen = seen;
        }

        RecordIndex index() {
            return index;
        }

        News.Seen seen() {
            return seen;
        }

        synchronized void heard(News news) {
            seen = seen.orLater(news.seen());
        }
    }

    /** Makes the index in the background and keeps it; questions are answered meanwhile. */
    public synchronized void start() {
        if (background.isEmpty()) {
            Thread thread = new Thread(this::keepOn, "record-index");
            thread.setDaemon(true);
            background = Optional.of(thread);
            thread.start();
        }
    }

    @Override
    public synchronized void close() {
        background.ifPresent(Thread::interrupt);
        background = Optional.empty();
    }

    /** Where candidates are found, in a word. */
    public String name() {
        return source.name();
    }

    /** Whether questions are answered from here; else the store is asked. */
    public boolean isReady() {
        return made.filter(present -> present.index().modelVersion().equals(linkage.modelVersion()))
                .isPresent();
    }

    private void keepOn() {
        try {
            Thread.sleep(HEAD_START.toMillis());
            while (true) {
                keepQuietly();
                Thread.sleep((isAway ? PAUSE_WHEN_AWAY : PAUSE).toMillis());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void keepQuietly() {
        try {
            keep();
            if (isAway) {
                isAway = false;
                LOG.info("{} answers again", source.name());
            }
        } catch (IndexAway away) {
            leave(away);
        } catch (RuntimeException failed) {
            // The store may be away for a while; what was heard stays, and what was missed is heard the next time.
            LOG.warn(
                    "the index of records could not be kept: {}",
                    failed.getClass().getName());
        }
    }

    private void leave(IndexAway away) {
        made = Optional.empty();
        if (!isAway) {
            isAway = true;
            LOG.warn("{}: the database is asked for candidates meanwhile", away.getMessage());
        }
    }

    /** Makes the index if there is none that serves, and takes in what is new. */
    void keep() {
        if (!store.tellsNews()) {
            return;
        }
        boolean isOutdated = source.isOutdated(made.map(Made::index));
        Optional<Made> present = made;
        if (present.isEmpty() || isOutdated || !isReady()) {
            open();
        } else {
            catchUp(present.get());
        }
        if (++kept % FORGETTING_EVERY == 0) {
            store.forgetNews();
        }
    }

    private void open() {
        long start = System.nanoTime();
        boolean isFirst = made.isEmpty();
        Optional<IndexSource.Opened> opened = source.open(reading);
        if (opened.isEmpty()) {
            return;
        }
        Made fresh = new Made(opened.get().index(), opened.get().seen());
        made = hasCaughtUp(fresh) ? Optional.of(fresh) : Optional.empty();
        if (isFirst && made.isPresent()) {
            LOG.info(
                    "{}: {} records indexed in {} ms",
                    source.name(),
                    fresh.index().size(),
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
        }
    }

    private void catchUp(Made present) {
        if (!hasCaughtUp(present)) {
            made = Optional.empty();
        }
    }

    private boolean hasCaughtUp(Made present) {
        News news = store.news(present.seen());
        if (!news.isComplete()) {
            return false;
        }
        List<SourceId> missing = missing(present, news);
        if (missing.size() > source.takenInMax()) {
            return false;
        }
        takeIn(present, missing);
        present.heard(news);
        return true;
    }

    private static List<SourceId> missing(Made present, News news) {
        List<SourceId> missing = new ArrayList<>();
        news.versions().forEach((source, version) -> {
            if (!present.index().has(source, version)) {
                missing.add(source);
            }
        });
        return missing;
    }

    private void takeIn(Made present, List<SourceId> sources) {
        for (int from = 0; from < sources.size(); from += READ_AT_ONCE) {
            store.sources(sources.subList(from, Math.min(sources.size(), from + READ_AT_ONCE)))
                    .forEach(present.index()::put);
        }
    }

    /** Who the record may be, of all that is committed; empty where the store has to be asked. */
    Optional<RecordIndex.Found> find(PersonRecord probe) {
        Optional<Made> ready = made;
        if (ready.isEmpty() || !ready.get().index().modelVersion().equals(linkage.modelVersion())) {
            return Optional.empty();
        }
        Made present = ready.get();
        News news = store.news(present.seen());
        if (!news.isComplete() || news.isOfOneself()) {
            return Optional.empty();
        }
        List<SourceId> missing = missing(present, news);
        if (missing.size() > TAKEN_IN_MAX) {
            return Optional.empty();
        }
        try {
            takeIn(present, missing);
            present.heard(news);
            return Optional.of(present.index().find(probe));
        } catch (IndexAway away) {
            leave(away);
            return Optional.empty();
        }
    }
}
