package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplacementTest {
    private static final Map<String, String> FORMER = Map.of(
            Columns.FULL_NAME, "Vũ Minh Hùng",
            Columns.REPLACED_BY, "27",
            Columns.REPLACED_AT, "2026-03-02T01:00:00Z");
    private static final Map<String, String> SENT = Map.of(Columns.FULL_NAME, "Vũ Minh Hưng");

    private static Map<String, String> carried(Map<String, String> sent, String at) {
        return Replacement.carried(FORMER, sent, Optional.of(Instant.parse(at)));
    }

    @Test
    void anEarlierMessageChangesThePatientAndNotWhoStandsForTheNumber() {
        assertEquals(
                Map.of(
                        Columns.FULL_NAME, "Vũ Minh Hưng",
                        Columns.REPLACED_BY, "27",
                        Columns.REPLACED_AT, "2026-03-02T01:00:00Z"),
                carried(SENT, "2026-03-02T00:59:59Z"));
    }

    @Test
    void aLaterOneOrOneThatSaysSoItselfTakesItBack() {
        assertEquals(SENT, carried(SENT, "2026-03-02T01:00:00Z"));
        assertEquals(SENT, Replacement.carried(FORMER, SENT, Optional.empty()));
        assertEquals(SENT, Replacement.carried(SENT, SENT, Optional.of(Instant.EPOCH)));
        Map<String, String> byAnother = Map.of(Columns.REPLACED_BY, "28");
        assertEquals(byAnother, carried(byAnother, "2026-03-01T00:00:00Z"));
        Map<String, String> removed = Map.of(Columns.REMOVED, "true");
        assertEquals(removed, carried(removed, "2026-03-01T00:00:00Z"));
    }
}
