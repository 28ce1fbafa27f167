package vn.khop.server.audit;

import java.util.List;

/**
 * Who saw whom: append-only. Whoever is about to show a person calls {@link #record} first and shows nothing if it throws (fail closed).
 *
 * <p>Law 91/2025 article 23 and Decree 356 ask for the list of who saw a person; IHE BALP asks for one event for each patient in a result.
 */
public interface AccessLog {
    /**
     * Writes all events or none, durable when it returns. Within a transaction of the caller it joins it, so a write and its event commit together.
     *
     * @throws AccessLogUnavailable if they cannot be written: the caller must not give the data
     */
    void record(List<AccessEvent> events);

    default void record(AccessEvent event) {
        record(List.of(event));
    }

    /** The newest {@code limit} entries about a person, newest first. */
    List<AccessEntry> about(String personId, int limit);
}
