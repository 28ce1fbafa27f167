package vn.khop.server.registry;

import java.time.Instant;
import java.util.Optional;

/**
 * An id of a person came into use, out of it, or into it again. Only ever appended; replaying it gives which ids are active.
 *
 * @param change the change that it was part of
 * @param by who took its place, if it was superseded
 */
public record PersonEvent(long change, EnterpriseId person, Kind kind, Optional<EnterpriseId> by, Instant at) {
    /** The name is stored: never rename one. */
    public enum Kind {
        FOUNDED,
        SUPERSEDED,
        RESTORED
    }
}
