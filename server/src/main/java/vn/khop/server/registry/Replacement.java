package vn.khop.server.registry;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** That a number stands for another, where a message said so by itself and at its own time. */
final class Replacement {
    private static final Set<String> COLUMNS = Set.of(Columns.REPLACED_BY, Columns.REPLACED_AT);

    private Replacement() {}

    /**
     * What the facility sent, with the former version's replacement where the message is of an earlier time than that.
     *
     * @param at of the message; one without a time is of now
     */
    static Map<String, String> carried(Map<String, String> former, Map<String, String> sent, Optional<Instant> at) {
        boolean isEarlier = at.isPresent()
                && former.keySet().containsAll(COLUMNS)
                && at.get().isBefore(Instant.parse(Objects.requireNonNull(former.get(Columns.REPLACED_AT))));
        if (!isEarlier || sent.containsKey(Columns.REPLACED_BY) || sent.containsKey(Columns.REMOVED)) {
            return sent;
        }
        Map<String, String> carried = new LinkedHashMap<>(sent);
        COLUMNS.forEach(column -> carried.put(column, Objects.requireNonNull(former.get(column))));
        return carried;
    }
}
