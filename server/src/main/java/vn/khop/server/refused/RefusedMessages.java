package vn.khop.server.refused;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import vn.khop.server.security.FacilityScope;

/** The messages that were not taken. Writes join the transaction of the caller, if there is one. */
public interface RefusedMessages {
    /** Adds it; the same bytes of the same sender that wait already are counted instead. */
    void keep(RefusedMessage message);

    /**
     * What waits under this control id was taken now.
     *
     * @param settled what is still kept of what a message says
     */
    void taken(
            RefusedMessage.Format format,
            String application,
            String facility,
            String controlId,
            UnaryOperator<byte[]> settled);

    Optional<RefusedMessage> message(long number);

    /**
     * Newest first.
     *
     * @param before only those with a lower number
     */
    List<RefusedMessage> page(FacilityScope facilities, Optional<RefusedMessage.State> state, long before, int limit);

    /** Puts it in place of what was under its number, if that still waits; false if it does not. */
    boolean replace(RefusedMessage message);
}
