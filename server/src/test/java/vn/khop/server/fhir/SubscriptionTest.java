package vn.khop.server.fhir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.khop.server.RunningServer;
import vn.khop.server.notify.Subscriber;
import vn.khop.server.notify.Subscriber.Heard;
import vn.khop.server.security.Role;
import vn.khop.server.security.Tokens;

/** Subscriptions (ITI-94) with a real endpoint that takes, refuses, fails, is away and comes back. Everybody in them is made up. */
@Tag("slow")
class SubscriptionTest {
    private static final String SCOPES = "ITI-78 ITI-94 ITI-104";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RunningServer server = RunningServer.shared();
    private final Subscriber subscriber = new Subscriber();
    private final List<String> made = new ArrayList<>();
    private String token = city(server);

    private static String city(RunningServer server) {
        return token(server, "city-hub", List.of("*"), SCOPES);
    }

    private static String token(RunningServer server, String client, List<String> facilities, String scopes) {
        return Tokens.signed(
                server,
                claims -> claims.subject(client)
                        .claim("client_id", client)
                        .claim("scope", scopes)
                        .claim("roles", List.of("hub"))
                        .claim("facilities", facilities)
                        .claim("extensions", Map.of("ihe_iua", Map.of("purpose_of_use", List.of("TREAT")))));
    }

    @AfterEach
    void leaveNothing() {
        made.forEach(id -> send("DELETE", "/fhir/Subscription/" + id, "", new FhirClient(server, "json")));
        subscriber.close();
    }

    private static Subscription wish(String criteria, SubscriptionChannelType type, String endpoint, String payload) {
        Subscription wish = new Subscription();
        wish.setStatus(SubscriptionStatus.REQUESTED);
        wish.setReason("to keep a copy of the city's persons");
        wish.addContact().setSystem(ContactPointSystem.PHONE).setValue("024 3825 0000");
        wish.setCriteria(criteria);
        wish.getChannel().setType(type).setEndpoint(endpoint);
        if (!payload.isEmpty()) {
            wish.getChannel().setPayload(payload);
        }
        return wish;
    }

    private HttpResponse<String> send(String method, String path, String body, FhirClient client) {
        return server.send(server.request(path)
                .header("Authorization", "Bearer " + token)
                .header("Accept", client.type())
                .header("Content-Type", client.type())
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> posted(FhirClient client, Subscription wish) {
        return send("POST", "/fhir/Subscription", client.parser().encodeResourceToString(wish), client);
    }

    private Subscription subscribed(FhirClient client, Subscription wish) {
        HttpResponse<String> answer = posted(client, wish);
        assertEquals(201, answer.statusCode(), answer.body());
        Subscription made1 = client.parse(Subscription.class, answer);
        made.add(made1.getIdElement().getIdPart());
        assertEquals(SubscriptionStatus.REQUESTED, made1.getStatus());
        assertTrue(answer.headers().firstValue("Location").orElse("").contains("/Subscription/"), answer.toString());
        return made1;
    }

    private Subscription read(FhirClient client, Subscription one) {
        return client.ok(
                Subscription.class,
                send("GET", "/fhir/Subscription/" + one.getIdElement().getIdPart(), "", client));
    }

    private Subscription awaited(FhirClient client, Subscription one, SubscriptionStatus status) {
        Subscriber.awaits(status.toString(), () -> read(client, one).getStatus() == status, subscriber);
        return read(client, one);
    }

    private Subscription active(FhirClient client, Subscription wish) {
        return awaited(client, subscribed(client, wish), SubscriptionStatus.ACTIVE);
    }

    private HttpResponse<String> put(FhirClient client, Subscription changed) {
        return send(
                "PUT",
                "/fhir/Subscription/" + changed.getIdElement().getIdPart(),
                client.parser().encodeResourceToString(changed),
                client);
    }

    // ---- what is sent ----

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void aMessageTellsOfEachCreationChangeMergeUnmergeAndDeletionInTheirOrder(String format) {
        FhirClient client = new FhirClient(server, format);
        String facility = format.equals("json") ? "01081" : "01082";
        Subscription wish = wish(
                "Patient?organization=" + facility, SubscriptionChannelType.MESSAGE, subscriber.url(), client.type());
        wish.getChannel().addHeader("Authorization: Bearer very-secret-" + format);
        Subscription made1 = active(client, wish);
        assertTrue(subscriber.reached() >= 1, "it was reached before it became active");
        assertFalse(
                send("GET", "/fhir/Subscription/" + made1.getIdElement().getIdPart(), "", client)
                        .body()
                        .contains("very-secret"),
                "secrets are not shown again");

        Patient one = FhirClient.patient(client.own("Cao Thị Tin"), "1970-01-02");
        Patient other = FhirClient.patient(client.own("Dư Văn Báo"), "1955-11-12");
        String first = FhirClient.personOf(client.fed(facility, "n-1" + format, one));
        subscriber.await("the first", all -> all.size() == 1);
        String second = FhirClient.personOf(client.fed(facility, "n-2" + format, other));
        subscriber.await("the second", all -> all.size() == 2);
        client.fed("01083", "n-3" + format, FhirClient.patient(client.own("Ngạc Thị Khuất"), "1999-09-09"));
        Patient changed = one.copy();
        changed.addTelecom().setSystem(ContactPointSystem.PHONE).setValue("0912345600");
        client.fed(facility, "n-1" + format, changed);
        subscriber.await("the change", all -> all.size() == 3);
        Patient subsumed = other.copy();
        subsumed.setActive(false);
        subsumed.addLink()
                .setType(LinkType.REPLACEDBY)
                .getOther()
                .setIdentifier(FhirClient.local(facility, "n-1" + format));
        client.fed(facility, "n-2" + format, subsumed);
        // What is sent is how a person is when it is sent.
        subscriber.await(
                "the merge", all -> all.stream().anyMatch(one1 -> one1.body().contains("replaced-by")));
        client.fed(facility, "n-2" + format, other);
        String unmerged = "PUT Patient/" + second + " 200 " + second + " active";
        // The other person of the merge is told of too, before it or after.
        subscriber.await(
                "the unmerge",
                all -> all.stream().anyMatch(one1 -> told(client, one1).equals(unmerged)));
        assertEquals(2, client.delete(facility, "n-2" + format).statusCode() / 100);

        List<Heard> heard = subscriber.await(
                "the deletion", all -> all.stream().anyMatch(one1 -> one1.body().contains("DELETE")));
        List<String> story = new ArrayList<>();
        for (Heard one1 : heard) {
            assertEquals("POST", one1.method());
            assertEquals("Bearer very-secret-" + format, one1.authorization());
            assertTrue(one1.type().startsWith(client.type()), one1.type());
            assertFalse(one1.body().contains("Ngạc"), "another facility's patient");
            story.add(told(client, one1));
        }
        assertEquals(heard.size(), heard.stream().map(Heard::id).distinct().count(), "each has its own id");
        assertEquals("POST Patient 201 " + first + " active", story.get(0));
        assertEquals("POST Patient 201 " + second + " active", story.get(1));
        assertEquals("PUT Patient/" + first + " 200 " + first + " active", story.get(2));
        String merged = "PUT Patient/" + second + " 200 " + second + " inactive replaced-by " + first;
        String gone = "DELETE Patient/" + second + " 204";
        assertTrue(story.indexOf(merged) > 2, story.toString());
        assertTrue(story.indexOf(unmerged) > story.indexOf(merged), story.toString());
        assertTrue(story.indexOf(gone) > story.indexOf(unmerged), story.toString());
    }

    /** One line for a message, which is looked through for all that PMIR asks. */
    private static String told(FhirClient client, Heard heard) {
        Bundle message = client.parser().parseResource(Bundle.class, heard.body());
        assertEquals(Bundle.BundleType.MESSAGE, message.getType());
        assertEquals(2, message.getEntry().size());
        MessageHeader header = (MessageHeader) message.getEntry().get(0).getResource();
        Bundle history = (Bundle) message.getEntry().get(1).getResource();
        assertEquals(heard.id(), header.getIdElement().getIdPart());
        assertTrue(message.getEntry().get(0).getFullUrl().endsWith("/MessageHeader/" + heard.id()));
        assertTrue(message.getEntry().get(1).hasFullUrl());
        assertEquals(
                "urn:ihe:iti:pmir:2019:patient-feed", header.getEventUriType().getValue());
        assertEquals(
                "https://profiles.ihe.net/ITI/PMIR/MessageDefinition/IHE.PMIR.MessageDefinition",
                header.getDefinition());
        assertTrue(header.getSource().hasEndpoint());
        assertEquals(1, header.getDestination().size());
        assertEquals(1, header.getFocus().size());
        assertEquals(
                "Bundle/" + history.getIdElement().getIdPart(),
                header.getFocusFirstRep().getReference());
        assertEquals(Bundle.BundleType.HISTORY, history.getType());
        Bundle.BundleEntryComponent entry = history.getEntryFirstRep();
        assertEquals(1, history.getEntry().size());
        assertTrue(entry.getFullUrl().contains("/fhir/Patient/E"), entry.getFullUrl());
        String line = entry.getRequest().getMethod() + " " + entry.getRequest().getUrl() + " "
                + entry.getResponse().getStatus();
        if (!(entry.getResource() instanceof Patient patient)) {
            assertEquals(HTTPVerb.DELETE, entry.getRequest().getMethod());
            return line;
        }
        String links = patient.getLink().stream()
                .filter(link -> link.getType() == LinkType.REPLACEDBY)
                .map(link ->
                        " replaced-by " + link.getOther().getReferenceElement().getIdPart())
                .collect(Collectors.joining());
        assertTrue(links.isEmpty() || patient.getLink().size() == 1, "a merge has one link");
        return line + " " + patient.getIdElement().getIdPart() + (patient.getActive() ? " active" : " inactive")
                + links;
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void aRestHookPutsAndDeletesThePatientWhereTheEndpointKeepsIt(String format) {
        FhirClient client = new FhirClient(server, format);
        Patient one = FhirClient.patient(client.own("Hạ Thị Móc"), "1971-01-02");
        String number = "h-1" + format;
        active(
                client,
                wish(
                        "Patient?identifier=" + FhirClient.localSystem("01084") + "|" + number,
                        SubscriptionChannelType.RESTHOOK,
                        subscriber.url(),
                        client.type()));
        String person = FhirClient.personOf(client.fed("01084", number, one));
        client.fed("01084", "other" + format, FhirClient.patient(client.own("Bá Văn Khác"), "1951-01-02"));
        subscriber.await("the creation", all -> all.size() == 1);
        assertEquals(2, client.delete("01084", number).statusCode() / 100);

        List<Heard> heard = subscriber.await("the deletion", all -> all.size() == 2);

        assertEquals("PUT", heard.get(0).method());
        assertEquals("/fhir/Patient/" + person, heard.get(0).path());
        assertEquals(
                person,
                client.parser()
                        .parseResource(Patient.class, heard.get(0).body())
                        .getIdElement()
                        .getIdPart());
        assertEquals("DELETE", heard.get(1).method());
        assertEquals("/fhir/Patient/" + person, heard.get(1).path());
    }

    @Test
    void withoutAPayloadNothingIsSaidButThatSomethingHasChanged() throws JsonProcessingException {
        FhirClient client = new FhirClient(server, "json");
        String person =
                FhirClient.personOf(client.fed("01084", "e-1", FhirClient.patient("Ánh Thị Không", "1972-01-02")));
        active(client, wish("Patient?_id=" + person, SubscriptionChannelType.RESTHOOK, subscriber.url(), ""));
        Patient changed = FhirClient.patient("Ánh Thị Không", "1972-01-02");
        changed.addTelecom().setSystem(ContactPointSystem.PHONE).setValue("0912345611");
        client.fed("01084", "e-1", changed);

        Heard heard = subscriber.await("the change", all -> !all.isEmpty()).get(0);

        assertEquals("POST", heard.method());
        assertEquals("/fhir", heard.path());
        assertEquals("", heard.body());
    }

    @Test
    void whomAMessageShowsIsInTheAccessLogInTheNameOfTheClientThatSubscribed() throws JsonProcessingException {
        FhirClient client = new FhirClient(server, "json");
        active(
                client,
                wish("Patient?organization=01085", SubscriptionChannelType.MESSAGE, subscriber.url(), client.type()));
        String person = FhirClient.personOf(client.fed("01085", "a-1", FhirClient.patient("Từ Thị Sổ", "1973-01-02")));
        subscriber.await("the creation", all -> !all.isEmpty());

        JsonNode log = JSON.readTree(
                server.get("/api/v1/access-log?person=" + person, Role.AUDITOR).body());
        boolean isLogged = false;
        for (JsonNode entry : log.path("items")) {
            isLogged |= entry.path("client").asText().equals("city-hub")
                    && entry.path("action").asText().equals("READ")
                    && entry.path("purpose").asText().equals("TREAT");
        }
        assertTrue(isLogged, log.toString());
    }

    // ---- what may be asked for ----

    @ParameterizedTest
    @ValueSource(strings = {"json", "xml"})
    void whatIsNotTakenIsRefusedByName(String format) {
        FhirClient client = new FhirClient(server, format);
        for (Map.Entry<String, String> bad : Map.of(
                        "Patient?name=An", "'name'",
                        "Patient?_id=E1&organization=01001", "2 parameters",
                        "Patient?identifier:of-type=a|b", "'identifier:of-type'",
                        "Patient?_id=somebody", "_id is no id",
                        "Patient?organization=Bạch Mai", "code of a facility",
                        "Patient?identifier=urn:oid:1.2.3|4", "system is not known",
                        "Observation?code=x", "not about Patients")
                .entrySet()) {
            Subscription wish = wish(bad.getKey(), SubscriptionChannelType.MESSAGE, subscriber.url(), client.type());
            OperationOutcome.OperationOutcomeIssueComponent issue = client.refused(422, posted(client, wish));
            assertTrue(issue.getDiagnostics().contains(bad.getValue()), bad + ": " + issue.getDiagnostics());
            assertEquals("Subscription.criteria", issue.getExpression().get(0).getValue());
        }
        Subscription active = wish("Patient", SubscriptionChannelType.MESSAGE, subscriber.url(), client.type());
        active.setStatus(SubscriptionStatus.ACTIVE);
        client.refused(422, "business-rule", "'requested'", posted(client, active));
        Subscription nobody = wish("Patient", SubscriptionChannelType.MESSAGE, subscriber.url(), client.type());
        nobody.setContact(null);
        client.refused(422, "required", "contact", posted(client, nobody));
        client.refused(
                422,
                "not-supported",
                "'email'",
                posted(client, wish("Patient", SubscriptionChannelType.EMAIL, subscriber.url(), client.type())));
        client.refused(
                422,
                "not-supported",
                "payload",
                posted(client, wish("Patient", SubscriptionChannelType.MESSAGE, subscriber.url(), "text/plain")));
        Subscription spoofing = wish("Patient", SubscriptionChannelType.MESSAGE, subscriber.url(), client.type());
        spoofing.getChannel().addHeader("Host: other.example.vn");
        client.refused(422, "value", "channel.header", posted(client, spoofing));
        assertEquals(List.of(), subscriber.heard());
    }

    @Test
    void noEndpointIsCalledThatWhoeverRunsTheServerHasNotNamed() {
        FhirClient client = new FhirClient(server, "json");
        String port = ":" + subscriber.port();
        for (String endpoint : List.of(
                "http://169.254.169.254/latest/meta-data",
                "http://192.168.1.1" + port + "/fhir",
                "http://[::1]" + port + "/fhir",
                "http://0.0.0.0" + port + "/fhir",
                "http://2130706433" + port + "/fhir",
                "http://localhost.example.vn" + port + "/fhir",
                "http://localhost@10.0.0.1/fhir",
                "http://user:word@localhost" + port + "/fhir",
                "http://localhost" + port + "/fhir?target=1",
                "https://localhost" + port + "/fhir",
                "https://evil.example.vn/fhir",
                "file:///etc/passwd",
                "ftp://localhost/fhir",
                "localhost" + port,
                "")) {
            HttpResponse<String> answer =
                    posted(client, wish("Patient", SubscriptionChannelType.RESTHOOK, endpoint, client.type()));
            assertEquals(422, answer.statusCode(), endpoint + ": " + answer.body());
            assertTrue(answer.body().contains("Subscription.channel.endpoint"), answer.body());
        }
        assertEquals(0, subscriber.reached());
    }

    @Test
    void aRedirectIsNotFollowedAndTheSubscriptionStopsWithTheReason() {
        FhirClient client = new FhirClient(server, "json");
        try (Subscriber inside = new Subscriber()) {
            subscriber.redirectsTo(inside.url());
            Subscription made1 = subscribed(
                    client, wish("Patient", SubscriptionChannelType.RESTHOOK, subscriber.url(), client.type()));

            Subscription stopped = awaited(client, made1, SubscriptionStatus.ERROR);

            assertTrue(stopped.getError().contains("302"), stopped.getError());
            assertEquals(0, inside.reached());
            assertEquals(List.of(), inside.heard());
        }
    }

    @Test
    void whoLacksTheScopeOrThePurposeMayNotAndAnothersSubscriptionIsNotThere() {
        FhirClient client = new FhirClient(server, "json");
        Subscription wish =
                wish("Patient?organization=01001", SubscriptionChannelType.MESSAGE, subscriber.url(), client.type());
        Subscription mine = subscribed(client, wish);
        String path = "/fhir/Subscription/" + mine.getIdElement().getIdPart();
        String before = token;
        token = token(server, "city-hub", List.of("*"), "ITI-78 ITI-104");
        assertEquals(403, posted(client, wish).statusCode());
        token = token(server, "city-hub", List.of("*"), "ITI-94");
        assertEquals(403, posted(client, wish).statusCode(), "ITI-94 alone shows nobody");
        token = token(server, "somebody-else", List.of("*"), SCOPES);
        assertEquals(404, send("GET", path, "", client).statusCode());
        assertEquals(404, send("DELETE", path, "", client).statusCode());
        token = before;
        assertEquals(200, send("GET", path, "", client).statusCode());
        assertEquals(200, server.get(path, Role.ADMIN).statusCode());
    }

    // ---- one hospital ----

    @Test
    void aHospitalIsToldOfItsOwnPatientsAndOfTheirsOnlyWhatItMaySee() {
        FhirClient client = new FhirClient(server, "json");
        token = token(server, "his-01086", List.of("01086"), SCOPES);
        active(client, wish("Patient", SubscriptionChannelType.MESSAGE, subscriber.url(), client.type()));
        client.refused(
                403,
                "forbidden",
                "own facilities",
                posted(
                        client,
                        wish(
                                "Patient?organization=01087",
                                SubscriptionChannelType.MESSAGE,
                                subscriber.url(),
                                client.type())));
        Patient shared = FhirClient.patient("Liễu Thị Chung", "1974-01-02");
        shared.addIdentifier(FhirClient.citizen("001174000801"));

        client.fed("01087", "w-1", shared);
        client.fed("01087", "w-2", FhirClient.patient("Mông Văn Xa", "1950-10-20"));
        Patient own = client.fed("01086", "w-3", shared);
        subscriber.await("its own patient", all -> !all.isEmpty());
        Patient merged = FhirClient.patient("Liễu Thị Chung", "1974-01-02");
        client.fed("01086", "w-4", merged);
        List<Heard> heard = subscriber.await(
                "its second record",
                all -> all.stream().anyMatch(one -> one.body().contains("w-4")));

        Set<String> persons = heard.stream()
                .map(one -> one.body().replaceAll("(?s).*?\"fullUrl\":\"[^\"]*/fhir/Patient/(E[0-9A-Z]*)\".*", "$1"))
                .collect(Collectors.toSet());
        assertTrue(persons.contains(FhirClient.personOf(own)), persons.toString());
        heard.forEach(one -> {
            assertFalse(one.body().contains("Mông"), one.body());
            assertFalse(one.body().contains("01087"), "where else somebody is known: " + one.body());
        });
    }

    // ---- failures ----

    @Test
    void aMessageThatFailsIsSentAgainUnderItsIdBeforeAnyOther() {
        FhirClient client = new FhirClient(server, "json");
        active(
                client,
                wish("Patient?organization=01088", SubscriptionChannelType.MESSAGE, subscriber.url(), client.type()));
        subscriber.answers(one -> subscriber.heard().size() < 2 ? 503 : 200);
        client.fed("01088", "r-1", FhirClient.patient("Ninh Thị Lại", "1975-01-02"));
        client.fed("01088", "r-2", FhirClient.patient("Đặng Văn Sau", "1940-01-02"));

        List<Heard> heard = subscriber.await("both", all -> all.size() == 4);

        assertEquals(
                List.of(false, false, true, true),
                heard.stream().map(Heard::accepted).toList());
        assertEquals(1, heard.subList(0, 3).stream().map(Heard::id).distinct().count(), "one id for all tries");
        assertTrue(heard.get(2).body().contains("Ninh"), heard.get(2).body());
        assertTrue(heard.get(3).body().contains("Đặng"), heard.get(3).body());
    }

    @Test
    void aMessageThatIsRefusedIsPutAsideTheNextGoesOnAndItCanBeSentAgain() throws JsonProcessingException {
        FhirClient client = new FhirClient(server, "json");
        Subscription made1 = active(
                client,
                wish("Patient?organization=01089", SubscriptionChannelType.MESSAGE, subscriber.url(), client.type()));
        subscriber.answers(one -> one.body().contains("Trịnh") ? 422 : 200);
        String person =
                FhirClient.personOf(client.fed("01089", "d-1", FhirClient.patient("Trịnh Thị Chối", "1976-01-02")));
        client.fed("01089", "d-2", FhirClient.patient("Lâm Văn Nhận", "1941-01-02"));
        subscriber.await("the next", all -> all.stream().anyMatch(Heard::accepted));
        assertEquals(SubscriptionStatus.ACTIVE, read(client, made1).getStatus());

        JsonNode dead = dead(made1);
        assertEquals(person, dead.get("person").asText());
        assertEquals("status 422", dead.get("answer").asText());
        subscriber.answers(200);
        assertEquals(
                200,
                server.postJson("/api/v1/notices/" + dead.get("number").asLong() + "/replay", Role.ADMIN, "{}")
                        .statusCode());
        List<Heard> heard = subscriber.await("it again", all -> all.size() == 3);

        assertEquals(heard.get(0).id(), heard.get(2).id());
        assertTrue(heard.get(2).accepted());
    }

    @Test
    void anEndpointThatAnswersByAMessageIsBelieved() throws JsonProcessingException {
        FhirClient client = new FhirClient(server, "json");
        Subscription made1 = active(
                client,
                wish("Patient?organization=01093", SubscriptionChannelType.MESSAGE, subscriber.url(), client.type()));
        subscriber.says(
                "{\"resourceType\":\"Bundle\",\"type\":\"message\",\"entry\":[{\"resource\":{\"resourceType\":\"MessageHeader\",\"response\":{\"identifier\":\"x\",\"code\":\"fatal-error\"}}}]}");
        client.fed("01093", "b-1", FhirClient.patient("Lưu Thị Đáp", "1981-01-02"));
        Subscriber.awaits(
                "the dead letter",
                () -> server.get("/api/v1/notices?state=dead&limit=200", Role.ADMIN)
                        .body()
                        .contains(made1.getIdElement().getIdPart()),
                subscriber);

        assertEquals("response FATALERROR", dead(made1).get("answer").asText());
        assertEquals(SubscriptionStatus.ACTIVE, read(client, made1).getStatus());
    }

    private JsonNode dead(Subscription one) throws JsonProcessingException {
        String destination = "Subscription/" + one.getIdElement().getIdPart();
        for (JsonNode notice : JSON.readTree(server.get("/api/v1/notices?state=dead&limit=200", Role.ADMIN)
                        .body())
                .path("items")) {
            if (notice.path("destination").asText().equals(destination)) {
                return notice;
            }
        }
        throw new AssertionError("no dead letter of " + destination);
    }

    @Test
    void anEndpointThatFailsForLongStopsTheSubscriptionUntilItIsRequestedAgainAndNothingIsMissed()
            throws JsonProcessingException {
        FhirClient client = new FhirClient(server, "json");
        Subscription wish =
                wish("Patient?organization=01090", SubscriptionChannelType.MESSAGE, subscriber.url(), client.type());
        wish.getChannel().addHeader("Authorization: Bearer kept");
        Subscription made1 = active(client, wish);
        subscriber.answers(500);
        client.fed("01090", "l-1", FhirClient.patient("Thái Thị Lâu", "1977-01-02"));
        Subscription stopped = awaited(client, made1, SubscriptionStatus.ERROR);
        assertTrue(stopped.getError().contains("status 500"), stopped.getError());
        assertEquals(3, subscriber.heard().size(), "khop.subscriptions.tries");
        client.fed("01090", "l-2", FhirClient.patient("Vi Văn Chờ", "1942-01-02"));

        subscriber.answers(200);
        JsonNode dead = dead(made1);
        server.postJson("/api/v1/notices/" + dead.get("number").asLong() + "/replay", Role.ADMIN, "{}");
        stopped.setStatus(SubscriptionStatus.REQUESTED);
        HttpResponse<String> answer = put(client, stopped);
        assertEquals(200, answer.statusCode(), answer.body());
        List<Heard> heard = subscriber.await("all", all -> all.size() == 5);

        assertTrue(heard.get(3).body().contains("Thái"), "what was put aside goes first");
        assertEquals(heard.get(0).id(), heard.get(3).id());
        assertTrue(heard.get(4).body().contains("Vi Văn"), heard.get(4).body());
        assertEquals("Bearer kept", heard.get(4).authorization(), "a hidden header keeps its value");
        assertFalse(read(client, made1).hasError());
    }

    @Test
    void switchedOffNothingIsSentAndDeletedItIsGone() {
        FhirClient client = new FhirClient(server, "json");
        Subscription made1 = active(
                client,
                wish("Patient?organization=01091", SubscriptionChannelType.MESSAGE, subscriber.url(), client.type()));
        made1.setStatus(SubscriptionStatus.OFF);
        assertEquals(200, put(client, made1).statusCode());
        assertEquals(SubscriptionStatus.OFF, read(client, made1).getStatus());
        client.fed("01091", "o-1", FhirClient.patient("Tạ Thị Tắt", "1978-01-02"));
        Subscription again = read(client, made1);
        again.setStatus(SubscriptionStatus.REQUESTED);
        assertEquals(200, put(client, again).statusCode());
        subscriber.await("what came meanwhile", all -> all.size() == 1);

        String path = "/fhir/Subscription/" + made1.getIdElement().getIdPart();
        assertEquals(2, send("DELETE", path, "", client).statusCode() / 100);
        assertEquals(404, send("GET", path, "", client).statusCode());
        client.fed("01091", "o-2", FhirClient.patient("Tạ Văn Xóa", "1938-01-02"));
        try (Subscriber later = new Subscriber()) {
            active(
                    client,
                    wish("Patient?organization=01091", SubscriptionChannelType.MESSAGE, later.url(), client.type()));
            client.fed("01091", "o-3", FhirClient.patient("Đoàn Thị Mới", "1988-01-02"));
            later.await("who subscribed later", all -> !all.isEmpty());
            assertEquals(1, subscriber.heard().size());
            assertFalse(later.heard().get(0).body().contains("Tạ"), "what was before is not told");
        }
    }

    @Test
    void whoeverIsShutOutIsToldNothingMore() {
        FhirClient client = new FhirClient(server, "json");
        token = token(server, "city-hub-lost", List.of("*"), SCOPES);
        Subscription made1 = active(
                client,
                wish("Patient?organization=01092", SubscriptionChannelType.MESSAGE, subscriber.url(), client.type()));
        assertEquals(
                201,
                server.postJson("/api/v1/revocations", Role.ADMIN, "{\"kind\":\"client\",\"name\":\"city-hub-lost\"}")
                        .statusCode());
        client.fed("01092", "v-1", FhirClient.patient("Mạc Thị Kín", "1979-01-02"));

        String path = "/fhir/Subscription/" + made1.getIdElement().getIdPart();
        Subscriber.awaits("stopped", () -> server.get(path, Role.ADMIN).body().contains("shut out"), subscriber);
        assertEquals(List.of(), subscriber.heard());
        assertEquals(2, server.send(server.request(path, Role.ADMIN).DELETE()).statusCode() / 100);
        made.clear();
    }
}
