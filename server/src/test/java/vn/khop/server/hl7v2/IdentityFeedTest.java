package vn.khop.server.hl7v2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.app.Connection;
import ca.uhn.hl7v2.llp.MinLowerLayerProtocol;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.util.Terser;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;
import vn.khop.server.codes.CodeUses;
import vn.khop.server.refused.RefusedMessage;
import vn.khop.server.refused.RefusedMessages;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.FacilityFeed;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.SourceRecord;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.terminology.concept.QuestionDate;

/** ADT as IHE ITI-8 and ITI-30 have it, from a socket to the record. */
class IdentityFeedTest {
    private static final RunningServer SERVER = RunningServer.shared();
    private static final String FACILITY = "01061";

    private static MllpClient client() {
        return MllpClient.to(SERVER.bean(MessagePort.class).number());
    }

    private static String msh(String event, String controlId, String version) {
        return "MSH|^~\\&|HIS|" + FACILITY + "|KHOP|HN|20260301083000||" + event + "|" + controlId + "|P|" + version
                + "||||||UNICODE UTF-8";
    }

    private static String pid(String number, String name, String birth, String sex) {
        String numbers = number.contains("^") ? number : number + "^^^" + FACILITY + "^PI";
        return "PID|||" + numbers + "||" + name + "||" + birth + "|" + sex;
    }

    private static Optional<SourceRecord> record(String number) {
        return SERVER.bean(FacilityFeed.class).present(FACILITY, number);
    }

    private static String column(String number, String column) {
        return record(number).orElseThrow().columns().getOrDefault(column, "");
    }

    private static String person(String number) {
        return SERVER.bean(Registry.class)
                .source(record(number).orElseThrow().id(), Optional.empty(), Actor.ofServer("test"))
                .orElseThrow()
                .person()
                .value();
    }

    @Test
    void aNewPatientIsARecordWhenTheAnswerIsThere() {
        try (MllpClient his = client()) {
            MllpClient.Reply reply = his.send(
                    msh("ADT^A28^ADT_A05", "F-1", "2.5"),
                    "EVN||20260301083000",
                    "PID|||F-001^^^01061^PI~001190012345^^^CCCD^NI~GD4010123456789^^^BHYT^HC||Đỗ^Hương^Thị^^^^L||199003071015|F|||12 Lê Lợi^^Hà Đông^Hà Nội^^VNM||0912345678~^PRN^PH^^84^24^38221155||||||||F-000^^^01061",
                    "NK1|1|Nguyễn^Lan^Thị|MTH||");

            assertEquals("AA", reply.code(), reply.toString());
            assertEquals("F-1", reply.field("MSA", 2));
            assertEquals("ACK^A28^ACK", reply.field("MSH", 9));
            assertEquals("2.5", reply.field("MSH", 12));
            assertEquals("HIS", reply.field("MSH", 5));
            assertEquals(FACILITY, reply.field("MSH", 6));
        }
        assertEquals("Đỗ Thị Hương", column("F-001", Columns.FULL_NAME));
        assertEquals("1990-03-07 10:15", column("F-001", Columns.BIRTH_DATE));
        assertEquals("001190012345", column("F-001", Columns.NATIONAL_ID));
        assertEquals("GD4010123456789", column("F-001", Columns.INSURANCE_NO));
        assertEquals("0912345678;842438221155", column("F-001", Columns.PHONE));
        assertEquals("12 Lê Lợi, Hà Đông, Hà Nội", column("F-001", Columns.ADDRESS));
        assertEquals("Nguyễn Thị Lan", column("F-001", Columns.MOTHER_NAME));
        assertEquals("mother=facility:01061|F-000", column("F-001", Columns.RELATIVES));
        assertEquals("2026-03-01T01:30:00Z", column("F-001", Columns.RECORDED_AT));
    }

    @Test
    void anUpdateIsTakenAndAnOlderOneIsNot() {
        try (MllpClient his = client()) {
            his.send(msh("ADT^A04", "F-10", "2.5"), "EVN||20260301080000", pid("F-010", "Lê^An^Văn", "19800101", "M"));
            MllpClient.Reply newer = his.send(
                    msh("ADT^A08", "F-11", "2.5"), "EVN||20260303080000", pid("F-010", "Lê^An^Văn", "19800102", "M"));
            MllpClient.Reply older = his.send(
                    msh("ADT^A31", "F-12", "2.5"), "EVN||20260302080000", pid("F-010", "Lê^An^Văn", "19800103", "M"));

            assertEquals("AA", newer.code());
            assertEquals("AA", older.code());
            assertEquals("W", older.field("ERR", 4));
        }
        assertEquals("1980-01-02", column("F-010", Columns.BIRTH_DATE));
    }

    /** A system that sends every event stops at the first that is refused. */
    @Test
    void whatTellsOfAVisitIsAcknowledgedAndNotKept() {
        try (MllpClient his = client()) {
            for (String event : List.of("A02", "A03", "A06", "A11", "A13", "A54")) {
                String visit = "PV1||I|N01^101^1|||||||||||||||||V-77";
                MllpClient.Reply reply = his.send(
                        msh("ADT^" + event, "V-" + event, "2.5"),
                        "EVN||20260301080000",
                        pid("F-V77", "Lê^An^Văn", "19800101", "M"),
                        visit);
                assertEquals("AA", reply.code(), reply.toString());
                assertEquals("W", reply.field("ERR", 4), "and says so");
                assertTrue(reply.field("ERR", 7).startsWith(event), reply.toString());
                assertEquals(Optional.empty(), record("F-V77"));
            }
            MllpClient.Reply deleted = his.send(
                    msh("ADT^A29", "V-A29", "2.5"), "EVN||20260301080000", pid("F-V77", "Lê^An^Văn", "19800101", "M"));
            assertEquals("AR", deleted.code(), "nobody is deleted so, and nobody may believe it");
        }
    }

    @Test
    void theSameMessageTwiceHasOneEffectAndTheSameAnswer() {
        try (MllpClient his = client()) {
            String evn = "EVN||20260301080000";
            String patient = pid("F-020", "Phạm^Bình^Văn", "19710203", "M");
            MllpClient.Reply first = his.send(msh("ADT^A28", "F-20", "2.5"), evn, patient);
            int version = record("F-020").orElseThrow().version();
            MllpClient.Reply again =
                    his.send(msh("ADT^A28", "F-20", "2.5").replace("20260301083000", "20260301084500"), evn, patient);

            assertEquals("AA", first.code());
            assertEquals("AA", again.code());
            assertEquals(version, record("F-020").orElseThrow().version());
        }
    }

    /** Of a visit each code counts once, however many messages tell it; a code of a list that nobody has named does not count. And nothing else is kept of them. */
    @Test
    void theCodesOfAVisitAreCountedOnceAndNotKept() {
        String now = DateTimeFormatter.ofPattern("yyyyMMddHHmmss")
                .withZone(ZoneId.of("Asia/Ho_Chi_Minh"))
                .format(Instant.now().minusSeconds(60));
        String evn = "EVN||" + now;
        String patient = pid("F-025", "Kiều^Oanh^Thị", "19650405", "F");
        String visit = "PV1||I|||||||||||||||||V-025";
        String typhoid = "DG1|1||Q01.0^Thương hàn^I10";
        try (MllpClient his = client()) {
            List<MllpClient.Reply> replies = List.of(
                    his.send(
                            msh("ADT^A01", "F-25", "2.5"),
                            evn,
                            patient,
                            visit,
                            "AL1|1|DA|QJ01^Amoxicillin^ATC~\"\"",
                            typhoid,
                            typhoid,
                            "DG1|2|ICD-10|Q02",
                            "DG1|3||Q03",
                            "DG1|4||DX4^Sốt^99BV^Q04^Sốt^I10",
                            "DG1|5||DX5^Ho^99BV",
                            "DG1|6||^đau đầu",
                            "PR1|1||DV1^Mổ^99DV",
                            "OBX|1|CWE|Q8661-1^Lý do^LN||Q05^Đau^icd-10"),
                    his.send(msh("ADT^A08", "F-26", "2.5"), evn, patient, visit, typhoid, "DG1|2||Q06^^I10"),
                    his.send(msh("ADT^A08", "F-26", "2.5"), evn, patient, visit, typhoid, "DG1|2||Q06^^I10"),
                    his.send(msh("ADT^A31", "F-27", "2.5"), evn, patient),
                    his.send(msh("ADT^A01", "F-28", "2.5"), evn, patient, visit + "-B", typhoid),
                    his.send(
                            msh("ADT^A28", "F-29", "2.5"),
                            evn,
                            pid("F-026", "Kiều^Oanh^Văn", "19650405", "M"),
                            typhoid));
            assertEquals(
                    List.of("AA", "AA", "AA", "AA", "AA", "AA"),
                    replies.stream().map(MllpClient.Reply::code).toList());
        }
        assertEquals(
                Map.of("Q01.0", 3L, "Q02", 1L, "Q03", 1L, "Q04", 1L, "Q05", 1L, "Q06", 1L),
                uses("urn:khop:list:icd-10", "Q01.0", "Q02", "Q03", "Q04", "Q05", "Q06", "DX4", "DX5"));
        assertEquals(Map.of("Q8661-1", 1L), uses("http://loinc.org", "Q8661-1"));
        assertEquals(Map.of("QJ01", 1L), uses("http://www.whocc.no/atc", "QJ01"));
        String kept = record("F-025").orElseThrow().document().orElseThrow();
        assertEquals(
                List.of("MSH", "EVN", "PID"),
                Stream.of(kept.split("\r"))
                        .map(segment -> segment.substring(0, 3))
                        .toList());
        assertTrue(kept.contains(patient), kept);
    }

    private static Map<String, Long> uses(String system, String... codes) {
        LocalDate today = QuestionDate.dayAt(Instant.now());
        return SERVER.bean(CodeUses.class).of(system, List.of(codes), today.minusDays(1), today).stream()
                .filter(use -> use.facility().equals(FACILITY))
                .collect(Collectors.toMap(CodeUses.ByFacility::code, CodeUses.ByFacility::times));
    }

    @Test
    void aControlIdForSomethingElseIsRefusedAndSaysSo() {
        try (MllpClient his = client()) {
            his.send(msh("ADT^A28", "F-30", "2.5"), "EVN||20260301080000", pid("F-030", "Vũ^Chi^Thị", "19990909", "F"));
            MllpClient.Reply other = his.send(
                    msh("ADT^A28", "F-30", "2.5"), "EVN||20260301080000", pid("F-031", "Vũ^Dung^Thị", "19990909", "F"));

            assertEquals("AR", other.code());
            assertEquals("207", other.error());
            assertEquals("CONTROL_ID_REUSED", other.field("ERR", 5));
            assertEquals("MSH^1^10", other.place());
        }
        assertTrue(record("F-031").isEmpty());
    }

    @Test
    void whatIsWrongIsSaidByPlaceAndCodeAndTheMessageIsKept() {
        try (MllpClient his = client()) {
            MllpClient.Reply reply = his.send(
                    msh("ADT^A28", "F-40", "2.5"), "EVN||20260301080000", pid("F-040", "Hồ^Em^Thị", "19991399", "F"));

            assertEquals("AE", reply.code());
            assertEquals("102", reply.error());
            assertEquals("PID^1^7", reply.place());
            assertEquals("Giá trị không đúng định dạng", reply.field("ERR", 8));
            assertFalse(reply.toString().contains("Hồ"), "nothing of the patient is in an answer");
        }
        List<RefusedMessage> kept = SERVER.bean(RefusedMessages.class)
                .page(
                        FacilityScope.of(Set.of(FACILITY)),
                        Optional.of(RefusedMessage.State.REFUSED),
                        Long.MAX_VALUE,
                        10);
        RefusedMessage message = kept.stream()
                .filter(one -> one.controlId().equals("F-40"))
                .findFirst()
                .orElseThrow();
        assertEquals("ADT^A28", message.event());
        assertEquals("PID^1^7", message.why().place());
        assertTrue(new String(message.content(), StandardCharsets.UTF_8).contains("Hồ^Em^Thị"));
    }

    @Test
    void beforeTwoFiveAnErrorIsOneCodedField() {
        try (MllpClient his = client()) {
            MllpClient.Reply reply =
                    his.send(msh("ADT^A01", "F-50", "2.3.1"), "EVN||20260301", "PID|||F-050||Hồ^Gia||19900101|F");

            assertEquals("AE", reply.code());
            assertEquals("ACK^A01^ACK", reply.field("MSH", 9));
            assertEquals("2.3.1", reply.field("MSH", 12));
            assertEquals("PID^1^3^101&Required field missing&HL70357", reply.field("ERR", 1));
        }
    }

    @Test
    void theSurvivorOfAMergeStandsForThePriorNumberUntilItIsUnlinked() {
        try (MllpClient his = client()) {
            his.send(
                    msh("ADT^A28", "F-60", "2.5"),
                    "EVN||20260301080000",
                    pid("F-060", "Trịnh^Hải^Quang", "19650505", "M"));
            his.send(
                    msh("ADT^A28", "F-61", "2.5"),
                    "EVN||20260301080000",
                    pid("F-061", "Trần^Hải^Quốc", "19880101", "M"));
            assertFalse(person("F-060").equals(person("F-061")));
            String survivor = person("F-060");

            MllpClient.Reply merged = his.send(
                    msh("ADT^A40^ADT_A39", "F-62", "2.5"),
                    "EVN||20260302080000",
                    pid("F-060", "Trịnh^Hải^Quang", "19650505", "M"),
                    "MRG|F-061^^^01061^PI");
            assertEquals("AA", merged.code(), merged.toString());
            assertEquals(survivor, person("F-061"));
            assertEquals("F-060", column("F-061", Columns.REPLACED_BY));

            MllpClient.Reply updated = his.send(
                    msh("ADT^A08", "F-63", "2.5"),
                    "EVN||20260303080000",
                    pid("F-061", "Trần^Hải^Quốc", "19880101", "M"));
            assertEquals("AA", updated.code());
            assertEquals("F-060", column("F-061", Columns.REPLACED_BY));

            MllpClient.Reply unlinked = his.send(
                    msh("ADT^A37^ADT_A37", "F-64", "2.5"),
                    "EVN||20260304080000",
                    pid("F-060", "", "", ""),
                    pid("F-061", "", "", ""));
            assertEquals("AA", unlinked.code(), unlinked.toString());
            assertFalse(person("F-060").equals(person("F-061")));
            assertEquals("", column("F-061", Columns.REPLACED_BY));
        }
    }

    @Test
    void aNumberThatNobodyKnowsIsNotMergedAndTheSenderMayTryAgain() {
        try (MllpClient his = client()) {
            MllpClient.Reply early = his.send(
                    msh("ADT^A40", "F-70", "2.5"),
                    "EVN||20260302080000",
                    pid("F-070", "Cao^Khoa", "19500101", "M"),
                    "MRG|F-071^^^01061^PI");
            assertEquals("AE", early.code());
            assertEquals("204", early.error());
            assertEquals("MRG^1^1^1^1^1", early.place());
            assertTrue(record("F-070").isEmpty(), "nothing of a refused message is done");

            his.send(
                    msh("ADT^A28", "F-71", "2.5"),
                    "EVN||20260301080000",
                    pid("F-071", "Cao^Khoa^Đăng", "19500101", "M"));
            MllpClient.Reply again = his.send(
                    msh("ADT^A40", "F-70", "2.5"),
                    "EVN||20260302080000",
                    pid("F-070", "Cao^Khoa", "19500101", "M"),
                    "MRG|F-071^^^01061^PI");
            assertEquals("AA", again.code());
        }
        assertEquals("F-070", column("F-071", Columns.REPLACED_BY));
    }

    @Test
    void anotherNumberOfTheSamePatientTakesTheOldOnesPlaceAndItsData() {
        try (MllpClient his = client()) {
            his.send(
                    msh("ADT^A28", "F-80", "2.5"),
                    "EVN||20260301080000",
                    pid("F-080", "Mai^Linh^Thùy", "19770707", "F"));
            String before = person("F-080");
            MllpClient.Reply changed = his.send(
                    msh("ADT^A47^ADT_A30", "F-81", "2.5"),
                    "EVN||20260302080000",
                    "PID|||F-082^^^01061^PI",
                    "MRG|F-080^^^01061^PI");
            assertEquals("AA", changed.code(), changed.toString());
            assertEquals("Mai Thùy Linh", column("F-082", Columns.FULL_NAME));
            assertEquals("F-082", column("F-080", Columns.REPLACED_BY));
            assertEquals(person("F-082"), person("F-080"));
            assertEquals(before, person("F-082"));
        }
    }

    @Test
    void twoNumbersAreLinkedAndUnlinkedByTheirFacilitysWord() {
        try (MllpClient his = client()) {
            his.send(
                    msh("ADT^A28", "F-90", "2.5"),
                    "EVN||20260301080000",
                    pid("F-090", "Đinh^Nam^Hoài", "19610101", "M"));
            his.send(
                    msh("ADT^A28", "F-91", "2.5"), "EVN||20260301080000", pid("F-091", "Tô^Oanh^Kim", "19930303", "F"));
            String one = pid("F-090", "", "", "");
            String other = pid("F-091", "", "", "");

            assertEquals(
                    "AA",
                    his.send(msh("ADT^A24", "F-92", "2.5"), "EVN||20260302", one, other)
                            .code());
            assertEquals(person("F-090"), person("F-091"));

            MllpClient.Reply revised = his.send(
                    msh("ADT^A08", "F-93", "2.5"), "EVN||20260303080000", pid("F-091", "Tô^Oanh^Kim", "19930304", "F"));
            assertEquals("AA", revised.code());
            assertEquals(person("F-090"), person("F-091"), "what was linked stays so, whatever is fed");

            assertEquals(
                    "AA",
                    his.send(msh("ADT^A37", "F-94", "2.5"), "EVN||20260304", one, other)
                            .code());
            assertFalse(person("F-090").equals(person("F-091")));
        }
    }

    @Test
    void bytesOfAnOldEncodingAreReadWhetherTheyAreDeclaredOrNot() {
        String header = msh("ADT^A28", "F-100", "2.5").replace("UNICODE UTF-8", "TCVN3");
        // TCVN3 of "Nguyễn Thành": ễ is 0xD4 there, and à is 0xB5.
        byte[] declared = (header + "\rEVN||20260301080000\r"
                        + pid("F-100^^^01061~001080000101^^^CCCD^NI", "NguyÔn^Thµnh", "19800215", "M") + "\r")
                .getBytes(Charset.forName("windows-1252"));
        byte[] undeclared = (msh("ADT^A28", "F-101", "2.5").replace("UNICODE UTF-8", "") + "\rEVN||20260301080000\r"
                        + pid("F-101^^^01061~001080000101^^^CCCD^NI", "NguyÔn^Thµnh", "19800215", "M") + "\r")
                .getBytes(Charset.forName("windows-1252"));
        byte[] wrong = new String(undeclared, Charset.forName("windows-1252"))
                .replace("F-101|P|2.5||||||", "F-102|P|2.5||||||UNICODE UTF-8")
                .getBytes(Charset.forName("windows-1252"));
        try (MllpClient his = client()) {
            assertEquals("AA", his.send(declared).code());
            assertEquals("AA", his.send(undeclared).code());
            MllpClient.Reply refused = his.send(wrong);
            assertEquals("AE", refused.code());
            assertEquals("MSH^1^18", refused.place());
        }
        assertEquals("Nguyễn Thành", column("F-100", Columns.FULL_NAME));
        assertEquals(
                "NguyÔn Thµnh", column("F-101", Columns.FULL_NAME), "what was sent stays, and the engine reads it");
        assertEquals(person("F-100"), person("F-101"));
    }

    @Test
    void escapesAreReadAndFieldsMayHoldDelimiters() {
        try (MllpClient his = client()) {
            MllpClient.Reply reply = his.send(
                    msh("ADT^A28", "F-110", "2.5"),
                    "EVN||20260301080000",
                    "PID|||F-110^^^01061||L\\XC3AA\\^An||1980|M|||A \\T\\ B \\F\\ C^^Hà Nội");
            assertEquals("AA", reply.code());
        }
        assertEquals("Lê An", column("F-110", Columns.FULL_NAME));
        assertEquals("A & B | C, Hà Nội", column("F-110", Columns.ADDRESS));
        assertEquals("1980", column("F-110", Columns.BIRTH_DATE));
    }

    @Test
    void enhancedModeAnswersWhatWasAskedForAndNothingMore() {
        try (MllpClient his = client()) {
            String evn = "EVN||20260301080000";
            String both = msh("ADT^A28", "F-120", "2.5").replace("|2.5||||||", "|2.5|||AL|AL||");
            MllpClient.Reply accept = his.send(both, evn, pid("F-120", "Lý^Phúc", "1970", "M"));
            assertEquals("CA", accept.code());
            assertEquals("AA", his.read().code());

            String onlyErrors = msh("ADT^A28", "F-121", "2.5").replace("|2.5||||||", "|2.5|||ER|NE||");
            his.write(("\u000B" + onlyErrors + "\r" + evn + "\r" + pid("F-121", "Lý^Quý", "1971", "M") + "\r\u001C\r")
                    .getBytes(StandardCharsets.UTF_8));
            MllpClient.Reply next = his.send(
                    msh("ADT^A28", "F-122", "2.5").replace("|2.5||||||", "|2.5|||ER|NE||"),
                    evn,
                    pid("F-122", "Lý^Sơn", "19701301", "M"));
            assertEquals("CE", next.code());
            assertEquals("F-122", next.field("MSA", 2));
        }
        assertTrue(record("F-121").isPresent());
    }

    @Test
    void theLibrarysOwnClientIsUnderstood() throws Exception {
        try (HapiContext context = new DefaultHapiContext(new GenericModelClassFactory())) {
            context.setLowerLayerProtocol(new MinLowerLayerProtocol(true));
            context.getParserConfiguration().setAllowUnknownVersions(true);
            Connection connection = context.newClient(
                    "127.0.0.1", SERVER.bean(MessagePort.class).number(), false);
            Message sent = context.getGenericParser()
                    .parse(msh("ADT^A28^ADT_A05", "F-130", "2.5") + "\rEVN||20260301080000\r"
                            + pid("F-130", "Bế^Tâm^Văn", "19850505", "M") + "\r");
            Message answer = connection.getInitiator().sendAndReceive(sent);
            assertEquals("AA", new Terser(answer).get("/MSA-1"));
            connection.close();
        }
        assertEquals("Bế Văn Tâm", column("F-130", Columns.FULL_NAME));
    }

    @Test
    void whoIsNotRegisteredIsRefusedAndToldNoMore() {
        try (MllpClient his = client()) {
            MllpClient.Reply reply = his.send(
                    msh("ADT^A28", "F-140", "2.5").replace("|" + FACILITY + "|", "|NOWHERE|"),
                    "EVN||20260301080000",
                    pid("F-140", "Lê^Uyên", "1990", "F"));
            assertEquals("AR", reply.code());
            assertEquals("SENDER_UNKNOWN", reply.field("ERR", 5));
        }
    }
}
