package vn.khop.server.registry;

import java.util.List;

/** What others are still to be told. Written within {@link RecordStore#claiming}; so it is told if and only if it happened. */
public interface Outbox {
    /** Adds the events, in their order. They get their places when they are read first. */
    void add(List<ChangeEvent> events);

    /**
     * The events after a position, in order; at most so many.
     *
     * <p>Whoever has read to a position has seen everything up to it: no event gets a place before one that was given already.
     */
    List<ChangeEvent> after(long position, int limit);

    /** The position of the last event that is committed; 0 where there is none. */
    long last();
}
