package vn.khop.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import vn.khop.server.SetClock;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessLogUnavailable;
import vn.khop.server.audit.BreakGlass;
import vn.khop.server.audit.BreakGlass.Lack;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;
import vn.khop.server.security.Scope;
import vn.khop.server.security.SmartScopes;

/** Opening a person in an emergency, clause by clause, with a clock that is moved by hand. */
class BreakGlassTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    private static final String REASON = "Bất tỉnh, không có người nhà";

    private final SetClock clock = new SetClock(START);
    private final DataSource database =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "khop", "");
    private final JdbcTransactionManager transactions = new JdbcTransactionManager(database);
    private final SqlAccessLog log = log();
    private final BreakGlass breakGlass = new BreakGlass(new SqlBreakGlass(database, transactions), log, clock);

    private SqlAccessLog log() {
        Schema.migrate(database, "jdbc:h2:mem:");
        SqlAccessLog made = new SqlAccessLog(database, transactions, clock, UUID::randomUUID);
        made.begin();
        return made;
    }

    private static Actor actor(String user, String client, String purpose, Optional<Instant> authenticated) {
        return new Actor(
                user,
                client,
                Set.of(Role.HUB),
                Set.of(Scope.ITI_78),
                Set.of(purpose),
                FacilityScope.of(Set.of("01001")),
                "r",
                "local",
                authenticated,
                SmartScopes.none(),
                "");
    }

    private static Actor doctor(Instant authenticated) {
        return actor("bs-lan", "his-01001", "BTG", Optional.of(authenticated));
    }

    private void assertLacks(Lack lack, Actor actor, String reason) {
        BreakGlass.NotPermitted refused =
                assertThrows(BreakGlass.NotPermitted.class, () -> breakGlass.open(actor, "E1", reason));
        assertEquals(lack, refused.lack());
        assertEquals(List.of(), breakGlass.toReview(10));
    }

    @Test
    void thePurposeMustBeAnEmergency() {
        assertLacks(Lack.PURPOSE, actor("bs-lan", "his-01001", "TREAT", Optional.of(START)), REASON);
    }

    @Test
    void theLogInMustBeNoOlderThanFiveMinutesAndNotToCome() {
        assertLacks(Lack.RECENT_AUTHENTICATION, doctor(START.minusSeconds(301)), REASON);
        assertLacks(Lack.RECENT_AUTHENTICATION, doctor(START.plusSeconds(31)), REASON);
        assertLacks(Lack.RECENT_AUTHENTICATION, actor("bs-lan", "his-01001", "BTG", Optional.empty()), REASON);
        assertEquals(
                START.plus(Duration.ofMinutes(30)), breakGlass.open(doctor(START.minusSeconds(300)), "E1", REASON));
    }

    @Test
    void thereMustBeAReason() {
        for (String reason : List.of("", "   ", "vội quá", "x".repeat(1001), " ".repeat(20) + "vội")) {
            assertLacks(Lack.REASON, doctor(START), reason);
        }
    }

    @Test
    void itIsOneUserOfOneClientOnePersonAndHalfAnHour() {
        Actor doctor = doctor(START);
        breakGlass.open(doctor, "E1", REASON);

        assertTrue(breakGlass.isOpen(doctor, "E1"));
        assertFalse(breakGlass.isOpen(doctor, "E2"));
        assertFalse(breakGlass.isOpen(actor("bs-minh", "his-01001", "BTG", Optional.of(START)), "E1"));
        assertFalse(breakGlass.isOpen(actor("bs-lan", "his-01013", "BTG", Optional.of(START)), "E1"));
        assertFalse(breakGlass.isOpen(actor("bs-lan", "his-01001", "TREAT", Optional.of(START)), "E1"));
        clock.set(START.plus(Duration.ofMinutes(30)).minusMillis(1));
        assertTrue(breakGlass.isOpen(doctor, "E1"));
        clock.set(START.plus(Duration.ofMinutes(30)));
        assertFalse(breakGlass.isOpen(doctor, "E1"));
    }

    @Test
    void itIsToBeReviewedWithinADayOnceAndBySomebodyElse() {
        Actor doctor = doctor(START);
        breakGlass.open(doctor, "E1", REASON);
        clock.set(START.plusSeconds(60));
        breakGlass.open(doctor(clock.instant()), "E2", REASON);
        List<BreakGlass.Entry> due = breakGlass.toReview(10);

        assertEquals(
                List.of("E1", "E2"),
                due.stream().map(BreakGlass.Entry::personId).toList());
        assertEquals(START.plus(Duration.ofHours(24)), due.get(0).reviewDueAt());
        long number = due.get(0).number();
        assertThrows(BreakGlass.NotPermitted.class, () -> breakGlass.review(number, true, doctor));
        Actor auditor = actor("kiem-toan", "khop-ui", "HSYSADMIN", Optional.empty());
        breakGlass.review(number, false, auditor);
        assertThrows(BreakGlass.NotPermitted.class, () -> breakGlass.review(number, true, auditor));
        assertEquals(
                List.of("E2"),
                breakGlass.toReview(10).stream().map(BreakGlass.Entry::personId).toList());
    }

    @Test
    void itAndItsReviewAreInTheAccessLogOrDoNotHappen() {
        breakGlass.open(doctor(START), "E1", REASON);
        breakGlass.review(
                breakGlass.toReview(1).get(0).number(),
                true,
                actor("kiem-toan", "khop-ui", "HSYSADMIN", Optional.empty()));
        assertEquals(
                List.of(AccessAction.REVIEW_BREAK_GLASS, AccessAction.BREAK_GLASS),
                log.about("E1", 10).stream().map(entry -> entry.action()).toList());

        new JdbcTemplate(database).execute("alter table khop.access_log_new rename to access_log_away");
        assertThrows(AccessLogUnavailable.class, () -> breakGlass.open(doctor(START), "E2", REASON));
        assertFalse(breakGlass.isOpen(doctor(START), "E2"));
        assertEquals(List.of(), breakGlass.toReview(10));
    }
}
