package vn.khop.server.fhir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.server.RunningServer;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.FeedOutcome;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.SourceFeed;
import vn.khop.server.security.Actor;
import vn.khop.server.security.Role;
import vn.khop.server.security.Tokens;

/** While the audit cannot be written, no door shows anybody and none takes anything. */
class AuditStoreDownTest {
    private static final String SID = "http://fhir.ehealth.gov.vn/core/sid/";
    private static final String NAME = "Ma Thị Ghichép";
    private static final String BORN = "1966-11-02";
    private static final String NATIONAL = "004166077701";
    private static final String LOCAL = "ghi-1";

    private final RunningServer server = RunningServer.shared();

    @Test
    void withoutAnAuditThereIsNoAnswerAndNoWrite() {
        FeedOutcome fed = server.bean(Registry.class)
                .feed(
                        new SourceFeed(
                                "01001",
                                LOCAL,
                                Map.of(
                                        Columns.FULL_NAME, NAME,
                                        Columns.BIRTH_DATE, BORN,
                                        Columns.GENDER, "female",
                                        Columns.NATIONAL_ID, NATIONAL),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        Actor.ofServer("test"));
        String person = fed.person().value();
        String source = fed.source().id().value();
        String patient = """
                {"resourceType":"Patient","identifier":[{"system":"%spatient-internal-id/01001","value":"ghi-2"}],\
                "name":[{"text":"%s"}],"gender":"female","birthDate":"%s"}""".formatted(SID, NAME, BORN);
        String hospital = Tokens.ofHospital(server, "01001", "ITI-78 ITI-83 ITI-119");
        List<HttpRequest.Builder> doors = List.of(
                server.request("/fhir/Patient/" + person, Role.HUB),
                server.request("/fhir/Patient/" + source, Role.HUB),
                server.request("/fhir/Patient/" + source + "/_history/1", Role.HUB),
                server.request("/fhir/Patient/" + person).header("Authorization", "Bearer " + hospital),
                server.request("/fhir/Patient?birthdate=" + BORN + "&name=ma", Role.HUB),
                server.request("/fhir/Patient?birthdate=" + BORN + "&name=ma")
                        .header("Authorization", "Bearer " + hospital),
                server.request(
                        "/fhir/Patient/$ihe-pix?sourceIdentifier=" + SID + "patient-internal-id/01001%7C" + LOCAL,
                        Role.HUB),
                fhir("/fhir/Patient/$match", patient),
                server.request("/fhir/Patient?identifier=" + SID + "patient-internal-id/01001%7Cghi-2", Role.HUB)
                        .header("Content-Type", "application/fhir+json")
                        .PUT(BodyPublishers.ofString(patient)),
                server.request("/api/v1/persons/" + person, Role.CLERK),
                server.request("/api/v1/persons/" + person + "/numbers", Role.CLERK),
                server.request("/api/v1/persons/" + person + "/identifiers?at=2099-01-01T00:00:00Z", Role.CLERK),
                json("/api/v1/persons/search", Role.CLERK, "{\"name\":\"" + NAME + "\"}"),
                json(
                        "/api/v1/citizens/identifiers",
                        Role.CITIZEN_GATEWAY,
                        "{\"citizenNumber\":\"" + NATIONAL + "\",\"name\":\"" + NAME + "\",\"birthDate\":\"" + BORN
                                + "\"}"),
                server.request("/api/v1/changes", Role.HUB),
                json("/api/v1/revocations", Role.ADMIN, "{\"kind\":\"user\",\"name\":\"ghi-nobody\"}"));
        JdbcTemplate database = new JdbcTemplate(server.bean(DataSource.class));
        database.execute("alter table khop.access_log_new rename to access_log_new_away");
        try {
            for (HttpRequest.Builder door : doors) {
                HttpResponse<String> answer = server.send(door);
                String what = door.build().method() + " " + door.build().uri().getPath() + ": " + answer.body();
                assertEquals(503, answer.statusCode(), what);
                assertFalse(answer.body().contains(NAME) || answer.body().contains(LOCAL), what);
            }
        } finally {
            database.execute("alter table khop.access_log_new_away rename to access_log_new");
        }
        assertEquals(Optional.empty(), server.bean(RecordStore.class).source("01001", "ghi-2"));
        assertEquals(
                0,
                database.queryForObject(
                        "select count(*) from khop.revocation where name = 'ghi-nobody'", Integer.class));
        assertEquals(200, server.get("/fhir/Patient/" + person, Role.HUB).statusCode());
    }

    private HttpRequest.Builder fhir(String path, String body) {
        return server.request(path, Role.HUB)
                .header("Content-Type", "application/fhir+json")
                .POST(BodyPublishers.ofString(body));
    }

    private HttpRequest.Builder json(String path, Role role, String body) {
        return server.request(path, role)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }
}
