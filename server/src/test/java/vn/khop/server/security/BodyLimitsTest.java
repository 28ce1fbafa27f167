package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import vn.khop.server.RunningServer;

/** What is longer than its route takes is answered 413 before it is parsed, whether its length was announced or not. */
@Tag("slow")
class BodyLimitsTest {
    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    private final RunningServer server = RunningServer.shared();

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) ' ');
        return bytes;
    }

    /** One that does not say how long it is. */
    private static BodyPublisher chunked(byte[] bytes) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));
    }

    private HttpResponse<String> send(HttpMethod method, String path, Role role, String type, BodyPublisher body) {
        return server.send(
                server.request(path, role).header("Content-Type", type).method(method.name(), body));
    }

    /** Of every line of the table that some role may ask, but those that take files of any size. */
    @Test
    void everyRouteHasALimit() {
        List<String> wrong = new ArrayList<>();
        int asked = 0;
        for (RoutePolicy line : RoutePolicies.lines()) {
            String path = line.path().getPatternString().replaceAll("\\{[^{}]*(\\{[^{}]*}[^{}]*)*}", "1");
            long limit = BodyLimits.bytesMax(path);
            boolean isAsked = path.startsWith("/fhir") || path.startsWith("/api");
            if (!isAsked
                    || limit > BodyLimits.USUAL_BYTES
                    || line.access().roles().isEmpty()) {
                continue;
            }
            Role role = line.access().roles().iterator().next();
            for (HttpMethod method : line.methods()) {
                if (WITH_BODY.contains(method)) {
                    asked++;
                    HttpResponse<String> answer = send(
                            method, path, role, "application/json", BodyPublishers.ofByteArray(bytes((int) limit + 1)));
                    if (answer.statusCode() != 413) {
                        wrong.add(method + " " + path + ": " + answer.statusCode());
                    }
                }
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(asked > 20, "only " + asked);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void underFhirItIsAnOperationOutcomeElsewhereAProblem(boolean isAnnounced) throws Exception {
        byte[] tooMuch = bytes(BodyLimits.USUAL_BYTES + 1);
        HttpResponse<String> fhir = send(
                HttpMethod.POST,
                "/fhir/Patient/$match",
                Role.HUB,
                "application/fhir+json",
                isAnnounced ? BodyPublishers.ofByteArray(tooMuch) : chunked(tooMuch));
        assertEquals(413, fhir.statusCode(), fhir.body());
        assertEquals(
                "too-long",
                new ObjectMapper().readTree(fhir.body()).at("/issue/0/code").asText());

        HttpResponse<String> rest = send(
                HttpMethod.POST,
                "/api/v1/persons/search",
                Role.CLERK,
                "application/json",
                isAnnounced ? BodyPublishers.ofByteArray(tooMuch) : chunked(tooMuch));
        assertEquals(413, rest.statusCode(), rest.body());
        assertEquals(
                "TOO_LARGE",
                new ObjectMapper().readTree(rest.body()).at("/code").asText());
        assertEquals(
                "application/problem+json;charset=UTF-8",
                rest.headers().firstValue("Content-Type").orElse(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/fhir", "/fhir/CodeSystem"})
    void aBundleAndACodeListMayBeLonger(String path) {
        byte[] many = bytes(BodyLimits.USUAL_BYTES + 1);
        byte[] tooMany = bytes(BodyLimits.MANY_BYTES + 1);
        Role role = Role.TERMINOLOGY_ADMIN;
        assertNotEquals(
                413,
                send(HttpMethod.POST, path, role, "application/fhir+json", BodyPublishers.ofByteArray(many))
                        .statusCode());
        assertNotEquals(
                413,
                send(HttpMethod.POST, path, role, "application/fhir+json", chunked(many))
                        .statusCode());
        assertEquals(
                413,
                send(HttpMethod.POST, path, role, "application/fhir+json", BodyPublishers.ofByteArray(tooMany))
                        .statusCode());
        assertEquals(
                413,
                send(HttpMethod.POST, path, role, "application/fhir+json", chunked(tooMany))
                        .statusCode());
    }

    @Test
    void whatIsNotAnnouncedAndNotTooMuchIsReadAsAlways() {
        String patient =
                "{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"Nông Văn Đoạn\"}],\"birthDate\":\"1971-02-03\"}";
        byte[] bytes = patient.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        HttpResponse<String> answer =
                send(HttpMethod.POST, "/fhir/Patient/$match", Role.HUB, "application/fhir+json", chunked(bytes));
        assertEquals(200, answer.statusCode(), answer.body());
    }

    /** Its length would be known too late: whoever reads the names of its parameters reads all of it. */
    @Test
    void aFormIsSentWithItsLength() {
        byte[] form = "name=an&birthdate=1990-01-01".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        String type = "application/x-www-form-urlencoded";
        assertEquals(
                411,
                send(HttpMethod.POST, "/fhir/Patient/_search", Role.CLERK, type, chunked(form))
                        .statusCode());
        assertEquals(
                200,
                send(HttpMethod.POST, "/fhir/Patient/_search", Role.CLERK, type, BodyPublishers.ofByteArray(form))
                        .statusCode());
        byte[] longer = new byte[3 << 20];
        Arrays.fill(longer, (byte) 'a');
        assertEquals(
                413,
                send(HttpMethod.POST, "/fhir/Patient/_search", Role.CLERK, type, BodyPublishers.ofByteArray(longer))
                        .statusCode());
    }

    /** Who may not ask is told so, however much he sends. */
    @Test
    void whoMayNotAskHearsThatFirst() {
        byte[] tooMuch = bytes(BodyLimits.USUAL_BYTES + 1);
        assertEquals(
                403,
                send(
                                HttpMethod.POST,
                                "/api/v1/revocations",
                                Role.CLERK,
                                "application/json",
                                BodyPublishers.ofByteArray(tooMuch))
                        .statusCode());
    }
}
