package vn.khop.server.notify;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How far each destination has been told of changes, and what it would not take. */
public interface NoticeStore {
    /**
     * Takes a destination for a while, so that of several servers one sends.
     *
     * @param until it is free again then, if it is not taken anew
     * @return how far it has been told; empty where another server has it; -1 for one that was never told anything
     */
    Optional<Long> take(String destination, String worker, Instant now, Instant until);

    /** How far it has been told; empty where it is not known. */
    Optional<Long> reached(String destination);

    /** Lets a destination go that this worker has taken. */
    void release(String destination, String worker, Instant now);

    /** A new destination is told of what comes after this position; one that is known stays where it is. */
    void begin(String destination, long position, Instant now);

    /** There is no such destination any more; what it would not take is kept. */
    void forget(String destination);

    /** It has been told everything up to this position of the feed of changes. */
    void advance(String destination, long position);

    /** Keeps a notice that the destination refused. */
    void bury(DeadNotice notice);

    /** Those that are to be sent again, oldest first. */
    List<DeadNotice> toReplay(String destination, int limit);

    Optional<DeadNotice> notice(long number);

    /** Newest first; of those with a lower number. */
    List<DeadNotice> page(Optional<DeadNotice.State> state, long before, int limit);

    /**
     * How a destination stands.
     *
     * @param position up to which it has been told; {@link Telling#NEVER} for one that was never told anything
     * @param dead notices that it would not take and that nobody had sent again
     */
    record Standing(String destination, long position, long dead) {}

    /** Each destination that is told, by name. */
    List<Standing> standings();

    /** Puts it in place of what was under its number. */
    void replace(DeadNotice notice);
}
