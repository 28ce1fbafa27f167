package vn.khop.server.registry;

import java.time.Instant;

/**
 * How far a load is.
 *
 * @param id made of the content and the model, so the same files are the same load
 * @param rows the good rows
 * @param badRows those that were left out, with what is wrong in a file
 * @param partsDone so many parts, from the first on, are in the registry
 * @param created source records that the load made
 * @param fed rows that went the way of a feed, because the record, or somebody like it, was known
 */
public record LoadState(
        String id,
        State state,
        int rows,
        int badRows,
        int partsDone,
        int parts,
        int created,
        int fed,
        Instant startedAt,
        Instant updatedAt) {

    /** The name is stored: never rename one. */
    public enum State {
        RUNNING,
        DONE
    }
}
