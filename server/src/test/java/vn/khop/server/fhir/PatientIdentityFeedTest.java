package vn.khop.server.fhir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;

/** The patient identity feed, IHE ITI-104, case by case, in JSON and in XML; everybody in it is made up. */
@Tag("slow")
class PatientIdentityFeedTest {
    private static final String SID = "http://fhir.ehealth.gov.vn/core/sid/";
    private static final FhirContext FHIR = FhirContext.forR4Cached();

    private final RunningServer server = RunningServer.shared();

    private static IParser parser(String format) {
        return format.equals("json") ? FHIR.newJsonParser() : FHIR.newXmlParser();
    }

    private static Identifier identifier(String facility, String number) {
        return new Identifier()
                .setSystem(SID + "patient-internal-id/" + facility)
                .setValue(number);
    }

    private static Patient patient(String facility, String number, String name, String birth, String citizen) {
        Patient patient = new Patient();
        patient.addIdentifier(identifier(facility, number));
        patient.addIdentifier().setSystem(SID + "national_id").setValue(citizen);
        patient.addName().setText(name);
        patient.setGender(AdministrativeGender.FEMALE);
        patient.getBirthDateElement().setValueAsString(birth);
        patient.setActive(true);
        return patient;
    }

    private static String path(String facility, String number) {
        return "/fhir/Patient?identifier=" + SID + "patient-internal-id/" + facility + "%7C" + number;
    }

    private HttpResponse<String> put(String format, String facility, String number, Patient patient) {
        return server.send(server.request(path(facility, number), Role.HUB)
                .header("Content-Type", "application/fhir+" + format)
                .header("Accept", "application/fhir+" + format)
                .PUT(BodyPublishers.ofString(parser(format).encodeResourceToString(patient))));
    }

    private Patient put(int status, String format, String facility, String number, Patient patient) {
        HttpResponse<String> answer = put(format, facility, number, patient);
        assertEquals(status, answer.statusCode(), answer.body());
        return parser(format).parseResource(Patient.class, answer.body());
    }

    private static String person(Patient source) {
        return source.getLink().stream()
                .filter(link -> link.getType() == LinkType.REFER)
                .map(link -> link.getOther().getReference())
                .findFirst()
                .orElseThrow();
    }

    private Patient read(String reference) {
        HttpResponse<String> answer = server.get("/fhir/" + reference, Role.CLERK);
        assertEquals(200, answer.statusCode(), answer.body());
        return FHIR.newJsonParser().parseResource(Patient.class, answer.body());
    }

    private static Patient subsumed(Patient patient, Identifier survivor) {
        patient.setActive(false);
        patient.addLink().setType(LinkType.REPLACEDBY).getOther().setIdentifier(survivor);
        return patient;
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void resolveDuplicateJoinsTheTwoAndSendingItActiveAgainTakesItBack(String format) {
        String old = "rd-1-" + format;
        String good = "rd-2-" + format;
        String year = format.equals("json") ? "1968" : "1969";
        Patient one = patient(
                "01001", old, "Chẩu Thị Phượng " + format, year + "-02-03", "0011" + year.substring(2) + "000401");
        String before = person(put(201, format, "01001", old, one));
        String survivor = person(put(
                201,
                format,
                "01001",
                good,
                patient("01001", good, "Đinh Thị Ngát " + format, "1951-07-08", "001151000" + year.substring(1))));
        assertNotEquals(before, survivor);

        Patient resolved = put(200, format, "01001", old, subsumed(one.copy(), identifier("01001", good)));
        assertFalse(resolved.getActive());
        assertEquals(survivor, person(resolved));
        assertFalse(read(before).getActive(), "its person was joined to the survivor's");
        assertTrue(read(survivor).getIdentifier().stream().anyMatch(known -> old.equals(known.getValue())));
        // once more, as after a lost answer
        assertEquals(survivor, person(put(200, format, "01001", old, subsumed(one.copy(), identifier("01001", good)))));

        Patient again = put(200, format, "01001", old, one);
        assertTrue(again.getActive());
        assertNotEquals(survivor, person(again));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void resolveDuplicateIsRefusedWithoutASurvivorOfTheSameFacility(String format) {
        Patient one = patient("01001", "rr-" + format, "Phùng Thị Vân " + format, "1977-02-03", "001177000411");
        put(201, format, "01001", "rr-" + format, one);
        assertEquals(
                422,
                put(format, "01001", "rr-" + format, subsumed(one.copy(), identifier("01013", "x")))
                        .statusCode());
        assertEquals(
                422,
                put(format, "01001", "rr-" + format, subsumed(one.copy(), identifier("01001", "nobody-" + format)))
                        .statusCode());
        Patient inactive = one.copy();
        inactive.setActive(false);
        assertEquals(422, put(format, "01001", "rr-" + format, inactive).statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void resolveDuplicateInACircleIsRefusedAndLeavesNothingOfTheMessage(String format) {
        List<Patient> three = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String number = "rc-" + i + format;
            Patient one = patient(
                    "01001",
                    number,
                    List.of("Giàng A Vòng ", "Sùng A Quanh ", "Thào A Tròn ").get(i) + format,
                    "194" + i + "-02-03",
                    "00104" + i + "00047" + (format.equals("json") ? "1" : "2"));
            put(201, format, "01001", number, one);
            three.add(one);
        }
        put(200, format, "01001", "rc-0" + format, subsumed(three.get(0).copy(), identifier("01001", "rc-1" + format)));
        put(200, format, "01001", "rc-1" + format, subsumed(three.get(1).copy(), identifier("01001", "rc-2" + format)));
        for (int stands = 0; stands < 2; stands++) {
            HttpResponse<String> refused = put(
                    format,
                    "01001",
                    "rc-2" + format,
                    subsumed(three.get(2).copy(), identifier("01001", "rc-" + stands + format)));
            assertEquals(422, refused.statusCode(), refused.body());
            assertTrue(refused.body().contains("itself replaced"), refused.body());
        }
        Patient last = put(200, format, "01001", "rc-2" + format, three.get(2));
        assertTrue(last.getActive());
        assertEquals("1", last.getMeta().getVersionId(), "nothing of what was refused is kept");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void resolveDuplicateDoesNotOverrideAClerkAndLeavesNothingOfTheMessage(String format) {
        String year = format.equals("json") ? "1957" : "1958";
        Patient one = patient(
                "01001",
                "rk-1-" + format,
                "Cầm Thị Ọc " + format,
                year + "-02-03",
                "0011" + year.substring(2) + "000431");
        String first = person(put(201, format, "01001", "rk-1-" + format, one));
        String second = person(put(
                201,
                format,
                "01001",
                "rk-2-" + format,
                patient(
                        "01001",
                        "rk-2-" + format,
                        "Hoàng Thị Ươm " + format,
                        "1944-07-08",
                        "001144000" + year.substring(1))));
        String separate = "{\"kind\":\"separate\",\"person\":\"%s\",\"other\":\"%s\",\"reason\":\"namesakes\"%s}";
        String ids = first.substring("Patient/".length());
        String others = second.substring("Patient/".length());
        HttpResponse<String> preview = server.postJson(
                "/api/v1/persons/decisions/preview", Role.CLERK_LEAD, separate.formatted(ids, others, ""));
        assertEquals(200, preview.statusCode(), preview.body());
        String basis = preview.body().replaceAll("(?s).*\"basis\":\"([^\"]+)\".*", "$1");
        HttpResponse<String> decided = server.postJson(
                "/api/v1/persons/decisions",
                Role.CLERK_LEAD,
                separate.formatted(ids, others, ",\"basis\":\"" + basis + "\""));
        assertEquals(200, decided.statusCode(), decided.body());

        HttpResponse<String> refused =
                put(format, "01001", "rk-1-" + format, subsumed(one.copy(), identifier("01001", "rk-2-" + format)));
        assertEquals(422, refused.statusCode(), refused.body());
        assertTrue(refused.body().contains("clerk"), refused.body());
        Patient after = put(200, format, "01001", "rk-1-" + format, one);
        assertTrue(after.getActive());
        assertEquals(first, person(after));
        assertNotEquals(first, second);
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void removeTakesTheRecordOutOfEverySearchAndFeedingItBringsItBack(String format) {
        String number = "rm-" + format;
        Patient one = patient("01001", number, "Lương Thị Hợi " + format, "1983-02-03", "001183000421");
        Patient fed = put(201, format, "01001", number, one);
        HttpResponse<String> removed =
                server.send(server.request(path("01001", number), Role.HUB).DELETE());
        assertEquals(2, removed.statusCode() / 100, removed.body());
        String pix = "/fhir/Patient/$ihe-pix?sourceIdentifier=" + SID + "patient-internal-id/01001%7C" + number;
        assertEquals(404, server.get(pix, Role.HUB).statusCode());
        assertFalse(read(fed.getIdElement().toVersionless().getValue()).getActive());
        assertFalse(read(person(fed)).getActive());
        assertEquals(
                2,
                server.send(server.request(path("01001", "never-" + format), Role.HUB)
                                        .DELETE())
                                .statusCode()
                        / 100);

        Patient back = put(200, format, "01001", number, one);
        assertTrue(back.getActive());
        assertEquals(200, server.get(pix, Role.HUB).statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void addIs201WithItsPlaceAndReviseIs200WithTheNextVersion(String format) {
        String number = "ad-" + format;
        Patient one = patient("01001", number, "Ma Thị Chính " + format, "1981-02-03", "001181000431");
        HttpResponse<String> added = put(format, "01001", number, one);
        assertEquals(201, added.statusCode(), added.body());
        String id = parser(format)
                .parseResource(Patient.class, added.body())
                .getIdElement()
                .getIdPart();
        assertTrue(added.headers().firstValue("Location").orElse("").endsWith("/fhir/Patient/" + id + "/_history/1"));
        one.addTelecom().setValue("0912345699");
        Patient revised = put(200, format, "01001", number, one);
        assertEquals("2", revised.getMeta().getVersionId());
        assertEquals(id, revised.getIdElement().getIdPart());
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void identifierAndNameAreRequiredAndAModifierIsRefused(String format) {
        String number = "rq-" + format;
        Patient whole = patient("01001", number, "Ma Thị Đủ", "1981-02-03", "001181000441");
        Patient nameless = whole.copy();
        nameless.setName(null);
        assertEquals(422, put(format, "01001", number, nameless).statusCode());
        Patient another = whole.copy();
        another.getIdentifier().remove(0);
        assertEquals(422, put(format, "01001", number, another).statusCode());
        Patient modified = whole.copy();
        modified.addModifierExtension().setUrl("urn:x").setValue(new org.hl7.fhir.r4.model.StringType("x"));
        assertEquals(422, put(format, "01001", number, modified).statusCode());
        Patient modifiedWithin = whole.copy();
        modifiedWithin
                .addContact()
                .addModifierExtension()
                .setUrl("urn:x")
                .setValue(new org.hl7.fhir.r4.model.StringType("x"));
        assertEquals(422, put(format, "01001", number, modifiedWithin).statusCode());
        assertEquals(
                404,
                server.get(
                                "/fhir/Patient/$ihe-pix?sourceIdentifier=" + SID + "patient-internal-id/01001%7C"
                                        + number,
                                Role.HUB)
                        .statusCode(),
                "nothing of it was taken");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void aDomainHasOneSourceWhichTheCallerMustBe(String format) {
        Patient one = patient("01013", "ow-" + format, "Ma Thị Chủ", "1982-02-03", "001182000451");
        String token = vn.khop.server.security.Tokens.ofHospital(server, "01001", "ITI-104");
        HttpResponse<String> answer = server.send(server.request(path("01013", "ow-" + format))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/fhir+" + format)
                .PUT(BodyPublishers.ofString(parser(format).encodeResourceToString(one))));
        assertEquals(403, answer.statusCode(), answer.body());
        assertEquals(400, put(format, "nowhere!", "1", one).statusCode() / 100 * 100, "no facility of that code");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void conditionalUpdateAndDeleteAreAdvertised(String format) {
        HttpResponse<String> answer =
                server.send(server.request("/fhir/metadata").header("Accept", "application/fhir+" + format));
        org.hl7.fhir.r4.model.CapabilityStatement statement =
                parser(format).parseResource(org.hl7.fhir.r4.model.CapabilityStatement.class, answer.body());
        var patient = statement.getRestFirstRep().getResource().stream()
                .filter(resource -> resource.getType().equals("Patient"))
                .findFirst()
                .orElseThrow();
        assertTrue(patient.getConditionalUpdate());
        assertEquals(
                org.hl7.fhir.r4.model.CapabilityStatement.ConditionalDeleteStatus.SINGLE,
                patient.getConditionalDelete());
        assertTrue(patient.getOperation().stream()
                .map(operation -> operation.getName())
                .toList()
                .containsAll(java.util.List.of("match", "ihe-pix", "merge", "unmerge")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void theOperationsThatAreAdvertisedAreDefined(String format) {
        for (String id : java.util.List.of("Patient-match", "IHE.PIXm.pix", "Patient-merge", "Patient-unmerge")) {
            HttpResponse<String> answer = server.send(server.request("/fhir/OperationDefinition/" + id, Role.HUB)
                    .header("Accept", "application/fhir+" + format));
            assertEquals(200, answer.statusCode(), answer.body());
            var definition =
                    parser(format).parseResource(org.hl7.fhir.r4.model.OperationDefinition.class, answer.body());
            assertTrue(definition.getUrl().endsWith("/OperationDefinition/" + id));
            assertTrue(definition.getParameter().size() >= 4);
            assertTrue(definition.getType() && !definition.getInstance());
        }
    }

    private static Patient confirmed(Patient patient, String how) {
        Patient confirmed = patient.copy();
        confirmed.getIdentifier().stream()
                .filter(identifier -> identifier.getSystem().endsWith("national_id"))
                .forEach(identifier ->
                        identifier.addExtension(PatientReading.VERIFICATION, new org.hl7.fhir.r4.model.CodeType(how)));
        return confirmed;
    }

    private HttpResponse<String> put(String format, String facility, String number, Patient patient, String scopes) {
        return server.send(server.request(path(facility, number))
                .header(
                        "Authorization",
                        "Bearer " + vn.khop.server.security.Tokens.ofHospital(server, facility, scopes))
                .header("Content-Type", "application/fhir+" + format)
                .header("Accept", "application/fhir+" + format)
                .PUT(BodyPublishers.ofString(parser(format).encodeResourceToString(patient))));
    }

    private String anchor(Patient source) throws java.io.IOException {
        HttpResponse<String> answer =
                server.get("/api/v1/persons/" + person(source).substring("Patient/".length()) + "/numbers", Role.CLERK);
        assertEquals(200, answer.statusCode(), answer.body());
        return new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree(answer.body())
                .at("/state")
                .asText();
    }

    /** Whether a number is confirmed decides who is never one person: only a client that is registered for it may say so. */
    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void aConfirmedNumberCountsFromAClientThatMaySaySoAndIsAssertedFromOthers(String format) throws Exception {
        String trusted = "ITI-104 khop.verified-numbers";
        String number = "vf-" + format;
        boolean isJson = format.equals("json");
        Patient one = patient(
                "01001",
                number,
                isJson ? "Khà Thị Chắc" : "Tòng Thị Vững",
                "1987-11-23",
                isJson ? "001187555461" : "001187772562");

        HttpResponse<String> asserted = put(format, "01001", number, confirmed(one, "card-chip"), "ITI-104");
        assertEquals(201, asserted.statusCode(), asserted.body());
        Patient said = parser(format).parseResource(Patient.class, asserted.body());
        assertEquals("asserted", anchor(said));
        assertFalse(asserted.body().contains("identifier-verification"), "nobody reads there what does not count");

        HttpResponse<String> verified = put(format, "01001", number, confirmed(one, "card-chip"), trusted);
        assertEquals(200, verified.statusCode(), verified.body());
        assertEquals("verified", anchor(parser(format).parseResource(Patient.class, verified.body())));
        assertTrue(verified.body().contains("identifier-verification")
                && verified.body().contains("card-chip"));
        assertEquals(
                "2",
                parser(format)
                        .parseResource(Patient.class, verified.body())
                        .getMeta()
                        .getVersionId());

        // The hospital's own system, which reads no cards, sends the record again.
        one.addTelecom().setValue("0912345688");
        HttpResponse<String> again = put(format, "01001", number, one, "ITI-104");
        assertEquals(200, again.statusCode(), again.body());
        assertEquals("verified", anchor(parser(format).parseResource(Patient.class, again.body())));
        assertTrue(again.body().contains("card-chip"), again.body());

        HttpResponse<String> unknown = put(format, "01001", number, confirmed(one, "hearsay"), trusted);
        assertEquals(422, unknown.statusCode(), unknown.body());
    }
}
