package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;

/** Who gets in where, written down a second time and tried on the running server: every role at every door, and the visitor without a token. */
class AuthorizationMatrixTest {
    /** Who may ask some operation of a type is told that another is not there: 404, which is no refusal. - nobody's token, h hub, c clerk, l clerk lead, t terminology admin, u auditor, m admin, g the citizens' service. The demo's hub has every scope, and the demo lets anybody read codes. */
    private static final String MATRIX = """
            GET    /actuator/health                             -hcltumg
            GET    /actuator/health/liveness                    -hcltumg
            GET    /actuator/health/readiness                   -hcltumg
            GET    /actuator/prometheus                         m
            GET    /actuator/info                               m
            GET    /actuator/env
            GET    /fhir/metadata                               -hcltumg
            GET    /fhir/metadata?mode=terminology              -hcltumg
            GET    /fhir/$versions                              -hcltumg
            POST   /fhir/metadata
            POST   /fhir/Patient/$match                         hcl
            GET    /fhir/Patient/$match
            GET    /fhir/Patient/$ihe-pix                       h
            GET    /fhir/Patient                                hcl
            GET    /fhir/Patient/E0                             hcl
            GET    /fhir/Patient/E0/_history/1                  hcl
            POST   /fhir/Patient/_search                        hcl
            PUT    /fhir/Patient?identifier=a|b                 h
            PUT    /fhir/Patient/E0
            POST   /fhir/Patient
            DELETE /fhir/Patient/E0
            PATCH  /fhir/Patient/E0
            GET    /fhir/Patient/$export                        hcl
            GET    /fhir/Patient/E0/$everything                 hcl
            POST   /fhir/Patient/$merge                         hcl
            GET    /fhir/Patient/$merge
            POST   /fhir/Patient/$unmerge                       cl
            GET    /fhir/_history
            GET    /fhir/$export                                h
            POST   /fhir                                        hclt
            POST   /fhir/$process-message                       h
            GET    /fhir/Patient/E0/_history
            GET    /fhir/CodeSystem/$lookup?system=a&code=b     -hcltumg
            POST   /fhir/CodeSystem/$lookup                     -hcltumg
            GET    /fhir/CodeSystem/$validate-code              -hcltumg
            GET    /fhir/ValueSet/$expand                       -hcltumg
            GET    /fhir/ConceptMap/$translate                  -hcltumg
            GET    /fhir/CodeSystem/$subsumes                   -hcltumg
            GET    /fhir/CodeSystem/x/$lookup?code=a            -hcltumg
            GET    /fhir/CodeSystem/$find-matches               -hcltumg
            POST   /fhir/ValueSet/x/$expand                     -hcltumg
            POST   /fhir/$closure                               -hcltumg
            POST   /fhir/CodeSystem/$validate                   t
            POST   /fhir/Organization/$validate                 m
            POST   /fhir/ValueSet/$batch-validate-code          -hcltumg
            GET    /fhir/OperationDefinition/x                  hcltum
            GET    /fhir/CodeSystem                             -hcltumg
            GET    /fhir/CodeSystem?_revinclude=AuditEvent:entity
            GET    /fhir/CodeSystem?_has:Provenance:target:agent=a
            POST   /fhir/CodeSystem/$upload-external-code-system hcltumg
            POST   /fhir/CodeSystem                             t
            DELETE /fhir/ValueSet/x                             t
            GET    /fhir/AuditEvent                             um
            GET    /fhir/AuditEvent/1                           um
            DELETE /fhir/AuditEvent/1
            POST   /fhir/AuditEvent
            GET    /fhir/Subscription                           hm
            POST   /fhir/Subscription                           h
            GET    /fhir/Task                                   cl
            GET    /fhir/Task/T0                                cl
            GET    /fhir/Organization                           hcltum
            POST   /fhir/Organization                           m
            DELETE /fhir/Location/x                             m
            GET    /fhir/NamingSystem/x                         hcltum
            PUT    /fhir/NamingSystem/x                         t
            GET    /fhir/CodeSystem/x/_history
            PATCH  /fhir/CodeSystem/x
            GET    /fhir/Practitioner
            GET    /fhir/Provenance?target=Patient/E0           hclu
            GET    /fhir/Provenance/C0                          hclu
            POST   /fhir/Provenance
            GET    /fhir/RelatedPerson?patient=Patient/E0       hcl
            GET    /fhir/RelatedPerson/x                        hcl
            POST   /fhir/RelatedPerson
            DELETE /fhir/RelatedPerson/x
            GET    /fhir/Observation
            GET    /fhir/r5/CodeSystem/$lookup                  -hcltumg
            POST   /fhir/r5/ValueSet/$validate-code             -hcltumg
            GET    /fhir/r5/ValueSet?url=a                      -hcltumg
            POST   /fhir/r5/ValueSet
            PUT    /fhir/r5/CodeSystem/x
            GET    /fhir/r5/metadata                            -hcltumg
            GET    /fhir/r5/$versions                           -hcltumg
            GET    /fhir/r5/Patient
            GET    /api/openapi.json                            hcltumg
            GET    /api/v1/session                              hcltumg
            POST   /api/v1/persons/search                       cl
            POST   /api/v1/persons/decisions                    cl
            POST   /api/v1/persons/decisions/preview            cl
            GET    /api/v1/changes                              h
            GET    /api/v1/tasks                                cl
            GET    /api/v1/tasks/T0                             cl
            POST   /api/v1/tasks/T0/take                        cl
            POST   /api/v1/tasks/T0/decide                      cl
            DELETE /api/v1/tasks/T0
            GET    /api/v1/persons/E0                           cl
            GET    /api/v1/persons/E0/explanation               cl
            GET    /api/v1/persons/E0/identifiers?at=x          cl
            POST   /api/v1/persons/E0/unmask                    cl
            GET    /api/v1/code-systems                         -hcltumg
            POST   /api/v1/code-systems/search                  -hcltumg
            POST   /api/v1/code-systems/lookup                  -hcltumg
            POST   /api/v1/code-systems/children                -hcltumg
            GET    /api/v1/access-log?person=E0                 um
            POST   /api/v1/access-log
            POST   /api/v1/access-log/verify                    um
            GET    /api/v1/access-log/entries?limit=1           um
            GET    /api/v1/access-log/entries/1                 um
            GET    /api/v1/access-log/standing                  um
            GET    /api/v1/access-log/clients                   um
            POST   /api/v1/break-glass                          hcl
            GET    /api/v1/break-glass                          um
            POST   /api/v1/break-glass/0/review                 um
            GET    /api/v1/subject-requests                     um
            POST   /api/v1/subject-requests                     um
            POST   /api/v1/subject-requests/0/answer            um
            POST   /api/v1/subject-requests/0/extend            um
            POST   /api/v1/subject-requests/0/close             um
            DELETE /api/v1/subject-requests
            GET    /api/v1/persons/E0/numbers                   cl
            GET    /api/v1/persons/E0/relations                 cl
            POST   /api/v1/persons/E0/relations                 cl
            DELETE /api/v1/persons/E0/relations
            GET    /api/v1/models                               lm
            POST   /api/v1/models                               lm
            POST   /api/v1/models/rehearse                      lm
            POST   /api/v1/models/activate                      lm
            GET    /api/v1/models/runs/0                        lm
            GET    /api/v1/models/runs/0/findings               lm
            GET    /api/v1/models/runs/0/findings/1             l
            POST   /api/v1/citizens/identifiers                 g
            GET    /api/v1/citizens/identifiers
            GET    /api/v1/measures/anchored-share              lum
            GET    /api/v1/loads                                m
            GET    /api/v1/loads/x/bad-rows                     m
            POST   /api/v1/loads                                m
            POST   /api/v1/loads/x/resume                       m
            POST   /api/v1/insurance/claims                     h
            GET    /api/v1/insurance/refusals                   hcl
            GET    /api/v1/insurance/refusals/1                 hcl
            POST   /api/v1/insurance/check-ins                  h
            POST   /api/v1/cards/qr                             h
            POST   /api/v1/cards/insurance-lookup               h
            POST   /api/v1/revocations                          m
            GET    /api/v1/revocations                          um
            GET    /api/v1/messages                             hlm
            GET    /api/v1/messages/0                           hl
            POST   /api/v1/messages/resend                      hl
            POST   /api/v1/messages/0/resend                    hl
            POST   /api/v1/messages/0/dismiss                   hl
            DELETE /api/v1/messages/0
            GET    /api/v1/notices                              lm
            POST   /api/v1/notices/0/replay                     lm
            GET    /api/v1/releases/declarations                t
            POST   /api/v1/releases/columns                     t
            POST   /api/v1/releases/drafts                      t
            POST   /api/v1/releases/diff                        tm
            POST   /api/v1/releases/impact                      tm
            GET    /api/v1/notices/destinations                 lm
            GET    /api/v1/facilities                           lm
            GET    /api/v1/matching/weights                     lm
            GET    /api/v1/matching/reviews                     lm
            GET    /api/v1/matching/levels                      lm
            GET    /api/v1/unheard-of
            GET    /error
            GET    /nothing-here
            GET    /.env
            GET    /h2-console
            """;

    private static final Map<Character, Role> LETTERS = Map.of(
            'h', Role.HUB,
            'c', Role.CLERK,
            'l', Role.CLERK_LEAD,
            't', Role.TERMINOLOGY_ADMIN,
            'u', Role.AUDITOR,
            'm', Role.ADMIN,
            'g', Role.CITIZEN_GATEWAY);

    private static final Set<String> PAGES = Set.of("/error", "/nothing-here", "/.env", "/h2-console");

    private final RunningServer server = RunningServer.shared();

    @Test
    void everyRoleGetsInWhereItMayAndNowhereElse() {
        Map<Role, String> tokens = new EnumMap<>(Role.class);
        LETTERS.values().forEach(role -> tokens.put(role, server.token(role)));
        List<String> wrong = new ArrayList<>();
        Map<String, Set<String>> refusals = new HashMap<>();
        int asked = 0;
        for (String line : MATRIX.lines().toList()) {
            String[] cells = line.split(" +");
            String allowed = cells.length > 2 ? cells[2] : "";
            for (char letter : "-hcltumg".toCharArray()) {
                HttpRequest.Builder request = request(cells[0], cells[1]);
                if (letter != '-') {
                    request.header("Authorization", "Bearer " + tokens.get(LETTERS.get(letter)));
                }
                var answer = server.send(request);
                asked++;
                boolean isRefused = answer.statusCode() == 401 || answer.statusCode() == 403;
                if (isRefused == (allowed.indexOf(letter) >= 0)) {
                    wrong.add(line.strip() + ": " + letter + " got " + answer.statusCode());
                }
                // A visitor is asked who he is; somebody known is told that he may not. Pages know sessions and look at
                // no token.
                boolean isUnknown = letter == '-' || PAGES.contains(cells[1]);
                if (isRefused && (answer.statusCode() == 401) != isUnknown) {
                    wrong.add(line.strip() + ": " + letter + " was refused with " + answer.statusCode());
                }
                if (isRefused) {
                    String face = cells[1].startsWith("/fhir") ? "fhir " : "other ";
                    refusals.computeIfAbsent(face + answer.statusCode(), key -> new HashSet<>())
                            .add(answer.body());
                }
            }
        }

        assertEquals(List.of(), wrong);
        assertTrue(asked > 400, "asked " + asked);
        refusals.forEach((kind, bodies) -> assertEquals(1, bodies.size(), kind + " has several bodies: " + bodies));
        assertEquals(
                new TreeSet<>(Set.of("fhir 401", "fhir 403", "other 401", "other 403")),
                new TreeSet<>(refusals.keySet()));
    }

    @Test
    void anOperationThatIsNotThereIsToldToWhoeverMayAskOthersAndReachesNothing() {
        for (String path : List.of(
                "/fhir/Patient/$export",
                "/fhir/Patient/%24export",
                "/fhir/Patient/E0/$everything",
                "/fhir/ValueSet/$no-such")) {
            for (String method : List.of("GET", "POST")) {
                var answer =
                        server.send(request(method, path).header("Authorization", "Bearer " + server.token(Role.HUB)));
                assertEquals(404, answer.statusCode(), path + ": " + answer.body());
                assertTrue(answer.body().contains("\"code\":\"not-supported\""), answer.body());
                assertTrue(answer.body().contains("no such operation"), answer.body());
            }
        }
        var auditor = server.send(request("GET", "/fhir/Patient/$export")
                .header("Authorization", "Bearer " + server.token(Role.AUDITOR)));
        assertEquals(403, auditor.statusCode(), "who may ask none of its operations is told nothing");
        var known = server.send(
                request("GET", "/fhir/Patient/$merge").header("Authorization", "Bearer " + server.token(Role.HUB)));
        assertEquals(403, known.statusCode(), "it is there, and not for GET");
    }

    @Test
    void pathsWrittenInAnotherWayOpenNothing() {
        for (String path : List.of(
                "/fhir/Patient/E0/",
                "/fhir//Patient",
                "/fhir/./Patient",
                "/fhir/metadata/../Patient",
                "/fhir/metadata;x=y/",
                "/fhir/metadata%2f..%2fPatient",
                "/fhir/%50atient",
                "/FHIR/Patient",
                "/api/v1/../v1/access-log",
                "/api//v1/access-log",
                "/assets/..%2f..%2fapi/v1/access-log",
                "/actuator/health/../prometheus",
                "/actuator/health;/prometheus",
                "/persons/../api/v1/access-log")) {
            int status = raw(path);
            assertTrue(Set.of(400, 401, 403, 404).contains(status), path + " got " + status);
        }
    }

    @Test
    void methodsThatNobodyDeclaredAreRefused() {
        for (String method : List.of("TRACE", "OPTIONS", "PROPFIND", "PURGE")) {
            int status = server.send(server.request("/fhir/metadata").method(method, BodyPublishers.noBody()))
                    .statusCode();
            assertTrue(Set.of(400, 401, 405, 501).contains(status), method + " got " + status);
        }
    }

    private HttpRequest.Builder request(String method, String path) {
        boolean hasBody = method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
        String type = path.startsWith("/fhir") ? "application/fhir+json" : "application/json";
        if (path.endsWith("/_search")) {
            type = "application/x-www-form-urlencoded";
        }
        return server.request(path.replace("|", "%7C"))
                .header("Content-Type", type)
                .method(method, hasBody ? BodyPublishers.ofString("{}") : BodyPublishers.noBody());
    }

    /** Past the client's own tidying of paths. */
    private int raw(String path) {
        try (java.net.Socket socket = new java.net.Socket(
                "localhost", java.net.URI.create(server.url()).getPort())) {
            socket.setSoTimeout(10_000);
            String request = Stream.of("GET " + path + " HTTP/1.1", "Host: localhost", "Connection: close", "", "")
                    .collect(java.util.stream.Collectors.joining("\r\n"));
            socket.getOutputStream().write(request.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            return Integer.parseInt(answer.substring(9, 12));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
