package vn.khop.server.fhir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.server.RunningServer;
import vn.khop.server.registry.Registry;
import vn.khop.server.security.Role;

/** Bodies that no honest client sends, at every door that takes a resource of a patient: each is refused (4xx), nothing of it is taken, nothing is fetched or read from elsewhere for it, and the server goes on. */
@Tag("slow")
class HostileResourcesTest {
    private static final RunningServer SERVER = RunningServer.shared();
    private static final String FACILITY = "01098";
    private static final String SECRET = "canary-of-the-file-system";
    private static final int DRAWN_OF_EACH_DOOR = 20;

    private final long seed =
            Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);
    private final SplittableRandom random = new SplittableRandom(seed);

    @TempDir
    private Path folder;

    /** Where it is sent, and what would be taken there. */
    private record Door(String method, String path, String json, String xml) {}

    private static List<Door> doors() {
        String system = FhirClient.localSystem(FACILITY);
        String patient = "{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"" + system
                + "\",\"value\":\"hostile\"}],\"name\":[{\"text\":\"Ma Thị Hại\"}],\"birthDate\":\"1971-02-03\"}";
        String xml = "<Patient xmlns=\"http://hl7.org/fhir\"><identifier><system value=\"" + system
                + "\"/><value value=\"hostile\"/></identifier><name><text value=\"Ma Thị Hại\"/></name><birthDate value=\"1971-02-03\"/></Patient>";
        String condition = "Patient?identifier=" + FhirClient.q(system + "|hostile");
        return List.of(
                new Door("PUT", "/fhir/" + condition, patient, xml),
                new Door("POST", "/fhir/Patient/$match", patient, xml),
                new Door(
                        "POST",
                        "/fhir",
                        "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"resource\":" + patient
                                + ",\"request\":{\"method\":\"PUT\",\"url\":\"" + condition + "\"}}]}",
                        "<Bundle xmlns=\"http://hl7.org/fhir\"><type value=\"transaction\"/><entry><resource>" + xml
                                + "</resource><request><method value=\"PUT\"/><url value=\"" + condition
                                + "\"/></request></entry></Bundle>"),
                new Door(
                        "POST",
                        "/fhir/$process-message",
                        "{\"resourceType\":\"Bundle\",\"type\":\"message\",\"entry\":[{\"resource\":" + patient + "}]}",
                        "<Bundle xmlns=\"http://hl7.org/fhir\"><type value=\"message\"/><entry><resource>" + xml
                                + "</resource></entry></Bundle>"));
    }

    private Map<String, byte[]> brokenJson(String good) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("nothing", " ");
        texts.put("no JSON", "Ma Thị Hại");
        texts.put("an array", "[" + good + "]");
        texts.put("null", "null");
        texts.put("a number", "1e400");
        texts.put("100,000 arrays deep", "[".repeat(100_000));
        texts.put("100,000 objects deep", "{\"a\":".repeat(100_000));
        texts.put("deep within", good.replace("\"Ma Thị Hại\"", "[".repeat(50_000) + "]".repeat(50_000)));
        texts.put("a field twice", good.replace("\"text\":", "\"text\":\"Ai\",\"text\":"));
        texts.put("a type twice", good.replaceFirst("\\{", "{\"resourceType\":\"Group\","));
        texts.put("a number without end", good.replace("\"1971-02-03\"", "1" + "0".repeat(400)));
        texts.put("10^400", good.replace("\"1971-02-03\"", "1e400"));
        texts.put("not a number", good.replace("\"1971-02-03\"", "NaN"));
        texts.put("a date that is none", good.replace("1971-02-03", "1971-02-31"));
        texts.put("a comment", good.replaceFirst("\\{", "{/* x */"));
        texts.put("something behind it", good + "{}");
        texts.put("two of them", good + good);
        texts.put("a comma too many", good.replaceFirst("\\{", "{,"));
        texts.put("single quotes", good.replace('"', '\''));
        texts.put("an element that FHIR does not have", good.replace("\"name\":", "\"shoeSize\":"));
        texts.put(
                "an object for a list", good.replace("[{\"text\"", "{\"text\"").replace("Hại\"}]", "Hại\"}"));
        texts.put("NUL", good.replace("Thị", "T\0hị"));
        texts.put("a resource that FHIR does not have", good.replace("\"Patient\"", "\"Patiemt\""));
        texts.put("no type", good.replace("\"resourceType\":", "\"kind\":"));
        texts.put("XML", "<Patient xmlns=\"http://hl7.org/fhir\"/>");
        return bytes(good, texts);
    }

    private Map<String, byte[]> brokenXml(String good, String http, String file) {
        Map<String, String> texts = new LinkedHashMap<>();
        List<String> types = List.of(
                "<!DOCTYPE a [<!ENTITY x SYSTEM \"" + file + "\">]>",
                "<!DOCTYPE a [<!ENTITY x SYSTEM \"" + http + "\">]>",
                "<!DOCTYPE a SYSTEM \"" + http + "\">",
                "<!DOCTYPE a PUBLIC \"-//a//b\" \"" + http + "\">",
                "<!DOCTYPE a [<!ENTITY % p SYSTEM \"" + http + "\"> %p;]>");
        types.forEach(type -> texts.put(type, type + good.replace("Ma Thị Hại", "&x;")));
        StringBuilder laughs = new StringBuilder("<!DOCTYPE a [<!ENTITY l0 \"ha\">");
        for (int i = 1; i < 12; i++) {
            laughs.append("<!ENTITY l")
                    .append(i)
                    .append(" \"")
                    .append(("&l" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        texts.put("billion laughs", laughs + "]>" + good.replace("Ma Thị Hại", "&l11;"));
        texts.put(
                "entities that grow by the square",
                "<!DOCTYPE a [<!ENTITY q \"" + "q".repeat(50_000) + "\">]>"
                        + good.replace("Ma Thị Hại", "&q;".repeat(5_000)));
        texts.put("an entity that nobody declared", good.replace("Ma Thị Hại", "&nobody;"));
        texts.put("100,000 elements deep", "<a>".repeat(100_000));
        texts.put("deep within", good.replace("<name>", "<name>" + "<extension url=\"x\">".repeat(50_000)));
        texts.put("an element that FHIR does not have", good.replace("birthDate", "shoeSize"));
        texts.put("an attribute twice", good.replace("<birthDate value=", "<birthDate value=\"1970\" value="));
        texts.put("cut off", good.substring(0, good.length() - 3));
        texts.put("something behind it", good + good);
        texts.put("a date that is none", good.replace("1971-02-03", "1971-13-03"));
        texts.put("no XML", "Ma Thị Hại");
        texts.put("JSON", "{\"resourceType\":\"Patient\"}");
        return bytes(good, texts);
    }

    /** And bytes that are not of UTF-8, and what is left of a good one. */
    private Map<String, byte[]> bytes(String good, Map<String, String> texts) {
        Map<String, byte[]> bodies = new LinkedHashMap<>();
        texts.forEach((what, text) -> bodies.put(what, text.getBytes(StandardCharsets.UTF_8)));
        for (Charset other : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, Charset.forName("UTF-32"))) {
            bodies.put("in " + other, good.getBytes(other));
        }
        byte[] whole = good.getBytes(StandardCharsets.UTF_8);
        for (int drawn = 0; drawn < DRAWN_OF_EACH_DOOR; drawn++) {
            int length = 1 + random.nextInt(whole.length - 2);
            bodies.put("cut at " + length, java.util.Arrays.copyOf(whole, length));
        }
        return bodies;
    }

    private static HttpResponse<String> sent(Door door, String type, byte[] body) {
        HttpRequest.Builder request = SERVER.request(door.path(), Role.HUB)
                .header("Content-Type", type)
                .header("Accept", "application/fhir+json");
        return SERVER.send(request.method(door.method(), BodyPublishers.ofByteArray(body)));
    }

    @Test
    void eachIsRefusedNothingIsTakenOrFetchedAndTheServerGoesOn() throws Exception {
        Path secret = folder.resolve("secret.txt");
        Files.writeString(secret, SECRET);
        AtomicInteger fetched = new AtomicInteger();
        HttpServer elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.createContext("/", exchange -> {
            fetched.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        elsewhere.start();
        long before = SERVER.bean(Registry.class).countSources();
        List<String> wrong = new ArrayList<>();
        int count = 0;
        double longest = 0;
        try {
            String http = "http://localhost:" + elsewhere.getAddress().getPort() + "/x.dtd";
            for (Door door : doors()) {
                Map<String, byte[]> json = brokenJson(door.json());
                Map<String, byte[]> xml =
                        brokenXml(door.xml(), http, secret.toUri().toString());
                for (Map<String, byte[]> bodies : List.of(json, xml)) {
                    String type = bodies == json ? "application/fhir+json" : "application/fhir+xml";
                    for (Map.Entry<String, byte[]> body : bodies.entrySet()) {
                        long began = System.nanoTime();
                        HttpResponse<String> answer = sent(door, type, body.getValue());
                        longest = Math.max(longest, (System.nanoTime() - began) / 1e6);
                        count++;
                        if (!isRefused(answer)) {
                            wrong.add(door.method() + " " + door.path().replaceAll("\\?.*", "") + " " + type + ", "
                                    + body.getKey() + ": " + answer.statusCode() + " "
                                    + answer.body()
                                            .substring(
                                                    0,
                                                    Math.min(200, answer.body().length())));
                        }
                    }
                }
            }
        } finally {
            elsewhere.stop(0);
        }
        System.out.printf(
                "hostile resources: %d refused, the longest answer after %.0f ms%n", count - wrong.size(), longest);
        assertEquals(List.of(), wrong, "-Dtests.seed=" + Long.toHexString(seed));
        assertTrue(count >= 300, count + " bodies");
        assertEquals(0, fetched.get(), "something was fetched from elsewhere");
        assertEquals(before, SERVER.bean(Registry.class).countSources());
        Door first = doors().get(0);
        assertEquals(
                2,
                sent(first, "application/fhir+json", first.json().getBytes(StandardCharsets.UTF_8))
                                .statusCode()
                        / 100);
        assertTrue(Optional.of(SERVER.get("/fhir/metadata", Role.HUB).statusCode())
                .filter(status -> status == 200)
                .isPresent());
    }

    private static boolean isRefused(HttpResponse<String> answer) {
        boolean isFatal = answer.statusCode() == 200 && answer.body().contains("fatal-error");
        return (answer.statusCode() / 100 == 4 || isFatal) && !answer.body().contains(SECRET);
    }
}
