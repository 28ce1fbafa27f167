package vn.khop.server.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The access log as a chain in which no entry can be changed, taken out or put in without breaking it. */
public interface AccessTrail {
    /** Gives every committed event its place in the chain, and says how many got one. Several servers may do so at once: one waits for the other. */
    long seal();

    /** Where the chain ends, by its own account. */
    Head head();

    /** All entries with their stored hashes, by position; read as a stream, so that a chain of millions fits. */
    void read(BiConsumer<AccessEntry, byte[]> reader);

    /** The entries that fit, newest first. Sealed first, so that nothing committed is missing. */
    Page search(AccessQuestion question);

    /** The entry at this place. */
    Optional<AccessEntry> at(long position);

    /**
     * The end of the chain.
     *
     * @param position of the last entry; 0 for none
     * @param hash of the last entry, in hexadecimal digits
     */
    record Head(String chainId, long position, String hash) {}

    /** @param total how many fit, on all pages */
    record Page(long total, List<AccessEntry> entries) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /**
     * By what program, for which hospital and why; what is empty is not asked for.
     *
     * @param facility one of those for which the actor acted
     * @param purpose one of the purposes of use
     */
    record Asked(Optional<String> client, Optional<String> facility, Optional<String> purpose) {
        public static final Asked ANYHOW = new Asked(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** What a client asked in a time, by the log. */
    record ClientUse(String client, long entries, long denied, Instant lastAt) {}

    /** Every client with entries since then, by name. Sealed first, as {@link #search}. */
    List<ClientUse> clients(Instant since);

    /**
     * A question to the log; what is empty is not asked for.
     *
     * @param from no entry before it
     * @param before no entry at it or later
     * @param asked who asked besides, and for what
     */
    record AccessQuestion(
            Optional<String> personId,
            Optional<String> username,
            Optional<String> requestId,
            List<AccessAction> actions,
            Optional<AccessOutcome> outcome,
            Optional<Instant> from,
            Optional<Instant> before,
            Asked asked,
            int offset,
            int limit) {
        public AccessQuestion {
            actions = List.copyOf(actions);
            if (offset < 0 || limit < 0) {
                throw new IllegalArgumentException("offset and limit are not negative");
            }
        }

        public AccessQuestion(
                Optional<String> personId,
                Optional<String> username,
                Optional<String> requestId,
                List<AccessAction> actions,
                Optional<AccessOutcome> outcome,
                Optional<Instant> from,
                Optional<Instant> before,
                int offset,
                int limit) {
            this(personId, username, requestId, actions, outcome, from, before, Asked.ANYHOW, offset, limit);
        }

        /** Everything. */
        public static AccessQuestion all(int limit) {
            return new AccessQuestion(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    limit);
        }
    }
}
