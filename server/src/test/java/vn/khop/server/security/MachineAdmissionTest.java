package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;

/** While programs fill all their places, another program is told when to come again, and people, health and codes are answered as ever. */
@Tag("slow")
class MachineAdmissionTest {
    private static final RunningServer SERVER = RunningServer.shared();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SEARCH = "/fhir/Patient?name=an&birthdate=1990-01-01";

    private static List<MachineLane.Place> everyPlace() {
        MachineLane lane = SERVER.bean(MachineLane.class);
        List<MachineLane.Place> held = new ArrayList<>();
        for (int caller = 0; caller < 4; caller++) {
            Optional<MachineLane.Place> place = lane.enter("feed " + caller, Duration.ZERO);
            while (place.isPresent()) {
                held.add(place.get());
                place = lane.enter("feed " + caller, Duration.ZERO);
            }
        }
        return held;
    }

    private static HttpResponse<String> get(String path, String token) {
        return SERVER.send(SERVER.request(path).header("Authorization", "Bearer " + token));
    }

    /** All that tells two answers apart, but for when they were given and to which request. */
    private static List<Object> told(HttpResponse<String> answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.keySet().removeAll(Set.of("x-request-id", "date"));
        return List.of(answer.statusCode(), headers, answer.body());
    }

    /** A program whose token has passed is told at once, where others are told after all that is asked first; the words are the same, and nobody else hears them. */
    @Test
    void whoIsKnownIsToldInFrontOfTheChains() {
        String forbidden = "/api/v1/exports";
        String token = SERVER.token(Role.HUB);
        List<MachineLane.Place> held = everyPlace();
        try {
            for (String path : List.of(SEARCH, "/api/v1/changes")) {
                String fresh = SERVER.token(Role.HUB);
                HttpResponse<String> inTheChains = get(path, fresh);
                assertEquals(429, inTheChains.statusCode(), inTheChains.body());
                assertEquals(told(inTheChains), told(get(path, fresh)));
            }
            assertEquals(403, get(forbidden, token).statusCode());
            assertEquals(429, get(forbidden, token).statusCode());

            // Without a token the chains refuse, and in front of them whoever made one up.
            for (String path : List.of(SEARCH, "/api/v1/changes", "/fhir/metadata")) {
                String signedByNobody = token.substring(0, token.length() - 8) + "AAAAAAAA";
                HttpResponse<String> madeUp = get(path, signedByNobody);
                assertEquals(401, madeUp.statusCode(), path);
                HttpResponse<String> padded = get(path, signedByNobody + "=");
                assertEquals(told(padded), told(madeUp), path);
            }
            HttpResponse<String> none = SERVER.send(SERVER.request(SEARCH));
            assertEquals(told(none), told(get(SEARCH, token + "x")));
            String clerk = SERVER.token(Role.CLERK);
            assertEquals(200, get(SEARCH, clerk).statusCode());
            assertEquals(200, get(SEARCH, clerk).statusCode());
        } finally {
            held.forEach(MachineLane.Place::close);
        }
        for (int time = 0; time < 20; time++) {
            assertEquals(200, get(SEARCH, token).statusCode());
        }
        assertEquals(403, get(forbidden, token).statusCode());
    }

    @Test
    void peopleAreAnsweredWhileProgramsAreToldToComeAgain() throws Exception {
        assertEquals(200, SERVER.get(SEARCH, Role.HUB).statusCode());
        List<MachineLane.Place> held = everyPlace();
        try {
            HttpResponse<String> refused = SERVER.get(SEARCH, Role.HUB);
            assertEquals(429, refused.statusCode(), refused.body());
            assertEquals(Optional.empty(), refused.headers().firstValue("Connection"), "the connection stays");
            assertTrue(
                    Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow()) >= 1);
            JsonNode issue = JSON.readTree(refused.body()).at("/issue/0");
            assertEquals("throttled", issue.at("/code").asText(), refused.body());
            HttpResponse<String> problem = SERVER.get("/api/v1/changes", Role.HUB);
            assertEquals(429, problem.statusCode(), problem.body());
            assertEquals("BUSY", JSON.readTree(problem.body()).at("/code").asText());

            for (Role role : List.of(Role.CLERK, Role.CLERK_LEAD)) {
                assertEquals(200, SERVER.get(SEARCH, role).statusCode());
                assertEquals(200, SERVER.get("/api/v1/tasks", role).statusCode());
            }
            assertEquals(
                    200,
                    SERVER.send(SERVER.request("/actuator/health/readiness")).statusCode());
            String code = "/fhir/CodeSystem/$lookup?system=http://hl7.org/fhir/administrative-gender&code=male";
            assertEquals(200, SERVER.get(code, Role.HUB).statusCode());
        } finally {
            held.forEach(MachineLane.Place::close);
        }
        assertEquals(200, SERVER.get(SEARCH, Role.HUB).statusCode());
    }
}
