package vn.khop.server.registry;

import java.util.Optional;

/**
 * A source record that is new, with everything that a feed would have written of it.
 *
 * @param founds whether it is the first of its person, who is new too
 */
public record BulkRecord(
        SourceRecord record,
        SourceIndex index,
        EnterpriseId person,
        boolean founds,
        Optional<LinkEvent.Evidence> evidence) {}
