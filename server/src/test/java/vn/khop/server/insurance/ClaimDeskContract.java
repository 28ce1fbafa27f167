package vn.khop.server.insurance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.khop.server.insurance.ClaimFiles.arrival;
import static vn.khop.server.insurance.ClaimFiles.certificate;
import static vn.khop.server.insurance.ClaimFiles.checkIns;
import static vn.khop.server.insurance.ClaimFiles.discharge;
import static vn.khop.server.insurance.ClaimFiles.dossier;
import static vn.khop.server.insurance.ClaimFiles.envelope;
import static vn.khop.server.insurance.ClaimFiles.file;
import static vn.khop.server.insurance.ClaimFiles.row;
import static vn.khop.server.insurance.ClaimFiles.summary;
import static vn.khop.server.insurance.ClaimFiles.with;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.server.audit.AccessEntry;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.codes.CodeUses;
import vn.khop.server.registry.ActiveLinkage;
import vn.khop.server.registry.CitizenAnchor;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.Decisions;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.Facilities;
import vn.khop.server.registry.IdentifierKind;
import vn.khop.server.registry.PartialFeed;
import vn.khop.server.registry.PersonIdentifier;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.RelationKind;
import vn.khop.server.registry.SecondPersonRule;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.SourceRecord;
import vn.khop.server.registry.Together;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;
import vn.khop.server.security.Scope;
import vn.khop.server.store.SqlCodeUses;
import vn.khop.server.store.SqlReceivedTables;
import vn.khop.server.store.TestDatabase;

/** What hospitals send to the health insurance, on every database. Nobody in it lives. */
abstract class ClaimDeskContract {
    private static final Actor HUB = Actor.ofServer("test");
    private static final Linker LINKER = Linker.of(LinkageModel.readDefault());
    private static final Clock NOVEMBER = Clock.fixed(Instant.parse("2026-11-22T02:00:00Z"), ZoneOffset.UTC);
    private static final String MOTHER = "Phạm Thị Ngọc Diệp";
    private static final Map<String, String> DIEP = with(
            summary("lk-1", "7001", MOTHER, "199611230000", "2"),
            "SO_CCCD",
            "001196112317",
            "DIEN_THOAI",
            "0912457803",
            "MA_THE_BHYT",
            "GD4010117234569",
            "MA_DKBD",
            "01001",
            "GT_THE_TU",
            "20260101",
            "GT_THE_DEN",
            "20261231");

    abstract TestDatabase fresh();

    private static final class Unkept implements AccessLog {
        @Override
        public void record(List<AccessEvent> events) {}

        @Override
        public List<AccessEntry> about(String personId, int limit) {
            return List.of();
        }
    }

    private record Server(
            TestDatabase database,
            RecordStore store,
            Registry registry,
            Together together,
            ClaimDesk desk,
            ReceivedTables received,
            CodeUses uses) {
        static Server on(TestDatabase database) {
            RecordStore store = database.store();
            ActiveLinkage linkage = new ActiveLinkage(LINKER, store, NOVEMBER);
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            Registry registry = new Registry(
                    store,
                    linkage,
                    new Facilities(store, NOVEMBER, true),
                    new Unkept(),
                    NOVEMBER,
                    new SecureRandom(),
                    meters);
            Decisions decisions = new Decisions(
                    store,
                    linkage,
                    new SecondPersonRule(99, 99, Duration.ofDays(36_500), 0),
                    new Unkept(),
                    NOVEMBER,
                    new SecureRandom(),
                    meters);
            Together together = new Together(store, registry, decisions);
            ReceivedTables received = new SqlReceivedTables(database.pool(), new ObjectMapper(), database.seal());
            CodeUses uses = new SqlCodeUses(
                    database.pool(), new DataSourceTransactionManager(database.pool()), database.seal());
            return new Server(
                    database,
                    store,
                    registry,
                    together,
                    new ClaimDesk(
                            new PartialFeed(store, registry, together),
                            together,
                            store,
                            received,
                            uses,
                            new Unkept(),
                            NOVEMBER),
                    received,
                    uses);
        }

        Report taken(String envelope) {
            try {
                return desk.takeClaims(body(envelope), HUB);
            } catch (Unreadable | IOException e) {
                throw new AssertionError(e);
            }
        }

        Report arrived(String message) {
            try {
                return desk.takeCheckIns(body(message), HUB);
            } catch (Unreadable | IOException e) {
                throw new AssertionError(e);
            }
        }

        SourceRecord record(String number) {
            return store.source("01001", number).orElseThrow();
        }

        EnterpriseId person(String number) {
            SourceId id = record(number).id();
            return Objects.requireNonNull(store.personsOf(List.of(id)).get(id));
        }

        CardDesk cards() {
            return new CardDesk(new PartialFeed(store, registry, together), together, store, NOVEMBER);
        }

        CitizenAnchor anchor(String number) {
            return registry.person(person(number), HUB).orElseThrow().anchor();
        }

        /** Kind and whose. */
        Set<String> relations(String number) {
            return registry.relations().of(person(number), false, HUB).orElseThrow().stream()
                    .map(relation -> relation.kind() + " " + relation.other() + " " + relation.state())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static ClaimDesk.Body body(String text) {
        return () -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> effects(Report report) {
        return report.acceptedRows().stream()
                .map(row -> row.table() + " " + row.effect())
                .toList();
    }

    private static Set<String> broken(List<Report.BrokenRule> rules) {
        return rules.stream()
                .map(rule -> rule.element() + " " + rule.rule())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** XML1 has one main and two further diagnoses, XML3 two rows of one service; of XML2 and XML3 nothing else is kept. */
    @Test
    void theCodesOfAStayAreCountedOnceHoweverOftenItIsSent() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            Map<String, String> stay =
                    with(DIEP, "MA_BENH_CHINH", "A010", "MA_BENH_KT", "E11.7; I10;" + "x".repeat(65));
            String services = file(
                    "XML3", row("MA_LK", "lk-1", "MA_DICH_VU", "01.1"), row("MA_LK", "lk-1", "MA_DICH_VU", "01.1"));
            String drugs = file("XML2", row("MA_LK", "lk-1", "SO_DANG_KY", "VD-1-19", "MA_THUOC", "40.1"));
            server.taken(envelope("01001", "20261101", dossier(file("XML1", stay), services, drugs)));
            server.taken(envelope("01001", "20261101", dossier(file("XML1", stay), services, drugs)));
            server.taken(envelope("01001", "20261105", dossier(file("XML1", with(stay, "MA_BENH_CHINH", "A011")))));
            LocalDate day = LocalDate.of(2026, 11, 1);
            List<CodeUses.OnDay> expected = List.of(
                    new CodeUses.OnDay("urn:khop:list:drugs", "VD-1-19", day, 1),
                    new CodeUses.OnDay("urn:khop:list:icd-10", CodeUses.OTHER, day, 1),
                    new CodeUses.OnDay("urn:khop:list:icd-10", "A010", day, 1),
                    new CodeUses.OnDay("urn:khop:list:icd-10", "E11.7", day, 1),
                    new CodeUses.OnDay("urn:khop:list:icd-10", "I10", day, 1),
                    new CodeUses.OnDay("urn:khop:list:services", "01.1", day, 2));
            assertEquals(expected, server.uses().atFacility("01001", day, day.plusDays(20)));
            assertEquals(6, server.uses().fold(LocalDate.of(2026, 11, 22)));
            assertEquals(expected, server.uses().atFacility("01001", day, day.plusDays(20)));
            assertEquals(List.of(), server.uses().atFacility("01002", day, day.plusDays(20)));
        }
    }

    @Test
    void anEnvelopeMakesARecordOfEverythingThatXml1SaysOfAPatient() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            Report report = server.taken(envelope(
                    "01001",
                    "20261112",
                    dossier(
                            file("XML1", DIEP),
                            file("XML2", ClaimFiles.drug("lk-1"), with(ClaimFiles.drug("lk-1"), "STT", "2")))));
            assertEquals(List.of("XML1 created"), effects(report));
            assertEquals(3, report.accepted());
            assertEquals(Map.of("XML1", 1, "XML2", 2), report.rows());
            assertEquals(Set.of(), broken(report.toldRows()), "a good row breaks no rule");
            SourceRecord record = server.record("7001");
            assertEquals(Optional.of(Instant.parse("2026-11-11T17:00:00Z")), record.eventTime(), "midnight in Vietnam");
            assertEquals(
                    Map.ofEntries(
                            Map.entry("facility", "01001"),
                            Map.entry("mrn", "7001"),
                            Map.entry("full_name", MOTHER),
                            Map.entry("gender", "2"),
                            Map.entry("birth_date", "199611230000"),
                            Map.entry("national_id", "001196112317"),
                            Map.entry("insurance_no", "GD4010117234569"),
                            Map.entry("phone", "0912457803"),
                            Map.entry("address", "Số 17 Đội Cấn, Phường Ngọc Hà, Thành phố Hà Nội"),
                            Map.entry("address_province_code", "01"),
                            Map.entry("address_district_code", "001"),
                            Map.entry("address_commune_code", "00008"),
                            Map.entry("nationality_code", "000"),
                            Map.entry("ethnic_group_code", "01"),
                            Map.entry("occupation_code", "00000"),
                            Map.entry("recorded_at", "2026-11-11T17:00:00Z")),
                    record.columns());
            assertFalse(database.rows().toString().contains("Viêm họng"), "nothing clinical is kept");
        }
    }

    @Test
    void theSameContentTwiceIsTakenOnceHoweverItIsLaidOut() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            Report first = server.taken(envelope("01001", "20261112", dossier(file("XML1", DIEP))));
            Set<String> rows = database.rows();
            Report second = server.taken(envelope("01001", "20261112", dossier(file("XML1", DIEP))));
            assertEquals(rows, database.rows());
            assertEquals(List.of("XML1 repeated"), effects(second));
            assertEquals(
                    first.acceptedRows().get(0).source(),
                    second.acceptedRows().get(0).source());

            String otherLayout = ClaimFiles.table("XML1", List.of(DIEP)).replace("\n", "\n   ");
            Report third = server.taken(envelope("01001", "20261115", dossier(file("XML1", otherLayout))));
            assertEquals(List.of("XML1 repeated"), effects(third), "sent again later, it says nothing new");
            assertEquals(rows, database.rows());
        }
    }

    @Test
    void changedContentIsARevisionAndAnOlderFileNeverOverwritesANewer() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            Map<String, String> moved = with(DIEP, "DIEN_THOAI", "0988000111");
            server.taken(envelope("01001", "20261112", dossier(file("XML1", DIEP))));
            assertEquals(
                    List.of("XML1 revised"),
                    effects(server.taken(envelope("01001", "20261114", dossier(file("XML1", moved))))));
            assertEquals("0988000111", server.record("7001").columns().get(Columns.PHONE));
            assertEquals(2, server.record("7001").version());

            Map<String, String> late = with(DIEP, "DIEN_THOAI", "0977000222");
            assertEquals(
                    List.of("XML1 outdated"),
                    effects(server.taken(envelope("01001", "20261113", dossier(file("XML1", late))))));
            assertEquals(
                    List.of("XML1 repeated"),
                    effects(server.taken(envelope("01001", "20261112", dossier(file("XML1", DIEP))))),
                    "the first one once more, delivered late");
            assertEquals("0988000111", server.record("7001").columns().get(Columns.PHONE));

            assertEquals(
                    List.of("XML1 revised"),
                    effects(server.taken(envelope("01001", "20261116", dossier(file("XML1", DIEP))))),
                    "what it said at first, said again later, holds again");
            assertEquals("0912457803", server.record("7001").columns().get(Columns.PHONE));
        }
    }

    @Test
    void anOlderTableDoesNotHoldAgainWhenAnotherOfItsStayComes() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            server.taken(envelope("01001", "20261114", dossier(file("XML1", with(DIEP, "DIEN_THOAI", "0988000111")))));
            server.taken(envelope("01001", "20261113", dossier(file("XML1", with(DIEP, "DIEN_THOAI", "0977000222")))));
            server.taken(envelope("01001", "20261116", dossier(file("XML7", discharge("lk-1")))));
            assertEquals("0988000111", server.record("7001").columns().get(Columns.PHONE));
        }
    }

    @Test
    void badRowsAreRefusedByElementAndRuleAndGoodOnesOfTheSameFileGoOn() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            Map<String, String> bad = with(
                    summary("lk-2", "7002", "Mạc Văn Lạ", "19850721", "7"), "MA_THE_BHYT", "GD901", "T_VTYT", "không");
            Report report = server.taken(
                    envelope("01001", "20261112", dossier(file("XML1", bad)), dossier(file("XML1", DIEP))));
            assertEquals(1, report.accepted());
            assertEquals(1, report.refused());
            assertEquals(Set.of("NGAY_SINH BIRTH_12", "GIOI_TINH SEX"), broken(report.refusedRows()));
            assertEquals(Set.of("MA_THE_BHYT CARDS", "T_VTYT NUMBER"), broken(report.toldRows()));
            Report.BrokenRule birth = report.refusedRows().get(0);
            assertEquals(1, birth.dossier());
            assertEquals(1, birth.row());
            assertTrue(birth.basis().contains("QĐ 4750") || birth.basis().contains("portal"), birth.basis());
            assertTrue(birth.basis().endsWith("XML1 #6"), birth.basis());
            assertEquals("có 8 ký tự không đúng dạng; cần 12 chữ số yyyymmddHHMM", birth.vi());
            assertFalse(report.toString().contains("Lạ"), "no report says what a row says");
            assertTrue(server.store().source("01001", "7002").isEmpty());

            List<ReceivedTables.Refusal> kept = server.received().refusals(FacilityScope.of(Set.of("01001")), 0, 10);
            assertEquals(1, kept.size());
            assertEquals("Mạc Văn Lạ", kept.get(0).row().values().get("HO_TEN"), "to be seen by whoever mends it");
            assertEquals(List.of(), server.received().refusals(FacilityScope.of(Set.of("01013")), 0, 10));
            server.taken(envelope("01001", "20261112", dossier(file("XML1", bad))));
            assertEquals(
                    1,
                    server.received()
                            .refusals(FacilityScope.everyFacility(), 0, 10)
                            .size(),
                    "the same once more is not kept twice");

            Map<String, String> mended = with(bad, "NGAY_SINH", "198507210000", "GIOI_TINH", "1");
            assertEquals(
                    List.of("XML1 created"),
                    effects(server.taken(envelope("01001", "20261113", dossier(file("XML1", mended))))));
            assertEquals(List.of(), server.received().refusals(FacilityScope.everyFacility(), 0, 10));
        }
    }

    @Test
    void tablesOfWhichNothingIsKeptAreHeldAgainstTheirRulesAndAgainstXml1() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            Map<String, String> outside = with(ClaimFiles.drug("lk-1"), "NGAY_TH_YL", "202611120000", "MA_PTTT", "9");
            Map<String, String> others = with(ClaimFiles.drug("lk-2"), "STT", "3");
            Report report = server.taken(envelope(
                    "01001",
                    "20261112",
                    dossier(
                            file("XML6", ClaimFiles.treatment("lk-1", "199001010000", "2")),
                            file("XML2", ClaimFiles.drug("lk-1"), outside, others),
                            file("XML10", row("MA_LK", "lk-2")),
                            file("XML1", DIEP))));
            assertEquals(4, report.accepted(), "XML1, two drugs and the treatment: " + report.refusedRows());
            assertEquals(2, report.refused());
            assertEquals(Set.of("MA_LK OTHER_STAY"), broken(report.refusedRows()));
            assertEquals(
                    Set.of("NGAY_TH_YL IN_STAY", "MA_PTTT CODE", "NGAY_SINH AS_IN_SUMMARY"),
                    broken(report.toldRows()),
                    "the drug of another stay is refused, and told of nothing else; she was born on another day");
            assertEquals(
                    List.of("XML2 MA_LK OTHER_STAY 1/1", "XML2 MA_PTTT CODE 1/0", "XML2 NGAY_TH_YL IN_STAY 1/0"),
                    report.brokenRules().stream()
                            .filter(one -> one.table().equals("XML2"))
                            .map(one -> one.table() + " " + one.element() + " " + one.rule() + " " + one.rows() + "/"
                                    + one.refused())
                            .sorted()
                            .toList());
            assertFalse(database.rows().toString().contains("20200310"), "nothing of a treatment is kept");
            assertFalse(database.rows().toString().contains("Paracetamol"));

            Report alone =
                    server.taken(envelope("01001", "20261113", dossier(file("XML2", with(outside, "MA_PTTT", "1")))));
            assertEquals(
                    Set.of("NGAY_TH_YL IN_STAY"), broken(alone.toldRows()), "held against the XML1 that came before");
            Report early =
                    server.taken(envelope("01001", "20261113", dossier(file("XML5", ClaimFiles.course("lk-9")))));
            assertEquals(Set.of("MA_LK NO_SUMMARY"), broken(early.toldRows()));
            assertEquals(1, early.accepted());
        }
    }

    @Test
    void aBirthCertificateMakesTheNewbornARecordThatIsItsMothersChildAndNeverShe() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            Map<String, String> birth =
                    with(certificate("lk-1", MOTHER, "19961123", "0007"), "SO_CCCD_NND", "001196112317");
            Report report =
                    server.taken(envelope("01001", "20261112", dossier(file("XML1", DIEP), file("XML9", birth))));
            assertEquals(List.of("XML1 created", "XML9 created"), effects(report));
            assertEquals(Set.of("MA_THE_TAM REQUIRED"), broken(report.toldRows()));
            String child = "GCS:01/2026/0007";
            assertEquals(MOTHER, server.record(child).columns().get(Columns.FULL_NAME));
            assertNotEquals(server.person("7001"), server.person(child));
            assertEquals(
                    Set.of(RelationKind.MOTHER + " " + server.person("7001") + " STATED"), server.relations(child));
            assertEquals(Set.of(RelationKind.CHILD + " " + server.person(child) + " STATED"), server.relations("7001"));
        }
    }

    @Test
    void twinsHaveACertificateEachAndAreTold() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            Map<String, String> one =
                    with(certificate("lk-1", MOTHER, "19961123", "0007"), "SO_CON", "2", "GIOI_TINH_CON", "2");
            Map<String, String> other = with(one, "SO", "0008", "NGAY_SINH_CON", "202611100919");
            server.taken(envelope("01001", "20261112", dossier(file("XML1", DIEP), file("XML9", one, other))));
            EnterpriseId first = server.person("GCS:01/2026/0007");
            EnterpriseId second = server.person("GCS:01/2026/0008");
            assertEquals(3, Set.of(first, second, server.person("7001")).size());
            assertTrue(server.relations("GCS:01/2026/0007").contains("TWIN " + second + " STATED"));
            assertTrue(server.relations("GCS:01/2026/0008").contains("MOTHER " + server.person("7001") + " STATED"));
        }
    }

    @Test
    void inTheChildsOwnDossierTheCertificateSaysWhoTakesCareOfIt() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            server.taken(envelope("01001", "20261112", dossier(file("XML1", DIEP))));
            Map<String, String> newborn = summary("lk-9", "7009", MOTHER, "202611100912", "1");
            Map<String, String> birth = with(
                    certificate("lk-9", MOTHER, "19961123", "0007"),
                    "SO_CCCD_NND",
                    "001196112317",
                    "MA_THE_TAM",
                    "TE1010000000017");
            Report report =
                    server.taken(envelope("01001", "20261113", dossier(file("XML1", newborn), file("XML9", birth))));
            assertEquals(List.of("XML1 created", "XML9 created"), effects(report));
            assertTrue(server.store().source("01001", "GCS:01/2026/0007").isEmpty(), "it has a number of its own");
            assertEquals("TE1010000000017", server.record("7009").columns().get(Columns.INSURANCE_NO));
            assertEquals(MOTHER, server.record("7009").columns().get(Columns.GUARDIAN_NAME));
            assertNotEquals(server.person("7001"), server.person("7009"));
            assertTrue(server.relations("7009").contains("GUARDIAN " + server.person("7001") + " STATED"));
        }
    }

    @Test
    void aDischargePaperNamesParentsByTheirInsuranceNumbersAlsoWhenItComesByItself() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            server.taken(envelope("01001", "20261112", dossier(file("XML1", DIEP))));
            Map<String, String> child = summary("lk-3", "7003", "Mạc Gia Hân", "202003150000", "2");
            Map<String, String> paper = with(discharge("lk-3"), "MA_ME", "0117234569", "HO_TEN_ME", MOTHER);
            assertEquals(
                    List.of("XML7 waiting"),
                    effects(server.taken(envelope("01001", "20261112", dossier(file("XML7", paper))))),
                    "whose it is, XML1 has to say");
            assertEquals(
                    List.of("XML1 created"),
                    effects(server.taken(envelope("01001", "20261112", dossier(file("XML1", child))))));
            assertEquals(Set.of("MOTHER " + server.person("7001") + " STATED"), server.relations("7003"));

            server.taken(envelope("01001", "20261114", dossier(file("XML1", with(child, "DIEN_THOAI", "0912457803")))));
            assertTrue(
                    server.relations("7003").contains("MOTHER " + server.person("7001") + " STATED"),
                    "a table that is not sent again still holds");
        }
    }

    @Test
    void anArrivalTakesNothingBackThatItHasNoWordFor() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            server.taken(envelope("01001", "20261112", dossier(file("XML1", DIEP))));
            Map<String, String> arrival =
                    with(arrival("lk-5", "7001", MOTHER, "199611230000", "2"), "NGAY_VAO", "202611200700");
            assertEquals(List.of("CHECK_IN revised"), effects(server.arrived(checkIns(arrival))));
            assertEquals("0912457803", server.record("7001").columns().get(Columns.PHONE));
            assertEquals("001196112317", server.record("7001").columns().get(Columns.NATIONAL_ID));
            assertEquals(List.of("CHECK_IN repeated"), effects(server.arrived(checkIns(arrival))));

            Map<String, String> before =
                    with(arrival, "MA_LK", "lk-4", "NGAY_VAO", "202611010700", "HO_TEN", "Phạm Thị Diệp");
            assertEquals(List.of("CHECK_IN outdated"), effects(server.arrived(checkIns(before))));
            assertEquals(MOTHER, server.record("7001").columns().get(Columns.FULL_NAME));
        }
    }

    @Test
    void anArrivalThatComesAfterTheDossierOfItsOwnStayChangesNothing() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            server.taken(envelope("01001", "20261110", dossier(file("XML1", DIEP))));
            Map<String, String> arrival = arrival("lk-1", "7001", "Phạm Thị Diệp", "199611230000", "2");
            assertEquals(List.of("CHECK_IN outdated"), effects(server.arrived(checkIns(arrival))));
            assertEquals(MOTHER, server.record("7001").columns().get(Columns.FULL_NAME));
        }
    }

    @Test
    void aFileOfAnotherFacilityIsRefused() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            Actor other = new Actor(
                    "hospital",
                    "his",
                    Set.of(Role.HUB),
                    Set.of(Scope.ITI_104),
                    Set.of("TREAT"),
                    FacilityScope.of(Set.of("01013")),
                    "r",
                    "local");
            ClaimDesk.Body file = body(envelope("01001", "20261112", dossier(file("XML1", DIEP))));
            assertThrows(ClaimDesk.NotYours.class, () -> server.desk().takeClaims(file, other));
            ClaimDesk.Body message = body(checkIns(arrival("lk-1", "7001", MOTHER, "199611230000", "2")));
            assertThrows(ClaimDesk.NotYours.class, () -> server.desk().takeCheckIns(message, other));
            assertEquals(0, server.store().countSources());
        }
    }

    private static final String CARD =
            "001196112317|012694837|Phạm Thị Ngọc Diệp|23111996|Nữ|Số 3 Hàng Than, Ba Đình, Hà Nội|10052021";

    @Test
    void aReadOfTheCardConfirmsTheNumberAndKeepsTheFormerCardAsAnAlias() throws Exception {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            server.taken(envelope("01001", "20261112", dossier(file("XML1", DIEP))));
            CardDesk cards = server.cards();
            assertEquals(CitizenAnchor.State.ASSERTED, server.anchor("7001").state());
            cards.read(new CardDesk.Patient("01001", "7001"), CARD, HUB);
            assertEquals(CitizenAnchor.State.VERIFIED, server.anchor("7001").state());
            assertEquals(
                    List.of("0117234569", "012694837", "GD4010117234569"),
                    server.anchor("7001").lineage());
            assertEquals(
                    List.of(server.person("7001")),
                    server.store().withIdentifier(PersonIdentifier.of(IdentifierKind.CITIZEN_ID, "012694837")),
                    "found by the number of the card before");
            assertEquals("0912457803", server.record("7001").columns().get(Columns.PHONE));
            assertTrue(server.record("7001")
                    .columns()
                    .getOrDefault(Columns.ADDRESS, "")
                    .contains("Đội Cấn"));

            server.taken(envelope(
                    "01001",
                    "20261123",
                    dossier(file("XML1", with(DIEP, "MA_LK", "lk-6", "DIEN_THOAI", "0977000333")))));
            assertEquals("0977000333", server.record("7001").columns().get(Columns.PHONE));
            assertEquals(
                    CitizenAnchor.State.VERIFIED,
                    server.anchor("7001").state(),
                    "the same number, name and birth date, written as XML1 writes them");
            assertTrue(server.anchor("7001").lineage().contains("012694837"), "XML1 has room for one number only");

            server.taken(envelope(
                    "01001",
                    "202611230100",
                    dossier(file("XML1", with(DIEP, "MA_LK", "lk-7", "NGAY_SINH", "199601010000")))));
            assertEquals(
                    CitizenAnchor.State.ASSERTED,
                    server.anchor("7001").state(),
                    "beside another birth date nobody has confirmed it");
        }
    }

    @Test
    void whoMayNotConfirmNumbersOnlyAssertsThem() throws Exception {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            Actor desk = new Actor(
                    "hospital",
                    "his",
                    Set.of(Role.HUB),
                    Set.of(Scope.ITI_104),
                    Set.of("TREAT"),
                    FacilityScope.of(Set.of("01001")),
                    "r",
                    "local");
            server.cards().read(new CardDesk.Patient("01001", "7001"), CARD, desk);
            assertEquals(CitizenAnchor.State.ASSERTED, server.anchor("7001").state());
            assertTrue(server.record("7001")
                    .columns()
                    .getOrDefault(Columns.ADDRESS, "")
                    .contains("Hàng Than"));
        }
    }

    @Test
    void aPortalsAnswerJoinsTheOldCardAndTheNewOneAndOneAboutAnotherPatientIsIgnored() throws Exception {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            server.taken(envelope("01001", "20261112", dossier(file("XML1", DIEP))));
            CardDesk.Patient patient = new CardDesk.Patient("01001", "7001");
            CardDesk.PortalAnswer replaced = new CardDesk.PortalAnswer(
                    "003",
                    Optional.of("GD4010117234569"),
                    Optional.empty(),
                    Optional.of("HT2010117234569"),
                    Optional.of("0117234569"));
            assertTrue(server.cards().answered(patient, replaced, HUB).isPresent());
            assertEquals(
                    List.of(server.person("7001")),
                    server.store()
                            .withIdentifier(PersonIdentifier.of(IdentifierKind.INSURANCE_NUMBER, "HT2010117234569")));
            CardDesk.PortalAnswer others = new CardDesk.PortalAnswer(
                    "060", Optional.of("DN4010198347265"), Optional.empty(), Optional.empty(), Optional.empty());
            assertEquals(Optional.empty(), server.cards().answered(patient, others, HUB));
            for (CardDesk.PortalAnswer wrong : List.of(
                    new CardDesk.PortalAnswer(
                            "0003",
                            Optional.of("GD4010117234569"),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()),
                    new CardDesk.PortalAnswer(
                            "003",
                            Optional.of("GD4010117234569"),
                            Optional.empty(),
                            Optional.of("HT2"),
                            Optional.empty()),
                    new CardDesk.PortalAnswer(
                            "003", Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("0000000000")))) {
                assertThrows(Unreadable.class, () -> server.cards().answered(patient, wrong, HUB));
            }
            assertFalse(server.record("7001")
                    .columns()
                    .getOrDefault(Columns.INSURANCE_NO, "")
                    .contains("DN4"));
        }
    }

    @Test
    void everyDrawnBreakageIsToldByItsElementAndItsRuleAndRefusesWhatItMust() {
        long seed = Long.parseLong(System.getProperty("tests.seed", "4750"), 16);
        SplittableRandom random = new SplittableRandom(seed);
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            int number = 0;
            for (int draw = 0; draw < 4; draw++) {
                for (ClaimFiles.Breakage breakage :
                        ClaimFiles.breakages(ClaimFiles.drawnSummary(random.split(), "lk", "bn"))) {
                    number++;
                    Map<String, String> good = ClaimFiles.drawnSummary(random, "lk-" + number, "bn-" + number);
                    ClaimFiles.Breakage own = ClaimFiles.breakages(good).stream()
                            .filter(one -> one.rule().equals(breakage.rule())
                                    && one.element().equals(breakage.element()))
                            .findFirst()
                            .orElseThrow();
                    Map<String, String> broken = with(good, own.element(), own.value());
                    Report report = server.taken(envelope("01001", "20261112", dossier(file("XML1", broken))));
                    String told = "-Dtests.seed=" + Long.toHexString(seed) + " " + own.element() + " " + own.rule()
                            + ": " + report;
                    if (own.rule().isEmpty()) {
                        assertFalse(
                                broken(report.toldRows()).toString().contains(own.element() + " " + "IDENT")
                                        || broken(report.toldRows()).toString().contains("CARDS "),
                                told);
                        assertEquals(1, report.accepted(), told);
                        continue;
                    }
                    assertEquals(own.isRefusing() ? 0 : 1, report.accepted(), told);
                    List<Report.BrokenRule> rules = own.isRefusing() ? report.refusedRows() : report.toldRows();
                    assertTrue(rules.stream().anyMatch(rule -> rule.rule().equals(own.rule())), told);
                    assertEquals(
                            own.isRefusing(),
                            server.store().source("01001", "bn-" + number).isEmpty(),
                            told);
                }
            }
        }
    }

    private static ClaimDesk.NotResent.Reason whyNot(Server server, long number, Map<String, String> mended) {
        return assertThrows(ClaimDesk.NotResent.class, () -> server.desk().resend(number, mended, HUB))
                .reason();
    }

    private static List<Long> waiting(Server server) {
        return server.desk().refusals(0, 100, HUB).stream()
                .map(ReceivedTables.Refusal::number)
                .toList();
    }

    @Test
    void aRefusedRowIsMendedHereAndTakenOnce() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            server.taken(envelope("01001", "20261112", dossier(file("XML1", with(DIEP, "NGAY_SINH", "1996")))));
            long number = waiting(server).get(0);
            assertEquals(ClaimDesk.NotResent.Reason.STILL_REFUSED, whyNot(server, number, Map.of()));
            assertEquals(
                    ClaimDesk.NotResent.Reason.UNKNOWN_ELEMENT,
                    whyNot(server, number, Map.of("CHAN_DOAN_RV", "Viêm họng")));
            assertEquals(ClaimDesk.NotResent.Reason.UNKNOWN, whyNot(server, number + 1, Map.of()));
            assertTrue(server.store().source("01001", "7001").isEmpty(), "nothing was taken until now");

            Report report = server.desk().resend(number, Map.of("NGAY_SINH", " 199611230000 "), HUB);
            assertEquals(List.of("XML1 created"), effects(report));
            assertEquals("199611230000", server.record("7001").columns().get("birth_date"));
            assertEquals(List.of(), waiting(server));
            assertEquals(
                    ClaimDesk.NotResent.Reason.SETTLED, whyNot(server, number, Map.of("NGAY_SINH", "199611230000")));
            assertEquals(1, server.record("7001").version());
        }
    }

    /** Refused twice, mended here, and sent once more as it should have been at first. */
    @Test
    void theCodesOfARefusedRowAreCountedOnceHoweverItIsMended() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            LocalDate day = LocalDate.of(2026, 11, 12);
            Map<String, String> stay = with(DIEP, "MA_BENH_CHINH", "A010", "MA_BENH_KT", "I10");
            Map<String, String> wrong = with(stay, "NGAY_SINH", "1996");
            List<CodeUses.OnDay> counted = List.of(
                    new CodeUses.OnDay("urn:khop:list:icd-10", "A010", day, 1),
                    new CodeUses.OnDay("urn:khop:list:icd-10", "I10", day, 1));
            server.taken(envelope("01001", "20261112", dossier(file("XML1", wrong))));
            assertEquals(counted, server.uses().atFacility("01001", day.minusDays(9), day.plusDays(9)));
            server.taken(envelope("01001", "20261113", dossier(file("XML1", with(wrong, "HO_TEN", "")))));
            server.desk().resend(waiting(server).get(0), Map.of("NGAY_SINH", "199611230000"), HUB);
            server.taken(envelope("01001", "20261114", dossier(file("XML1", stay))));
            assertEquals(counted, server.uses().atFacility("01001", day.minusDays(9), day.plusDays(9)));
            assertEquals(List.of(), waiting(server));
        }
    }

    @Test
    void anotherHospitalCannotSendTheRow() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            server.taken(envelope("01001", "20261112", dossier(file("XML1", with(DIEP, "NGAY_SINH", "1996")))));
            Actor other = new Actor(
                    "his-01013",
                    "his-01013",
                    HUB.roles(),
                    HUB.scopes(),
                    HUB.purposes(),
                    FacilityScope.of(Set.of("01013")),
                    "r",
                    "local");
            long number = waiting(server).get(0);
            ClaimDesk.NotResent no = assertThrows(
                    ClaimDesk.NotResent.class,
                    () -> server.desk().resend(number, Map.of("NGAY_SINH", "199611230000"), other));
            assertEquals(ClaimDesk.NotResent.Reason.UNKNOWN, no.reason());
        }
    }

    /** Twins, of whose certificates one says no birth: the other's child stays when this one comes, and a third that is wrong goes on waiting. */
    @Test
    void aMendedCertificateStandsBesideTheOthersOfItsStay() {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            Map<String, String> first = certificate("lk-1", MOTHER, "19961123", "11");
            Map<String, String> second = with(first, "SO", "12", "NGAY_SINH_CON", "2026");
            Map<String, String> third = with(first, "SO", "13", "NGAY_SINH_CON", "12");
            server.taken(
                    envelope("01001", "20261112", dossier(file("XML1", DIEP), file("XML9", first, second, third))));
            assertTrue(server.store().source("01001", "GCS:01/2026/11").isPresent());
            List<Long> refused = waiting(server);
            assertEquals(2, refused.size());
            server.desk().resend(refused.get(0), Map.of("NGAY_SINH_CON", "202611100920"), HUB);
            assertTrue(server.store().source("01001", "GCS:01/2026/11").isPresent());
            assertTrue(server.store().source("01001", "GCS:01/2026/12").isPresent());
            assertEquals(1, waiting(server).size(), "the third is not mended by the second");
            server.desk().resend(waiting(server).get(0), Map.of("NGAY_SINH_CON", "202611100930"), HUB);
            assertTrue(server.store().source("01001", "GCS:01/2026/13").isPresent());
            assertEquals(List.of(), waiting(server));
        }
    }

    @Test
    void bothKindsOfFilesAreKnownByTheElementAroundThem() throws Exception {
        try (TestDatabase database = fresh()) {
            Server server = Server.on(database);
            String claims = envelope("01001", "20261112", dossier(file("XML1", DIEP)));
            String arrivals =
                    ClaimFiles.checkIns(ClaimFiles.arrival("lk-9", "7009", "Lò Thị Mẫu", "199002030000", "2"));
            assertEquals("01001", server.desk().facility(body(claims)));
            assertEquals("01001", server.desk().facility(body(arrivals)));
            assertEquals(List.of("XML1 created"), effects(server.desk().take(body(claims), HUB)));
            assertEquals(List.of("CHECK_IN created"), effects(server.desk().take(body(arrivals), HUB)));
            assertThrows(Unreadable.class, () -> server.desk().take(body("<HOSO/>"), HUB));
            assertThrows(Unreadable.class, () -> server.desk().take(body("no XML"), HUB));
        }
    }
}
