package vn.khop.server.registry;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is wrong in single records, and what was dismissed of it. Written within {@link RecordStore#claiming}. */
public interface RecordIssues {
    /** In place of what the record said against itself before; who has dismissed the same is not asked again. */
    void replace(SourceId record, Collection<RecordIssue> found);

    /** Adds it, or puts it in place of the one of its kind. */
    void put(RecordIssue issue);

    /** What the records say against themselves, and what was dismissed of them. */
    List<RecordIssue> of(Collection<SourceId> records);

    /**
     * Of these records those of whose persons there is something to ask or to close that is not about a pair which the engine left open: an issue that nobody dismissed, a task
     * about one, several citizen numbers, or a citizen number that another person carries too. In one question, since most have nothing.
     */
    Set<SourceId> doubtful(Collection<SourceId> records);

    /** The citizen numbers that the records carry. */
    List<Carried> citizenNumbers(Collection<SourceId> records);

    /** For these records, records of other persons that carry the same citizen number; some of them, where it is very many's. */
    Map<SourceId, Set<SourceId>> sharingACitizenNumber(Collection<SourceId> records);

    /** A citizen number of a record. */
    record Carried(SourceId record, String number, boolean isVerified) {
        /** Without the number. */
        @Override
        public String toString() {
            return "Carried[" + record + "]";
        }
    }
}
