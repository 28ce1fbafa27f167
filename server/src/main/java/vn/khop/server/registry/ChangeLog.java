package vn.khop.server.registry;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The log of what changed who is who, and what clerks decided. Written within {@link RecordStore#claiming}, with the records that it speaks of. */
public interface ChangeLog {
    /** Appends the change and gives it its number. */
    long open(Change change);

    Optional<Change> change(long number);

    /** The last event by which the person was superseded. */
    Optional<PersonEvent> supersession(EnterpriseId person);

    /** The links that the change made, in the order in which it made them. */
    List<LinkEvent> linksOf(long change);

    /** Those of the records that were linked before the change. */
    Set<SourceId> linkedBefore(long change, Collection<SourceId> records);

    /** The rulings in force on pairs of which both records are among these. */
    Map<SourcePair, Ruling> rulings(Collection<SourceId> records);

    /** The rulings in force on pairs that have the record. */
    Map<SourcePair, Ruling> rulingsOn(SourceId record);

    /** Puts the rulings in force, in place of what was; an empty one is withdrawn. What was is kept with the change. */
    void rule(long change, Map<SourcePair, Optional<Ruling>> rulings);

    /** What held, before the change, on the pairs on which the change's own ruling is still in force. */
    Map<SourcePair, Optional<Ruling>> rulingsBefore(long change);
}
