package vn.khop.server.fhir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.khop.server.fhir.FhirClient.ids;
import static vn.khop.server.fhir.FhirClient.q;

import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;

/** Patient demographics query, IHE ITI-78, case by case, in JSON and in XML; everybody in it is made up. */
@Tag("slow")
class PatientDemographicsQueryTest {
    private static final String MOTHERS_MAIDEN_NAME =
            "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName";

    private static FhirClient client(String format) {
        return new FhirClient(RunningServer.shared(), format);
    }

    /** Two sisters of a family that nobody else has, different in all that can be asked. */
    private record Sisters(FhirClient client, String one, String other, String family) {
        static Sisters of(FhirClient client) {
            boolean isJson = client.format().equals("json");
            String family = isJson ? "Tráng" : "Khoàng";
            Patient one = FhirClient.patient(family + " Thị Sua", isJson ? "1971-02-03" : "1972-02-03");
            one.addIdentifier(FhirClient.citizen(isJson ? "001171000501" : "001172000501"));
            one.addTelecom().setSystem(ContactPointSystem.PHONE).setValue(isJson ? "0912345501" : "0912345502");
            one.addAddress()
                    .setText("12 ngõ 8 phố Vọng, Hai Bà Trưng, Hà Nội")
                    .setCity(isJson ? "Quận Đông Kinh" : "Quận Tây Kinh")
                    .setState("Hà Nội")
                    .setPostalCode(isJson ? "11601" : "11602")
                    .setCountry("VN");
            one.addExtension(MOTHERS_MAIDEN_NAME, new StringType(isJson ? "Vàng Thị Mỷ" : "Vàng Thị Dợ"));
            Patient other = FhirClient.patient(family + " Văn Páo", isJson ? "1974-05-06" : "1975-05-06");
            other.setGender(AdministrativeGender.MALE);
            other.addIdentifier(FhirClient.citizen(isJson ? "001074000502" : "001075000502"));
            other.addAddress()
                    .setText("3 phố Huế, Hải Phòng")
                    .setCity("Lê Chân")
                    .setState("Hải Phòng");
            return new Sisters(
                    client,
                    FhirClient.personOf(client.fed("01001", "dq-1-" + client.format(), one)),
                    FhirClient.personOf(client.fed("01001", "dq-2-" + client.format(), other)),
                    family);
        }
    }

    private static Map<String, String> parameters(Sisters sisters) {
        boolean isJson = sisters.client().format().equals("json");
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("_id", sisters.one());
        parameters.put("family", sisters.family());
        parameters.put("given", "Sua");
        parameters.put("identifier", FhirClient.SID + "national_id|" + (isJson ? "001171000501" : "001172000501"));
        parameters.put("telecom", isJson ? "0912345501" : "0912345502");
        parameters.put("birthdate", isJson ? "1971-02-03" : "1972-02-03");
        parameters.put("address", "phố Vọng");
        parameters.put("address-city", isJson ? "Quận Đông Kinh" : "Quận Tây Kinh");
        parameters.put("address-country", "VN");
        parameters.put("address-postalcode", isJson ? "11601" : "11602");
        parameters.put("address-state", "Hà Nội");
        parameters.put("gender", "female");
        parameters.put("mothersMaidenName", isJson ? "Vàng Thị Mỷ" : "Vàng Thị Dợ");
        parameters.put("active", "true");
        return parameters;
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void everyParameterFindsWhomItDescribesAndNotTheOther(String format) {
        Sisters sisters = Sisters.of(client(format));
        parameters(sisters).forEach((name, value) -> {
            // Some are everybody's: beside the family's name, which is nobody else's, each tells the two apart.
            String query = "family=" + q(sisters.family()) + "&" + name + "=" + q(value);
            List<String> found = ids(sisters.client().search(query));
            assertTrue(found.contains(sisters.one()), name + ": " + found);
            if (!name.equals("family") && !name.equals("active")) {
                assertFalse(found.contains(sisters.other()), name + ": " + found);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void getAndPostSearchGiveTheSame(String format) {
        Sisters sisters = Sisters.of(client(format));
        parameters(sisters).forEach((name, value) -> {
            Bundle got = sisters.client().search(name + "=" + q(value) + "&_count=200");
            Bundle posted = sisters.client()
                    .ok(
                            Bundle.class,
                            sisters.client().postForm("/fhir/Patient/_search", Map.of(name, value, "_count", "200")));
            assertEquals(ids(got), ids(posted), name);
            assertEquals(got.getTotal(), posted.getTotal(), name);
            assertTrue(got.getTotal() >= 1, name);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void exactOnEveryStringParameterIsWithMarksAndWhole(String format) {
        Sisters sisters = Sisters.of(client(format));
        Map<String, String> parameters = parameters(sisters);
        for (String name : List.of(
                "family",
                "given",
                "address-city",
                "address-country",
                "address-postalcode",
                "address-state",
                "mothersMaidenName")) {
            String value = Objects.requireNonNull(parameters.get(name));
            String rest = "&family=" + q(sisters.family());
            assertTrue(
                    ids(sisters.client().search(name + ":exact=" + q(value) + rest))
                            .contains(sisters.one()),
                    name);
            String beginning = value.substring(0, value.length() - 1);
            assertEquals(
                    List.of(), ids(sisters.client().search(name + ":exact=" + q(beginning) + rest)), name + " cut");
            assertTrue(
                    ids(sisters.client().search(name + "=" + q(beginning) + rest))
                            .contains(sisters.one()),
                    name + " by its beginning");
        }
        assertEquals(
                List.of(), ids(sisters.client().search("given:exact=" + q("Súa") + "&family=" + q(sisters.family()))));
        assertTrue(ids(sisters.client()
                        .search("address:exact=" + q("12 ngõ 8 phố Vọng Hai Bà Trưng Hà Nội") + "&family="
                                + q(sisters.family())))
                .contains(sisters.one()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void alternativesAreOrAndRepetitionsAreAnd(String format) {
        Sisters sisters = Sisters.of(client(format));
        String family = "family=" + q(sisters.family());
        assertEquals(
                new TreeSet<>(Set.of(sisters.one(), sisters.other())),
                new TreeSet<>(ids(sisters.client().search(family + "&given=Sua,P%C3%A1o"))));
        assertEquals(List.of(), ids(sisters.client().search(family + "&given=Sua&given=P%C3%A1o")));
        assertEquals(List.of(sisters.one()), ids(sisters.client().search(family + "&given=Sua&given=" + q("Thị"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void familyWithGenderAndBirthdateWithFamily(String format) {
        Sisters sisters = Sisters.of(client(format));
        String family = "family=" + q(sisters.family());
        assertEquals(List.of(sisters.other()), ids(sisters.client().search(family + "&gender=male")));
        assertEquals(
                List.of(sisters.one()),
                ids(sisters.client().search(family + "&birthdate=lt" + (format.equals("json") ? "1973" : "1974"))));
        assertEquals(
                List.of(sisters.one()),
                ids(sisters.client().search(family + "&birthdate=" + (format.equals("json") ? "1971-02" : "1972-02"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void aDomainRestrictsWhoIsFoundAndWhichIdentifiersAreShown(String format) {
        Sisters sisters = Sisters.of(client(format));
        FhirClient client = sisters.client();
        String local = FhirClient.localSystem("01001");
        Bundle bundle = client.search("family=" + q(sisters.family()) + "&given=Sua&identifier="
                + q(local + "|," + FhirClient.SID + "insurance_number|"));

        assertEquals(List.of(sisters.one()), ids(bundle));
        Set<String> shown = ((Patient) bundle.getEntryFirstRep().getResource())
                .getIdentifier().stream().map(Identifier::getSystem).collect(Collectors.toSet());
        assertEquals(Set.of(local), shown, "the numbers of other domains are taken out");
        assertEquals(
                List.of(),
                ids(client.search(
                        "family=" + q(sisters.family()) + "&identifier=" + q(FhirClient.SID + "insurance_number|"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void nobodyIsATotalOfZeroAndNoEntries(String format) {
        Bundle bundle = client(format).search("family=" + q("Không Ai Có Họ Này"));
        assertEquals(Bundle.BundleType.SEARCHSET, bundle.getType());
        assertTrue(bundle.hasTotal());
        assertEquals(0, bundle.getTotal());
        assertEquals(List.of(), bundle.getEntry());
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void anUnknownDomainIs404WithTheWarningThatTheProfileWords(String format) {
        FhirClient client = client(format);
        for (String domain : List.of("urn:oid:1.2.3|", "urn:oid:1.2.3|7", FhirClient.localSystem("nowhere") + "|")) {
            HttpResponse<String> answer = client.get("/fhir/Patient?identifier=" + q(domain));
            OperationOutcome.OperationOutcomeIssueComponent issue = client.refused(404, answer);
            assertEquals(IssueSeverity.WARNING, issue.getSeverity());
            assertEquals("not-found", issue.getCode().toCode());
            assertEquals("targetSystem not found", issue.getDiagnostics());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void aFormatThatNobodyWritesIs406(String format) {
        FhirClient client = client(format);
        for (String asked : List.of("text/turtle", "application/pdf", "csv")) {
            HttpResponse<String> answer =
                    RunningServer.shared().get("/fhir/Patient?family=A&_format=" + q(asked), Role.HUB);
            assertEquals(406, answer.statusCode(), asked + ": " + answer.body());
            assertTrue(answer.body().contains("not-supported"), answer.body());
            HttpResponse<String> accepted = RunningServer.shared()
                    .send(RunningServer.shared()
                            .request("/fhir/Patient?family=A", Role.HUB)
                            .header("Accept", asked));
            assertEquals(406, accepted.statusCode(), asked + ": " + accepted.body());
        }
        for (String asked : List.of(format, client.type(), "application/" + format)) {
            HttpResponse<String> answer =
                    RunningServer.shared().get("/fhir/Patient?family=A&_format=" + q(asked), Role.HUB);
            assertEquals(200, answer.statusCode(), asked + ": " + answer.body());
            assertTrue(
                    answer.headers().firstValue("Content-Type").orElse("").contains(format), asked + " was not given");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void aMergedPersonIsInactiveWithItsSurvivorBeside(String format) {
        FhirClient client = client(format);
        boolean isJson = format.equals("json");
        Patient one = FhirClient.patient(client.own("Sùng Thị Chở"), isJson ? "1958-02-03" : "1959-02-03");
        Patient two = FhirClient.patient(client.own("Lý Thị Khé"), isJson ? "1948-07-09" : "1949-07-09");
        String source = FhirClient.personOf(client.fed("01001", "dq-m1-" + format, one));
        String target = FhirClient.personOf(client.fed("01013", "dq-m2-" + format, two));
        HttpResponse<String> merged = RunningServer.shared()
                .postJson(
                        "/api/v1/persons/decisions",
                        Role.CLERK_LEAD,
                        "{\"kind\":\"merge\",\"person\":\"" + source + "\",\"other\":\"" + target
                                + "\",\"reason\":\"same-card\"}");
        assertEquals(200, merged.statusCode(), merged.body());

        Bundle bundle = client.search("_id=" + source);
        assertEquals(List.of(source, target), ids(bundle));
        assertEquals(1, bundle.getTotal(), "what is included is not counted");
        Patient old = (Patient) bundle.getEntry().get(0).getResource();
        assertFalse(old.getActive());
        assertEquals(LinkType.REPLACEDBY, old.getLinkFirstRep().getType());
        assertEquals("Patient/" + target, old.getLinkFirstRep().getOther().getReference());
        assertEquals(
                SearchEntryMode.INCLUDE, bundle.getEntry().get(1).getSearch().getMode());

        assertEquals(List.of(target), ids(client.search("name=" + q(client.own("Sùng Thị Chở")))));
        assertEquals(List.of(), ids(client.search("_id=" + source + "&active=true")));
        assertEquals(List.of(source, target), ids(client.search("_id=" + source + "&active=false")));
        assertEquals(List.of(target), ids(client.search("_id=" + target + "&active=true")));
        assertEquals(List.of(), ids(client.search("name=" + q(client.own("Sùng Thị Chở")) + "&active=false")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void aReadGivesThePersonAndOneThatIsMissingIs404(String format) {
        Sisters sisters = Sisters.of(client(format));
        Patient person = sisters.client().read(sisters.one());
        assertEquals(sisters.family(), person.getNameFirstRep().getFamily());
        assertEquals("Hà Nội", person.getAddressFirstRep().getState());
        assertTrue(person.getActive());
        sisters.client().refused(404, "not-found", "not known", sisters.client().get("/fhir/Patient/E000"));
        sisters.client().refused(404, "not-found", "not known", sisters.client().get("/fhir/Patient/nobody"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void totalIsFilledHoweverFewAreShown(String format) {
        Sisters sisters = Sisters.of(client(format));
        Bundle one = sisters.client().search("family=" + q(sisters.family()) + "&_count=1");
        assertEquals(2, one.getTotal());
        assertEquals(1, one.getEntry().size());
        assertTrue(one.getLink("next") != null);
        Bundle none = sisters.client().search("family=" + q(sisters.family()) + "&_count=0");
        assertEquals(2, none.getTotal());
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void whatIsNotSupportedIsRefusedByNameAndToldInTheLinkWhereTheClientIsLenient(String format) {
        FhirClient client = client(format);
        for (String query : List.of(
                "family=A&phonetic=B", "family=A&_sort=family", "family=A&_has:x:y:z=1", "family=A&_include=*")) {
            String name = query.split("&")[1].split("=")[0].split(":")[0];
            client.refused(400, "not-supported", name, client.get("/fhir/Patient?" + query));
        }
        client.refused(400, "not-supported", ":exact", client.get("/fhir/Patient?family:contains=A"));
        client.refused(400, "required", "parameter", client.get("/fhir/Patient"));
        client.refused(400, "value", "active", client.get("/fhir/Patient?active=perhaps"));

        Sisters sisters = Sisters.of(client);
        Bundle lenient = client.ok(
                Bundle.class,
                RunningServer.shared()
                        .send(client.request(
                                        "/fhir/Patient?family=" + q(sisters.family()) + "&phonetic=B&gender=male",
                                        Role.HUB)
                                .header("Prefer", "handling=lenient")));
        assertEquals(List.of(sisters.other()), ids(lenient));
        String self = lenient.getLink("self").getUrl();
        assertTrue(self.contains("family=") && self.contains("gender="), self);
        assertFalse(self.contains("phonetic"), "what was left out is not in the link: " + self);
        assertTrue(lenient.getEntry().stream()
                .anyMatch(entry -> entry.getResource() instanceof OperationOutcome outcome
                        && outcome.getIssueFirstRep().getDiagnostics().contains("phonetic")));
    }
}
