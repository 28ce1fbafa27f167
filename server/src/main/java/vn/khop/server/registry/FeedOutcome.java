package vn.khop.server.registry;

import java.util.Optional;

/**
 * What a feed did. The record is stored and linked when this is returned.
 *
 * @param source the record as it stands; the version before, where the new one is held
 * @param person the person it belongs to now
 * @param task in which a clerk looks at what is held
 */
public record FeedOutcome(SourceRecord source, EnterpriseId person, Effect effect, Optional<TaskId> task) {

    public FeedOutcome(SourceRecord source, EnterpriseId person, Effect effect) {
        this(source, person, effect, Optional.empty());
    }

    /** What changed. */
    public enum Effect {
        /** The record is new. */
        CREATED,
        /** The record has a new version. */
        REVISED,
        /** The same message, or the same content, came before: nothing changed. */
        REPEATED,
        /** A newer event had been taken already: this one is kept in the history and changes nothing. */
        OUTDATED,
        /** The message would turn the record into somebody else: it is kept, word for word, and takes effect only if a clerk says so. */
        HELD
    }
}
