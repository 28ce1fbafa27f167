package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.server.RunningServer;
import vn.khop.server.audit.AccessTrail;

/** Canaries: people of names and numbers that stand nowhere else go through every door, right and wrong; then everything the server wrote about itself is searched for them. */
@Tag("slow")
class NothingAboutAPatientIsLoggedTest {
    private static final String SID = "http://fhir.ehealth.gov.vn/core/sid/";
    private static final String NAME = "Kpuih Thị Chimyếnsợi";
    private static final String CITIZEN = "001193777701";
    private static final String PHONE = "0987777702";
    private static final String LOCAL = "canary777703";
    private static final List<String> CANARIES = List.of(
            "Chimyếnsợi",
            Normalizer.normalize("Chimyếnsợi", Normalizer.Form.NFD),
            "chimyensoi",
            "Chimy%E1%BA%BFns%E1%BB%A3i",
            "Kpuih",
            CITIZEN,
            "1193777701",
            PHONE,
            "987777702",
            LOCAL);

    private final RunningServer server = RunningServer.shared();

    @Test
    void aLogAMetricAndTheAccessLogNeverHoldANameOrANumber() throws IOException {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        root.addAppender(logged);
        List<Integer> statuses;
        try {
            statuses = goThroughEveryDoor();
            LoggerFactory.getLogger("vn.khop.test").warn("the appender listens");
        } finally {
            root.detachAppender(logged);
        }

        assertTrue(statuses.containsAll(List.of(200, 201, 400, 404, 422)), statuses.toString());
        List<String> written = new ArrayList<>();
        for (ILoggingEvent event : List.copyOf(logged.list)) {
            written.add(event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                            ? ""
                            : ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
        assertTrue(written.contains("the appender listens"), "nothing was captured");
        Path file = server.data().resolve("log");
        if (Files.isDirectory(file)) {
            try (Stream<Path> files = Files.list(file)) {
                for (Path log :
                        files.filter(path -> path.toString().endsWith(".log")).toList()) {
                    written.add(Files.readString(log));
                }
            }
        }
        written.add(server.get("/actuator/prometheus", Role.ADMIN).body());
        server.bean(AccessTrail.class).seal();
        new JdbcTemplate(server.bean(DataSource.class)).query("select * from khop.access_log", row -> {
            for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                written.add(String.valueOf(row.getString(column)));
            }
        });
        List<String> found = written.stream()
                .map(text -> text.toLowerCase(Locale.ROOT))
                .filter(text -> CANARIES.stream().anyMatch(canary -> text.contains(canary.toLowerCase(Locale.ROOT))))
                .map(text -> text.substring(0, Math.min(400, text.length())))
                .collect(Collectors.toList());
        assertEquals(List.of(), found);
    }

    private List<Integer> goThroughEveryDoor() {
        List<Integer> statuses = new ArrayList<>();
        for (String name : List.of(NAME, Normalizer.normalize(NAME, Normalizer.Form.NFD), "KPUIH THI CHIMYENSOI")) {
            String whole = patient(name);
            statuses.add(put(LOCAL, whole));
            statuses.add(put(LOCAL, whole.replace("1993-05-06", "06/05/1993")));
            statuses.add(put(LOCAL, whole.replace("female", name)));
            statuses.add(put(LOCAL, whole.replace("\"birthDate\"", "\"" + LOCAL + "\"")));
            statuses.add(put(LOCAL, whole.substring(0, whole.length() - 3)));
            statuses.add(put(LOCAL + "x", whole));
            statuses.add(put(LOCAL, "{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"" + name + "\"}]}"));
            statuses.add(post("/fhir/Patient/$match", Role.HUB, whole));
            statuses.add(post(
                    "/fhir/Patient/$match",
                    Role.HUB,
                    "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"" + name + "\",\"valueString\":\""
                            + CITIZEN + "\"}]}"));
            statuses.add(post("/fhir/Patient/$match", Role.HUB, whole.replace("1993-05-06", name)));
            statuses.add(post("/fhir/Patient", Role.HUB, whole));
            String asked = java.net.URLEncoder.encode(name, java.nio.charset.StandardCharsets.UTF_8)
                    .replace("+", "%20");
            statuses.add(get("/fhir/Patient?name=" + asked + "&telecom=" + PHONE, Role.HUB));
            statuses.add(get("/fhir/Patient?name:exact=" + asked, Role.HUB));
            statuses.add(get("/fhir/Patient?" + asked + "=" + CITIZEN, Role.HUB));
            statuses.add(get("/fhir/Patient?birthdate=" + asked, Role.HUB));
            statuses.add(get("/fhir/Patient/" + LOCAL, Role.HUB));
            statuses.add(get("/fhir/" + asked + "/" + LOCAL, Role.HUB));
            statuses.add(get("/fhir/Patient/$ihe-pix?sourceIdentifier=" + SID + "national_id%7C" + CITIZEN, Role.HUB));
            statuses.add(get("/fhir/Patient/$ihe-pix?sourceIdentifier=" + asked, Role.HUB));
            statuses.add(get("/fhir/CodeSystem/$lookup?system=" + asked + "&code=" + CITIZEN, Role.HUB));
            statuses.add(get("/fhir/CodeSystem/" + LOCAL, Role.HUB));
            statuses.add(post("/api/v1/persons/search", Role.CLERK, "{\"name\":\"" + name + "\"}"));
            statuses.add(post(
                    "/api/v1/persons/search",
                    Role.CLERK,
                    "{\"identifier\":\"" + CITIZEN + "\",\"phone\":\"" + PHONE + "\"}"));
            statuses.add(post("/api/v1/persons/search", Role.CLERK, "{\"" + name + "\":\"" + CITIZEN + "\"}"));
            statuses.add(post("/api/v1/persons/search", Role.CLERK, "{\"birthDate\":\"" + name + "\"}"));
            statuses.add(post("/api/v1/persons/search", Role.CLERK, "{\"name\":\"" + name));
            statuses.add(get("/api/v1/persons/" + LOCAL, Role.CLERK));
            statuses.add(get("/api/v1/" + LOCAL, Role.CLERK));
            statuses.add(post("/fhir/CodeSystem", Role.TERMINOLOGY_ADMIN, whole));
        }
        return statuses;
    }

    private static String patient(String name) {
        return """
                {"resourceType":"Patient","identifier":[{"system":"%spatient-internal-id/01001","value":"%s"},{"system":"%snational_id","value":"%s"}],\
                "name":[{"text":"%s"}],"telecom":[{"system":"phone","value":"%s"}],"gender":"female","birthDate":"1993-05-06"}""".formatted(SID, LOCAL, SID, CITIZEN, name, PHONE);
    }

    private int put(String local, String body) {
        return send(server.request("/fhir/Patient?identifier=" + SID + "patient-internal-id/01001%7C" + local, Role.HUB)
                .header("Content-Type", "application/fhir+json")
                .PUT(BodyPublishers.ofString(body)));
    }

    private int post(String path, Role role, String body) {
        return send(server.request(path, role)
                .header("Content-Type", path.startsWith("/fhir") ? "application/fhir+json" : "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private int get(String path, Role role) {
        return send(server.request(path, role).GET());
    }

    private int send(HttpRequest.Builder request) {
        HttpResponse<String> answer = server.send(request);
        assertTrue(answer.statusCode() < 500 || answer.statusCode() == 503, answer.uri() + " " + answer.body());
        return answer.statusCode();
    }
}
