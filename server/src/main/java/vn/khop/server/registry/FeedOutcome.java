package vn.khop.server.registry;

/**
 * What a feed did. The record is stored and linked when this is returned.
 *
 * @param person the person it belongs to now
 */
public record FeedOutcome(SourceRecord source, EnterpriseId person, Effect effect) {
    /** What changed. */
    public enum Effect {
        /** The record is new. */
        CREATED,
        /** The record has a new version. */
        REVISED,
        /** The same message, or the same content, came before: nothing changed. */
        REPEATED,
        /** A newer event had been taken already: this one is kept in the history and changes nothing. */
        OUTDATED
    }
}
