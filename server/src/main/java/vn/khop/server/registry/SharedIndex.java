package vn.khop.server.registry;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.khop.mpi.record.RawRecord;

/*
 * The index is derived. One server at a time, whoever has the lease, writes into it what was committed since the standing's moment, and moves the standing when all of that can be found. A server that is killed
 * between leaves the standing where it was: the next one writes the same records again, and a version that is there already stays. Where there is no index, or it was made by another model or build, or news
 * were forgotten that it had not heard, a new one is filled aside and then takes its place.
 */
/** An index of all records by their blocking keys that every server of one database looks into. Thread-safe. */
public final class SharedIndex implements IndexSource {
    /** Of what is written: another build's is made anew. */
    static final int FORMAT = 1;

    private static final Logger LOG = LoggerFactory.getLogger(SharedIndex.class);

    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration RENEWED_AFTER = Duration.ofSeconds(3);
    private static final int READ_AT_ONCE = 1_000;
    private static final int SALT_BYTES = 32;
    private static final int WORKER_BYTES = 8;

    private final RecordStore store;
    private final Linkage linkage;
    private final KeyIndex index;
    private final IndexStandings standings;
    private final int perKeyMax;
    private final int recordsKept;
    private final String worker = random(WORKER_BYTES);
    private Optional<Judge> judge = Optional.empty();
    private long renewed;

    /** @param recordsKept so many records that were looked at stay packed in this process, to be judged again without being read; 2 or more */
    public SharedIndex(RecordStore store, Linkage linkage, KeyIndex index, IndexStandings standings, int recordsKept) {
        this(store, linkage, index, standings, recordsKept, Candidates.PER_KEY_MAX);
    }

    SharedIndex(
            RecordStore store,
            Linkage linkage,
            KeyIndex index,
            IndexStandings standings,
            int recordsKept,
            int perKeyMax) {
        this.store = store;
        this.linkage = linkage;
        this.index = index;
        this.standings = standings;
        this.recordsKept = recordsKept;
        this.perKeyMax = perKeyMax;
    }

    /** What one model says of records, for as long as it is the one: an index is opened anew with each round that was written, and what was read outlives that. */
    private record Judge(String modelVersion, Linkage.Judging judging) {}

    private static String random(int bytes) {
        byte[] drawn = new byte[bytes];
        new SecureRandom().nextBytes(drawn);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(drawn);
    }

    /** What finds a record as the model reads it; nothing for one that nothing may find. */
    static Set<String> keys(SourceRecord record, Linkage linkage) {
        RawRecord raw = new RawRecord(record.id().value(), record.columns());
        return SourceIndex.isHidden(raw) ? Set.of() : linkage.blockingKeys(linkage.normalise(raw));
    }

    @Override
    public String name() {
        return index.name();
    }

    @Override
    public int takenInMax() {
        return SharedRecords.SINCE_MAX / 4;
    }

    @Override
    public Optional<Opened> open(Reading reading) {
        Linkage fixed = linkage.fixed();
        return standings
                .present()
                .filter(standing -> isOf(standing, fixed) && index.exists(standing.index()))
                .map(standing -> new Opened(
                        new SharedRecords(index, standing, fixed, judging(fixed), reading, perKeyMax),
                        standing.seen()));
    }

    private synchronized Linkage.Judging judging(Linkage fixed) {
        Judge present = judge.filter(known -> known.modelVersion().equals(fixed.modelVersion()))
                .orElseGet(() -> new Judge(fixed.modelVersion(), fixed.judging(recordsKept)));
        judge = Optional.of(present);
        return present.judging();
    }

    private static boolean isOf(IndexStandings.Standing standing, Linkage linkage) {
        return standing.format() == FORMAT && standing.modelVersion().equals(linkage.modelVersion());
    }

    @Override
    public boolean isOutdated(Optional<RecordIndex> present) {
        if (isMine()) {
            linkage.refresh();
            tend();
        }
        Optional<IndexStandings.Standing> opened =
                present.filter(SharedRecords.class::isInstance).map(records -> ((SharedRecords) records).standing());
        return !standings.present().equals(opened);
    }

    private boolean isMine() {
        renewed = System.nanoTime();
        return standings.lease(worker, LEASE);
    }

    private void renew() {
        if (System.nanoTime() - renewed > RENEWED_AFTER.toNanos() && !isMine()) {
            throw new IndexAway("another server writes to " + index.name() + " by now");
        }
    }

    private void tend() {
        Linkage fixed = linkage.fixed();
        Optional<IndexStandings.Standing> standing = standings
                .present()
                .filter(present -> isOf(present, fixed))
                // A database that was restored from another cluster has other numbers.
                .filter(present -> present.seen().next() <= store.seen().next())
                .filter(present -> index.exists(present.index()));
        if (standing.isEmpty() || !hasCaughtUp(standing.get(), fixed)) {
            build(fixed, records -> {});
        }
    }

    /** False if it has missed what nobody can tell any more. */
    private boolean hasCaughtUp(IndexStandings.Standing standing, Linkage fixed) {
        News news = store.news(standing.seen());
        if (!news.isComplete()) {
            return false;
        }
        if (!news.versions().isEmpty()) {
            List<SourceId> sources = new ArrayList<>(news.versions().keySet());
            HashedKeys hashed = new HashedKeys(standing.salt());
            try (KeyIndex.Writing writing = index.write(standing.index())) {
                for (int from = 0; from < sources.size(); from += READ_AT_ONCE) {
                    store.sources(sources.subList(from, Math.min(sources.size(), from + READ_AT_ONCE)))
                            .forEach(record ->
                                    writing.put(record.id(), record.version(), hashed.of(keys(record, fixed))));
                    renew();
                }
                writing.finish();
            }
            standings.put(standing.at(news.seen()), worker);
        }
        return true;
    }

    /**
     * Makes it anew beside the one in use, and puts it in its place.
     *
     * @param written is told now and then how many records are in it
     * @return how many records are in it; empty if another server writes to it
     */
    public Optional<Long> rebuild(LongConsumer written) {
        if (!isMine()) {
            return Optional.empty();
        }
        linkage.refresh();
        return Optional.of(build(linkage.fixed(), written));
    }

    private long build(Linkage fixed, LongConsumer told) {
        long start = System.nanoTime();
        store.forgetNews();
        // Heard first: what is committed while the records are read comes again, and is known then.
        News.Seen before = store.seen();
        IndexStandings.Standing fresh =
                new IndexStandings.Standing(index.create(), FORMAT, fixed.modelVersion(), random(SALT_BYTES), before);
        HashedKeys hashed = new HashedKeys(fresh.salt());
        long[] count = new long[1];
        try (KeyIndex.Writing writing = index.write(fresh.index())) {
            store.eachPresent(record -> {
                writing.put(record.id(), record.version(), hashed.of(keys(record, fixed)));
                if (++count[0] % READ_AT_ONCE == 0) {
                    renew();
                    told.accept(count[0]);
                }
            });
            writing.finish();
        }
        if (!standings.put(fresh, worker)) {
            throw new IndexAway("another server writes to " + index.name() + " by now");
        }
        index.use(fresh.index());
        LOG.info(
                "{} records written to {} in {} ms",
                count[0],
                index.name(),
                Duration.ofNanos(System.nanoTime() - start).toMillis());
        return count[0];
    }
}
