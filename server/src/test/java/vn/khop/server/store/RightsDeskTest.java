package vn.khop.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
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
import vn.khop.server.rights.Right;
import vn.khop.server.rights.RightsDesk;
import vn.khop.server.rights.RightsDesk.Counts;
import vn.khop.server.rights.RightsDesk.Lack;
import vn.khop.server.rights.SubjectRequest;
import vn.khop.server.rights.SubjectRequest.Asked;
import vn.khop.server.rights.SubjectRequest.Outcome;
import vn.khop.server.rights.WorkingDays;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;

/** Requests of data subjects on their way from desk to end, with a clock that is moved by hand. */
class RightsDeskTest {
    /** Half past midnight on Saturday 14 February in Vietnam, two days before Tết's eve; still Friday in London. */
    private static final Instant START = Instant.parse("2026-02-13T17:30:00Z");

    private static final LocalDate FRIDAY = LocalDate.of(2026, 2, 13);
    private static final Actor LAN = auditor("lan");
    private static final Actor MINH = auditor("minh");

    private final SetClock clock = new SetClock(START);
    private final DataSource database =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "khop", "");
    private final JdbcTransactionManager transactions = new JdbcTransactionManager(database);
    private final SqlAccessLog log = log();
    private final RightsDesk desk =
            new RightsDesk(new SqlSubjectRequests(database, transactions), new WorkingDays(List.of()), log, clock);

    private SqlAccessLog log() {
        Schema.migrate(database, "jdbc:h2:mem:");
        SqlAccessLog made = new SqlAccessLog(database, transactions, clock, UUID::randomUUID);
        made.begin();
        return made;
    }

    private static Actor auditor(String user) {
        return new Actor(
                user,
                "khop-ui",
                Set.of(Role.AUDITOR),
                Set.of(),
                Set.of("HSYSADMIN"),
                FacilityScope.of(Set.of()),
                "r",
                "local");
    }

    private SubjectRequest register(Right right, boolean isThroughOthers) {
        return desk.register(LAN, "E1", new Asked(right, "CV-17", FRIDAY, isThroughOthers));
    }

    private static void assertLacks(Lack lack, Runnable step) {
        assertEquals(
                lack, assertThrows(RightsDesk.NotPermitted.class, step::run).lack());
    }

    @Test
    void theDaysOfEachRightAreThoseOfTheDecree() {
        // Friday 13 February: and 10 days is Monday 23, and 15 is Saturday 28, so Monday 2 March, and 20 is Thursday 5
        // March, and 30 is Sunday 15, so Monday 16.
        LocalDate ten = LocalDate.of(2026, 2, 23);
        LocalDate fifteen = LocalDate.of(2026, 3, 2);
        LocalDate twenty = LocalDate.of(2026, 3, 5);
        LocalDate thirty = LocalDate.of(2026, 3, 16);
        for (Right right : List.of(Right.ACCESS, Right.CORRECT)) {
            assertEquals(ten, register(right, false).dueOn());
            assertEquals(fifteen, register(right, true).dueOn());
        }
        for (Right right : List.of(Right.RESTRICT, Right.OBJECT, Right.WITHDRAW)) {
            assertEquals(fifteen, register(right, false).dueOn());
            assertEquals(twenty, register(right, true).dueOn());
        }
        assertEquals(twenty, register(Right.ERASE, false).dueOn());
        assertEquals(thirty, register(Right.ERASE, true).dueOn());
        assertEquals(LocalDate.of(2026, 2, 23), register(Right.ERASE, true).answerBy());
    }

    @Test
    void aDayBeginsInVietnamAndNoRequestComesFromOneToCome() {
        assertEquals(LocalDate.of(2026, 2, 14), desk.today());
        assertLacks(
                Lack.PAST_DAY,
                () -> desk.register(LAN, "E1", new Asked(Right.ACCESS, "", LocalDate.of(2026, 2, 15), false)));
        assertLacks(
                Lack.PAST_DAY,
                () -> desk.register(LAN, "E1", new Asked(Right.ACCESS, "", LocalDate.of(2025, 2, 13), false)));
        assertEquals(List.of(), desk.open(10));
    }

    @Test
    void itIsAnsweredExtendedAndClosedOnceEach() {
        SubjectRequest request = register(Right.WITHDRAW, false);
        long number = request.number();
        assertEquals("lan", desk.answer(number, MINH).registered().by());
        assertLacks(Lack.OPEN_STEP, () -> desk.answer(number, LAN));

        // 2 March and 15 days are 17 March.
        assertLacks(Lack.DAY_WITHIN_EXTENSION, () -> desk.extend(number, LocalDate.of(2026, 3, 2), "nhiều nơi", LAN));
        assertLacks(Lack.DAY_WITHIN_EXTENSION, () -> desk.extend(number, LocalDate.of(2026, 3, 18), "nhiều nơi", LAN));
        SubjectRequest extended = desk.extend(number, LocalDate.of(2026, 3, 17), "nhiều nơi", LAN);
        assertEquals(LocalDate.of(2026, 3, 17), extended.dueOn());
        assertEquals("nhiều nơi", extended.extended().orElseThrow().reason());
        assertLacks(Lack.OPEN_STEP, () -> desk.extend(number, LocalDate.of(2026, 3, 18), "nữa", LAN));

        SubjectRequest closed = desk.close(number, Outcome.REFUSED, "Điều 19", LAN);
        assertEquals(Outcome.REFUSED, closed.closed().orElseThrow().outcome());
        assertEquals("lan", closed.closed().orElseThrow().step().by());
        assertEquals("minh", closed.answered().orElseThrow().by());
        assertLacks(Lack.OPEN_STEP, () -> desk.close(number, Outcome.DONE, "xong", MINH));
        assertLacks(Lack.REQUEST, () -> desk.answer(number + 1, LAN));
        assertEquals(List.of(), desk.open(10));
        assertEquals(
                List.of(number),
                desk.closed(10).stream().map(SubjectRequest::number).toList());
    }

    @Test
    void anErasureTakesTwoPeople() {
        long number = register(Right.ERASE, false).number();
        assertLacks(Lack.SECOND_PERSON, () -> desk.close(number, Outcome.DONE, "đã xoá", MINH));
        desk.answer(number, LAN);
        assertLacks(Lack.SECOND_PERSON, () -> desk.close(number, Outcome.DONE, "đã xoá", LAN));
        assertEquals(
                Outcome.DONE,
                desk.close(number, Outcome.DONE, "đã xoá", MINH)
                        .closed()
                        .orElseThrow()
                        .outcome());
        // What nobody asks for any more, one may close.
        long other = register(Right.ERASE, false).number();
        desk.close(other, Outcome.TAKEN_BACK, "rút yêu cầu", LAN);
    }

    @Test
    void theFirstDueIsFirstAndWhatIsLateIsCounted() {
        long erase = register(Right.ERASE, false).number();
        long access = register(Right.ACCESS, false).number();
        long withdraw = register(Right.WITHDRAW, false).number();
        desk.answer(withdraw, LAN);
        assertEquals(
                List.of(access, withdraw, erase),
                desk.open(10).stream().map(SubjectRequest::number).toList());
        clock.set(Instant.parse("2026-02-23T16:59:59Z"));
        assertEquals(new Counts(3, 0, 0), desk.counts());
        clock.pass(Duration.ofSeconds(1));
        assertEquals(new Counts(3, 1, 2), desk.counts());
    }

    @Test
    void eachStepIsInTheAccessLogOrIsNotTaken() {
        long number = register(Right.ACCESS, false).number();
        desk.answer(number, LAN);
        desk.close(number, Outcome.DONE, "đã trao bản in", MINH);
        assertEquals(
                List.of("minh", "lan", "lan"),
                log.about("E1", 10).stream().map(entry -> entry.username()).toList());
        assertTrue(log.about("E1", 10).stream()
                .allMatch(entry -> entry.action() == AccessAction.SUBJECT_REQUEST
                        && entry.sourceId().equals("SubjectRequest/" + number)));

        long open = register(Right.ACCESS, false).number();
        new JdbcTemplate(database).execute("alter table khop.access_log_new rename to access_log_away");
        assertThrows(AccessLogUnavailable.class, () -> register(Right.CORRECT, false));
        assertThrows(AccessLogUnavailable.class, () -> desk.close(open, Outcome.DONE, "xong", LAN));
        assertEquals(
                List.of(open),
                desk.open(10).stream().map(SubjectRequest::number).toList());
    }
}
