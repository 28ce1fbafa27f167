package vn.khop.server.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import vn.khop.mpi.record.PersonRecord;

/*
 * The shared index is some seconds behind the database: it is written in the background. What has come since is kept here by its keys, put in before each question by the LiveIndex, and stands in place of
 * what the shared index says of the same records. So the two together are what is committed. Of a key that more records share than may be compared the first by id are, of both together.
 */
/** A shared index with what it does not have yet, as it stood at one moment. Safe for many threads. */
final class SharedRecords implements RecordIndex {
    /** More than this is not waited for in memory: then the store is asked until the shared index has caught up. */
    static final int SINCE_MAX = 20_000;

    private final KeyIndex index;
    private final IndexStandings.Standing standing;
    private final Linkage linkage;
    private final Linkage.Judging judging;
    private final IndexSource.Reading reading;
    private final int perKeyMax;
    private final HashedKeys hashed;
    private final Map<SourceId, Since> since = new HashMap<>();
    private final Map<String, Set<SourceId>> sinceByKey = new HashMap<>();

    /**
     * @param linkage with the standing's model, whatever is in use later
     * @param judging by the same model
     */
    SharedRecords(
            KeyIndex index,
            IndexStandings.Standing standing,
            Linkage linkage,
            Linkage.Judging judging,
            IndexSource.Reading reading,
            int perKeyMax) {
        this.index = index;
        this.standing = standing;
        this.linkage = linkage;
        this.judging = judging;
        this.reading = reading;
        this.perKeyMax = perKeyMax;
        this.hashed = new HashedKeys(standing.salt());
    }

    private record Since(int version, Set<String> keys) {}

    IndexStandings.Standing standing() {
        return standing;
    }

    @Override
    public String modelVersion() {
        return standing.modelVersion();
    }

    @Override
    public void put(SourceRecord record) {
        Set<String> keys = hashed.of(SharedIndex.keys(record, linkage));
        synchronized (since) {
            if (has(record.id(), record.version())) {
                return;
            }
            if (since.size() >= SINCE_MAX) {
                throw new IndexAway("more than " + SINCE_MAX + " records have come since " + index.name()
                        + " was written last: it is behind");
            }
            Since former = since.put(record.id(), new Since(record.version(), keys));
            if (former != null) {
                former.keys().forEach(key -> having(key).remove(record.id()));
            }
            keys.forEach(key -> having(key).add(record.id()));
        }
    }

    private Set<SourceId> having(String key) {
        return sinceByKey.computeIfAbsent(key, one -> new HashSet<>());
    }

    @Override
    public boolean has(SourceId id, int version) {
        synchronized (since) {
            Since known = since.get(id);
            return known != null && known.version() >= version;
        }
    }

    @Override
    public int size() {
        synchronized (since) {
            return since.size();
        }
    }

    @Override
    public int spent() {
        return 0;
    }

    @Override
    public Found find(PersonRecord probe) {
        List<String> keys = List.copyOf(hashed.of(linkage.blockingKeys(probe)));
        if (keys.isEmpty()) {
            return new Found(Map.of(), 0);
        }
        RecordStore.Sharing sharing = sharing(keys);
        Map<SourceId, Integer> versions = new HashMap<>(sharing.versions());
        versions.keySet().removeIf(id -> id.value().equals(probe.recordId()));
        return new Found(judging.candidates(probe, versions, reading), sharing.keysCut());
    }

    private RecordStore.Sharing sharing(List<String> keys) {
        Optional<Map<SourceId, Integer>> few = index.sharing(standing.index(), Set.copyOf(keys), perKeyMax);
        List<SortedMap<SourceId, Integer>> fresh = new ArrayList<>();
        Set<SourceId> known;
        synchronized (since) {
            for (String key : keys) {
                SortedMap<SourceId, Integer> having = new TreeMap<>();
                for (SourceId id : sinceByKey.getOrDefault(key, Set.of())) {
                    having.put(id, Objects.requireNonNull(since.get(id)).version());
                }
                fresh.add(having);
            }
            if (few.isPresent()) {
                Map<SourceId, Integer> all = new HashMap<>(few.get());
                all.keySet().removeIf(since::containsKey);
                fresh.forEach(all::putAll);
                if (all.size() <= perKeyMax) {
                    return new RecordStore.Sharing(all, 0);
                }
            }
            known = Set.copyOf(since.keySet());
        }
        // Together they are more than one key may have: then it matters which key has how many.
        List<SortedMap<SourceId, Integer>> written = index.sharingEach(standing.index(), keys, known, perKeyMax + 1);
        Map<SourceId, Integer> all = new HashMap<>();
        int keysCut = 0;
        for (int key = 0; key < keys.size(); key++) {
            SortedMap<SourceId, Integer> having = new TreeMap<>(written.get(key));
            having.putAll(fresh.get(key));
            having.entrySet().stream().limit(perKeyMax).forEach(one -> all.put(one.getKey(), one.getValue()));
            keysCut += having.size() > perKeyMax ? 1 : 0;
        }
        return new RecordStore.Sharing(all, keysCut);
    }
}
