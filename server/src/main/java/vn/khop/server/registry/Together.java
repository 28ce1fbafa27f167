package vn.khop.server.registry;

import java.util.Set;
import java.util.function.Supplier;

/*
 * Each feed and each decision is one transaction of its own. Done together they become one: where an inner one claims what somebody else holds, the attempt ends, and all of it
 * begins again with that claimed from the start, in the one order in which everybody claims. What was understood of records that were never committed must be forgotten: the same
 * version of the same record may come again with another content. It is forgotten while the claims are still held.
 */
/** Several messages as one: all of them take effect, or none. Thread-safe. */
public final class Together {
    private final RecordStore store;
    private final Registry registry;
    private final Decisions decisions;

    public Together(RecordStore store, Registry registry, Decisions decisions) {
        this.store = store;
        this.registry = registry;
        this.decisions = decisions;
    }

    /**
     * Does the work in one transaction. The work may be begun several times.
     *
     * @param work feeds, decisions and questions of this thread
     */
    public <T> T inOne(Supplier<T> work) {
        return inOne(Set.of(), work);
    }

    /** The same, alone among all work that claims any of these texts. */
    <T> T inOne(Set<String> claims, Supplier<T> work) {
        boolean isCommitted = false;
        try {
            T result = store.claiming(claims, () -> attempt(work));
            isCommitted = true;
            return result;
        } finally {
            if (!isCommitted) {
                forget();
            }
        }
    }

    private <T> T attempt(Supplier<T> work) {
        boolean isDone = false;
        try {
            T result = work.get();
            isDone = true;
            return result;
        } finally {
            if (!isDone) {
                forget();
            }
        }
    }

    private void forget() {
        registry.forget();
        decisions.forget();
    }
}
