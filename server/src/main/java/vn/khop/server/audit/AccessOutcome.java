package vn.khop.server.audit;

/** How the access ended. The name is stored: never rename one. */
public enum AccessOutcome {
    /** Data was given, or a write took effect. */
    SUCCESS,
    /** The question was answered and there was nobody to show. */
    NOTHING_FOUND,
    /** Refused: the actor may not. */
    DENIED
}
