package vn.khop.server.fhir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.FeedOutcome;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.SourceFeed;
import vn.khop.server.security.Actor;
import vn.khop.server.security.Role;
import vn.khop.server.security.Tokens;

/**
 * A hospital asks whatever FHIR has words for, by values that only another hospital wrote, first while that other hospital does not know the person, and again when it does. The answers are the same, header by
 * header and byte by byte.
 */
class NoInferenceTest {
    private static final String SID = "http://fhir.ehealth.gov.vn/core/sid/";
    private static final String NAME = "Lò Văn Suyluận";
    private static final String BORN = "1958-09-17";
    private static final List<String> HEADERS =
            List.of("ETag", "Last-Modified", "Location", "Content-Location", "Content-Type", "Retry-After", "Link");

    private final RunningServer server = RunningServer.shared();
    private final String number = String.format(java.util.Locale.ROOT, "%05d", System.nanoTime() / 1000 % 100_000);
    private final String national = "0010580" + number;
    private int askers;

    @Test
    void whatAHospitalIsAnsweredDoesNotDependOnWhetherAnotherKnowsThePerson() throws JsonProcessingException {
        FeedOutcome own =
                feed("01001", "suy-a" + number, "0912345601", "12 phố Lò Đúc, Hà Nội", "2026-02-01T00:00:00Z");
        String person = own.person().value();
        String others = "S" + "0".repeat(10) + "X";
        List<Question> questions = questions(person, own.source().id().value(), others);
        List<String> before = questions.stream().map(this::answer).toList();

        FeedOutcome other =
                feed("01013", "suy-b" + number, "0987654302", "7 ngõ Văn Chương, Hà Nội", "2025-01-01T00:00:00Z");
        assertEquals(person, other.person().value(), "the two records are one person");
        feed("01816", "suy-c" + number, "0977777303", "9 phố Chùa Láng, Hà Nội", "2025-01-02T00:00:00Z");
        assertEquals(
                3,
                new ObjectMapper()
                        .readTree(
                                server.get("/fhir/Patient/" + person, Role.HUB).body())
                        .path("link")
                        .size());
        List<String> after = questions.stream().map(this::answer).toList();

        List<String> different = new ArrayList<>();
        int shown = 0;
        for (int i = 0; i < questions.size(); i++) {
            shown += before.get(i).startsWith("200") ? 1 : 0;
            if (!before.get(i).equals(after.get(i))) {
                different.add(questions.get(i) + "\n  before " + before.get(i) + "\n  after  " + after.get(i));
            }
        }
        assertEquals(List.of(), different.stream().limit(5).toList());
        assertTrue(questions.size() >= 200, "only " + questions.size());
        assertTrue(shown > 50, "only " + shown + " were answered at all");
        // The record that only the other hospital has is as unknown as one that does not exist.
        assertEquals(
                answer(new Question("GET", "/fhir/Patient/" + others, "", Map.of()))
                        .replace(others, "?"),
                answer(new Question(
                                "GET", "/fhir/Patient/" + other.source().id().value(), "", Map.of()))
                        .replace(other.source().id().value(), "?"));
    }

    /** @param body empty for none; a form where it begins with no brace */
    private record Question(String method, String path, String body, Map<String, String> headers) {}

    private List<Question> questions(String person, String source, String others) {
        String patient = "/fhir/Patient";
        String found = "?name=" + q(NAME) + "&birthdate=" + BORN;
        String ownNumber = "?identifier=" + SID + "patient-internal-id/01001%7Csuy-a" + number;
        List<String> values = List.of(
                "identifier=" + SID + "patient-internal-id/01013%7Csuy-b" + number,
                "identifier=" + SID + "patient-internal-id/01013%7C",
                "identifier=suy-b" + number,
                "identifier=" + SID + "patient-internal-id/01816%7Csuy-c" + number,
                "identifier=" + SID + "national_id%7C" + national,
                "telecom=0987654302",
                "telecom=0912345601",
                "address=" + q("Văn Chương"),
                "address=" + q("Lò Đúc"),
                "address-city=" + q("Hà Nội"),
                "gender=male",
                "_id=" + person,
                "_id=" + source,
                "_id=" + others,
                "active=true",
                "phone=0987654302",
                "link=Patient/" + others,
                "organization=Organization/01013",
                "general-practitioner=Practitioner/1",
                "_lastUpdated=gt2026-01-01",
                "_source=01013",
                "_tag=a",
                "_security=a",
                "_profile=a",
                "_content=suy",
                "_text=suy",
                "_list=1",
                "_query=a",
                "_filter=" + q("identifier eq suy-b" + number),
                "_has:Observation:patient:code=1234",
                "_has:Encounter:subject:service-provider=01013",
                "_has:Patient:link:identifier=suy-b" + number,
                "link:Patient.identifier=suy-b" + number,
                "general-practitioner.name=Mai",
                "organization.identifier=01013");
        List<String> shapes = List.of(
                "_sort=_lastUpdated",
                "_sort=-_id",
                "_sort=name",
                "_total=accurate",
                "_total=none",
                "_summary=count",
                "_summary=true",
                "_elements=link,identifier",
                "_count=0",
                "_count=1",
                "_count=1&_offset=1",
                "_include=Patient:link",
                "_include=*",
                "_include:iterate=Patient:link",
                "_revinclude=Patient:link",
                "_revinclude=Provenance:target",
                "_revinclude=AuditEvent:patient",
                "_contained=true",
                "_format=xml",
                "_pretty=true",
                "_elements=meta",
                "_score=true");
        List<Question> all = new ArrayList<>();
        for (String value : values) {
            all.add(get(patient + "?" + value));
            all.add(get(patient + found + "&" + value));
            all.add(form(found.substring(1) + "&" + value));
        }
        for (String shape : shapes) {
            all.add(get(patient + found + "&" + shape));
            all.add(get(patient + ownNumber + "&" + shape));
            all.add(get(patient + found + "&telecom=0987654302&" + shape));
        }
        for (String path : List.of(
                person,
                source,
                others,
                person + "/_history/1",
                source + "/_history/1",
                source + "/_history/2",
                person + "/$everything",
                person + "/_history",
                "$ihe-pix")) {
            all.add(get(patient + "/" + path));
            all.add(new Question("HEAD", patient + "/" + path, "", Map.of()));
            all.add(new Question("GET", patient + "/" + path, "", Map.of("If-None-Match", "W/\"1\"")));
            all.add(new Question(
                    "GET", patient + "/" + path, "", Map.of("If-Modified-Since", "Sun, 01 Feb 2026 00:00:00 GMT")));
            all.add(new Question("GET", patient + "/" + path, "", Map.of("Accept", "application/fhir+xml")));
        }
        for (String phone : List.of("0987654302", "0912345601")) {
            for (String address : List.of("", "7 ngõ Văn Chương, Hà Nội", "12 phố Lò Đúc, Hà Nội")) {
                for (String born : List.of(BORN, "1958-09-18")) {
                    all.add(new Question("POST", patient + "/$match", probe(phone, address, born), Map.of()));
                }
            }
        }
        return all;
    }

    private static Question get(String path) {
        return new Question("GET", path, "", Map.of());
    }

    private static Question form(String parameters) {
        return new Question("POST", "/fhir/Patient/_search", parameters, Map.of());
    }

    private String probe(String phone, String address, String born) {
        return "{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"" + SID + "national_id\",\"value\":\""
                + national + "\"}],\"name\":[{\"text\":\"" + NAME
                + "\"}],\"telecom\":[{\"system\":\"phone\",\"value\":\"" + phone + "\"}],\"birthDate\":\"" + born + "\""
                + (address.isEmpty() ? "" : ",\"address\":[{\"text\":\"" + address + "\"}]") + "}";
    }

    /** Status, headers and body, without what names or dates the answer itself. */
    private String answer(Question question) {
        HttpResponse<String> answer = server.send(request(question, "suy-" + number + "-" + askers++));
        String body = answer.body();
        boolean isBundle = body.contains("Bundle");
        StringBuilder text = new StringBuilder().append(answer.statusCode());
        // A bundle's own date is when it was asked for.
        HEADERS.stream()
                .filter(header -> !isBundle || !header.equals("Last-Modified"))
                .forEach(header -> answer.headers()
                        .firstValue(header)
                        .ifPresent(value ->
                                text.append(' ').append(header).append(": ").append(value)));
        if (isBundle) {
            body = body.replaceFirst("\"id\" ?: ?\"[0-9a-f-]{36}\"", "")
                    .replaceFirst("(?s)^(.{0,200}?\"lastUpdated\" ?: ?)\"[^\"]*\"", "$1")
                    .replaceFirst("<id value=\"[0-9a-f-]{36}\"/>", "")
                    .replaceFirst("(?s)^(.{0,300}?<lastUpdated value=)\"[^\"]*\"", "$1");
        }
        return text.append('\n').append(body).toString();
    }

    /** As somebody else each time, so that nobody is shut out for asking too much. */
    private HttpRequest.Builder request(Question question, String user) {
        String token = Tokens.signed(
                server,
                claims -> claims.subject(user)
                        .claim("client_id", "his-01001")
                        .claim("scope", "ITI-78 ITI-104 ITI-119")
                        .claim("roles", List.of("hub"))
                        .claim("facilities", List.of("01001"))
                        .claim("extensions", Map.of("ihe_iua", Map.of("purpose_of_use", List.of("TREAT")))));
        HttpRequest.Builder request = server.request(question.path()).header("Authorization", "Bearer " + token);
        question.headers().forEach(request::header);
        boolean isForm = !question.body().startsWith("{");
        if (!question.body().isEmpty()) {
            request.header("Content-Type", isForm ? "application/x-www-form-urlencoded" : "application/fhir+json");
        }
        return request.method(
                question.method(),
                question.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(question.body()));
    }

    private FeedOutcome feed(String facility, String local, String phone, String address, String at) {
        return feed(facility, local, NAME, national, phone, address, at);
    }

    private FeedOutcome feed(
            String facility, String local, String name, String citizen, String phone, String address, String at) {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put(Columns.FULL_NAME, name);
        columns.put(Columns.BIRTH_DATE, BORN);
        columns.put(Columns.GENDER, "male");
        columns.put(Columns.NATIONAL_ID, citizen);
        columns.put(Columns.PHONE, phone);
        columns.put(Columns.ADDRESS, address);
        columns.put(Columns.RECORDED_AT, at.substring(0, 10));
        return server.bean(Registry.class)
                .feed(
                        new SourceFeed(
                                facility,
                                local,
                                columns,
                                Optional.empty(),
                                Optional.of(Instant.parse(at)),
                                Optional.empty()),
                        Actor.ofServer("test"));
    }

    private static String q(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** How long a hospital waits for somebody whom two others know, and for somebody whom nobody else does: printed, since a busy machine says nothing. */
    @Test
    @Tag("long")
    void theTimesOfAnswersAreMeasured() {
        int pairs = Integer.getInteger("tests.pairs", 2000);
        String alone = "Lò Văn Đơnđộc";
        String elsewhere = "Ksor Thời Nhiềunơi";
        feed(
                "01001",
                "don-a" + number,
                alone,
                "0010581" + number,
                "0912345611",
                "3 phố Lò Đúc, Hà Nội",
                "2026-02-01T00:00:00Z");
        feed(
                "01001",
                "nhieu-a" + number,
                elsewhere,
                "0010582" + number,
                "0912345601",
                "12 phố Lò Đúc, Hà Nội",
                "2026-02-01T00:00:00Z");
        feed(
                "01013",
                "nhieu-b" + number,
                elsewhere,
                "0010582" + number,
                "0987654302",
                "7 ngõ Văn Chương, Hà Nội",
                "2025-01-01T00:00:00Z");
        feed(
                "01816",
                "nhieu-c" + number,
                elsewhere,
                "0010582" + number,
                "0977777303",
                "9 phố Chùa Láng, Hà Nội",
                "2025-01-02T00:00:00Z");
        String token = Tokens.ofHospital(server, "01001", "ITI-78");
        double[] known = new double[pairs];
        double[] unknown = new double[pairs];
        for (int i = -200; i < pairs; i++) {
            double one = millis(token, elsewhere);
            double other = millis(token, alone);
            if (i >= 0) {
                known[i] = one;
                unknown[i] = other;
            }
        }
        System.out.printf(
                "%d pairs: median %.3f ms for somebody known elsewhere, %.3f ms for somebody known nowhere else%n",
                pairs, median(known), median(unknown));
        assertTrue(Stream.of(known, unknown).flatMapToDouble(Arrays::stream).allMatch(time -> time > 0));
    }

    private double millis(String token, String name) {
        HttpRequest.Builder request = server.request("/fhir/Patient?name=" + q(name) + "&birthdate=" + BORN)
                .header("Authorization", "Bearer " + token);
        long began = System.nanoTime();
        HttpResponse<String> answer = server.send(request);
        double took = (System.nanoTime() - began) / 1e6;
        assertTrue(answer.statusCode() == 200 && answer.body().contains(name), answer.body());
        return took;
    }

    private static double median(double[] times) {
        Arrays.sort(times);
        return times[times.length / 2];
    }
}
