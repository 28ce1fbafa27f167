package vn.khop.server.registry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A person as it is known now: computed from its source records each time, never stored.
 *
 * @param supersededBy the person that holds its records now; then it has no sources and no golden values of its own
 * @param sources its source records, by id
 * @param anchor its citizen number, and how sure it is
 * @param history the link events of its sources and of those that left it, oldest first
 */
public record Person(
        EnterpriseId id,
        Instant createdAt,
        Optional<EnterpriseId> supersededBy,
        List<GoldenValue> golden,
        List<SourceRecord> sources,
        List<LinkEvent> history,
        CitizenAnchor anchor) {
    public Person {
        golden = List.copyOf(golden);
        sources = List.copyOf(sources);
        history = List.copyOf(history);
    }

    /** The golden value of a field, if there is one. */
    public Optional<GoldenValue> golden(String field) {
        return golden.stream().filter(value -> value.field().equals(field)).findFirst();
    }

    /** The event that brought a source record to where it is now. */
    public Optional<LinkEvent> link(SourceId source) {
        return history.stream().filter(event -> event.source().equals(source)).reduce((earlier, later) -> later);
    }

    /** When something that makes the person last changed: its records, or what they say. To be asked of a person that was read with its history. */
    public Instant changedAt() {
        return Stream.concat(
                        history.stream().map(LinkEvent::at), sources.stream().map(SourceRecord::receivedAt))
                .reduce(createdAt, (one, other) -> one.isAfter(other) ? one : other);
    }

    /** Whether its id stands for a patient of somebody: it was not joined to another, and some facility still has a record of it. */
    public boolean isActive() {
        return supersededBy.isEmpty()
                && (sources.isEmpty()
                        || sources.stream().anyMatch(record -> !record.columns().containsKey(Columns.REMOVED)));
    }

    @Override
    public String toString() {
        return "Person[" + id + ", " + sources.size() + " sources]";
    }
}
