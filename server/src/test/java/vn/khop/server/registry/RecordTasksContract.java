package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;
import vn.khop.server.store.TestDatabase;

/** What clerks are asked about single records and about numbers that two carry, on every database; asked once, and not longer than there is a reason. Nobody in it lives. */
abstract class RecordTasksContract {
    private static final Linkage MODEL = new ModelLinkage(Linker.of(LinkageModel.readDefault()));
    private static final Actor HUB = Actor.ofServer("test");
    private static final Actor LEAD = new Actor(
            "lead", "desk", Set.of(Role.CLERK_LEAD), Set.of(), Set.of(), FacilityScope.everyFacility(), "r", "local");
    private static final Justification WHY = new Justification(ReasonCode.MISTYPED_NUMBER, "");
    private static final Map<String, String> MAI = Map.of(
            Columns.FULL_NAME, "Hoàng Thị Mai",
            Columns.GENDER, "2",
            Columns.BIRTH_DATE, "1990-07-15",
            Columns.NATIONAL_ID, "001190071512",
            Columns.PHONE, "0912003004",
            Columns.ADDRESS, "3 Hàng Bông, Phường Hoàn Kiếm, Thành phố Hà Nội");
    private static final Map<String, String> TUAN = Map.of(
            Columns.FULL_NAME, "Đặng Quốc Tuấn",
            Columns.GENDER, "1",
            Columns.BIRTH_DATE, "1961-03-02",
            Columns.NATIONAL_ID, "001061030217",
            Columns.PHONE, "0987003004",
            Columns.ADDRESS, "81 Láng, Phường Láng, Thành phố Hà Nội");

    private static final Map<String, String> TRANG = Map.of(
            Columns.FULL_NAME, "Phạm Thu Trang",
            Columns.GENDER, "2",
            Columns.BIRTH_DATE, "1990-11-23",
            Columns.NATIONAL_ID, "001190071512",
            Columns.PHONE, "0358220917",
            Columns.ADDRESS, "12 Lê Lợi, Phường Hà Đông, Thành phố Hà Nội");

    abstract TestDatabase fresh();

    private record Server(RecordStore store, Registry registry, Decisions decisions, Tasks tasks) {
        static Server on(TestDatabase database) {
            RecordStore store = database.store();
            Decisions decisions = ServerParts.decisions(store, MODEL);
            return new Server(
                    store,
                    ServerParts.registry(store, MODEL),
                    decisions,
                    new Tasks(
                            store,
                            decisions,
                            new KnownPairs(store, 0, new SecureRandom()),
                            new UnkeptLog(),
                            Clock.systemUTC()));
        }

        FeedOutcome fed(String facility, String number, Map<String, String> columns, String... more) {
            return registry.feed(ServerParts.feed(facility, number, columns, more), HUB);
        }

        /** Type and cause of what is open about the records. */
        List<String> open(FeedOutcome... fed) {
            return tasksOn(fed).stream()
                    .map(task -> task.type() + " " + task.cause())
                    .sorted()
                    .toList();
        }

        List<Task> tasksOn(FeedOutcome... fed) {
            return store.tasks()
                    .openOn(List.of(fed).stream().map(one -> one.source().id()).toList());
        }

        void answer(Task task, Task.Answer answer, Optional<Tasks.WrongNumber> wrong) {
            tasks.decide(
                    task.id(),
                    task.version(),
                    new Tasks.Given(answer, WHY, List.of(), wrong, Optional.empty(), List.of()),
                    LEAD);
        }

        Optional<Task.Outcome> outcome(Task task) {
            return store.tasks().task(task.id()).orElseThrow().outcome();
        }
    }

    @Test
    void aNumberThatSaysAnotherSexOrYearIsAskedAboutUntilItIsCorrected() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            FeedOutcome mai = server.fed("01001", "1", MAI, Columns.NATIONAL_ID, "001090071512");
            assertEquals(List.of("ID_CHECK NUMBER_AGAINST_RECORD"), server.open(mai));
            Task task = server.tasksOn(mai).get(0);
            assertEquals(mai.source().id(), task.subject().record());
            server.fed("01001", "1", MAI, Columns.NATIONAL_ID, "001090071512", Columns.PHONE, "0912003005");
            assertEquals(
                    List.of(task.id()),
                    server.tasksOn(mai).stream().map(Task::id).toList(),
                    "asked once");
            server.fed("01001", "1", MAI);
            assertEquals(List.of(), server.open(mai));
            assertEquals(Optional.of(Task.Outcome.OBSOLETE), server.outcome(task));
        }
    }

    @Test
    void whatSomebodyDismissedIsNotAskedAgainUnlessSomethingElseIsWrong() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            FeedOutcome mai = server.fed("01001", "1", MAI, Columns.NATIONAL_ID, "001090071512");
            Task task = server.tasksOn(mai).get(0);
            server.answer(task, Task.Answer.DISMISS, Optional.empty());
            assertEquals(Optional.of(Task.Outcome.DISMISSED), server.outcome(task));
            server.fed("01001", "1", MAI, Columns.NATIONAL_ID, "001090071512", Columns.PHONE, "0912003005");
            assertEquals(List.of(), server.open(mai));
            server.fed("01001", "1", MAI, Columns.NATIONAL_ID, "001090071519");
            assertEquals(List.of("ID_CHECK NUMBER_AGAINST_RECORD"), server.open(mai));
        }
    }

    @Test
    void aNumberThatIsNotThePatientsIsNotReadAndAskedAboutNoMore() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            FeedOutcome mai = server.fed("01001", "1", MAI, Columns.NATIONAL_ID, "001090071512");
            Task task = server.tasksOn(mai).get(0);
            server.answer(
                    task,
                    Task.Answer.WRONG_IDENTIFIER,
                    Optional.of(new Tasks.WrongNumber(mai.source().id(), Columns.NATIONAL_ID)));
            assertEquals(Optional.of(Task.Outcome.WRONG_IDENTIFIER), server.outcome(task));
            server.fed("01001", "1", MAI, Columns.NATIONAL_ID, "001090071512", Columns.PHONE, "0912003005");
            assertEquals(List.of(), server.open(mai));
        }
    }

    @Test
    void whoCannotBeLinkedIsAskedAboutUntilTheHospitalSaysMore() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            FeedOutcome unknown = server.fed("01001", "1", Map.of(Columns.FULL_NAME, "VÔ DANH", Columns.GENDER, "2"));
            assertEquals(List.of("DATA_QUALITY RECORD_ITSELF"), server.open(unknown));
            FeedOutcome donor = server.fed("01001", "2", MAI, Columns.RECORD_CLASS, "donor");
            assertEquals(List.of(), server.open(donor), "who must not be linked is nobody's question");
            server.fed("01001", "1", MAI);
            assertEquals(List.of(), server.open(unknown));
        }
    }

    @Test
    void aPersonOfSeveralNumbersIsAskedAboutUntilItHasOne() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            FeedOutcome one = server.fed("01001", "1", MAI);
            FeedOutcome other = server.fed("01013", "2", TUAN, Columns.NATIONAL_ID, "001061030298");
            server.decisions().decide(new Proposal.Merge(other.person(), one.person()), WHY, Optional.empty(), LEAD);
            assertEquals(List.of("ID_CHECK SEVERAL_NUMBERS"), server.open(one, other));
            Task task = server.tasksOn(one, other).get(0);
            server.answer(task, Task.Answer.DISMISS, Optional.empty());
            assertEquals(List.of(), server.open(one, other));
            server.fed("01013", "2", TUAN);
            assertEquals(List.of("ID_CHECK SEVERAL_NUMBERS"), server.open(one, other), "another number than before");
            server.decisions().decide(new Proposal.Unmerge(other.person()), WHY, Optional.empty(), LEAD);
            assertEquals(List.of(), server.open(one, other));
        }
    }

    @Test
    void oneNumberOfTwoPersonsIsAConflictUntilItIsOnes() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            FeedOutcome mai = server.fed("01001", "1", MAI);
            FeedOutcome tuan = server.fed("01013", "2", TUAN, Columns.NATIONAL_ID, "001190071512");
            assertNotEquals(mai.person(), tuan.person());
            assertEquals(List.of("ID_CONFLICT SHARED_NUMBER"), server.open(mai), "graver than his number against him");
            Task task = server.tasksOn(mai).get(0);
            assertEquals(
                    List.of(task.id()),
                    server.tasksOn(tuan).stream().map(Task::id).toList());
            server.answer(
                    task,
                    Task.Answer.WRONG_IDENTIFIER,
                    Optional.of(new Tasks.WrongNumber(tuan.source().id(), Columns.NATIONAL_ID)));
            assertEquals(List.of(), server.open(mai, tuan));
        }
    }

    @Test
    void oneNumberOfTwoWhoHaveNothingElseInCommonIsAConflictToo() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            FeedOutcome mai = server.fed("01001", "1", MAI);
            FeedOutcome trang = server.fed("01013", "2", TRANG);
            assertNotEquals(mai.person(), trang.person());
            assertEquals(List.of("ID_CONFLICT SHARED_NUMBER"), server.open(mai));
            assertEquals(List.of("ID_CONFLICT SHARED_NUMBER"), server.open(trang));
        }
    }

    @Test
    void twoThatAreSaidToBeTwoAreNotAskedAboutTheirNumberAgainAndWhatIsLessIsAskedNext() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            FeedOutcome mai = server.fed("01001", "1", MAI);
            FeedOutcome tuan = server.fed("01013", "2", TUAN, Columns.NATIONAL_ID, "001190071512");
            server.answer(server.tasksOn(mai).get(0), Task.Answer.DIFFERENT, Optional.empty());
            assertEquals(List.of("ID_CHECK NUMBER_AGAINST_RECORD"), server.open(mai, tuan));
            server.fed("01001", "1", MAI, Columns.PHONE, "0912003005");
            server.fed("01013", "2", TUAN);
            assertEquals(List.of(), server.open(mai, tuan));
        }
    }
}
