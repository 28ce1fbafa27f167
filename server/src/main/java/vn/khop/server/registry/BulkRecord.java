package vn.khop.server.registry;

import java.util.List;
import java.util.Optional;

/**
 * A source record that is new, with everything that a feed would have written of it.
 *
 * @param unlinkable why it cannot be linked, if so
 * @param issues what it says against itself
 * @param founds whether it is the first of its person, who is new too
 */
public record BulkRecord(
        SourceRecord record,
        SourceIndex index,
        EnterpriseId person,
        boolean founds,
        Optional<LinkEvent.Evidence> evidence,
        Optional<Unlinkable> unlinkable,
        List<RecordIssue> issues) {
    public BulkRecord {
        issues = List.copyOf(issues);
    }
}
