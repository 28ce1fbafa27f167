package vn.khop.server.quality;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.SourceRecord;
import vn.khop.server.security.FacilityScope;

/** What is counted, and what is still to be. {@code QualityContract} says what every store must do. */
public interface QualityStore {
    /** Of each facility and rule so many failing versions are kept. */
    int FAILURES_KEPT = 100;

    /** One transaction, in which nobody else counts: no thread of this server and no other server. */
    <T> T alone(Supplier<T> work);

    /**
     * A version that came, and what became of it in the transaction that took it.
     *
     * @param number names it among those that wait
     * @param isHeld whether it would have made the record somebody else
     * @param hasTask whether a clerk got a task about the record with it
     * @param isLinked whether the engine joined it, being new, with a record that was known
     * @param isDuplicate whether one of those was its own facility's
     */
    record Arrival(
            long number, SourceRecord record, boolean isHeld, boolean hasTask, boolean isLinked, boolean isDuplicate) {}

    /** Versions that nobody has counted, without their documents. Within {@link #alone}. */
    List<Arrival> arrived(int limit);

    /** They are counted. Within {@link #alone}. */
    void counted(Collection<Arrival> arrivals);

    /** How many wait to be counted. */
    long waiting();

    /** What an amount is of. */
    record Cell(String facility, LocalDate day, String measure) {}

    void add(Map<Cell, Long> more);

    /** When something came last from each; an earlier moment than the known one changes nothing. */
    void cameAt(Map<String, Instant> byFacility);

    /** A version that breaks a rule. */
    record Failure(String facility, String rule, SourceId record, int version, Instant at) {}

    /** Keeps them, and forgets the oldest beyond {@link #FAILURES_KEPT}. Within {@link #alone}. */
    void keep(List<Failure> failures);

    /** Records that people took out of a person, of facilities, at a moment. */
    record TakenApart(String facility, Instant at, long records) {}

    /**
     * What the feed of changes tells of that since it was read last, and reads on. Within {@link #alone}.
     *
     * @return empty when all of it has been read
     */
    Optional<List<TakenApart>> takenApart(int eventsMax);

    /**
     * Amounts from day to day, both included, by facility and measure.
     *
     * @param facility empty for all in the scope
     */
    Map<String, Map<String, Long>> sums(FacilityScope scope, Optional<String> facility, LocalDate from, LocalDate to);

    /** Those of one facility, by day. */
    Map<LocalDate, Map<String, Long>> days(String facility, LocalDate from, LocalDate to);

    /** When something came last, by facility. */
    Map<String, Instant> last(FacilityScope scope);

    /** Versions that break the rule, or any, and are still the present ones of their records; the newest first. */
    List<Failure> failures(String facility, Optional<String> rule, int limit);
}
