package vn.khop.server.fhir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.server.RunningServer;
import vn.khop.server.SystemCalls;
import vn.khop.server.registry.Registry;
import vn.khop.server.security.Role;

/** Bodies that no honest client sends, at every door that takes a resource of a patient: each is refused (4xx), nothing of it is taken, nothing is fetched or read from elsewhere for it, and the server goes on. */
@Tag("slow")
@ExtendWith(SystemCalls.class)
class HostileResourcesTest {
    private static final RunningServer SERVER = RunningServer.shared();
    private static final String FACILITY = "01098";
    private static final String SECRET = "canary-of-the-file-system";
    private static final int DRAWN_OF_EACH_DOOR = 20;
    private static final long BYTES_MAX = 64L << 20;

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
        String fhir = "xmlns=\"http://hl7.org/fhir\"";
        texts.put("of another namespace", good.replace(fhir, "xmlns=\"http://example.org/fhir\""));
        texts.put("of no namespace", good.replace(fhir, ""));
        texts.put(
                "a date of another namespace",
                good.replace("<birthDate ", "<x:birthDate xmlns:x=\"http://example.org/x\" "));
        texts.put(
                "a date behind another namespace's",
                good.replace("<birthDate ", "<birthDate xmlns=\"\" value=\"1980-01-01\"/><birthDate "));
        texts.put(
                "a narrative that is no XHTML",
                good.replace("<name>", "<text><status value=\"generated\"/><div>a</div></text><name>"));
        texts.put(
                "FHIR within a narrative",
                good.replace(
                        "<name>",
                        "<text><status value=\"generated\"/><div xmlns=\"http://www.w3.org/1999/xhtml\"><b " + fhir
                                + ">a</b></div></text><name>"));
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
        HttpRequest.Builder request = SERVER.request(door.path(), Role.HUB).header("Accept", "application/fhir+json");
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        return SERVER.send(request.method(door.method(), BodyPublishers.ofByteArray(body)));
    }

    @Test
    void eachIsRefusedNothingIsTakenOrFetchedAndTheServerGoesOn() throws Exception {
        Path secret = Files.writeString(folder.resolve(SystemCalls.BAIT), SECRET);
        Path seen = Files.writeString(folder.resolve("seen.txt"), SECRET);
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
        long mostBytes = 0;
        Path events = folder.resolve("events.jfr");
        try (Recording recording = watching()) {
            recording.start();
            String http = "http://localhost:" + elsewhere.getAddress().getPort() + "/x.dtd";
            for (Door door : doors()) {
                Map<String, byte[]> json = brokenJson(door.json());
                Map<String, byte[]> xml =
                        brokenXml(door.xml(), http, secret.toUri().toString());
                for (Map<String, byte[]> bodies : List.of(json, xml)) {
                    String type = bodies == json ? "application/fhir+json" : "application/fhir+xml";
                    for (Map.Entry<String, byte[]> body : bodies.entrySet()) {
                        long began = System.nanoTime();
                        long allocated = allocatedByRequests();
                        HttpResponse<String> answer = sent(door, type, body.getValue());
                        longest = Math.max(longest, (System.nanoTime() - began) / 1e6);
                        mostBytes = Math.max(mostBytes, allocatedByRequests() - allocated);
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
            // Read as a parser would read it, so that it is known to be seen.
            try (InputStream read = new FileInputStream(seen.toFile())) {
                assertEquals(SECRET.length(), read.readAllBytes().length);
            }
            recording.stop();
            recording.dump(events);
        } finally {
            elsewhere.stop(0);
        }
        Set<String> touched = touched(events);
        System.out.printf(
                "hostile resources: %d refused, the longest answer after %.0f ms, the most memory %.1f MB%n",
                count - wrong.size(), longest, mostBytes / 1e6);
        assertEquals(List.of(), wrong, "-Dtests.seed=" + Long.toHexString(seed));
        assertTrue(count >= 300, count + " bodies");
        assertEquals(0, fetched.get(), "something was fetched from elsewhere");
        assertEquals(Set.of(seen.toString()), touched, "files and machines that are none of ours");
        assertTrue(mostBytes > 0, "nothing was counted");
        assertTrue(mostBytes <= BYTES_MAX, "a body took " + mostBytes + " bytes of memory");
        assertEquals(before, SERVER.bean(Registry.class).countSources());
        Door first = doors().get(0);
        assertEquals(
                2,
                sent(first, "application/fhir+json", first.json().getBytes(StandardCharsets.UTF_8))
                                .statusCode()
                        / 100);
        String prefixed = first.xml()
                .replaceAll("<(/?)([A-Za-z])", "<$1f:$2")
                .replace("xmlns=", "xmlns:f=")
                .replace(
                        "<f:name>",
                        "<f:text><f:status value=\"generated\"/>"
                                + "<div xmlns=\"http://www.w3.org/1999/xhtml\">Ma <b>Hại</b></div></f:text><f:name>");
        HttpResponse<String> byTheBook = sent(first, "application/fhir+xml", prefixed.getBytes(StandardCharsets.UTF_8));
        assertEquals(2, byTheBook.statusCode() / 100, byTheBook.body());
        String twice = first.json().replace("\"text\":", "\"text\":\"Ai\",\"text\":");
        for (String unsaid : List.of(twice, first.xml().replace("hl7.org", "example.org"))) {
            HttpResponse<String> answer = sent(first, "", unsaid.getBytes(StandardCharsets.UTF_8));
            assertTrue(isRefused(answer), answer.statusCode() + " " + answer.body());
        }
        assertTrue(Optional.of(SERVER.get("/fhir/metadata", Role.HUB).statusCode())
                .filter(status -> status == 200)
                .isPresent());
    }

    /** What is read and written by files and sockets, however short. */
    private static Recording watching() {
        Recording recording = new Recording();
        for (String event : List.of("jdk.FileRead", "jdk.FileWrite", "jdk.SocketRead", "jdk.SocketWrite")) {
            recording.enable(event).withThreshold(Duration.ZERO).withoutStackTrace();
        }
        return recording;
    }

    /** All that requests have ever taken of the heap, kept or not: what one takes at once is no more than that. */
    private static long allocatedByRequests() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().contains("-exec-")) {
                bytes += Math.max(0, threads.getThreadAllocatedBytes(thread.getThreadId()));
            }
        }
        return bytes;
    }

    /** Files that are neither the server's nor Java's, and machines that are not this one. */
    private static Set<String> touched(Path events) throws IOException {
        List<Path> ours = new ArrayList<>(List.of(
                SERVER.data().toRealPath(),
                Path.of(System.getProperty("java.home")).toRealPath(),
                Path.of("/proc"),
                Path.of("/sys"),
                Path.of("/dev")));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (Files.exists(Path.of(entry))) {
                ours.add(Path.of(entry).toRealPath());
            }
        }
        Set<String> others = new TreeSet<>();
        int seen = 0;
        for (RecordedEvent event : RecordingFile.readAllEvents(events)) {
            seen++;
            if (event.hasField("path")) {
                String path = event.getString("path");
                Path file = path == null ? null : Path.of(path).toAbsolutePath();
                if (file != null && ours.stream().noneMatch(file::startsWith)) {
                    others.add(path);
                }
            } else if (!InetAddress.getByName(event.getString("address")).isLoopbackAddress()) {
                others.add(event.getString("address") + ":" + event.getInt("port"));
            }
        }
        assertTrue(seen > 300, "only " + seen + " events were recorded");
        return others;
    }

    private static boolean isRefused(HttpResponse<String> answer) {
        boolean isFatal = answer.statusCode() == 200 && answer.body().contains("fatal-error");
        return (answer.statusCode() / 100 == 4 || isFatal) && !answer.body().contains(SECRET);
    }
}
