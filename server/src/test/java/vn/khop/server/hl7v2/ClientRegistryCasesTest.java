package vn.khop.server.hl7v2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;
import vn.khop.server.registry.Registry;

/**
 * What OpenHIE asks of a client registry (cases CR-01 to CR-18), in messages and people of ours. Two hospitals, TEST_A and TEST_B, each with a word and an OID for its numbers.
 * Where we do otherwise on purpose, the test's name says so.
 */
class ClientRegistryCasesTest {
    private static final RunningServer SERVER = RunningServer.shared();
    private static final String OID_A = "2.16.840.1.113883.3.72.5.9.2";

    @SuppressWarnings("NullAway.Init")
    private static MllpClient client;

    private static int sent;

    @BeforeAll
    static void connect() {
        client = MllpClient.to(SERVER.bean(MessagePort.class).number());
    }

    @AfterAll
    static void disconnect() {
        client.close();
    }

    private static MllpClient.Reply admit(String hospital, String pid) {
        return adt(hospital, "ADT^A01^ADT_A01", pid, "PV1||I");
    }

    private static MllpClient.Reply adt(String hospital, String type, String... segments) {
        String[] all = new String[segments.length + 2];
        all[0] = "MSH|^~\\&|HARNESS|" + hospital + "|KHOP|HN|20261104174451||" + type + "|CR-" + (++sent) + "|P|2.3.1";
        all[1] = "EVN||20261020";
        System.arraycopy(segments, 0, all, 2, segments.length);
        return client.send(all);
    }

    private static MllpClient.Reply numbers(String hospital, String number, String domains) {
        return client.send(
                "MSH|^~\\&|HARNESS|" + hospital + "|KHOP|HN|20261104174451||QBP^Q23^QBP_Q21|CR-" + (++sent) + "|P|2.5",
                "QPD|IHE PIX Query|Q" + sent + "|" + number + "|" + domains,
                "RCP|I");
    }

    private static MllpClient.Reply people(String hospital, String parameters, String more) {
        return client.send(
                "MSH|^~\\&|HARNESS|" + hospital + "|KHOP|HN|20261104174451||QBP^Q22^QBP_Q21|CR-" + (++sent) + "|P|2.5",
                "QPD|Q22^Find Candidates^HL7|Q" + sent + "|" + parameters + more,
                "RCP|I|10^RD");
    }

    private static String identifiers(MllpClient.Reply reply) {
        return reply.field("PID", 3);
    }

    @Test
    void cr01NumberWithoutAuthorityIsRefused() {
        MllpClient.Reply reply = admit("TEST_A", "PID|||CR-01^^^&&||Đoàn^An||19830205|M");
        assertEquals("AE", reply.code());
        assertEquals("101", reply.error());
        assertEquals("2.3.1", reply.field("MSH", 12));
    }

    @Test
    void cr02WordAndOidOfAnAuthorityStandForEachOther() {
        assertEquals(
                "AA",
                admit("TEST_A", "PID|||CR-02^^^&" + OID_A + "&ISO||Đoàn^Bình||19830205|M")
                        .code());
        MllpClient.Reply byWord = numbers("TEST_A", "CR-02^^^TEST_A^PI", "");
        assertEquals("AA", byWord.code(), byWord.toString());
        assertEquals("RSP^K23^RSP_K23", byWord.field("MSH", 9));
        assertEquals("OK", byWord.field("QAK", 2));
        assertEquals(1, byWord.all("PID").size());
        assertTrue(identifiers(byWord).contains("CR-02^^^TEST_A&" + OID_A + "&ISO^PI"), identifiers(byWord));
        assertEquals(identifiers(byWord), identifiers(numbers("TEST_A", "CR-02^^^&" + OID_A + "&ISO^PI", "")));
    }

    @Test
    void cr03UnknownAuthorityIsRefused() {
        assertEquals(
                "204",
                admit("TEST_A", "PID|||CR-03^^^&1.2.3.4.5&ISO||Đoàn^Chi||1983|M")
                        .error());
        assertEquals(
                "AE",
                admit("TEST_A", "PID|||CR-03^^^TEST_BLOCK||Đoàn^Chi||1983|M").code());
    }

    @Test
    void cr04NobodyGivesNumbersOfAnothersDomain() {
        assertEquals(
                "AA",
                admit("TEST_A", "PID|||CR-04^^^TEST_A||Đoàn^Duyên||19840125|F").code());
        MllpClient.Reply reply = admit("TEST_B", "PID|||CR-04B^^^TEST_A||Đoàn^Duyên||19840125|F");
        assertEquals("AE", reply.code());
        assertEquals("204", reply.error());
        assertEquals("TEST_B", reply.field("MSH", 6));
    }

    @Test
    void cr05NumberSexAndBirthDateAreEnoughForARecord() {
        assertEquals("AA", admit("TEST_A", "PID|||CR-05^^^TEST_A||||20261001|M").code());
        MllpClient.Reply reply = numbers("TEST_A", "CR-05^^^TEST_A^PI", "^^^TEST_A");
        assertEquals("AA", reply.code());
        assertEquals(1, reply.all("PID").size());
        assertTrue(identifiers(reply).startsWith("CR-05^^^TEST_A&"));
    }

    @Test
    void cr06TheSameCitizenNumberLinksRecordsThatAreWrittenDifferently() {
        assertEquals(
                "AA",
                admit("TEST_A", "PID|||CR-06^^^TEST_A~001080000061^^^CCCD^NI||Đoàn^Giang^Hữu||1980|M")
                        .code());
        assertEquals(
                "AA",
                admit("TEST_B", "PID|||CR-06B^^^TEST_B~001080000061^^^CCCD^NNVNM||Doan^Giang^Huu||198005|M")
                        .code());
        MllpClient.Reply reply = numbers("TEST_B", "CR-06^^^TEST_A^PI", "^^^TEST_B");
        assertEquals("OK", reply.field("QAK", 2), reply.toString());
        assertTrue(identifiers(reply).startsWith("CR-06B^^^TEST_B&"), identifiers(reply));
    }

    @Test
    void cr07WhatWasRegisteredIsGivenBack() {
        assertEquals(
                "AA",
                admit(
                                "TEST_A",
                                "PID|||CR-07^^^TEST_A||Đoàn^Hạnh^Thị||19790517|F|||9 Hàng Bông^^Hoàn Kiếm^Hà Nội||0987000107")
                        .code());
        MllpClient.Reply reply = people("TEST_A", "@PID.3.1^CR-07~@PID.3.4.1^TEST_A", "");
        assertEquals("Đoàn^Hạnh^Thị^^^^L", reply.field("PID", 5));
        assertEquals("19790517", reply.field("PID", 7));
        assertEquals("F", reply.field("PID", 8));
        assertTrue(reply.field("PID", 11).contains("Hàng Bông"), reply.toString());
        assertTrue(reply.field("PID", 13).contains("987000107"), reply.toString());
    }

    @Test
    void cr08AnUpdateChangesTheRecordAndAddsNone() {
        assertEquals(
                "AA",
                admit("TEST_A", "PID|||CR-08^^^TEST_A||Đoàn^Ích||19660606|M").code());
        long before = SERVER.bean(Registry.class).countSources();
        assertEquals(
                "AA",
                adt("TEST_A", "ADT^A08", "PID|||CR-08^^^TEST_A||Đoàn^Ích||19660607|M")
                        .code());
        assertEquals(before, SERVER.bean(Registry.class).countSources());
        assertEquals(
                "19660607",
                people("TEST_A", "@PID.3.1^CR-08~@PID.3.4.1^TEST_A", "").field("PID", 7));
    }

    @Test
    void cr09WhatIsNotKnownIsSaidByItsPlace() {
        MllpClient.Reply nobody = numbers("TEST_A", "CR-09-nobody^^^TEST_A^PI", "");
        assertEquals("AE", nobody.code());
        assertEquals("AE", nobody.field("QAK", 2));
        assertEquals("QPD^1^3^1^1", nobody.place());
        assertEquals("204", nobody.error());
        MllpClient.Reply nowhere = numbers("TEST_A", "CR-09^^^RANDOM^PI", "");
        assertEquals("AE", nowhere.code());
        assertEquals("QPD^1^3^1^4", nowhere.place());
        MllpClient.Reply noDomain = numbers("TEST_A", "CR-02^^^TEST_A^PI", "^^^TEST_A~^^^RANDOM");
        assertEquals("AE", noDomain.code());
        assertEquals("QPD^1^4^2", noDomain.place());

        assertEquals(
                "AA",
                admit("TEST_A", "PID|||CR-09^^^TEST_A||Đoàn^Khuê||198306|F").code());
        assertEquals("OK", numbers("TEST_A", "CR-09^^^TEST_A^PI", "").field("QAK", 2));
    }

    @Test
    void cr10OnlyTheDomainsThatAreAskedForAreAnswered() {
        assertEquals(
                "AA", admit("TEST_A", "PID|||CR-10^^^TEST_A||Đoàn^Liên||1935|F").code());
        MllpClient.Reply own = numbers("TEST_A", "CR-10^^^TEST_A^PI", "^^^TEST_A");
        assertEquals("CR-10^^^TEST_A&" + OID_A + "&ISO^PI", identifiers(own));
        MllpClient.Reply enterprise = numbers("TEST_A", "CR-10^^^TEST_A^PI", "^^^KHOP");
        assertTrue(identifiers(enterprise).matches("E[0-9A-Z]+\\^\\^\\^KHOP\\^PI"), identifiers(enterprise));
        MllpClient.Reply none = numbers("TEST_A", "CR-10^^^TEST_A^PI", "^^^TEST_B");
        assertEquals("AA", none.code());
        assertEquals("NF", none.field("QAK", 2));
        assertEquals(List.of(), none.all("PID"));
    }

    @Test
    void cr11AskedByANumberAPersonIsFoundOrNobody() {
        assertEquals(
                "AA",
                admit("TEST_A", "PID|||CR-11^^^TEST_A||Đoàn^Minh||19840125|F").code());
        MllpClient.Reply found = people("TEST_A", "@PID.3.1^CR-11~@PID.3.4.1^TEST_A", "");
        assertEquals("AA", found.code());
        assertEquals("RSP^K22^RSP_K21", found.field("MSH", 9));
        assertEquals("OK", found.field("QAK", 2));
        assertTrue(identifiers(found).contains("CR-11^^^TEST_A&"));
        MllpClient.Reply nobody = people("TEST_A", "@PID.3.1^CR-11-nobody~@PID.3.4.1^TEST_A", "");
        assertEquals("AA", nobody.code());
        assertEquals("NF", nobody.field("QAK", 2));
        assertEquals(List.of(), nobody.all("PID"));
    }

    @Test
    void cr12AskedByANameAndABirthDateAPersonIsFound() {
        assertEquals(
                "AA",
                admit("TEST_A", "PID|||CR-12^^^TEST_A||Nghiêm^Ngân^Thị||19840125|F")
                        .code());
        MllpClient.Reply found = people("TEST_A", "@PID.5.1^NGHIEM~@PID.5.2^Ngân~@PID.7^19840125", "|||||^^^TEST_A");
        assertEquals("OK", found.field("QAK", 2), found.toString());
        assertEquals("CR-12^^^TEST_A&" + OID_A + "&ISO^PI", identifiers(found));
        assertEquals("Nghiêm^Ngân^Thị^^^^L", found.field("PID", 5));
        MllpClient.Reply nobody = people("TEST_A", "@PID.5.1^Hood~@PID.5.2^Robin~@PID.7^19840125", "");
        assertEquals("NF", nobody.field("QAK", 2));
    }

    @Test
    void cr13ADomainOrAParameterThatIsNotKnownIsRefusedByName() {
        MllpClient.Reply domain = people("TEST_A", "@PID.5.1^Đoàn~@PID.7^19840125", "|||||^^^RANDOM");
        assertEquals("AE", domain.code());
        assertEquals("QPD^1^8^1", domain.place());
        MllpClient.Reply parameter = people("TEST_A", "@PID.5.1^Đoàn~@PID.99^x", "");
        assertEquals("AE", parameter.code());
        assertEquals("QPD^1^3^2^1", parameter.place());
    }

    @Test
    void cr14ABirthDateAloneShowsAHospitalNobodyAndWithANameItMayBeAYear() {
        assertEquals(
                "AA",
                admit("TEST_A", "PID|||CR-14^^^TEST_A||Khổng^Oanh||19840125|F").code());
        assertEquals("NF", people("TEST_A", "@PID.7^19840125", "").field("QAK", 2));
        MllpClient.Reply byNumber = people("TEST_A", "@PID.3.1^CR-14~@PID.3.4.1^TEST_A~@PID.7^1984", "");
        assertEquals("OK", byNumber.field("QAK", 2));
        assertEquals(
                "NF",
                people("TEST_A", "@PID.3.1^CR-14~@PID.3.4.1^TEST_A~@PID.7^1900", "")
                        .field("QAK", 2));
    }

    @Test
    void cr15SeveralParametersAllHaveToFit() {
        assertEquals(
                "AA",
                admit("TEST_A", "PID|||CR-15^^^TEST_A||Khuất^Phượng||19840125|F")
                        .code());
        assertEquals(
                "OK",
                people("TEST_A", "@PID.8^F~@PID.5.1^Khuất~@PID.7^19840125", "").field("QAK", 2));
        assertEquals(
                "NF",
                people("TEST_A", "@PID.8^M~@PID.5.1^Khuất~@PID.7^19840125", "").field("QAK", 2));
    }

    @Test
    void cr16AMergedNumberIsAnsweredByItsSurvivorsPerson() {
        admit("TEST_A", "PID|||CR-16^^^TEST_A||Lục^Quỳnh^Thị||19840125|F");
        admit("TEST_A", "PID|||CR-16B^^^TEST_A||Lại^Quân^Mạnh||1951|M");
        assertEquals("NF", numbers("TEST_A", "CR-16B^^^TEST_A^PI", "^^^TEST_B").field("QAK", 2));
        MllpClient.Reply merged =
                adt("TEST_A", "ADT^A40^ADT_A39", "PID|||CR-16^^^TEST_A||Lục^Quỳnh||198401|F", "MRG|CR-16B^^^TEST_A");
        assertEquals("AA", merged.code(), merged.toString());
        MllpClient.Reply survivor = numbers("TEST_A", "CR-16^^^TEST_A^PI", "^^^TEST_A");
        assertTrue(identifiers(survivor).contains("CR-16^^^TEST_A&"), survivor.toString());
        MllpClient.Reply prior = numbers("TEST_A", "CR-16B^^^TEST_A^PI", "^^^KHOP");
        assertEquals(
                identifiers(numbers("TEST_A", "CR-16^^^TEST_A^PI", "^^^KHOP")), identifiers(prior), prior.toString());
    }

    @Test
    void cr17AMergeWithoutAKnownPriorNumberOrAcrossHospitalsIsRefused() {
        admit("TEST_A", "PID|||CR-17^^^TEST_A||Lương^Sâm||19840125|F");
        MllpClient.Reply unknown =
                adt("TEST_A", "ADT^A40", "PID|||CR-17^^^TEST_A||Lương^Sâm||1984|F", "MRG|CR-17-nobody^^^TEST_A");
        assertEquals("AE", unknown.code());
        assertEquals("204", unknown.error());
        MllpClient.Reply across = adt("TEST_A", "ADT^A40", "PID|||CR-17^^^TEST_A||Lương^Sâm||1984|F", "MRG|X^^^TEST_B");
        assertEquals("AE", across.code());
        assertEquals("204", across.error());
    }

    @Test
    void cr18TheNumberOfPid19LinksToo() {
        assertEquals(
                "AA",
                admit("TEST_A", "PID|||CR-18^^^TEST_A||Mạc^Tùng^Thanh||199004|M|||||||||||001090000188")
                        .code());
        assertEquals(
                "AA",
                admit("TEST_B", "PID|||CR-18B^^^TEST_B||Mac^Tung^Thanh||19900404|M|||||||||||001090000188")
                        .code());
        MllpClient.Reply reply = numbers("TEST_A", "CR-18^^^TEST_A^PI", "^^^TEST_B");
        assertEquals("OK", reply.field("QAK", 2), reply.toString());
        assertFalse(reply.all("PID").isEmpty());
    }

    /** What was not looked at would pass for asked: the answer would be about more people, or about nobody. */
    @Test
    void noPartOfAQuestionIsPassedOver() {
        String[][] cases = {
            // parameters, place, code
            {"@PID.5.1^Đoàn~@PID.5.1^Nghiêm~@PID.7^19840125", "QPD^1^3^2^1", "102"},
            {"@PID.5.1^Đoàn~@PID.7^19840125~@PID.30^Y", "QPD^1^3^3^1", "204"},
            {"@PID.3.4.1^TEST_A~@PID.5.1^Đoàn~@PID.7^19840125", "QPD^1^3", "101"},
            {"@PID.5.1^Đoàn~@PID.7^19840125~@PID.8^X", "QPD^1^3^3^2", "103"},
        };
        for (String[] one : cases) {
            MllpClient.Reply reply = people("TEST_A", one[0], "");
            assertEquals("AE", reply.code(), one[0]);
            assertEquals(one[1], reply.place(), one[0]);
            assertEquals(one[2], reply.error(), one[0]);
        }
        MllpClient.Reply several = numbers("TEST_A", "CR-09^^^TEST_A^PI~CR-10^^^TEST_A^PI", "");
        assertEquals("AE", several.code());
        assertEquals("QPD^1^3^2", several.place());
        MllpClient.Reply later = client.send(
                "MSH|^~\\&|HARNESS|TEST_A|KHOP|HN|20261104174451||QBP^Q22^QBP_Q21|CR-" + (++sent) + "|P|2.5",
                "QPD|Q22^Find Candidates^HL7|Q" + sent + "|@PID.5.1^Đoàn~@PID.7^19840125",
                "RCP|D");
        assertEquals("AE", later.code());
        assertEquals("RCP^1^1", later.place());
    }

    @Test
    void aNumberIsFoundByItsTypeToo() {
        admit("TEST_A", "PID|||CR-20^^^TEST_A~001184000201^^^CCCD^NI||Khiếu^Uyên||19840126|F");
        assertEquals(
                "OK",
                people("TEST_A", "@PID.3.1^CR-20~@PID.3.4.1^TEST_A~@PID.3.5^PI", "")
                        .field("QAK", 2));
        assertEquals(
                "OK",
                people("TEST_A", "@PID.3.1^001184000201~@PID.3.5^NI~@PID.5.1^Khiếu~@PID.5.2^Uyên~@PID.7^19840126", "")
                        .field("QAK", 2));
        assertEquals(
                "NF",
                people("TEST_A", "@PID.3.1^001184000201~@PID.3.5^PPN~@PID.5.1^Khiếu~@PID.5.2^Uyên~@PID.7^19840126", "")
                        .field("QAK", 2));
    }

    @Test
    void pagesFollowEachOtherByTheContinuationPointer() {
        admit("TEST_B", "PID|||PG-1^^^TEST_B||Thẩm^Bảo^Gia||19400101|M");
        admit("TEST_B", "PID|||PG-2^^^TEST_B||Thẩm^Lộc^Đức||19400101|M");
        admit("TEST_B", "PID|||PG-3^^^TEST_B||Thẩm^Vân^Hồng||19400101|F");
        String question = "QPD|Q22^Find Candidates^HL7|PAGES|@PID.5.1^Thẩm~@PID.7^19400101";
        MllpClient.Reply first = page(question, "");
        assertEquals("OK", first.field("QAK", 2), first.toString());
        assertEquals("3", first.field("QAK", 4));
        assertEquals(2, first.all("PID").size());
        String pointer = first.field("DSC", 1);
        MllpClient.Reply second = page(question, pointer);
        assertEquals(1, second.all("PID").size());
        assertEquals("", second.field("DSC", 1));
        MllpClient.Reply cancelled = client.send(
                "MSH|^~\\&|HARNESS|TEST_B|KHOP|HN|20261104174451||QCN^J01|CR-" + (++sent) + "|P|2.5",
                "QID|PAGES|Q22^Find Candidates^HL7");
        assertEquals("AA", cancelled.code());
    }

    private static MllpClient.Reply page(String question, String pointer) {
        return client.send(
                "MSH|^~\\&|HARNESS|TEST_B|KHOP|HN|20261104174451||QBP^Q22^QBP_Q21|CR-" + (++sent) + "|P|2.5",
                question,
                "RCP|I|2^RD",
                "DSC|" + pointer);
    }
}
