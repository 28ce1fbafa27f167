package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    @Test
    void peopleAreAnsweredWhileProgramsAreToldToComeAgain() throws Exception {
        assertEquals(200, SERVER.get(SEARCH, Role.HUB).statusCode());
        List<MachineLane.Place> held = everyPlace();
        try {
            HttpResponse<String> refused = SERVER.get(SEARCH, Role.HUB);
            assertEquals(503, refused.statusCode(), refused.body());
            assertTrue(
                    Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow()) >= 1);
            JsonNode issue = JSON.readTree(refused.body()).at("/issue/0");
            assertEquals("throttled", issue.at("/code").asText(), refused.body());
            HttpResponse<String> problem = SERVER.get("/api/v1/changes", Role.HUB);
            assertEquals(503, problem.statusCode(), problem.body());
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
