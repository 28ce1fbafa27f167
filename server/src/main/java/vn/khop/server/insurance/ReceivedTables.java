package vn.khop.server.insurance;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.khop.server.security.FacilityScope;

/** Which tables of which stays came, and what of them is read; and the rows that were refused. In the same transactions as the registry's store. */
public interface ReceivedTables {
    /**
     * A table of a stay, as it came.
     *
     * @param contentHash of all that it says
     * @param eventTime when the facility made it
     * @param rows how many it has
     * @param read of these what is read; none of a table that is not read
     */
    record Received(
            String facility,
            String stay,
            ClaimTable table,
            String contentHash,
            Instant eventTime,
            Instant receivedAt,
            int rows,
            List<ClaimRow> read) {
        public Received {
            read = List.copyOf(read);
        }
    }

    /**
     * A row that was refused.
     *
     * @param number grows
     * @param contentHash of what it says
     * @param row what is read of it
     * @param settledAt when another row of the same table and stay was taken
     */
    record Refusal(
            long number,
            String facility,
            String contentHash,
            ClaimRow row,
            List<Fault> faults,
            Instant receivedAt,
            Optional<Instant> settledAt) {
        public Refusal {
            faults = List.copyOf(faults);
        }
    }

    /** The version of each table that holds now. */
    Map<ClaimTable, Received> present(String facility, String stay);

    /** When a table with this content was made, if it ever came. */
    Optional<Instant> eventTime(String facility, String stay, ClaimTable table, String contentHash);

    /** Adds it, and makes it the one that holds. */
    void put(Received received);

    /** Adds it without making it the one that holds: it came too late. */
    void putOutdated(Received received);

    /** Keeps a refused row; does nothing if the same is kept and not settled. */
    void refuse(Refusal refusal);

    /** Whether a row of the table was ever refused, settled or not. */
    boolean wasRefused(String facility, String stay, ClaimTable table);

    /** Rows of the table and stay that were refused have been sent better. */
    void settle(String facility, String stay, ClaimTable table, Instant at);

    /** One of them has been mended. */
    void settle(long number, Instant at);

    /** Refused rows of a table of a stay that are not settled, by number. */
    List<Refusal> waiting(String facility, String stay, ClaimTable table);

    /** Refused rows that are not settled, by number. */
    List<Refusal> refusals(FacilityScope facilities, long after, int limit);

    Optional<Refusal> refusal(long number);
}
