package vn.khop.server.registry;

/** The good rows of a load, each as the message that it would be as a feed. Read at any place, from any thread. */
public interface LoadRows {
    /** The same for the same content: what was done of a load is found again under it. */
    String contentHash();

    int size();

    /** @param place from 0 on, in the order of the files */
    SourceFeed row(int place);
}
