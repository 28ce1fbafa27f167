package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
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
import vn.khop.server.security.Scope;
import vn.khop.server.store.TestDatabase;

/** Who is whose mother, guardian, twin, on every database. Nobody in it lives. */
abstract class RelationsContract {
    private static final Linkage MODEL = new ModelLinkage(Linker.of(LinkageModel.readDefault()));
    private static final Actor HUB = Actor.ofServer("test");
    private static final Actor LEAD = new Actor(
            "lead", "desk", Set.of(Role.CLERK_LEAD), Set.of(), Set.of(), FacilityScope.everyFacility(), "r", "local");
    private static final Justification WHY = new Justification(ReasonCode.CONFIRMED_BY_HOSPITAL, "");
    private static final String HOME = "Số 17 Đội Cấn, Phường Ngọc Hà, Thành phố Hà Nội";
    private static final Map<String, String> MOTHER = Map.of(
            Columns.FULL_NAME, "Phạm Thị Ngọc Diệp",
            Columns.GENDER, "2",
            Columns.BIRTH_DATE, "1996-11-23",
            Columns.NATIONAL_ID, "001196112317",
            Columns.PHONE, "0912457803",
            Columns.ADDRESS, HOME);

    abstract TestDatabase fresh();

    private record Server(RecordStore store, Registry registry, Decisions decisions) {
        static Server on(TestDatabase database) {
            RecordStore store = database.store();
            return new Server(store, ServerParts.registry(store, MODEL), ServerParts.decisions(store, MODEL));
        }

        FeedOutcome fed(String facility, String number, Map<String, String> columns) {
            return registry.feed(ServerParts.feed(facility, number, columns), HUB);
        }

        List<Relation> relations(EnterpriseId person) {
            return registry.relations().of(person, false, HUB).orElseThrow();
        }

        /** Kind, whose, and state of each. */
        List<String> told(EnterpriseId person, Actor actor) {
            return registry.relations().of(person, false, actor).orElseThrow().stream()
                    .map(relation -> relation.kind() + " " + relation.other() + " " + relation.state())
                    .toList();
        }

        List<String> told(EnterpriseId person) {
            return told(person, HUB);
        }
    }

    private static Map<String, String> newborn(String name, String born, String sex) {
        return Map.of(
                Columns.FULL_NAME, name,
                Columns.GENDER, sex,
                Columns.BIRTH_DATE, born,
                Columns.RECORDED_AT, "2026-03-09",
                Columns.GUARDIAN_NAME, "Phạm Thị Ngọc Diệp",
                Columns.PHONE, "0912457803",
                Columns.ADDRESS, HOME);
    }

    private static String told(RelationKind kind, FeedOutcome other, Relation.State state) {
        return kind + " " + other.person() + " " + state;
    }

    @Test
    void aNewbornUnderItsMothersNameIsHerChildAndNeverShe() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            FeedOutcome child = server.fed("01001", "1", newborn("CB Phạm Thị Ngọc Diệp", "2026-03-08", "1"));
            FeedOutcome mother = server.fed("01013", "2", MOTHER);
            assertNotEquals(child.person(), mother.person());
            assertEquals(
                    List.of(told(RelationKind.MOTHER, mother, Relation.State.LIKELY)), server.told(child.person()));
            assertEquals(List.of(told(RelationKind.CHILD, child, Relation.State.LIKELY)), server.told(mother.person()));
            Relation.Evidence evidence =
                    server.relations(mother.person()).get(0).evidence().get(0);
            assertEquals(child.source().id(), evidence.record());
            assertEquals(mother.source().id(), evidence.related());
            assertTrue(
                    evidence.agrees().contains("newborn under the name"),
                    evidence.agrees().toString());
            assertTrue(
                    evidence.agrees().contains("phone equal"), evidence.agrees().toString());
        }
    }

    @Test
    void aNamesakeOfTheMotherElsewhereIsNobody() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            FeedOutcome child = server.fed("01001", "1", newborn("CB Phạm Thị Ngọc Diệp", "2026-03-08", "1"));
            Map<String, String> namesake = new HashMap<>(MOTHER);
            namesake.put(Columns.PHONE, "0987111222");
            namesake.put(Columns.ADDRESS, "4 Nguyễn Huệ, Phường Sài Gòn, Thành phố Hồ Chí Minh");
            FeedOutcome other = server.fed("79001", "2", namesake);
            assertEquals(List.of(), server.told(child.person()));
            assertEquals(List.of(), server.told(other.person()));
        }
    }

    @Test
    void twinsAreTwins() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            FeedOutcome boy = server.fed("01001", "1", newborn("CB 1 Phạm Thị Ngọc Diệp", "2026-03-08", "1"));
            FeedOutcome girl = server.fed("01001", "2", newborn("CB 2 Phạm Thị Ngọc Diệp", "2026-03-08", "2"));
            assertNotEquals(boy.person(), girl.person());
            assertEquals(List.of(told(RelationKind.TWIN, girl, Relation.State.LIKELY)), server.told(boy.person()));
            assertEquals(List.of(told(RelationKind.TWIN, boy, Relation.State.LIKELY)), server.told(girl.person()));
        }
    }

    @Test
    void whomARecordNamesByNumberIsFoundWhenThatOneComesLaterAndFollowsMergesAndUnmerges() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            Map<String, String> columns = new HashMap<>(Map.of(
                    Columns.FULL_NAME, "Phạm Gia Khánh",
                    Columns.GENDER, "1",
                    Columns.BIRTH_DATE, "2019-05-06",
                    Columns.ADDRESS, "9 Láng, Phường Láng, Thành phố Hà Nội"));
            columns.put(
                    Columns.RELATIVES,
                    StatedRelation.written(
                            RelationKind.MOTHER, PersonIdentifier.of(IdentifierKind.NATIONAL_ID, "001196112317")));
            FeedOutcome child = server.fed("01001", "1", columns);
            assertEquals(List.of(), server.told(child.person()), "she is not known yet");
            FeedOutcome mother = server.fed("01013", "2", MOTHER);
            assertEquals(
                    List.of(told(RelationKind.MOTHER, mother, Relation.State.STATED)), server.told(child.person()));
            assertEquals(List.of(told(RelationKind.CHILD, child, Relation.State.STATED)), server.told(mother.person()));

            Map<String, String> elsewhere = new HashMap<>(columns);
            elsewhere.keySet().removeAll(Set.of(Columns.RELATIVES));
            elsewhere.put(Columns.FULL_NAME, "Lò Văn Pâng");
            elsewhere.put(Columns.BIRTH_DATE, "1971");
            FeedOutcome other = server.fed("01028", "3", elsewhere);
            server.decisions().decide(new Proposal.Merge(child.person(), other.person()), WHY, Optional.empty(), LEAD);
            assertEquals(
                    List.of(told(RelationKind.MOTHER, mother, Relation.State.STATED)), server.told(other.person()));
            server.decisions().decide(new Proposal.Unmerge(child.person()), WHY, Optional.empty(), LEAD);
            assertEquals(
                    List.of(told(RelationKind.MOTHER, mother, Relation.State.STATED)), server.told(child.person()));
            assertEquals(List.of(), server.told(other.person()));

            columns.remove(Columns.RELATIVES);
            server.fed("01001", "1", columns);
            assertEquals(List.of(), server.told(mother.person()), "the hospital says so no more");
        }
    }

    @Test
    void aClerkConfirmsEndsAndAddsRelationsThatStayWithTheRecords() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            Relations relations = server.registry().relations();
            FeedOutcome child = server.fed("01001", "1", newborn("CB Phạm Thị Ngọc Diệp", "2026-03-08", "1"));
            FeedOutcome mother = server.fed("01013", "2", MOTHER);
            Relation confirmed = relations.rule(
                    mother.person(), RelationKind.CHILD, child.person(), RelationRuling.Verdict.CONFIRMED, WHY, LEAD);
            assertEquals(Relation.State.CONFIRMED, confirmed.state());
            assertEquals(Optional.of("lead"), confirmed.decidedBy());
            assertEquals(
                    List.of(told(RelationKind.MOTHER, mother, Relation.State.CONFIRMED)), server.told(child.person()));

            relations.rule(
                    child.person(), RelationKind.MOTHER, mother.person(), RelationRuling.Verdict.ENDED, WHY, LEAD);
            assertEquals(List.of(), server.told(child.person()));
            assertEquals(
                    List.of(Relation.State.ENDED),
                    relations.of(child.person(), true, HUB).orElseThrow().stream()
                            .map(Relation::state)
                            .toList());

            FeedOutcome uncle = server.fed(
                    "01028",
                    "3",
                    Map.of(
                            Columns.FULL_NAME, "Phạm Văn Thắng",
                            Columns.GENDER, "1",
                            Columns.BIRTH_DATE, "1988-02-14",
                            Columns.PHONE, "0903111999"));
            relations.rule(
                    child.person(), RelationKind.GUARDIAN, uncle.person(), RelationRuling.Verdict.CONFIRMED, WHY, LEAD);
            assertEquals(
                    List.of(told(RelationKind.WARD, child, Relation.State.CONFIRMED)), server.told(uncle.person()));
            server.decisions().decide(new Proposal.Merge(uncle.person(), mother.person()), WHY, Optional.empty(), LEAD);
            assertEquals(
                    List.of(told(RelationKind.GUARDIAN, mother, Relation.State.CONFIRMED)),
                    server.told(child.person()));
            server.decisions().decide(new Proposal.Unmerge(uncle.person()), WHY, Optional.empty(), LEAD);
            assertEquals(
                    List.of(told(RelationKind.GUARDIAN, uncle, Relation.State.CONFIRMED)), server.told(child.person()));
            assertEquals(
                    Refused.Reason.SAME_PERSON,
                    assertThrows(
                                    Refused.class,
                                    () -> relations.rule(
                                            child.person(),
                                            RelationKind.TWIN,
                                            child.person(),
                                            RelationRuling.Verdict.CONFIRMED,
                                            WHY,
                                            LEAD))
                            .reason());
        }
    }

    private static Actor hospital(String facility) {
        return new Actor(
                "his-" + facility,
                "his-" + facility,
                Set.of(Role.HUB),
                Set.of(Scope.values()),
                Set.of("TREAT"),
                FacilityScope.of(Set.of(facility)),
                "r",
                "local");
    }

    @Test
    void aHospitalIsToldWhatItsOwnRecordsSayAndNotOfAChildBornElsewhere() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            FeedOutcome child = server.fed("01001", "1", newborn("CB Phạm Thị Ngọc Diệp", "2026-03-08", "1"));
            FeedOutcome mother = server.fed("01013", "2", MOTHER);
            assertEquals(
                    List.of(told(RelationKind.MOTHER, mother, Relation.State.LIKELY)),
                    server.told(child.person(), hospital("01001")));
            assertEquals(List.of(), server.told(mother.person(), hospital("01013")));
            assertEquals(List.of(), server.told(child.person(), hospital("01028")));
        }
    }
}
