package vn.khop.server.registry;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Models, what was tried and done with them, and what a change of model needs of the records. Written within {@link RecordStore#claiming}. */
public interface ModelStore {
    /** The version of the model in use; empty before the first server has started. */
    Optional<String> inUse();

    void use(String modelVersion);

    /** Does nothing if it is there. */
    void add(StoredModel model);

    Optional<StoredModel> model(String version);

    /** The latest first. */
    List<StoredModel> models();

    void propose(String version, Optional<String> by);

    /** Gives it its number. */
    ModelRun begin(ModelRun run);

    void put(ModelRun run);

    Optional<ModelRun> run(long number);

    /** The latest first. */
    List<ModelRun> runs(int limit);

    /** A run that goes on, for this worker alone for a while: one that nobody works at, or that a worker has left. */
    Optional<ModelRun> takeOver(String worker, Instant now, Instant leftSince);

    void beat(long run, Instant now);

    void replaceFindings(long run, List<ModelFinding> findings);

    /** @param kind empty for all */
    List<ModelFinding> findings(long run, Optional<ModelFinding.Kind> kind, int after, int limit);

    /** The present versions of the records after this one, by id. */
    List<SourceRecord> sourcesAfter(Optional<SourceId> last, int limit);

    /** Records with a version that came then or later, and the present one of each. The map is the caller's. */
    Map<SourceId, Integer> changedSince(Instant since);

    /** Whether the record is found by these blocking keys and no others. */
    boolean hasExactlyKeys(SourceId record, Set<String> keys);

    /** Adds those that it does not have. */
    void addKeys(SourceId record, Collection<String> keys);

    /** In place of what the record is found by. */
    void reindex(SourceId record, SourceIndex index);

    /** Of the records that the request moved, the persons that they had before. */
    Map<SourceId, EnterpriseId> before(String requestId, Collection<SourceId> records);

    /** The rulings in force, all of them. */
    Set<SourcePair> ruledPairs();

    /** The open pairs, all of them. */
    Set<SourcePair> openPairs();

    /**
     * A model as it was handed in.
     *
     * @param content the file, word for word
     * @param proposedBy the first of the two people who activate it
     */
    record StoredModel(String version, String content, String addedBy, Instant addedAt, Optional<String> proposedBy) {
        @Override
        public String toString() {
            return "StoredModel[" + version + "]";
        }
    }
}
