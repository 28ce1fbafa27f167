package vn.khop.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEntry;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLogUnavailable;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;
import vn.khop.server.security.Scope;

class SqlAccessLogTest {
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00.123456Z");
    private static final Actor CLERK = new Actor(
            "mai",
            "khop-ui",
            Set.of(Role.CLERK, Role.CLERK_LEAD),
            Set.of(Scope.ITI_78),
            Set.of("PATADMIN", "TREAT"),
            FacilityScope.of(Set.of("01013", "01001")),
            "request-1",
            "10.0.0.7");

    private final DataSource database =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "khop", "");
    private final JdbcTransactionManager transactions = new JdbcTransactionManager(database);
    private final SqlAccessLog log = log();

    private SqlAccessLog log() {
        Schema.migrate(database, "jdbc:h2:mem:");
        SqlAccessLog made =
                new SqlAccessLog(database, transactions, Clock.fixed(NOW, ZoneOffset.UTC), UUID::randomUUID);
        made.begin();
        return made;
    }

    @Test
    void whatIsRecordedIsReadBackWhole() {
        log.record(new AccessEvent(CLERK, AccessAction.READ_SOURCE, "E1", "S1", AccessOutcome.SUCCESS));

        assertEquals(
                List.of(new AccessEntry(
                        1,
                        NOW,
                        "mai",
                        "khop-ui",
                        "01001 01013",
                        List.of("clerk", "clerk-lead"),
                        AccessAction.READ_SOURCE,
                        "",
                        "E1",
                        "S1",
                        List.of("PATADMIN", "TREAT"),
                        AccessOutcome.SUCCESS,
                        "request-1",
                        "10.0.0.7")),
                log.about("E1", 10));
    }

    @Test
    void aResultOfThreePersonsIsThreeEntriesAndNoneIsOne() {
        log.record(AccessEvent.ofResult(CLERK, AccessAction.SEARCH, List.of("E1", "E2", "E3")));
        log.record(AccessEvent.ofResult(CLERK, AccessAction.SEARCH, List.of()));

        assertEquals(4, rows());
        assertEquals(1, log.about("E2", 10).size());
        assertEquals(AccessOutcome.NOTHING_FOUND, log.about("", 10).get(0).outcome());
    }

    @Test
    void theNewestComeFirstAndNoMoreThanAsked() {
        log.record(AccessEvent.of(CLERK, AccessAction.SEARCH, "E1"));
        log.record(AccessEvent.of(CLERK, AccessAction.READ, "E1"));
        log.record(AccessEvent.of(CLERK, AccessAction.EXPLAIN, "E1"));

        assertEquals(
                List.of(AccessAction.EXPLAIN, AccessAction.READ),
                log.about("E1", 2).stream().map(AccessEntry::action).toList());
    }

    @Test
    void namesTooLongForTheirColumnStillLeaveAnEntry() {
        Actor wordy = new Actor(
                "n".repeat(500),
                "c".repeat(500),
                Set.of(),
                Set.of(),
                Set.of(),
                FacilityScope.everyFacility(),
                "r".repeat(500),
                "a".repeat(500));

        log.record(AccessEvent.of(wordy, AccessAction.READ, "E1"));

        assertEquals("n".repeat(200), log.about("E1", 1).get(0).username());
    }

    @Test
    void anEntryGoesWithTheTransactionItIsIn() {
        TransactionTemplate together = new TransactionTemplate(transactions);
        together.executeWithoutResult(transaction -> {
            log.record(AccessEvent.of(CLERK, AccessAction.FEED, "E1"));
            transaction.setRollbackOnly();
        });
        assertEquals(0, rows());

        together.executeWithoutResult(transaction -> log.record(AccessEvent.of(CLERK, AccessAction.FEED, "E1")));
        assertEquals(1, rows());
    }

    @Test
    void allEventsOfACallAreWrittenOrNone() {
        new JdbcTemplate(database)
                .execute("alter table khop.access_log_new add constraint no_e2 check (person_id <> 'E2')");

        assertThrows(
                AccessLogUnavailable.class,
                () -> log.record(AccessEvent.ofResult(CLERK, AccessAction.SEARCH, List.of("E1", "E2"))));
        assertEquals(0, rows());
    }

    @Test
    void aLogThatCannotBeWrittenSaysSoWithoutTheData() {
        new JdbcTemplate(database).execute("drop table khop.access_log_new");

        AccessLogUnavailable failure = assertThrows(
                AccessLogUnavailable.class, () -> log.record(AccessEvent.of(CLERK, AccessAction.READ, "E1")));

        assertTrue(String.valueOf(failure.getMessage()).startsWith("the access log cannot be written"));
        assertTrue(!String.valueOf(failure.getMessage()).contains("E1"));
    }

    @Test
    void theTablesAreMadeOnceAndKeptAtTheNextStart() {
        log.record(AccessEvent.of(CLERK, AccessAction.READ, "E1"));

        Schema.migrate(database, "jdbc:h2:mem:");

        assertEquals(1, rows());
    }

    private int rows() {
        log.seal();
        Integer rows = new JdbcTemplate(database).queryForObject("select count(*) from khop.access_log", Integer.class);
        return rows == null ? 0 : rows;
    }
}
