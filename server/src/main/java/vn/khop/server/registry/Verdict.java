package vn.khop.server.registry;

/** What a clerk said of two source records. It stands whatever the engine thinks of them. The name is stored: never rename one. */
public enum Verdict {
    /** They are one person. */
    SAME,
    /** They are two persons. */
    DIFFERENT
}
