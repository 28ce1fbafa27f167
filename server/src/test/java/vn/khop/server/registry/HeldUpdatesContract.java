package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;
import vn.khop.server.store.TestDatabase;

/** An update that turns a record into somebody else, from the feed that brings it to what two clerks make of it; on every database, with the model that is shipped. */
abstract class HeldUpdatesContract {
    private static final Linkage MODEL = new ModelLinkage(Linker.of(LinkageModel.readDefault()));
    private static final Actor HUB = Actor.ofServer("test");
    private static final Justification WHY = new Justification(ReasonCode.ANOTHER_PATIENT, "");
    private static final Map<String, String> LAN = Map.of(
            Columns.FULL_NAME, "Nguyễn Thị Lan",
            Columns.GENDER, "2",
            Columns.BIRTH_DATE, "1988-04-12",
            Columns.NATIONAL_ID, "001188004121",
            Columns.PHONE, "0912345001",
            Columns.ADDRESS, "12 Lò Đúc, Phường Hai Bà Trưng, Thành phố Hà Nội");
    private static final Map<String, String> HUNG = Map.of(
            Columns.FULL_NAME, "Trần Quốc Hùng",
            Columns.GENDER, "1",
            Columns.BIRTH_DATE, "1961-11-30",
            Columns.NATIONAL_ID, "001061113012",
            Columns.PHONE, "0987654002",
            Columns.ADDRESS, "5 Kim Mã, Phường Ba Đình, Thành phố Hà Nội");

    private static final List<String> WOMEN =
            List.of("", "Lan", "Hoa", "Mai", "Cúc", "Đào", "Huệ", "Sen", "Ngọc", "Thảo");
    private static final List<String> MEN =
            List.of("", "Hùng", "Bảo", "Đạt", "Giang", "Khoa", "Long", "Nam", "Phúc", "Sơn");

    private static int digits(int test) {
        return Integer.toString(test * 7919).length();
    }

    abstract TestDatabase database();

    private RecordStore store() {
        return database().store();
    }

    private Registry registry() {
        return new Registry(
                store(),
                MODEL,
                new Facilities(store(), Clock.systemUTC(), true),
                new UnkeptLog(),
                Clock.systemUTC(),
                new SecureRandom(),
                new SimpleMeterRegistry());
    }

    private Tasks tasks() {
        Decisions decisions = new Decisions(
                store(),
                MODEL,
                new SecondPersonRule(5, 3, Duration.ofDays(30), 0),
                new UnkeptLog(),
                Clock.systemUTC(),
                new SecureRandom(),
                new SimpleMeterRegistry());
        return new Tasks(
                store(), decisions, new KnownPairs(store(), 0, new SecureRandom()), new UnkeptLog(), Clock.systemUTC());
    }

    private static Actor clerk(String name) {
        return new Actor(
                name, "desk", Set.of(Role.CLERK), Set.of(), Set.of(), FacilityScope.everyFacility(), "r", "local");
    }

    private FeedOutcome fed(String facility, String number, Map<String, String> columns) {
        return fed(facility, number, columns, Optional.empty());
    }

    private FeedOutcome fed(String facility, String number, Map<String, String> columns, Optional<String> key) {
        return registry().feed(new SourceFeed(facility, number, columns, Optional.empty(), Optional.empty(), key), HUB);
    }

    /** The same patient under other numbers, so that no two tests meet. */
    private static Map<String, String> with(Map<String, String> columns, int test, String... changed) {
        Map<String, String> own = new HashMap<>(columns);
        boolean isLan = columns.equals(LAN);
        String year = isLan ? "19" + (70 + 2 * test) : "19" + (40 + 3 * test);
        own.put(Columns.FULL_NAME, isLan ? "Nguyễn Thị " + WOMEN.get(test) : "Trần Quốc " + MEN.get(test));
        own.put(
                Columns.BIRTH_DATE,
                year + DrawnPatients.value(columns, Columns.BIRTH_DATE).substring(4));
        own.put(
                Columns.NATIONAL_ID,
                (isLan ? "0011" : "0010")
                        + year.substring(2)
                        + (test * 7919)
                        + "00000000".substring(0, 6 - digits(test)));
        own.put(Columns.PHONE, (isLan ? "0912" : "0987") + (100_000 + test * 54_321));
        own.put(Columns.ADDRESS, (10 * test) + (isLan ? " Lò Đúc, Hà Nội" : " Kim Mã, Hà Nội"));
        for (int i = 0; i < changed.length; i += 2) {
            own.put(changed[i], changed[i + 1]);
        }
        return own;
    }

    private EnterpriseId personOf(FeedOutcome fed) {
        return Objects.requireNonNull(
                store().personsOf(List.of(fed.source().id())).get(fed.source().id()));
    }

    private Task task(FeedOutcome held) {
        return store().tasks().task(held.task().orElseThrow()).orElseThrow();
    }

    private Tasks.Decided say(Task.Answer answer, Task task, String who) {
        return tasks().decide(
                        task.id(),
                        task.version(),
                        new Tasks.Given(answer, WHY, List.of(), Optional.empty(), Optional.empty(), List.of("name")),
                        clerk(who));
    }

    private Task decidedByTwo(FeedOutcome held, Task.Answer answer) {
        Task waiting = say(answer, task(held), "first").view().task();
        assertEquals(Task.State.SECOND_REVIEW, waiting.state());
        assertEquals(
                Refused.Reason.SECOND_PERSON_NEEDED,
                assertThrows(Refused.class, () -> say(answer, waiting, "first")).reason());
        return say(answer, waiting, "second").view().task();
    }

    private List<ChangeEvent.Kind> told(SourceId record) {
        return store().outbox().after(0, 100_000).stream()
                .filter(event -> event.source().filter(record::equals).isPresent())
                .map(ChangeEvent::kind)
                .toList();
    }

    @Test
    void anUpdateThatIsSomebodyElseIsKeptAndChangesNothing() {
        FeedOutcome lan = fed("01001", "held-1", with(LAN, 1));
        FeedOutcome elsewhere = fed("01013", "held-1", with(LAN, 1));
        assertEquals(lan.person(), elsewhere.person());
        FeedOutcome held = fed("01001", "held-1", with(HUNG, 1), Optional.of("m-held-1"));

        assertEquals(FeedOutcome.Effect.HELD, held.effect());
        assertEquals(1, held.source().version(), "the version before stands");
        assertEquals(lan.person(), personOf(lan));
        assertEquals(lan.source(), store().source(lan.source().id()).orElseThrow());
        SourceRecord kept = store().source(lan.source().id(), 2).orElseThrow();
        assertEquals(with(HUNG, 1).get(Columns.FULL_NAME), kept.columns().get(Columns.FULL_NAME));
        Task task = task(held);
        assertEquals(Task.Type.OVERLAY, task.type());
        assertEquals(Optional.of(2), task.subject().heldVersion());
        assertEquals(List.of(ChangeEvent.Kind.UPDATE_HELD), told(lan.source().id()));

        FeedOutcome again = fed("01001", "held-1", with(HUNG, 1), Optional.of("m-held-1"));
        FeedOutcome withoutKey = fed("01001", "held-1", with(HUNG, 1));
        assertEquals(held.task(), again.task(), "sent again, it is the same answer");
        assertEquals(held.task(), withoutKey.task());
        assertEquals(3, store().nextVersion(lan.source().id()));
        FeedOutcome hung = fed("01028", "held-1", with(HUNG, 1));
        assertNotEquals(lan.person(), hung.person(), "what is held is found by nobody");
    }

    @Test
    void acceptedByTwoItIsAnotherPatientWhoIsLinkedAnew() {
        FeedOutcome lan = fed("01001", "held-2", with(LAN, 2));
        FeedOutcome elsewhere = fed("01013", "held-2", with(LAN, 2));
        FeedOutcome hung = fed("01028", "held-2", with(HUNG, 2));
        FeedOutcome held = fed("01001", "held-2", with(HUNG, 2));
        Task done = decidedByTwo(held, Task.Answer.ACCEPT);

        assertEquals(Optional.of(Task.Outcome.ACCEPTED), done.outcome());
        assertEquals(hung.person(), personOf(lan));
        assertEquals(elsewhere.person(), personOf(elsewhere));
        assertEquals(
                with(HUNG, 2).get(Columns.FULL_NAME),
                store().source(lan.source().id()).orElseThrow().columns().get(Columns.FULL_NAME));
        Task.Resolution resolution = done.resolution().orElseThrow();
        Change change =
                store().changes().change(resolution.change().orElseThrow()).orElseThrow();
        assertEquals(Change.Kind.ACCEPT, change.kind());
        assertEquals("second", change.decidedBy());
        DecisionEvidence evidence = resolution.evidence().orElseThrow();
        assertEquals(Map.of(lan.source().id().value(), 1), evidence.versions());
        assertEquals(List.of("name"), evidence.unmasked());
        assertEquals(database().present(), database().replayed());
    }

    @Test
    void acceptedAloneItDoesNotKeepTheIdOfThePatientThatItWas() {
        FeedOutcome lan = fed("01001", "held-3", with(LAN, 3));
        FeedOutcome held = fed("01001", "held-3", with(HUNG, 3));
        decidedByTwo(held, Task.Answer.ACCEPT);
        assertNotEquals(lan.person(), personOf(lan));
        Person former = registry().person(lan.person(), HUB).orElseThrow();
        assertEquals(Optional.empty(), former.supersededBy(), "another human being does not take its place");
        assertEquals(List.of(), former.sources());
        assertEquals(database().present(), database().replayed());
    }

    @Test
    void rejectedItStaysAsEvidenceAndTheHospitalIsTold() {
        FeedOutcome lan = fed("01001", "held-4", with(LAN, 4));
        FeedOutcome held = fed("01001", "held-4", with(HUNG, 4));
        Task done = decidedByTwo(held, Task.Answer.REJECT);
        assertEquals(Optional.of(Task.Outcome.REJECTED), done.outcome());
        assertEquals(lan.source(), store().source(lan.source().id()).orElseThrow());
        assertEquals(
                HeldVersion.State.REJECTED,
                store().held().of(lan.source().id(), 2).orElseThrow().state());
        assertEquals(
                List.of(ChangeEvent.Kind.UPDATE_HELD, ChangeEvent.Kind.UPDATE_REJECTED),
                told(lan.source().id()));
    }

    @Test
    void calledACorrectionItIsTakenAndTheRecordStaysWithItsPerson() {
        FeedOutcome lan = fed("01001", "held-5", with(LAN, 5));
        FeedOutcome elsewhere = fed("01013", "held-5", with(LAN, 5));
        FeedOutcome held = fed("01001", "held-5", with(HUNG, 5));
        decidedByTwo(held, Task.Answer.CORRECTION);
        assertEquals(lan.person(), personOf(lan));
        assertEquals(personOf(elsewhere), personOf(lan));
        assertEquals(
                with(HUNG, 5).get(Columns.FULL_NAME),
                store().source(lan.source().id()).orElseThrow().columns().get(Columns.FULL_NAME));
    }

    @Test
    void whenTheSecondSaysOtherwiseNothingIsDoneAndItIsAQuestionAgain() {
        FeedOutcome lan = fed("01001", "held-6", with(LAN, 6));
        FeedOutcome held = fed("01001", "held-6", with(HUNG, 6));
        Task waiting = say(Task.Answer.ACCEPT, task(held), "first").view().task();
        Task open = say(Task.Answer.REJECT, waiting, "second").view().task();
        assertEquals(Task.State.NEW, open.state());
        assertEquals(Optional.empty(), open.first());
        assertEquals(lan.source(), store().source(lan.source().id()).orElseThrow());
        assertEquals(
                Refused.Reason.BAD_ANSWER,
                assertThrows(Refused.class, () -> say(Task.Answer.SAME, open, "first"))
                        .reason());
    }

    @Test
    void theRightPatientSentAgainEndsTheQuestion() {
        FeedOutcome lan = fed("01001", "held-7", with(LAN, 7));
        FeedOutcome held = fed("01001", "held-7", with(HUNG, 7));
        FeedOutcome right = fed("01001", "held-7", with(LAN, 7, Columns.ADDRESS, "7 Láng, Thành phố Hà Nội"));
        assertEquals(FeedOutcome.Effect.REVISED, right.effect());
        assertEquals(lan.person(), right.person());
        assertEquals(Optional.of(Task.Outcome.OBSOLETE), task(held).outcome());
        assertEquals(
                HeldVersion.State.SUPERSEDED,
                store().held().of(lan.source().id(), 2).orElseThrow().state());
    }

    @Test
    void aNumberThatWasGivenUpIsNotGivenToSomebodyElseUnseen() {
        FeedOutcome lan = fed("01001", "held-8", with(LAN, 8));
        fed("01001", "held-8", Map.of(Columns.REMOVED, "true"));
        assertEquals(
                FeedOutcome.Effect.HELD, fed("01001", "held-8", with(HUNG, 8)).effect());
        FeedOutcome back = fed("01001", "held-8", with(LAN, 8));
        assertEquals(FeedOutcome.Effect.REVISED, back.effect());
        assertEquals(lan.person(), back.person());
    }

    @Test
    void anOverlayTakesThePlaceOfALesserQuestionWhichComesBackAfterIt() {
        Map<String, String> unsure = Map.of(
                Columns.FULL_NAME, "Lường Thị Pảo",
                Columns.BIRTH_DATE, "1977-03-09",
                Columns.GENDER, "2",
                Columns.ADDRESS, "Xã Sóc Sơn, Thành phố Hà Nội");
        FeedOutcome one = fed("01001", "held-9", unsure);
        Map<String, String> alike = new HashMap<>(unsure);
        alike.put(Columns.ADDRESS, "Phường Hà Đông, Thành phố Hà Nội");
        fed("01013", "held-9", alike);
        Task asked = store().tasks().openOn(List.of(one.source().id())).get(0);
        assertEquals(Task.Type.LINK, asked.type());
        FeedOutcome held = fed("01001", "held-9", with(HUNG, 9));
        assertEquals(asked.id(), held.task().orElseThrow(), "one person, one task");
        assertEquals(Task.Type.OVERLAY, task(held).type());
        decidedByTwo(held, Task.Answer.REJECT);
        assertEquals(
                List.of(Task.Type.LINK),
                store().tasks().openOn(List.of(one.source().id())).stream()
                        .map(Task::type)
                        .toList(),
                "the lesser question is asked again");
    }
}
