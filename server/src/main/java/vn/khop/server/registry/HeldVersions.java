package vn.khop.server.registry;

import java.util.Optional;

/** The updates that are held, and what became of them. Written within {@link RecordStore#claiming}. */
public interface HeldVersions {
    void add(HeldVersion held);

    /** The one of this record that waits for a clerk. */
    Optional<HeldVersion> waiting(SourceId source);

    Optional<HeldVersion> of(SourceId source, int version);

    void settle(SourceId source, int version, HeldVersion.State state);
}
