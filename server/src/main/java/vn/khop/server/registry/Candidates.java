package vn.khop.server.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

    /** What was made of records takes an eighth of the heap at most, and at least so many are kept. */
    private static final int NORMALISED_MIN = 20_000;

    private static final int HEAP_SHARE = 8;
    private static final int RECORD_BYTES = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(Candidates.class);

    private final RecordStore store;
    private final Linkage linkage;
    private final int perKeyMax;
    private final Counter keysCut;
    private final Cache<Version, PersonRecord> normalised =
            Caffeine.newBuilder().maximumSize(normalisedMax()).build();

    Candidates(RecordStore store, Linkage linkage, MeterRegistry meters, int perKeyMax) {
        this.store = store;
        this.linkage = linkage;
        this.perKeyMax = perKeyMax;
        this.keysCut = Counter.builder("khop.blocking.keys.cut")
                .description("blocking keys of a feed or a match that more records share than are compared")
                .register(meters);
    }

    private static long normalisedMax() {
        return Math.max(NORMALISED_MIN, Runtime.getRuntime().maxMemory() / HEAP_SHARE / RECORD_BYTES);
    }

    private record Version(SourceId source, int version) {}

    /**
     * @param keysCut how many of the keys are shared by more records than are in here
     */
    record Found(List<PersonRecord> records, int keysCut) {}

    /** Who shares a blocking key, the given record aside. */
    Found sharingAKey(Set<String> blockingKeys, Optional<SourceId> except) {
        RecordStore.Sharing sharing = store.sharingAKey(blockingKeys, perKeyMax);
        Map<SourceId, Integer> versions = new HashMap<>(sharing.versions());
        except.ifPresent(versions::remove);
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
        if (sharing.keysCut() > 0) {
            keysCut.increment(sharing.keysCut());
            LOG.warn(
                    "{} of {} blocking keys of {} are shared by more than {} records; {} records were compared",
                    sharing.keysCut(),
                    blockingKeys.size(),
                    except.map(SourceId::value).orElse("a probe"),
                    perKeyMax,
                    records.size());
        }
        return new Found(records, sharing.keysCut());
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
