package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.mpi.Linker;
import vn.khop.mpi.Progress;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.feed.PeopleLoad;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;
import vn.khop.server.store.TestDatabase;

/** Records that cannot be linked by what they say: which, and what becomes of them. */
class UnlinkableTest {
    private static final Linkage MODEL = new ModelLinkage(Linker.of(LinkageModel.readDefault()));
    private static final Actor HUB = Actor.ofServer("test");
    private static final Actor LEAD = new Actor(
            "lead", "desk", Set.of(Role.CLERK_LEAD), Set.of(), Set.of(), FacilityScope.everyFacility(), "r", "local");
    private static final Map<String, String> MAI = Map.of(
            Columns.FULL_NAME, "Hoàng Thị Mai",
            Columns.GENDER, "2",
            Columns.BIRTH_DATE, "1990-07-15",
            Columns.NATIONAL_ID, "001190071512",
            Columns.PHONE, "0912003004",
            Columns.ADDRESS, "3 Hàng Bông, Phường Hoàn Kiếm, Thành phố Hà Nội");

    private static Optional<Unlinkable> named(String name) {
        return Unlinkable.of(new RawRecord("r", Map.of(Columns.FULL_NAME, name, Columns.BIRTH_DATE, "1990-01-01")));
    }

    @ParameterizedTest
    @CsvSource({
        "VÔ DANH, UNKNOWN_PATIENT",
        "Bệnh nhân vô danh 3, UNKNOWN_PATIENT",
        "BN nam không rõ tên, UNKNOWN_PATIENT",
        "Không xác định, UNKNOWN_PATIENT",
        "unknown, UNKNOWN_PATIENT",
        "Nạn nhân 12, MASS_CASUALTY",
        "NN số 4, MASS_CASUALTY",
        "TEST, FILLER",
        "xxx, FILLER",
        "A A A, FILLER",
        "..., FILLER",
        "Bệnh nhân 7, FILLER",
        "12345, FILLER",
    })
    void whatStandsForANameIsRecognised(String name, Unlinkable why) {
        assertEquals(Optional.of(why), named(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Nguyễn Vô Song",
                "Lê Danh",
                "Võ Danh",
                "Võ Danh Nhân",
                "Trần Thị Ngọ",
                "Ô Văn Ô",
                "CB Nguyễn Thị Lan",
                "Y Bih",
                "Nguyễn Thị Không",
                "Đỗ Tét",
                "Hà A Páo",
                "Nan Thị Nhàn",
                "李小龍"
            })
    void realNamesAreNot(String name) {
        assertEquals(Optional.empty(), named(name));
    }

    /** What no hospital writes comes too: it must neither take long nor end the feed. */
    @Test
    void aNameOfAnyLengthIsJudged() {
        assertEquals(Optional.of(Unlinkable.FILLER), named("a".repeat(20_000)));
        assertEquals(Optional.empty(), named("vô danh " + "1".repeat(20_000) + "x"));
        assertEquals(Optional.empty(), named("vô danh" + " số 1".repeat(5_000) + "x"));
    }

    @Test
    void aNameAloneIsTooLittleAndAMarkOfItsHospitalIsEnough() {
        assertEquals(
                Optional.of(Unlinkable.TOO_FEW_FIELDS),
                Unlinkable.of(new RawRecord("r", Map.of(Columns.FULL_NAME, "Nguyễn Văn An"))));
        Map<String, String> donor = new HashMap<>(MAI);
        donor.put(Columns.RECORD_CLASS, "donor");
        assertEquals(Optional.of(Unlinkable.ANONYMOUS), Unlinkable.of(new RawRecord("r", donor)));
    }

    private record Server(RecordStore store, Registry registry) {
        static Server on(TestDatabase database) {
            RecordStore store = database.store();
            return new Server(store, ServerParts.registry(store, MODEL));
        }

        FeedOutcome fed(String facility, String number, Map<String, String> columns, String... more) {
            return registry.feed(ServerParts.feed(facility, number, columns, more), HUB);
        }
    }

    @Test
    void eachIsAPersonOfItsOwnUntilAnUpdateSaysMore() {
        try (TestDatabase database = TestDatabase.h2()) {
            Server server = Server.on(database);
            FeedOutcome mai = server.fed("01001", "1", MAI);
            FeedOutcome one = server.fed("01013", "1", MAI, Columns.FULL_NAME, "Vô danh");
            FeedOutcome other = server.fed("01028", "1", MAI, Columns.FULL_NAME, "Vô danh");
            assertEquals(3, Set.of(mai.person(), one.person(), other.person()).size());
            assertEquals(
                    Map.of(
                            "01013",
                            Map.of(Unlinkable.UNKNOWN_PATIENT, 1),
                            "01028",
                            Map.of(Unlinkable.UNKNOWN_PATIENT, 1)),
                    server.store().unlinkables().counts());
            assertEquals(
                    List.of(one.source().id()),
                    server
                            .store()
                            .unlinkables()
                            .page(Optional.of("01013"), Optional.empty(), Optional.empty(), 10)
                            .stream()
                            .map(Unlinkables.Listed::record)
                            .toList());

            FeedOutcome identified = server.fed("01013", "1", MAI);
            assertEquals(FeedOutcome.Effect.REVISED, identified.effect(), "to be identified is no overlay");
            assertEquals(mai.person(), identified.person());
            assertEquals(
                    Map.of("01028", Map.of(Unlinkable.UNKNOWN_PATIENT, 1)),
                    server.store().unlinkables().counts());
            assertEquals(database.present(), database.replayed());
        }
    }

    @Test
    void whatMustNotBeLinkedIsFoundByNothingAndJoinedByNobody() {
        try (TestDatabase database = TestDatabase.h2()) {
            Server server = Server.on(database);
            FeedOutcome mai = server.fed("01001", "1", MAI);
            FeedOutcome donor = server.fed("01013", "1", MAI, Columns.RECORD_CLASS, "donor");
            assertNotEquals(mai.person(), donor.person());
            assertEquals(Set.of(), server.store().identifiers(donor.person()));
            Decisions decisions = new Decisions(
                    server.store(),
                    MODEL,
                    new SecondPersonRule(99, 99, Duration.ofDays(1), 0),
                    new UnkeptLog(),
                    Clock.systemUTC(),
                    new SecureRandom(),
                    new SimpleMeterRegistry());
            assertEquals(
                    Refused.Reason.FORBIDDEN,
                    assertThrows(
                                    Refused.class,
                                    () -> decisions.decide(
                                            new Proposal.Merge(donor.person(), mai.person()),
                                            new Justification(ReasonCode.SAME_CARD, ""),
                                            Optional.empty(),
                                            LEAD))
                            .reason());

            FeedOutcome again = server.fed("01028", "7", MAI, Columns.FULL_NAME, "Vô danh");
            decisions.decide(
                    new Proposal.Merge(again.person(), mai.person()),
                    new Justification(ReasonCode.SAME_CARD, ""),
                    Optional.empty(),
                    LEAD);
            assertEquals(2, server.store().members(List.of(mai.person())).size(), "who could not be named was known");
            FeedOutcome marked = server.fed("01001", "1", MAI, Columns.RECORD_CLASS, "hiv-sentinel");
            assertEquals(
                    3,
                    server
                            .store()
                            .personsOf(List.of(
                                    mai.source().id(),
                                    donor.source().id(),
                                    again.source().id()))
                            .values()
                            .stream()
                            .distinct()
                            .count(),
                    "not with anybody, whatever was decided before");
            assertEquals(FeedOutcome.Effect.REVISED, marked.effect());
        }
    }

    @Test
    void aFirstLoadFindsTheSame(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("people.csv");
        Files.writeString(file, """
                record_id,facility,mrn,full_name,gender,birth_date,national_id,record_class
                1,01001,1,Hoàng Thị Mai,Nữ,1990-07-15,001190071512,
                2,01013,1,Hoàng Thị Mai,Nữ,1990-07-15,001190071512,
                3,01028,1,Vô danh,Nữ,1990-07-15,001190071512,
                4,01001,2,Hoàng Thị Mai,Nữ,1990-07-15,001190071512,donor
                """);
        ModelLinkage linkage = new ModelLinkage(Linker.of(LinkageModel.readDefault()));
        try (TestDatabase database = TestDatabase.h2();
                PeopleLoad rows = PeopleLoad.read(
                        List.of(file), folder, folder.resolve("bad.csv"), Facilities::isWellFormed, Progress.NONE)) {
            Server server = Server.on(database);
            new FirstLoad(
                            server.store(),
                            server.registry(),
                            linkage,
                            linkage,
                            new UnkeptLog(),
                            Clock.systemUTC(),
                            new SecureRandom(),
                            70)
                    .run(rows, 0, HUB, Progress.NONE);
            assertEquals(
                    3,
                    new JdbcTemplate(database.pool())
                            .queryForObject("select count(distinct person_id) from khop.membership", Integer.class));
            assertEquals(
                    Map.of("01028", Map.of(Unlinkable.UNKNOWN_PATIENT, 1), "01001", Map.of(Unlinkable.ANONYMOUS, 1)),
                    server.store().unlinkables().counts());
            assertEquals(database.present(), database.replayed());
        }
    }
}
