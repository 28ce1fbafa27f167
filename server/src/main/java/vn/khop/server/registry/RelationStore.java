package vn.khop.server.registry;

import java.util.Collection;
import java.util.List;

/** What records and clerks say of who is whose relative. Written within {@link RecordStore#claiming}. */
public interface RelationStore {
    /** In place of what the record said before. */
    void replace(SourceId record, Collection<StatedRelation> stated);

    /** What these records say. */
    List<StatedRelation> statedBy(Collection<SourceId> records);

    /** What is said of whoever carries one of the numbers. */
    List<StatedRelation> statedOf(Collection<PersonIdentifier> numbers);

    /** Appends it: what was said before stays, and counts no more. */
    void add(RelationRuling ruling);

    /** Those that have one of the records on either side, the oldest first. */
    List<RelationRuling> rulings(Collection<SourceId> records);
}
