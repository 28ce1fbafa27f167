package vn.khop.server.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;

/**
 * The records that a record is compared with, as the engine reads them. A version of a record never changes, so what was made of it is kept; and of a blocking key
 * that very many share only the first by id are compared, whoever came first, so that one hot key cannot make a feed endless. What was cut is counted and said.
 */
final class Candidates {
    /** Records compared for one blocking key. Whoever else fits shares another key too, or is found by nobody. */
    static final int PER_KEY_MAX = 500;

    /**
     * What was made of records is kept for what asks again within moments: a feed that has claimed its persons, a page that shows whom a match has found. Of a million records few are asked for again,
     * and keeping more of them costs the collector of memory more than making them again: each touch writes into old objects all over the heap.
     */
    private static final int NORMALISED_MAX = 20_000;

    private static final Logger LOG = LoggerFactory.getLogger(Candidates.class);

    private final RecordStore store;
    private final Linkage linkage;
    private final int perKeyMax;
    private final LiveIndex index;
    private final Counter keysCut;
    private final Timer found;
    private final Timer foundInStore;
    private final Cache<Version, PersonRecord> normalised =
            Caffeine.newBuilder().maximumSize(NORMALISED_MAX).build();

    Candidates(RecordStore store, Linkage linkage, MeterRegistry meters, int perKeyMax) {
        this(store, linkage, meters, perKeyMax, new InMemoryIndex(store, linkage, perKeyMax));
    }

    /** @param source compares as many records of one key */
    Candidates(RecordStore store, Linkage linkage, MeterRegistry meters, int perKeyMax, IndexSource source) {
        this.store = store;
        this.linkage = linkage;
        this.perKeyMax = perKeyMax;
        this.index = new LiveIndex(store, linkage, source, this::read);
        this.found = timer(meters, source.name());
        this.foundInStore = timer(meters, "database");
        this.keysCut = Counter.builder("khop.blocking.keys.cut")
                .description("blocking keys of a feed or a match that more records share than are compared")
                .register(meters);
    }

    private static Timer timer(MeterRegistry meters, String where) {
        return Timer.builder("khop.candidates")
                .description("looking for the records that a feed or a match is compared with")
                .tag("where", where)
                .register(meters);
    }

    private record Version(SourceId source, int version) {}

    /**
     * @param keysCut how many of the keys are shared by more records than are in here
     */
    record Found(List<PersonRecord> records, int keysCut) {}

    /** The index that this process asks, which finds candidates once it is started. */
    LiveIndex index() {
        return index;
    }

    /**
     * Who the record may be: of those who share a blocking key all that are a link or for review if only the two are looked at, and perhaps more. The record with the probe's id is
     * not among them.
     */
    Found of(PersonRecord probe, Set<String> blockingKeys, Optional<SourceId> except) {
        Optional<RecordIndex.Found> indexed = inTheIndex(probe, blockingKeys);
        if (indexed.isEmpty()) {
            return sharingAKey(blockingKeys, except);
        }
        return new Found(read(indexed.get().versions()), indexed.get().keysCut());
    }

    /** The same by their ids, as the index finds them; empty where the store has to be asked. */
    Optional<Set<SourceId>> indexed(PersonRecord probe, Set<String> blockingKeys) {
        return inTheIndex(probe, blockingKeys).map(found -> found.versions().keySet());
    }

    private Optional<RecordIndex.Found> inTheIndex(PersonRecord probe, Set<String> blockingKeys) {
        if (blockingKeys.isEmpty()) {
            return Optional.of(new RecordIndex.Found(Map.of(), 0));
        }
        long start = System.nanoTime();
        Optional<RecordIndex.Found> indexed = index.find(probe);
        indexed.ifPresent(it -> {
            found.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            keysCut.increment(it.keysCut());
        });
        return indexed;
    }

    /** Who shares a blocking key, the given record aside. */
    Found sharingAKey(Set<String> blockingKeys, Optional<SourceId> except) {
        return Objects.requireNonNull(foundInStore.record(() -> inTheStore(blockingKeys, except)));
    }

    private Found inTheStore(Set<String> blockingKeys, Optional<SourceId> except) {
        RecordStore.Sharing sharing = store.sharingAKey(blockingKeys, perKeyMax);
        Map<SourceId, Integer> versions = new HashMap<>(sharing.versions());
        except.ifPresent(versions::remove);
        Found found = new Found(read(versions), sharing.keysCut());
        count(found, blockingKeys, except);
        return found;
    }

    private List<PersonRecord> read(Map<SourceId, Integer> versions) {
        List<PersonRecord> records = new ArrayList<>();
        List<SourceId> unread = new ArrayList<>();
        versions.forEach((source, version) -> {
            PersonRecord known = normalised.getIfPresent(new Version(source, version));
            if (known == null) {
                unread.add(source);
            } else {
                records.add(known);
            }
        });
        store.sources(unread).forEach(source -> records.add(understood(source)));
        return records;
    }

    private void count(Found found, Set<String> blockingKeys, Optional<SourceId> except) {
        if (found.keysCut() > 0) {
            keysCut.increment(found.keysCut());
            LOG.debug(
                    "{} of {} blocking keys of {} are shared by more than {} records; {} records were compared",
                    found.keysCut(),
                    blockingKeys.size(),
                    except.map(SourceId::value).orElse("a probe"),
                    perKeyMax,
                    found.records().size());
        }
    }

    /** Forgets what was made of records, for some of them were not committed. */
    void forget() {
        normalised.invalidateAll();
    }

    /** The record as the engine reads it. */
    PersonRecord understood(SourceRecord source) {
        return normalised.get(
                new Version(source.id(), source.version()),
                version -> linkage.normalise(new RawRecord(source.id().value(), source.columns())));
    }
}
