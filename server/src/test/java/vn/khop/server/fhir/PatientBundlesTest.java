package vn.khop.server.fhir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.khop.server.fhir.FhirClient.q;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;
import vn.khop.server.security.Tokens;

/** Transactions and batches with Patients, the hostile ones too; everybody in them is made up. */
@Tag("slow")
class PatientBundlesTest {
    private static final RunningServer SERVER = RunningServer.shared();

    private static FhirClient client(String format) {
        return new FhirClient(SERVER, format);
    }

    private static Bundle bundle(BundleType type) {
        Bundle bundle = new Bundle();
        bundle.setType(type);
        return bundle;
    }

    private static BundleEntryComponent add(Bundle bundle, HTTPVerb method, String url) {
        BundleEntryComponent entry = bundle.addEntry();
        entry.getRequest().setMethod(method).setUrl(url);
        return entry;
    }

    private static String condition(String facility, String number) {
        return "Patient?identifier=" + q(FhirClient.localSystem(facility) + "|" + number);
    }

    private static BundleEntryComponent addPut(Bundle bundle, String facility, String number, Patient patient) {
        Patient whole = patient.copy();
        whole.addIdentifier(FhirClient.local(facility, number));
        BundleEntryComponent entry = add(bundle, HTTPVerb.PUT, condition(facility, number));
        entry.setResource(whole);
        return entry;
    }

    private static Bundle send(FhirClient client, Role role, Bundle bundle) {
        return client.ok(Bundle.class, client.post("/fhir", role, bundle));
    }

    private static List<String> statuses(Bundle answer) {
        return answer.getEntry().stream()
                .map(entry -> entry.getResponse().getStatus().substring(0, 3))
                .toList();
    }

    private static int pix(String facility, String number) {
        return SERVER.get(
                        "/fhir/Patient/$ihe-pix?sourceIdentifier=" + q(FhirClient.localSystem(facility) + "|" + number),
                        Role.HUB)
                .statusCode();
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void aTransactionAnswersEachEntryInItsPlaceAndItsQuestionsSeeWhatItWrote(String format) {
        FhirClient client = client(format);
        Patient one = FhirClient.patient(client.own("Chu Thị Đậu"), "1961-01-02");
        one.addIdentifier(FhirClient.citizen(format.equals("json") ? "001161000701" : "001161000702"));
        Bundle bundle = bundle(BundleType.TRANSACTION);
        add(bundle, HTTPVerb.GET, "Patient?family=Chu&given=" + q("Đậu") + "&name=" + q(client.own("Chu Thị Đậu")));
        addPut(bundle, "01001", "bt-1" + format, one);
        addPut(bundle, "01013", "bt-2" + format, one);
        add(
                bundle,
                HTTPVerb.GET,
                "Patient/$ihe-pix?sourceIdentifier=" + q(FhirClient.localSystem("01001") + "|bt-1" + format));
        BundleEntryComponent match = add(bundle, HTTPVerb.POST, "Patient/$match");
        match.setResource(one.copy());

        Bundle answer = send(client, Role.HUB, bundle);

        assertEquals(BundleType.TRANSACTIONRESPONSE, answer.getType());
        assertEquals(List.of("200", "201", "201", "200", "200"), statuses(answer));
        assertEquals(1, ((Bundle) answer.getEntry().get(0).getResource()).getTotal());
        Patient first = (Patient) answer.getEntry().get(1).getResource();
        Patient second = (Patient) answer.getEntry().get(2).getResource();
        assertEquals(FhirClient.personOf(first), FhirClient.personOf(second));
        assertEquals("W/\"1\"", answer.getEntry().get(1).getResponse().getEtag());
        assertTrue(answer.getEntry().get(1).getResponse().getLocation().endsWith("/_history/1"));
        assertTrue(((Parameters) answer.getEntry().get(3).getResource())
                        .getParameter()
                        .size()
                >= 3);
        assertEquals(
                FhirClient.personOf(first),
                FhirClient.ids((Bundle) answer.getEntry().get(4).getResource()).get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void aTransactionOfWhichOneEntryIsRefusedLeavesNothingAndSaysWhichItWas(String format) {
        FhirClient client = client(format);
        Bundle bundle = bundle(BundleType.TRANSACTION);
        addPut(bundle, "01001", "bn-1" + format, FhirClient.patient(client.own("Chu Thị Ngô"), "1962-01-02"));
        Patient nameless = FhirClient.patient("x", "1962-01-03");
        nameless.setName(null);
        addPut(bundle, "01001", "bn-2" + format, nameless);

        OperationOutcome.OperationOutcomeIssueComponent issue =
                client.refused(422, client.post("/fhir", Role.HUB, bundle));

        assertTrue(
                issue.getExpression().stream().anyMatch(path -> path.getValue().equals("Bundle.entry[1]")));
        assertEquals(404, pix("01001", "bn-1" + format));
        assertEquals(List.of(), FhirClient.ids(client.search("name=" + q(client.own("Chu Thị Ngô")))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void whatWasRolledBackIsForgottenAndTheSameNumberMayComeAsSomebodyElse(String format) {
        FhirClient client = client(format);
        Patient never = FhirClient.patient(client.own("Chu Thị Vừng"), "1963-01-02");
        never.addIdentifier(FhirClient.citizen(format.equals("json") ? "001163000711" : "001163000712"));
        Bundle bundle = bundle(BundleType.TRANSACTION);
        addPut(bundle, "01001", "bf-1" + format, never);
        // Is compared with the one before, which is so read within the transaction.
        addPut(bundle, "01013", "bf-2" + format, never);
        add(bundle, HTTPVerb.GET, "Patient/nobody");
        client.refused(404, client.post("/fhir", Role.HUB, bundle));

        Patient other = FhirClient.patient(client.own("Mạc Văn Lạc"), "1991-11-12");
        other.addIdentifier(FhirClient.citizen(format.equals("json") ? "001091000713" : "001091000714"));
        String person = FhirClient.personOf(client.fed("01001", "bf-1" + format, other));
        assertEquals(
                person,
                FhirClient.personOf(client.fed("01013", "bf-2" + format, other)),
                "compared by what it says now");
        assertEquals(List.of(), FhirClient.ids(client.search("name=" + q(client.own("Chu Thị Vừng")))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void anEntryNamesAnotherByItsFullUrlWhereOneNumberStandsForAnother(String format) {
        FhirClient client = client(format);
        Bundle bundle = bundle(BundleType.TRANSACTION);
        Patient old = FhirClient.patient(client.own("Chu Thị Lạc"), "1964-01-02");
        old.setActive(false);
        old.addLink()
                .setType(LinkType.REPLACEDBY)
                .getOther()
                .setReference("urn:uuid:8d7a1c1e-0b1f-4b0e-9b55-0f6cbb0e0001");
        addPut(bundle, "01001", "br-1" + format, old);
        addPut(bundle, "01001", "br-2" + format, FhirClient.patient(client.own("Chu Thị Lạc"), "1964-02-01"))
                .setFullUrl("urn:uuid:8d7a1c1e-0b1f-4b0e-9b55-0f6cbb0e0001");

        Bundle answer = send(client, Role.HUB, bundle);

        Patient subsumed = (Patient) answer.getEntry().get(0).getResource();
        Patient survivor = (Patient) answer.getEntry().get(1).getResource();
        assertEquals(FhirClient.personOf(survivor), FhirClient.personOf(subsumed));
        assertTrue(subsumed.getLink().stream()
                .anyMatch(link -> link.getType() == LinkType.REPLACEDBY
                        && survivor.getIdElement()
                                .getIdPart()
                                .equals(link.getOther().getReferenceElement().getIdPart())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void aTransactionMayRemoveAndABatchToo(String format) {
        FhirClient client = client(format);
        client.fed("01001", "bd-1" + format, FhirClient.patient(client.own("Chu Thị Kê"), "1965-01-02"));
        client.fed("01001", "bd-2" + format, FhirClient.patient(client.own("Chu Văn Kê"), "1985-01-02"));
        for (BundleType type : List.of(BundleType.TRANSACTION, BundleType.BATCH)) {
            String number = (type == BundleType.TRANSACTION ? "bd-1" : "bd-2") + format;
            Bundle bundle = bundle(type);
            add(bundle, HTTPVerb.DELETE, condition("01001", number));
            assertEquals(List.of("204"), statuses(send(client, Role.HUB, bundle)));
            assertEquals(404, pix("01001", number));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void inABatchEachEntryIsByItself(String format) {
        FhirClient client = client(format);
        Bundle bundle = bundle(BundleType.BATCH);
        addPut(bundle, "01001", "bb-1" + format, FhirClient.patient(client.own("Chu Thị Khoai"), "1966-01-02"));
        Patient nameless = FhirClient.patient("x", "1966-01-03");
        nameless.setName(null);
        addPut(bundle, "01001", "bb-2" + format, nameless);
        add(bundle, HTTPVerb.GET, "Patient/nobody");
        add(bundle, HTTPVerb.POST, "Patient").setResource(FhirClient.patient("Chu Thị Tạo", "1966-01-04"));
        add(bundle, HTTPVerb.GET, "Patient?phonetic=a");
        addPut(bundle, "01001", "bb-3" + format, FhirClient.patient(client.own("Chu Văn Khoai"), "1986-01-02"));

        Bundle answer = send(client, Role.HUB, bundle);

        assertEquals(BundleType.BATCHRESPONSE, answer.getType());
        assertEquals(List.of("201", "422", "404", "403", "400", "201"), statuses(answer));
        for (int refused : new int[] {1, 2, 3, 4}) {
            assertTrue(answer.getEntry().get(refused).getResponse().getOutcome() instanceof OperationOutcome);
        }
        assertEquals(200, pix("01001", "bb-1" + format));
        assertEquals(200, pix("01001", "bb-3" + format));
    }

    @Test
    void noEntryIsAllowedWhatItsOwnRequestIsNot() {
        FhirClient client = client("json");
        Patient patient = FhirClient.patient("Chu Thị Lách", "1967-01-02");
        CodeSystem codes = new CodeSystem();
        codes.setUrl("urn:khop:test:by-bundle")
                .setStatus(PublicationStatus.ACTIVE)
                .setContent(CodeSystem.CodeSystemContentMode.COMPLETE);
        Bundle bundle = bundle(BundleType.BATCH);
        addPut(bundle, "01001", "bp-1", patient);
        add(bundle, HTTPVerb.GET, "Patient?name=" + q("Chu Thị Lách"));
        add(bundle, HTTPVerb.PUT, "CodeSystem/by-bundle").setResource(codes);
        add(bundle, HTTPVerb.PUT, "CodeSystem?url=urn:khop:test:by-bundle").setResource(codes);
        add(bundle, HTTPVerb.GET, "AuditEvent?patient=E0");
        add(bundle, HTTPVerb.GET, "Patient/$export");
        add(bundle, HTTPVerb.POST, "Patient/$unmerge").setResource(new Parameters());

        assertEquals(
                List.of("201", "200", "403", "403", "403", "403", "403"), statuses(send(client, Role.HUB, bundle)));
        assertEquals(
                List.of("403", "200", "403", "403", "403", "403", "422"),
                statuses(send(client, Role.CLERK, bundle)),
                "a clerk may unmerge, by itself");
        List<String> admin = statuses(send(client, Role.TERMINOLOGY_ADMIN, bundle));
        assertEquals(List.of("403", "403"), admin.subList(0, 2));
        assertEquals(List.of("403", "403", "403"), admin.subList(4, 7));
        assertNotEquals("403", admin.get(2));
        for (Role role : List.of(Role.AUDITOR, Role.ADMIN)) {
            assertEquals(403, client.post("/fhir", role, bundle).statusCode());
        }
        bundle.setType(BundleType.TRANSACTION);
        for (Role role : List.of(Role.HUB, Role.CLERK, Role.TERMINOLOGY_ADMIN)) {
            client.refused(403, "forbidden", "is not permitted", client.post("/fhir", role, bundle));
        }
    }

    @Test
    void oneHospitalsBundleSeesAndFeedsWhatItsOwnRequestsWould() {
        FhirClient client = client("json");
        client.fed("01013", "bh-1", FhirClient.patient("Chu Thị Giấu Kín", "1968-01-02"));
        Bundle bundle = bundle(BundleType.BATCH);
        addPut(bundle, "01013", "bh-2", FhirClient.patient("Chu Thị Khác", "1968-03-04"));
        addPut(bundle, "01001", "bh-3", FhirClient.patient("Chu Thị Nhà", "1968-05-06"));
        add(bundle, HTTPVerb.GET, "Patient?identifier=" + q(FhirClient.localSystem("01013") + "|bh-1"));
        add(bundle, HTTPVerb.GET, "Patient/$ihe-pix?sourceIdentifier=" + q(FhirClient.localSystem("01013") + "|bh-1"));
        String token = Tokens.ofHospital(SERVER, "01001", "ITI-78 ITI-104");
        HttpResponse<String> answered = SERVER.send(SERVER.request("/fhir")
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", client.type())
                .POST(BodyPublishers.ofString(client.parser().encodeResourceToString(bundle))));

        Bundle answer = client.ok(Bundle.class, answered);

        assertEquals(List.of("403", "201", "200", "403"), statuses(answer), "the last for want of the scope ITI-83");
        assertEquals(0, ((Bundle) answer.getEntry().get(2).getResource()).getTotal());
    }

    @Test
    void hostileBundlesAreRefusedAndDoNothing() {
        FhirClient client = client("json");
        Patient patient = FhirClient.patient("Chu Thị Phá", "1969-01-02");

        Bundle huge = bundle(BundleType.TRANSACTION);
        for (int i = 0; i <= Bundles.ENTRIES_MAX; i++) {
            add(huge, HTTPVerb.GET, "Patient/E" + i);
        }
        client.refused(400, "too-costly", "at most", client.post("/fhir", Role.HUB, huge));

        Bundle nested = bundle(BundleType.TRANSACTION);
        addPut(nested, "01001", "hb-1", patient);
        add(nested, HTTPVerb.POST, "Bundle").setResource(bundle(BundleType.TRANSACTION));
        client.refused(403, "forbidden", "entry[1]", client.post("/fhir", Role.HUB, nested));
        Bundle inside = bundle(BundleType.TRANSACTION);
        addPut(inside, "01001", "hb-1", patient);
        add(inside, HTTPVerb.PUT, condition("01001", "hb-2")).setResource(bundle(BundleType.TRANSACTION));
        client.refused(422, "invalid", "needs a Patient", client.post("/fhir", Role.HUB, inside));

        Bundle twins = bundle(BundleType.TRANSACTION);
        addPut(twins, "01001", "hb-1", patient).setFullUrl("urn:uuid:8d7a1c1e-0b1f-4b0e-9b55-0f6cbb0e0002");
        addPut(twins, "01001", "hb-2", patient).setFullUrl("urn:uuid:8d7a1c1e-0b1f-4b0e-9b55-0f6cbb0e0002");
        client.refused(422, "duplicate", "fullUrl", client.post("/fhir", Role.HUB, twins));
        Bundle twice = bundle(BundleType.TRANSACTION);
        addPut(twice, "01001", "hb-1", patient);
        addPut(twice, "01001", "hb-1", patient);
        client.refused(422, "duplicate", "same Patient", client.post("/fhir", Role.HUB, twice));

        for (String reference : List.of("Patient?identifier=a%7Cb", "urn:uuid:8d7a1c1e-0b1f-4b0e-9b55-0f6cbb0e0003")) {
            Bundle conditional = bundle(BundleType.TRANSACTION);
            Patient linked = patient.copy();
            linked.addLink().setType(LinkType.SEEALSO).getOther().setReference(reference);
            addPut(conditional, "01001", "hb-1", linked);
            client.refused(422, "not-supported", "not resolved", client.post("/fhir", Role.HUB, conditional));
            Bundle manager = bundle(BundleType.TRANSACTION);
            Patient managed = patient.copy();
            managed.getManagingOrganization().setReference(reference.replace("Patient", "Organization"));
            addPut(manager, "01001", "hb-1", managed);
            client.refused(422, "not-supported", "not resolved", client.post("/fhir", Role.HUB, manager));
        }
        for (String url : List.of(
                "http://localhost/fhir/Patient/E0",
                "Patient/%24match",
                "Patient/../AuditEvent",
                "//Patient/E0",
                "Patient/E0/_history",
                "Patient/E0#x",
                "Patient/" + "E".repeat(100),
                "Patient;x=y/E0",
                "_history",
                "")) {
            Bundle strange = bundle(BundleType.TRANSACTION);
            addPut(strange, "01001", "hb-1", patient);
            add(strange, HTTPVerb.GET, url);
            int status = client.post("/fhir", Role.HUB, strange).statusCode();
            assertTrue(Set.of(400, 403, 422).contains(status), url + " got " + status);
        }
        Bundle matching = bundle(BundleType.TRANSACTION);
        addPut(matching, "01001", "hb-1", patient).getRequest().setIfMatch("W/\"1\"");
        client.refused(422, "not-supported", "ifMatch", client.post("/fhir", Role.HUB, matching));
        Bundle collection = bundle(BundleType.COLLECTION);
        client.refused(422, "invalid", "transaction or batch", client.post("/fhir", Role.HUB, collection));

        assertEquals(404, pix("01001", "hb-1"), "nothing of all that was done");
        assertEquals(
                0,
                send(client, Role.HUB, bundle(BundleType.TRANSACTION))
                        .getEntry()
                        .size());
    }

    @Test
    void aTransactionSentAgainUnderItsKeyHasNoSecondEffect() {
        FhirClient client = client("json");
        Bundle bundle = bundle(BundleType.TRANSACTION);
        addPut(bundle, "01001", "bk-1", FhirClient.patient("Chu Thị Hai Lần", "1970-01-02"));
        addPut(bundle, "01001", "bk-2", FhirClient.patient("Chu Thị Nhiều Lần", "1970-03-04"));
        List<String> first = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Bundle answer = client.ok(
                    Bundle.class,
                    SERVER.send(client.request("/fhir", Role.HUB)
                            .header("Content-Type", client.type())
                            .header("Idempotency-Key", "bundle-of-two")
                            .POST(BodyPublishers.ofString(client.parser().encodeResourceToString(bundle)))));
            assertEquals(i == 0 ? List.of("201", "201") : List.of("200", "200"), statuses(answer));
            answer.getEntry().forEach(entry -> first.add(entry.getResponse().getLocation()));
        }
        assertEquals(first.subList(0, 2), first.subList(2, 4), "the same versions");
    }

    /** Eight clients bring the same twelve people, each in an order of its own and for a hospital of its own: whoever waits for whom, each is one person in the end. */
    @Test
    void transactionsThatRaceOverTheSamePeopleMakeOnePersonOfEach() throws Exception {
        FhirClient client = client("json");
        int clients = 8;
        int people = 12;
        long seed = new Random(20_261_122).nextLong();
        ExecutorService racers = Executors.newFixedThreadPool(clients);
        try {
            List<Future<Bundle>> answers = new ArrayList<>();
            for (int c = 0; c < clients; c++) {
                List<Integer> order = new ArrayList<>();
                for (int p = 0; p < people; p++) {
                    order.add(p);
                }
                Collections.shuffle(order, new Random(seed + c));
                Bundle bundle = bundle(BundleType.TRANSACTION);
                for (int p : order) {
                    Patient patient = FhirClient.patient(
                            "Trịnh Thị Đua Thứ "
                                    + List.of(
                                                    "Nhất", "Nhì", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín",
                                                    "Mười", "Chót", "Cuối")
                                            .get(p),
                            (1940 + 4 * p) + "-01-0" + (1 + p % 9));
                    patient.addIdentifier(FhirClient.citizen(
                            "0011" + (40 + 4 * p) + String.format("%06d", 918_273 + 7_919 * p % 70_000)));
                    addPut(bundle, "0200" + (c + 1), "race-" + p, patient);
                }
                answers.add(racers.submit(() -> send(client, Role.HUB, bundle)));
            }
            Set<String> persons = new HashSet<>();
            Set<String> records = new HashSet<>();
            for (Future<Bundle> answer : answers) {
                for (BundleEntryComponent entry : answer.get().getEntry()) {
                    Resource resource = entry.getResource();
                    records.add(resource.getIdElement().getIdPart());
                }
            }
            records.forEach(record -> persons.add(FhirClient.personOf(client.read(record))));
            assertEquals(clients * people, records.size());
            assertEquals(people, persons.size(), "seed " + Long.toHexString(seed));
        } finally {
            racers.shutdownNow();
        }
        assertFalse(SERVER.url().isEmpty());
    }
}
