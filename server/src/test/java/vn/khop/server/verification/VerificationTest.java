package vn.khop.server.verification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.server.SetClock;
import vn.khop.server.audit.AccessEntry;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.registry.ActiveLinkage;
import vn.khop.server.registry.CitizenAnchor;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.Decisions;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.Facilities;
import vn.khop.server.registry.FeedOutcome;
import vn.khop.server.registry.NumberAnswers;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.SecondPersonRule;
import vn.khop.server.registry.SourceFeed;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.Task;
import vn.khop.server.security.Actor;
import vn.khop.server.store.SqlVerificationQueue;
import vn.khop.server.store.TestDatabase;

/** Numbers asked about over real HTTP, at a database that answers, contradicts, is slow, broken or silent. Nobody in it lives. */
class VerificationTest {
    private static final Actor HUB = Actor.ofServer("test");
    private static final Linker LINKER = Linker.of(LinkageModel.readDefault());
    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final String NUMBER = "001196112317";
    private static final Map<String, String> DIEP = Map.of(
            Columns.FULL_NAME, "Phạm Thị Ngọc Diệp",
            Columns.GENDER, "2",
            Columns.BIRTH_DATE, "1996-11-23",
            Columns.NATIONAL_ID, NUMBER,
            Columns.PHONE, "0912457803");

    private static final class Unkept implements AccessLog {
        @Override
        public void record(List<AccessEvent> events) {}

        @Override
        public List<AccessEntry> about(String personId, int limit) {
            return List.of();
        }
    }

    private final SetClock clock = new SetClock(Instant.parse("2026-11-22T02:00:00Z"));
    private final TestDatabase database = TestDatabase.h2InMemory();
    private final PopulationSimulator simulator = new PopulationSimulator();
    private final RecordStore store = database.store();
    private final ActiveLinkage linkage = new ActiveLinkage(LINKER, store, clock);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Registry registry = new Registry(
            store, linkage, new Facilities(store, clock, true), new Unkept(), clock, new SecureRandom(), meters);
    private final Decisions decisions = new Decisions(
            store,
            linkage,
            new SecondPersonRule(99, 99, Duration.ofDays(36_500), 0),
            new Unkept(),
            clock,
            new SecureRandom(),
            meters);
    private final SqlVerificationQueue queue = new SqlVerificationQueue(database.pool(), database.seal());

    @AfterEach
    void close() {
        simulator.close();
        database.close();
    }

    private Verification verification() {
        return verification(PATIENT);
    }

    private Verification verification(Duration timeout) {
        return new Verification(
                new HttpPopulationDatabase(simulator.url(), () -> Optional.of("secret"), timeout),
                queue,
                new NumberAnswers(store, linkage, decisions),
                store,
                clock,
                meters);
    }

    private FeedOutcome fed(String facility, String number, Map<String, String> columns, String... more) {
        Map<String, String> all = new HashMap<>(columns);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return registry.feed(
                new SourceFeed(facility, number, all, Optional.empty(), Optional.empty(), Optional.empty()), HUB);
    }

    private CitizenAnchor anchor(SourceId record) {
        return registry.person(person(record), HUB).orElseThrow().anchor();
    }

    private EnterpriseId person(SourceId record) {
        return Objects.requireNonNull(store.personsOf(List.of(record)).get(record));
    }

    private List<Task> tasks(SourceId record) {
        return store.tasks().openOn(List.of(record));
    }

    @Test
    void aConfirmedNumberAnchorsItsPersonAsALoggedChangeAndIsAskedOnce() throws Exception {
        simulator.has(NUMBER, "Phạm Thị Ngọc Diệp", "1996-11-23");
        SourceId record = fed("01001", "1", DIEP).source().id();
        Verification verification = verification();
        assertEquals(CitizenAnchor.State.ASSERTED, anchor(record).state());
        assertEquals(1, verification.step(10));
        assertEquals(CitizenAnchor.State.VERIFIED, anchor(record).state());
        assertEquals(2, store.source(record).orElseThrow().version());
        assertEquals(0, verification.step(10), "its own answer is no new question");
        fed("01001", "1", DIEP, Columns.PHONE, "0988000111");
        assertEquals(
                CitizenAnchor.State.VERIFIED,
                anchor(record).state(),
                "the hospital sends it again: the answer is still one to what it says");
        assertEquals(0, verification.step(10));
        assertEquals(List.of(NUMBER), simulator.asked());

        fed("01001", "1", DIEP, Columns.BIRTH_DATE, "1996-11-24");
        assertEquals(CitizenAnchor.State.ASSERTED, anchor(record).state(), "that is another question");
        assertEquals(1, verification.step(10));
        assertEquals(CitizenAnchor.State.CONFLICTING, anchor(record).state());
        assertTrue(database.rows().stream().anyMatch(row -> row.startsWith("change ") && row.contains("VERIFICATION")));
    }

    @Test
    void aContradictedNumberIsAClerksTaskAndAnchorsNobody() throws Exception {
        simulator.has(NUMBER, "Lò Thị Mẫu", "1950-01-02");
        SourceId record = fed("01001", "1", DIEP).source().id();
        verification().step(10);
        assertEquals(CitizenAnchor.State.CONFLICTING, anchor(record).state());
        assertEquals(Optional.empty(), anchor(record).number());
        Task task = tasks(record).get(0);
        assertEquals(Task.Type.ID_CHECK, task.type());
        assertEquals(Task.Cause.NUMBER_CONTRADICTED, task.cause());

        simulator.has("001196112318", "Phạm Thị Ngọc Diệp", "1996-11-23");
        fed("01001", "1", DIEP, Columns.NATIONAL_ID, "001196112318");
        assertEquals(List.of(), tasks(record), "the hospital has corrected it");
        verification().step(10);
        assertEquals(CitizenAnchor.State.VERIFIED, anchor(record).state());
    }

    @Test
    void aNumberThatNobodyHasStaysAsserted() throws Exception {
        SourceId record = fed("01001", "1", DIEP).source().id();
        assertEquals(1, verification().step(10));
        assertEquals(CitizenAnchor.State.ASSERTED, anchor(record).state());
        assertEquals(0, queue.waiting());
    }

    @Test
    void whereThereIsNoAnswerItIsAskedAgainLaterAndEachTimeIsRecorded() throws Exception {
        simulator.has(NUMBER, "Phạm Thị Ngọc Diệp", "1996-11-23");
        SourceId record = fed("01001", "1", DIEP).source().id();
        Verification verification = verification();
        simulator.answers(503, "120");
        verification.step(10);
        assertEquals(1, queue.waiting());
        clock.pass(Duration.ofSeconds(119));
        assertEquals(0, verification.step(10), "not before it said");
        clock.pass(Duration.ofSeconds(2));
        simulator.answers(200, "");
        simulator.answersText("no JSON, with " + NUMBER + " in it");
        assertEquals(1, verification.step(10));
        clock.pass(Duration.ofMinutes(10));
        simulator.answersText("");
        simulator.isSlow(3_000);
        assertEquals(1, verification(Duration.ofMillis(500)).step(10), "slow counts as no answer");
        assertEquals(CitizenAnchor.State.ASSERTED, anchor(record).state());
        simulator.isSlow(0);
        clock.pass(Duration.ofHours(7));
        assertEquals(1, verification.step(10));
        assertEquals(CitizenAnchor.State.VERIFIED, anchor(record).state());
        List<String> attempts = database.rows().stream()
                .filter(row -> row.startsWith("verification_attempt "))
                .toList();
        assertEquals(4, attempts.size(), attempts.toString());
        assertFalse(attempts.toString().contains(NUMBER), "what was asked stands nowhere but in the record");
    }

    @Test
    void afterFailuresInARowNobodyIsAskedForAWhileAndThenOneIsTried() throws Exception {
        for (int i = 0; i < 8; i++) {
            fed(
                    "01001",
                    String.valueOf(i),
                    DIEP,
                    Columns.NATIONAL_ID,
                    "00119611233" + i,
                    Columns.FULL_NAME,
                    "Lò Thị " + (char) ('A' + i) + "nh");
        }
        simulator.answers(500, "");
        Verification verification = verification();
        assertEquals(3, verification.step(10), "three are enough to see it");
        assertEquals(0, verification.step(10));
        assertEquals(3, simulator.asked().size());
        clock.pass(Duration.ofSeconds(31));
        assertEquals(1, verification.step(10), "one is tried, and fails");
        assertEquals(4, simulator.asked().size());
        simulator.answers(200, "");
        clock.pass(Duration.ofHours(1));
        assertEquals(8, verification.step(10) + verification.step(10));
        assertEquals(0, queue.waiting());
    }

    @Test
    void aRecordThatSaysSomethingElseByNowTakesNoAnswerToWhatItSaidBefore() throws Exception {
        simulator.has(NUMBER, "Phạm Thị Ngọc Diệp", "1996-11-23");
        SourceId record = fed("01001", "1", DIEP).source().id();
        NumberAnswers numbers = new NumberAnswers(store, linkage, decisions);
        NumberAnswers.Question question = numbers.question(record).orElseThrow();
        fed("01001", "1", DIEP, Columns.NATIONAL_ID, "001196112318");
        numbers.confirmed(question, HUB);
        assertEquals(CitizenAnchor.State.ASSERTED, anchor(record).state());
    }

    @Test
    void twoConfirmedNumbersThatDifferAreNeverOnePerson() throws Exception {
        simulator.has(NUMBER, "Phạm Thị Ngọc Diệp", "1996-11-23");
        simulator.has("001196112347", "Phạm Thị Ngọc Diệp", "1996-11-23");
        SourceId one = fed("01001", "1", DIEP).source().id();
        SourceId other = fed("01013", "2", DIEP, Columns.NATIONAL_ID, "001196112347")
                .source()
                .id();
        verification().step(10);
        assertEquals(CitizenAnchor.State.VERIFIED, anchor(one).state());
        assertEquals(CitizenAnchor.State.VERIFIED, anchor(other).state());
        assertFalse(person(one).equals(person(other)));
    }
}
