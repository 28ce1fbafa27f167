package vn.khop.server.fhir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.khop.server.fhir.FhirClient.citizen;
import static vn.khop.server.fhir.FhirClient.local;
import static vn.khop.server.fhir.FhirClient.localSystem;
import static vn.khop.server.fhir.FhirClient.patient;
import static vn.khop.server.fhir.FhirClient.q;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.SearchStyleEnum;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.interceptor.BearerTokenAuthInterceptor;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.UriType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Tokens;

/**
 * What OpenHIE asks of a client registry (cases CR-01 to CR-18), over FHIR (ITI-104, ITI-83, ITI-78) and with people of ours: two hospitals, each with a token of its own. Where we do otherwise on purpose, the test's name
 * says so. The same in HL7 v2 is in the test of this name there.
 */
@Tag("slow")
class ClientRegistryCasesTest {
    private static final RunningServer SERVER = RunningServer.shared();
    private static final FhirClient CLIENT = new FhirClient(SERVER, "json");
    private static final String A = "01096";
    private static final String B = "01097";
    private static final String SCOPES = "ITI-104 ITI-83 ITI-78";
    private static final String TOKEN_A = Tokens.ofHospital(SERVER, A, SCOPES);
    private static final String TOKEN_B = Tokens.ofHospital(SERVER, B, SCOPES);

    private static HttpResponse<String> get(String token, String path) {
        return SERVER.send(
                SERVER.request(path).header("Authorization", "Bearer " + token).header("Accept", CLIENT.type()));
    }

    private static HttpResponse<String> put(String token, String identifier, Patient patient) {
        return SERVER.send(SERVER.request("/fhir/Patient?identifier=" + q(identifier))
                .header("Authorization", "Bearer " + token)
                .header("Accept", CLIENT.type())
                .header("Content-Type", CLIENT.type())
                .PUT(BodyPublishers.ofString(CLIENT.parser().encodeResourceToString(patient))));
    }

    private static HttpResponse<String> feed(String facility, String number, Patient patient) {
        Patient whole = patient.copy();
        whole.addIdentifier(local(facility, number));
        return put(facility.equals(A) ? TOKEN_A : TOKEN_B, localSystem(facility) + "|" + number, whole);
    }

    private static void fed(String facility, String number, Patient patient) {
        HttpResponse<String> answer = feed(facility, number, patient);
        assertEquals(2, answer.statusCode() / 100, answer.body());
    }

    private static HttpResponse<String> numbers(String token, String source, String... targets) {
        String more = List.of(targets).stream()
                .map(target -> "&targetSystem=" + q(target))
                .collect(Collectors.joining());
        return get(token, "/fhir/Patient/$ihe-pix?sourceIdentifier=" + q(source) + more);
    }

    /** System and value of each number in the answer, in order. */
    private static Set<String> identifiers(HttpResponse<String> answer) {
        return CLIENT.ok(Parameters.class, answer).getParameter().stream()
                .filter(one -> one.getValue() instanceof Identifier)
                .map(one -> (Identifier) one.getValue())
                .map(one -> one.getSystem() + "|" + one.getValue())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The persons in the answer. */
    private static Set<String> persons(HttpResponse<String> answer) {
        return CLIENT.ok(Parameters.class, answer).getParameter().stream()
                .filter(one -> one.getName().equals("targetId"))
                .map(one -> ((Reference) one.getValue()).getReference())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Bundle people(String token, String query) {
        return CLIENT.ok(Bundle.class, get(token, "/fhir/Patient?" + query));
    }

    private static String of(String facility, String number) {
        return localSystem(facility) + "|" + number;
    }

    private static void refused(HttpResponse<String> answer) {
        assertEquals(4, answer.statusCode() / 100, answer.body());
        assertTrue(answer.body().contains("OperationOutcome"), answer.body());
    }

    @Test
    void cr01NumberWithoutASystemIsRefused() {
        Patient patient = patient("Đoàn Thị Ảnh", "1983-02-05");
        patient.addIdentifier().setValue("FCR-01");
        refused(put(TOKEN_A, "FCR-01", patient));
        refused(put(TOKEN_A, "|FCR-01", patient));
        assertEquals(
                0,
                people(TOKEN_A, "family=" + q("Đoàn") + "&given=" + q("Ảnh") + "&birthdate=1983-02-05")
                        .getTotal());
    }

    @Test
    void cr02TheNumberAndTheReferenceOnThisServerStandForEachOther() {
        fed(A, "FCR-02", patient("Đoàn Thị Bích", "1983-02-06").addIdentifier(citizen("001183000602")));
        String person = CLIENT.ok(Bundle.class, get(TOKEN_A, "/fhir/Patient?identifier=" + q(of(A, "FCR-02"))))
                .getEntryFirstRep()
                .getResource()
                .getIdElement()
                .getIdPart();
        Set<String> byNumber = identifiers(numbers(TOKEN_A, of(A, "FCR-02")));
        Set<String> byReference = identifiers(numbers(TOKEN_A, SERVER.url() + "/fhir|Patient/" + person));
        assertTrue(byReference.contains(of(A, "FCR-02")), byReference.toString());
        byReference.remove(of(A, "FCR-02"));
        // What was asked by is in neither.
        byNumber.removeIf(number -> number.endsWith("|" + person));
        assertEquals(byNumber, byReference);
    }

    @Test
    void cr03UnknownSystemIsRefused() {
        Patient patient = patient("Đoàn Thị Chi", "1983-02-07");
        patient.addIdentifier().setSystem("http://example.org/numbers").setValue("FCR-03");
        refused(put(TOKEN_A, "http://example.org/numbers|FCR-03", patient));
    }

    @Test
    void cr04NobodyGivesNumbersOfAnothersSystem() {
        fed(A, "FCR-04", patient("Đoàn Thị Duyên", "1984-01-25"));
        Patient foreign = patient("Đoàn Thị Duyên", "1984-01-25").addIdentifier(local(A, "FCR-04B"));
        assertEquals(403, put(TOKEN_B, of(A, "FCR-04B"), foreign).statusCode());
        assertEquals(404, numbers(TOKEN_A, of(A, "FCR-04B")).statusCode());
    }

    @Test
    void cr05WithoutANameARecordIsRefusedAsPixmHasItAndSexAndBirthDateMayBeMissing() {
        Patient nameless = patient("x", "2026-10-01");
        nameless.setName(null);
        CLIENT.refused(422, "required", "Patient.name", feed(A, "FCR-05", nameless));
        Patient bare = new Patient();
        bare.addName().setText("Đoàn Sơ Sinh");
        fed(A, "FCR-05", bare);
        assertEquals(1, people(TOKEN_A, "identifier=" + q(of(A, "FCR-05"))).getTotal());
    }

    @Test
    void cr06TheSameCitizenNumberLinksRecordsThatAreWrittenDifferently() {
        Patient one = patient("Đoàn Hữu Giang", "1980").addIdentifier(citizen("001080000065"));
        one.setGender(AdministrativeGender.MALE);
        Patient other = patient("Doan Huu Giang", "1980-05").addIdentifier(citizen("001080000065"));
        other.setGender(AdministrativeGender.MALE);
        fed(A, "FCR-06", one);
        fed(B, "FCR-06B", other);
        assertEquals(Set.of(of(B, "FCR-06B")), identifiers(numbers(TOKEN_B, of(A, "FCR-06"), localSystem(B))));
    }

    @Test
    void cr07WhatWasRegisteredIsGivenBack() {
        Patient patient = patient("Đoàn Thị Hiên", "1978-11-27");
        patient.addTelecom().setSystem(ContactPointSystem.PHONE).setValue("0987000917");
        patient.addAddress().setText("29 Hàng Mã, Hoàn Kiếm, Hà Nội").setCity("Hà Nội");
        fed(A, "FCR-07", patient);
        Patient found = (Patient) people(TOKEN_A, "identifier=" + q(of(A, "FCR-07")))
                .getEntryFirstRep()
                .getResource();
        assertEquals("Đoàn Thị Hiên", found.getNameFirstRep().getText());
        assertEquals("1978-11-27", found.getBirthDateElement().getValueAsString());
        assertEquals(AdministrativeGender.FEMALE, found.getGender());
        assertEquals("0987000917", found.getTelecomFirstRep().getValue());
        assertTrue(found.getAddressFirstRep().getText().startsWith("29 Hàng Mã"));
    }

    @Test
    void cr08AnUpdateChangesTheRecordAndAddsNone() {
        assertEquals(
                201, feed(A, "FCR-08", patient("Đoàn Thị Ích", "1966-06-06")).statusCode());
        assertEquals(
                200, feed(A, "FCR-08", patient("Đoàn Thị Ích", "1966-06-07")).statusCode());
        Bundle found = people(TOKEN_A, "identifier=" + q(of(A, "FCR-08")));
        assertEquals(1, found.getTotal());
        assertEquals(
                "1966-06-07",
                ((Patient) found.getEntryFirstRep().getResource())
                        .getBirthDateElement()
                        .getValueAsString());
    }

    @Test
    void cr09WhatIsNotKnownIsSaidAsPixmWordsIt() {
        fed(A, "FCR-09", patient("Đoàn Thị Khuê", "1983-06"));
        CLIENT.refused(
                404,
                "not-found",
                "sourceIdentifier Patient Identifier not found",
                numbers(TOKEN_A, of(A, "FCR-09-nobody")));
        CLIENT.refused(
                400,
                "code-invalid",
                "sourceIdentifier Assigning Authority not found",
                numbers(TOKEN_A, "http://example.org/random|FCR-09"));
        CLIENT.refused(
                403,
                "code-invalid",
                "targetSystem not found",
                numbers(TOKEN_A, of(A, "FCR-09"), "http://example.org/random"));
        assertEquals(200, numbers(TOKEN_A, of(A, "FCR-09")).statusCode());
    }

    @Test
    void cr10OnlyTheDomainsThatAreAskedForAreAnswered() {
        Patient patient = patient("Đoàn Thị Liên", "1935-03-04").addIdentifier(citizen("001135000104"));
        fed(A, "FCR-10", patient);
        fed(B, "FCR-10B", patient);
        assertEquals(Set.of(of(B, "FCR-10B")), identifiers(numbers(TOKEN_A, of(A, "FCR-10"), localSystem(B))));
        assertEquals(Set.of(), identifiers(numbers(TOKEN_A, of(A, "FCR-10"), localSystem(A))), "nobody is his own");
        assertEquals(
                Set.of(of(B, "FCR-10B")),
                identifiers(numbers(TOKEN_A, of(A, "FCR-10"), localSystem(A), localSystem(B))));
    }

    @Test
    void cr11AskedByANumberAPersonIsFoundOrNobody() {
        fed(A, "FCR-11", patient("Đoàn Thị Minh", "1984-01-26"));
        Patient found = (Patient) people(TOKEN_A, "identifier=" + q(of(A, "FCR-11")))
                .getEntryFirstRep()
                .getResource();
        assertTrue(found.getIdentifier().stream().anyMatch(one -> one.getValue().equals("FCR-11")));
        Bundle nobody = people(TOKEN_A, "identifier=" + q(of(A, "FCR-11-nobody")));
        assertEquals(0, nobody.getTotal());
        assertEquals(List.of(), FhirClient.ids(nobody));
    }

    @Test
    void cr12AskedByANameAndABirthDateAPersonIsFound() {
        fed(A, "FCR-12", patient("Nghiêm Thị Ngân", "1984-01-27"));
        Bundle found = people(TOKEN_A, "family=" + q("Nghiêm") + "&given=" + q("Ngân") + "&birthdate=1984-01-27");
        assertEquals(1, found.getTotal());
        assertTrue(((Patient) found.getEntryFirstRep().getResource())
                .getIdentifier().stream().anyMatch(one -> one.getValue().equals("FCR-12")));
    }

    @Test
    void cr13ADomainOrAParameterThatIsNotKnownIsRefusedByName() {
        HttpResponse<String> noDomain =
                get(TOKEN_A, "/fhir/Patient?identifier=" + q("http://example.org/random|FCR-13"));
        assertEquals(404, noDomain.statusCode(), noDomain.body());
        assertTrue(noDomain.body().contains("targetSystem not found"), noDomain.body());
        HttpResponse<String> noParameter = get(TOKEN_A, "/fhir/Patient?birthdate=1984-01-27&shoe-size=38");
        assertEquals(400, noParameter.statusCode(), noParameter.body());
        assertTrue(noParameter.body().contains("shoe-size"), noParameter.body());
    }

    @Test
    void cr14ABirthDateAloneShowsAHospitalNobodyAndWithItsNumberItMayBeAYear() {
        fed(A, "FCR-14", patient("Khổng Thị Oanh", "1984-01-28"));
        assertEquals(0, people(TOKEN_A, "birthdate=1984-01-28").getTotal());
        assertEquals(
                1,
                people(TOKEN_A, "identifier=" + q(of(A, "FCR-14")) + "&birthdate=1984")
                        .getTotal());
        assertEquals(
                0,
                people(TOKEN_A, "identifier=" + q(of(A, "FCR-14")) + "&birthdate=1900")
                        .getTotal());
    }

    @Test
    void cr15SeveralParametersAllHaveToFit() {
        fed(A, "FCR-15", patient("Khuất Thị Phượng", "1984-01-29"));
        String fits = "family=" + q("Khuất") + "&given=" + q("Phượng") + "&birthdate=1984-01-29";
        assertEquals(1, people(TOKEN_A, fits + "&gender=female").getTotal());
        assertEquals(0, people(TOKEN_A, fits + "&gender=male").getTotal());
        assertEquals(
                0, people(TOKEN_A, fits.replace("1984-01-29", "1984-01-30")).getTotal());
    }

    private static Patient subsumedBy(String number, Patient prior) {
        Patient patient = prior.copy();
        patient.setActive(false);
        patient.addLink().setType(LinkType.REPLACEDBY).setOther(new Reference().setIdentifier(local(A, number)));
        return patient;
    }

    @Test
    void cr16AMergedNumberIsAnsweredByItsSurvivorsPerson() {
        Patient prior = patient("Lại Thị Quân", "1951-07-08");
        fed(A, "FCR-16", patient("Lục Thị Quỳnh", "1984-01-31"));
        fed(A, "FCR-16B", prior);
        assertNotEquals(persons(numbers(TOKEN_A, of(A, "FCR-16"))), persons(numbers(TOKEN_A, of(A, "FCR-16B"))));
        fed(A, "FCR-16B", subsumedBy("FCR-16", prior));
        assertEquals(persons(numbers(TOKEN_A, of(A, "FCR-16"))), persons(numbers(TOKEN_A, of(A, "FCR-16B"))));
        assertEquals(1, persons(numbers(TOKEN_A, of(A, "FCR-16"))).size());
    }

    @Test
    void cr17AMergeIntoANumberThatNobodyHasOrAcrossHospitalsIsRefused() {
        Patient patient = patient("Lương Thị Sâm", "1984-02-01");
        fed(A, "FCR-17", patient);
        fed(B, "FCR-17B", patient("Triệu Thị Sa", "1954-11-12"));
        refused(feed(A, "FCR-17", subsumedBy("FCR-17-nobody", patient)));
        Patient across = patient.copy();
        across.setActive(false);
        across.addLink().setType(LinkType.REPLACEDBY).setOther(new Reference().setIdentifier(local(B, "FCR-17B")));
        refused(feed(A, "FCR-17", across));
        Patient still = (Patient) people(TOKEN_A, "identifier=" + q(of(A, "FCR-17")))
                .getEntryFirstRep()
                .getResource();
        assertTrue(still.getActive());
    }

    @Test
    void cr18ACitizenNumberThatComesLaterLinksWithoutAnybodysDoing() {
        Patient mine = patient("Mạc Thị Tùng", "1990-04-04").addIdentifier(citizen("001190000184"));
        Patient theirs = patient("Mac Thi Tung", "1990-04-04");
        fed(A, "FCR-18", mine);
        fed(B, "FCR-18B", theirs);
        fed(B, "FCR-18B", theirs.copy().addIdentifier(citizen("001190000184")));
        assertEquals(Set.of(of(B, "FCR-18B")), identifiers(numbers(TOKEN_A, of(A, "FCR-18"), localSystem(B))));
    }

    /** HAPI's own client reads the CapabilityStatement first, and adds to what it sends what only it adds. */
    @Test
    void theClientOfHapiIsUnderstood() {
        IGenericClient hapi = FhirContext.forR4Cached().newRestfulGenericClient(SERVER.url() + "/fhir");
        hapi.registerInterceptor(
                new BearerTokenAuthInterceptor(Tokens.ofHospital(SERVER, A, SCOPES + " ITI-119 ITI-93 ITI-94")));
        Patient patient = patient("Thiều Thị Vân", "1991-03-05").addIdentifier(local(A, "FCR-19"));
        MethodOutcome taken = hapi.update()
                .resource(patient)
                .conditional()
                .where(Patient.IDENTIFIER.exactly().systemAndIdentifier(localSystem(A), "FCR-19"))
                .execute();
        assertEquals(Boolean.TRUE, taken.getCreated());
        assertEquals(
                "Thiều Thị Vân",
                hapi.read()
                        .resource(Patient.class)
                        .withId(taken.getId().toVersionless())
                        .execute()
                        .getNameFirstRep()
                        .getText());

        for (SearchStyleEnum style : List.of(SearchStyleEnum.GET, SearchStyleEnum.POST)) {
            Bundle found = hapi.search()
                    .forResource(Patient.class)
                    .where(Patient.FAMILY.matches().value("Thiều"))
                    .and(Patient.GIVEN.matches().value("Vân"))
                    .and(Patient.BIRTHDATE.exactly().day("1991-03-05"))
                    .count(10)
                    .usingStyle(style)
                    .returnBundle(Bundle.class)
                    .execute();
            assertEquals(1, found.getTotal(), style.toString());
        }
        Bundle matched = hapi.operation()
                .onType(Patient.class)
                .named("$match")
                .withParameter(Parameters.class, "resource", patient)
                .returnResourceType(Bundle.class)
                .execute();
        assertEquals(1, matched.getEntry().size());
        Parameters numbers = hapi.operation()
                .onType(Patient.class)
                .named("$ihe-pix")
                .withParameter(Parameters.class, "sourceIdentifier", new StringType(of(A, "FCR-19")))
                .useHttpGet()
                .execute();
        assertTrue(numbers.getParameter().stream().anyMatch(one -> one.getName().equals("targetId")));

        Bundle answer = hapi.operation()
                .processMessage()
                .setMessageBundle(message(patient("Thiều Thị Vi", "1992-04-06").addIdentifier(local(A, "FCR-19B"))))
                .synchronous(Bundle.class)
                .execute();
        assertEquals(
                MessageHeader.ResponseType.OK,
                ((MessageHeader) answer.getEntryFirstRep().getResource())
                        .getResponse()
                        .getCode());
        assertEquals(1, people(TOKEN_A, "identifier=" + q(of(A, "FCR-19B"))).getTotal());

        Subscription wish = new Subscription();
        wish.setStatus(Subscription.SubscriptionStatus.REQUESTED);
        wish.setReason("copy of the index");
        wish.addContact().setSystem(ContactPointSystem.PHONE).setValue("02438250000");
        wish.setCriteria("Patient");
        wish.getChannel()
                .setType(Subscription.SubscriptionChannelType.RESTHOOK)
                .setEndpoint(SERVER.url() + "/nobody-listens-here");
        IIdType subscription = hapi.create().resource(wish).execute().getId().toVersionless();
        hapi.read().resource(Subscription.class).withId(subscription).execute();
        hapi.delete().resourceById(subscription).execute();
        assertThrows(
                ResourceNotFoundException.class,
                () -> hapi.read()
                        .resource(Subscription.class)
                        .withId(subscription)
                        .execute());
    }

    /** A message of IHE's patient feed (ITI-93) with one new patient. */
    private static Bundle message(Patient patient) {
        Bundle history = new Bundle().setType(Bundle.BundleType.HISTORY);
        history.setId("b1");
        Bundle.BundleEntryComponent entry = history.addEntry()
                .setFullUrl("http://his.example.vn/fhir/Patient/19")
                .setResource(patient);
        entry.getRequest().setMethod(Bundle.HTTPVerb.POST).setUrl("Patient");
        entry.getResponse().setStatus("201");
        MessageHeader header = new MessageHeader();
        header.setId("fcr-19");
        header.setEvent(new UriType("urn:ihe:iti:pmir:2019:patient-feed"));
        header.setDefinition("https://profiles.ihe.net/ITI/PMIR/MessageDefinition/IHE.PMIR.MessageDefinition");
        header.getSource().setEndpoint("http://his.example.vn/fhir");
        header.addDestination().setEndpoint(SERVER.url() + "/fhir");
        header.addFocus(new Reference("Bundle/b1"));
        Bundle message = new Bundle().setType(Bundle.BundleType.MESSAGE);
        message.addEntry()
                .setFullUrl("http://his.example.vn/fhir/MessageHeader/fcr-19")
                .setResource(header);
        message.addEntry().setFullUrl("http://his.example.vn/fhir/Bundle/b1").setResource(history);
        return message;
    }
}
