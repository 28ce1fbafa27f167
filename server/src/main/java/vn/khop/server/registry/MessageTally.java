package vn.khop.server.registry;

import java.time.Duration;

/** Is told of each message about a facility's patients when it has its answer, whichever way it came. Thread-safe and quick: the sender waits meanwhile. */
public interface MessageTally {
    /** Tells nobody. */
    MessageTally NONE = new MessageTally() {
        @Override
        public void taken(String facility, Duration within) {
            // nobody counts
        }

        @Override
        public void refused(String facility) {
            // nobody counts
        }
    };

    /**
     * It was taken, with or without an effect.
     *
     * @param within the time between its arrival and its answer
     */
    void taken(String facility, Duration within);

    /** It was not, whether it was at fault or we were. */
    void refused(String facility);
}
