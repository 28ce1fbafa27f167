package vn.khop.server.registry;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The records that cannot be linked by what they say. Written within {@link RecordStore#claiming}. */
public interface Unlinkables {
    /** Says why it cannot be linked, or that it can; since when is kept while the reason is the same. */
    void mark(SourceId record, String facility, Optional<Unlinkable> why, Instant at);

    /** By facility and reason. */
    Map<String, Map<Unlinkable, Integer>> counts();

    /** @param after the last of the page before */
    List<Listed> page(Optional<String> facility, Optional<Unlinkable> why, Optional<SourceId> after, int limit);

    /** One of them. */
    record Listed(SourceId record, String facility, Unlinkable why, Instant since, EnterpriseId person) {}
}
