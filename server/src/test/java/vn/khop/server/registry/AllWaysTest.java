package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.server.RunningServer;
import vn.khop.server.hl7v2.MessagePort;
import vn.khop.server.hl7v2.MllpClient;
import vn.khop.server.insurance.ClaimFiles;
import vn.khop.server.security.Actor;
import vn.khop.server.security.Role;

/**
 * The messages of two hospitals come by every way in at once: FHIR by itself, in a transaction and in PMIR's messages, HL7 v2, files of people, XML for the health insurance. Each comes one to five times, in any order, from four
 * senders. What is known in the end is what a server knows to which each came once and in its turn: records, persons, golden values and cross-references.
 *
 * <p>A record's versions come by different ways, each with its time. But who comes by XML comes by nothing else: a claim says a part of a record, and what the rest is depends on what was there.
 */
class AllWaysTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> HOSPITALS = List.of("01001", "01013");
    private static final String SID = "http://fhir.ehealth.gov.vn/core/sid/";
    private static final Instant DAY = Instant.parse("2026-01-05T05:00:00Z");
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    /** A day and a month that change places may be no date, which most ways refuse. */
    private static final List<DrawnPatients.Correction> CORRECTIONS =
            List.copyOf(EnumSet.complementOf(EnumSet.of(DrawnPatients.Correction.DAY_AND_MONTH_SWAPPED)));

    private static final int SENDERS = 4;
    private static final int DELIVERIES_MAX = 5;
    private static final int COMPARED_OVER_HTTP_MAX = 2_000;
    private static final String SENDERS_OF_HL7V2 = """
              hl7v2:
                enabled: true
                port: 0
                messages-per-second: 100000
                senders:
                  - {application: '*', facility: '01001', code: '01001', networks: ['127.0.0.0/8', '::1']}
                  - {application: '*', facility: '01013', code: '01013', networks: ['127.0.0.0/8', '::1']}
                authorities:
                  - {domain: national_id, namespace: CCCD}
                  - {domain: insurance_number, namespace: BHYT}
              limits.requests-per-second: 100000
            """;

    private final long seed =
            Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);
    private final SplittableRandom random = new SplittableRandom(seed);

    @TempDir
    private Path folder;

    private enum Way {
        PUT,
        TRANSACTION,
        PMIR,
        HL7V2,
        FILE,
        XML
    }

    /** What a hospital says of a patient at some time. */
    private record Version(String facility, String number, Map<String, String> patient, Instant at) {}

    /** What is sent at once: one version, or of a transaction and a file several; or that a number is another number's patient. */
    private record Sent(Way way, String id, List<Version> versions, Optional<String> survivor) {}

    @Test
    @Tag("long")
    void whateverWayOftenAndInWhateverOrderMessagesComeTheSameIsKnown() throws Exception {
        everyWay(Integer.getInteger("tests.messages", 250), 0);
    }

    /** {@code -Dtests.messages} says how many, 100,000 if it is not given; over three restarts. */
    @Test
    @Tag("long")
    void whateverWayManyMessagesComeTheSameIsKnown() throws Exception {
        everyWay(Integer.getInteger("tests.messages", 100_000), 3);
    }

    private void everyWay(int count, int restarts) throws Exception {
        List<Version> versions = versions(count);
        List<Sent> messages = messages(versions);
        List<String> compared = new ArrayList<>(new TreeSet<>(versions.stream()
                .map(one -> one.facility() + "|" + one.number())
                .toList()));
        long began = System.nanoTime();
        SortedSet<String> expected;
        try (RunningServer server = serve("serially")) {
            send(server, new ArrayDeque<>(messages));
            expected = known(server, compared);
        }
        double serially = (System.nanoTime() - began) / 1e9;
        List<Sent> deliveries = new ArrayList<>();
        messages.forEach(message -> {
            for (int time = 1 + random.nextInt(DELIVERIES_MAX); time > 0; time--) {
                deliveries.add(message);
            }
        });
        shuffle(deliveries);
        began = System.nanoTime();
        SortedSet<String> found = new TreeSet<>();
        int share = deliveries.size() / (restarts + 1) + 1;
        Deque<Sent> later = new ArrayDeque<>();
        for (int from = 0; from < deliveries.size(); from += share) {
            boolean isLast = from + share >= deliveries.size();
            try (RunningServer server = serve("shuffled")) {
                later = atOnce(server, deliveries.subList(from, Math.min(deliveries.size(), from + share)), later);
                if (isLast) {
                    send(server, later);
                    found = known(server, compared);
                }
            }
        }
        Map<Way, Integer> byWay = new EnumMap<>(Way.class);
        messages.forEach(one -> byWay.merge(one.way(), one.versions().size(), Integer::sum));
        System.out.printf(
                "%d messages %s of %d records, delivered %d times by %d senders with %d restarts: %.0f s, serially %.0f s%n",
                versions.size(),
                byWay,
                compared.size(),
                deliveries.size(),
                SENDERS,
                restarts,
                (System.nanoTime() - began) / 1e9,
                serially);
        assertEquals(missing(expected, found), missing(found, expected), replay());
        assertEquals(expected, found, replay());
        assertTrue(byWay.size() == Way.values().length || count < 100, "a way without a message: " + byWay);
    }

    private String replay() {
        return "-Dtests.seed=" + Long.toHexString(seed);
    }

    private static List<String> missing(SortedSet<String> of, SortedSet<String> from) {
        return of.stream().filter(line -> !from.contains(line)).limit(10).toList();
    }

    private <T> void shuffle(List<T> list) {
        for (int place = list.size() - 1; place > 0; place--) {
            int other = random.nextInt(place + 1);
            T moved = list.get(place);
            list.set(place, list.get(other));
            list.set(other, moved);
        }
    }

    private RunningServer serve(String name) {
        return RunningServer.serve(folder.resolve(name), SENDERS_OF_HL7V2);
    }

    // ---- what is sent ----

    /** Patients with a record at one hospital or two; every third record is corrected later. */
    private List<Version> versions(int count) {
        DrawnPatients drawn = new DrawnPatients(random);
        List<Version> versions = new ArrayList<>();
        int number = 0;
        while (versions.size() < count) {
            DrawnPatients.Update update = drawn.corrected(CORRECTIONS.get(random.nextInt(CORRECTIONS.size())));
            for (int record = random.nextInt(2); record >= 0; record--) {
                // Who comes by XML is known by the number.
                String local = (random.nextInt(6) == 0 ? "x" : "r") + number++;
                String facility = HOSPITALS.get(random.nextInt(HOSPITALS.size()));
                versions.add(new Version(facility, local, update.before(), DAY));
                if (random.nextInt(3) == 0) {
                    versions.add(new Version(facility, local, update.after(), DAY.plus(2, ChronoUnit.DAYS)));
                }
            }
        }
        return versions;
    }

    private List<Sent> messages(List<Version> versions) {
        Map<Way, List<Version>> waiting = new EnumMap<>(Way.class);
        List<Sent> messages = new ArrayList<>();
        List<Sent> merges = new ArrayList<>();
        Set<String> merged = new LinkedHashSet<>();
        Version before = versions.get(0);
        for (Version version : versions) {
            Way way =
                    version.number().startsWith("x") ? Way.XML : Way.values()[random.nextInt(Way.values().length - 1)];
            if (way == Way.TRANSACTION || way == Way.FILE) {
                List<Version> group = waiting.computeIfAbsent(way, key -> new ArrayList<>());
                if (group.stream().noneMatch(one -> one.number().equals(version.number()))) {
                    group.add(version);
                } else {
                    messages.add(sent(Way.PUT, List.of(version)));
                }
                if (group.size() >= (way == Way.FILE ? 12 : 3)) {
                    messages.add(sent(way, List.copyOf(group)));
                    group.clear();
                }
            } else {
                messages.add(sent(way, List.of(version)));
            }
            boolean isMerged = way != Way.XML
                    && !before.number().startsWith("x")
                    && before.facility().equals(version.facility())
                    && !before.number().equals(version.number())
                    && random.nextInt(12) == 0
                    && merged.add(before.number())
                    && merged.add(version.number());
            if (isMerged) {
                Version last =
                        new Version(version.facility(), version.number(), Map.of(), DAY.plus(9, ChronoUnit.DAYS));
                merges.add(new Sent(Way.HL7V2, "m-" + version.number(), List.of(last), Optional.of(before.number())));
            }
            before = version;
        }
        waiting.forEach((way, group) -> {
            if (!group.isEmpty()) {
                messages.add(sent(way, group));
            }
        });
        messages.sort(Comparator.comparing(one -> one.versions().get(0).at()));
        messages.addAll(merges);
        return messages;
    }

    private Sent sent(Way way, List<Version> versions) {
        return new Sent(way, new UUID(random.nextLong(), random.nextLong()).toString(), versions, Optional.empty());
    }

    // ---- how it is sent ----

    /** Each sender its share; what names somebody of whom nobody has heard yet is left for later. */
    private static Deque<Sent> atOnce(RunningServer server, List<Sent> deliveries, Deque<Sent> before)
            throws Exception {
        List<Sent> all = new ArrayList<>(before);
        all.addAll(deliveries);
        Deque<Sent> later = new ArrayDeque<>();
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try {
            List<Future<Deque<Sent>>> done = new ArrayList<>();
            for (int sender = 0; sender < SENDERS; sender++) {
                int first = sender;
                done.add(senders.submit(() -> {
                    Deque<Sent> notYet = new ArrayDeque<>();
                    try (MllpClient mllp =
                            MllpClient.to(server.bean(MessagePort.class).number())) {
                        for (int one = first; one < all.size(); one += SENDERS) {
                            if (!isTaken(server, mllp, all.get(one))) {
                                notYet.add(all.get(one));
                            }
                        }
                    }
                    return notYet;
                }));
            }
            for (Future<Deque<Sent>> one : done) {
                later.addAll(one.get(6, TimeUnit.HOURS));
            }
        } finally {
            senders.shutdownNow();
        }
        return later;
    }

    private static void send(RunningServer server, Deque<Sent> messages) throws Exception {
        try (MllpClient mllp = MllpClient.to(server.bean(MessagePort.class).number())) {
            int tries = 0;
            while (!messages.isEmpty()) {
                Sent message = messages.removeFirst();
                if (!isTaken(server, mllp, message)) {
                    messages.addLast(message);
                    assertTrue(++tries < 10_000, "never taken: " + message);
                }
            }
        }
    }

    /** False for a merge of numbers of which one is not known yet; everything else must be taken. */
    private static boolean isTaken(RunningServer server, MllpClient mllp, Sent message) throws Exception {
        switch (message.way()) {
            case PUT -> {
                Version version = message.versions().get(0);
                taken(
                        message,
                        server.send(json(server, "/fhir/" + condition(version))
                                .header("Idempotency-Key", message.id())
                                .PUT(BodyPublishers.ofString(patient(version).toString()))));
            }
            case TRANSACTION ->
                taken(message, server.send(json(server, "/fhir").POST(body(transaction(message.versions())))));
            case PMIR -> {
                HttpResponse<String> answer = server.send(json(server, "/fhir/$process-message")
                        .POST(body(
                                processMessage(message.id(), message.versions().get(0)))));
                taken(message, answer);
                assertTrue(answer.body().contains("\"code\":\"ok\""), answer.body());
            }
            case HL7V2 -> {
                MllpClient.Reply reply = mllp.send(message.survivor()
                        .map(survivor -> merge(message, survivor))
                        .orElseGet(() -> admission(message)));
                if (!reply.code().equals("AA")) {
                    assertTrue(message.survivor().isPresent(), reply.toString());
                    return false;
                }
            }
            case FILE -> load(server, message.versions());
            case XML ->
                taken(
                        message,
                        server.send(server.request("/api/v1/insurance/claims", Role.HUB)
                                .header("Content-Type", "application/xml")
                                .POST(BodyPublishers.ofString(
                                        claim(message.versions().get(0))))));
        }
        return true;
    }

    private static void taken(Sent message, HttpResponse<String> answer) throws JsonProcessingException {
        assertEquals(2, answer.statusCode() / 100, message.way() + ": " + answer.body());
        if (message.way() == Way.XML) {
            assertEquals(0, JSON.readTree(answer.body()).at("/refused").asInt(), answer.body());
        }
    }

    private static HttpRequest.Builder json(RunningServer server, String path) {
        return server.request(path, Role.HUB)
                .header("Content-Type", "application/fhir+json")
                .header("Accept", "application/fhir+json");
    }

    private static HttpRequest.BodyPublisher body(JsonNode json) {
        return BodyPublishers.ofString(json.toString());
    }

    private static String local(String facility) {
        return SID + "patient-internal-id/" + facility;
    }

    private static String condition(Version version) {
        return "Patient?identifier="
                + URLEncoder.encode(local(version.facility()) + "|" + version.number(), StandardCharsets.UTF_8);
    }

    private static ObjectNode patient(Version version) {
        Map<String, String> says = version.patient();
        ObjectNode patient =
                JSON.createObjectNode().put("resourceType", "Patient").put("active", true);
        patient.putObject("meta").put("lastUpdated", version.at().toString());
        ArrayNode identifiers = patient.putArray("identifier");
        identifiers.addObject().put("system", local(version.facility())).put("value", version.number());
        Optional.ofNullable(says.get(Columns.NATIONAL_ID))
                .ifPresent(number -> identifiers
                        .addObject()
                        .put("system", SID + "national_id")
                        .put("value", number));
        Optional.ofNullable(says.get(Columns.INSURANCE_NO))
                .ifPresent(number -> identifiers
                        .addObject()
                        .put("system", SID + "insurance_number")
                        .put("value", number));
        patient.putArray("name").addObject().put("text", says.get(Columns.FULL_NAME));
        patient.put(
                "gender",
                switch (String.valueOf(says.get(Columns.GENDER))) {
                    case "1" -> "male";
                    case "2" -> "female";
                    default -> "other";
                });
        patient.put("birthDate", says.get(Columns.BIRTH_DATE));
        Optional.ofNullable(says.get(Columns.PHONE))
                .ifPresent(phone -> patient.putArray("telecom")
                        .addObject()
                        .put("system", "phone")
                        .put("value", phone));
        patient.putArray("address").addObject().put("text", says.get(Columns.ADDRESS));
        return patient;
    }

    private static ObjectNode transaction(List<Version> versions) {
        ObjectNode bundle =
                JSON.createObjectNode().put("resourceType", "Bundle").put("type", "transaction");
        ArrayNode entries = bundle.putArray("entry");
        versions.forEach(version -> {
            ObjectNode entry = entries.addObject();
            entry.set("resource", patient(version));
            entry.putObject("request").put("method", "PUT").put("url", condition(version));
        });
        return bundle;
    }

    private static ObjectNode processMessage(String id, Version version) {
        String source = "http://his.example.vn/fhir";
        ObjectNode message =
                JSON.createObjectNode().put("resourceType", "Bundle").put("type", "message");
        ArrayNode entries = message.putArray("entry");
        ObjectNode header = entries.addObject()
                .put("fullUrl", source + "/MessageHeader/" + id)
                .putObject("resource")
                .put("resourceType", "MessageHeader")
                .put("id", id)
                .put("eventUri", "urn:ihe:iti:pmir:2019:patient-feed")
                .put("definition", "https://profiles.ihe.net/ITI/PMIR/MessageDefinition/IHE.PMIR.MessageDefinition");
        header.putObject("source").put("endpoint", source);
        header.putArray("destination").addObject().put("endpoint", "http://khop.example.vn/fhir");
        header.putArray("focus").addObject().put("reference", "Bundle/h-" + id);
        ObjectNode entry = entries.addObject()
                .put("fullUrl", source + "/Bundle/h-" + id)
                .putObject("resource")
                .put("resourceType", "Bundle")
                .put("id", "h-" + id)
                .put("type", "history")
                .putArray("entry")
                .addObject();
        String place = version.facility() + "-" + version.number();
        entry.put("fullUrl", source + "/Patient/" + place);
        entry.set("resource", patient(version).put("id", place));
        entry.putObject("request").put("method", "PUT").put("url", "Patient/" + place);
        entry.putObject("response").put("status", "200");
        return message;
    }

    private static String[] header(String type, Sent message) {
        Version version = message.versions().get(0);
        return new String[] {
            "MSH|^~\\&|HIS|" + version.facility() + "|KHOP|HN|" + hl7(version.at()) + "||" + type + "|" + message.id()
                    + "|P|2.5||||||UNICODE UTF-8",
            "EVN||" + hl7(version.at())
        };
    }

    private static String hl7(Instant at) {
        return DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(VIETNAM).format(at);
    }

    private static String[] admission(Sent message) {
        Version version = message.versions().get(0);
        Map<String, String> says = version.patient();
        String[] header = header("ADT^A31", message);
        String name = says.getOrDefault(Columns.FULL_NAME, "");
        int first = name.indexOf(' ');
        int last = name.lastIndexOf(' ');
        String parts = first == last
                ? name.replace(' ', '^')
                : name.substring(0, first) + "^" + name.substring(last + 1) + "^" + name.substring(first + 1, last);
        String numbers = version.number() + "^^^" + version.facility()
                + Optional.ofNullable(says.get(Columns.NATIONAL_ID))
                        .map(number -> "~" + number + "^^^CCCD^NI")
                        .orElse("")
                + Optional.ofNullable(says.get(Columns.INSURANCE_NO))
                        .map(number -> "~" + number + "^^^BHYT^HC")
                        .orElse("");
        String sex = switch (String.valueOf(says.get(Columns.GENDER))) {
            case "1" -> "M";
            case "2" -> "F";
            default -> "O";
        };
        return new String[] {
            header[0],
            header[1],
            "PID|||" + numbers + "||" + parts + "||"
                    + says.getOrDefault(Columns.BIRTH_DATE, "").replace("-", "") + "|" + sex + "|||"
                    + says.getOrDefault(Columns.ADDRESS, "") + "||" + says.getOrDefault(Columns.PHONE, "")
        };
    }

    private static String[] merge(Sent message, String survivor) {
        Version prior = message.versions().get(0);
        String[] header = header("ADT^A40^ADT_A39", message);
        return new String[] {
            header[0],
            header[1],
            "PID|||" + survivor + "^^^" + prior.facility(),
            "MRG|" + prior.number() + "^^^" + prior.facility()
        };
    }

    private static String claim(Version version) {
        Map<String, String> says = version.patient();
        String card = says.getOrDefault(Columns.INSURANCE_NO, "");
        String birth = says.getOrDefault(Columns.BIRTH_DATE, "").replace("-", "") + "0000";
        Map<String, String> summary = ClaimFiles.with(
                ClaimFiles.summary(
                        "stay-" + version.number(),
                        version.number(),
                        says.getOrDefault(Columns.FULL_NAME, ""),
                        birth,
                        says.getOrDefault(Columns.GENDER, "")),
                "SO_CCCD",
                says.getOrDefault(Columns.NATIONAL_ID, ""),
                "MA_THE_BHYT",
                card,
                "MA_DKBD",
                card.isEmpty() ? "" : "01001",
                "GT_THE_TU",
                card.isEmpty() ? "" : "20260101",
                "GT_THE_DEN",
                card.isEmpty() ? "" : "20261231",
                "DIEN_THOAI",
                says.getOrDefault(Columns.PHONE, ""),
                "DIA_CHI",
                says.getOrDefault(Columns.ADDRESS, ""),
                "NGAY_VAO",
                "202612310815",
                "NGAY_RA",
                "202612311030",
                "MA_CSKCB",
                version.facility());
        String made = DateTimeFormatter.ofPattern("yyyyMMdd").withZone(VIETNAM).format(version.at());
        return ClaimFiles.envelope(version.facility(), made, ClaimFiles.dossier(ClaimFiles.file("XML1", summary)));
    }

    private static void load(RunningServer server, List<Version> versions) throws Exception {
        List<String> columns = List.of(
                Columns.FULL_NAME,
                Columns.GENDER,
                Columns.BIRTH_DATE,
                Columns.NATIONAL_ID,
                Columns.INSURANCE_NO,
                Columns.PHONE,
                Columns.ADDRESS);
        StringBuilder csv = new StringBuilder("facility,mrn,recorded_at," + String.join(",", columns) + "\n");
        for (Version version : versions) {
            csv.append(version.facility())
                    .append(',')
                    .append(version.number())
                    .append(',')
                    .append(version.at());
            columns.forEach(column -> csv.append(",\"")
                    .append(version.patient().getOrDefault(column, ""))
                    .append('"'));
            csv.append('\n');
        }
        HttpResponse<String> answer = server.send(server.request("/api/v1/loads", Role.ADMIN)
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(csv.toString())));
        assertEquals(2, answer.statusCode() / 100, answer.body());
        String place = answer.headers().firstValue("Location").orElseThrow();
        JsonNode load = JSON.readTree(server.get(place, Role.ADMIN).body());
        while (load.at("/state").asText().matches("waiting|running")) {
            Thread.sleep(20);
            load = JSON.readTree(server.get(place, Role.ADMIN).body());
        }
        assertEquals("done", load.at("/state").asText(), load.toString());
        assertEquals(0, load.at("/badRows").asInt(), load.toString());
    }

    // ---- what is known ----

    /** Records as they stand, who is one person, and of each what a client is shown of the person and of its numbers; without ids that a server draws. */
    private static SortedSet<String> known(RunningServer server, List<String> records) throws Exception {
        SortedSet<String> lines = new TreeSet<>();
        Registry registry = server.bean(Registry.class);
        FacilityFeed feed = server.bean(FacilityFeed.class);
        Map<String, SortedSet<String>> persons = new TreeMap<>();
        int shown = 0;
        for (String record : records) {
            String facility = record.substring(0, record.indexOf('|'));
            String number = record.substring(record.indexOf('|') + 1);
            SourceRecord source = feed.present(facility, number).orElseThrow();
            lines.add("record " + record + " " + new TreeMap<>(source.columns()));
            String person = registry.source(source.id(), Optional.empty(), Actor.ofServer("test"))
                    .orElseThrow()
                    .person()
                    .value();
            persons.computeIfAbsent(person, key -> new TreeSet<>()).add(record);
            if (shown++ < COMPARED_OVER_HTTP_MAX) {
                lines.add("golden " + record + " " + golden(server, facility, number));
                lines.add("numbers " + record + " " + numbers(server, facility, number));
            }
        }
        persons.values().forEach(group -> lines.add("person " + group));
        return lines;
    }

    private static String asked(String path, String facility, String number) {
        return path + URLEncoder.encode(local(facility) + "|" + number, StandardCharsets.UTF_8);
    }

    private static String golden(RunningServer server, String facility, String number) throws Exception {
        JsonNode bundle = JSON.readTree(server.get(asked("/fhir/Patient?identifier=", facility, number), Role.HUB)
                .body());
        Map<String, String> values = new TreeMap<>();
        for (JsonNode entry : bundle.path("entry")) {
            for (String element : List.of("active", "name", "gender", "birthDate", "telecom", "address")) {
                values.merge(element, entry.at("/resource/" + element).toString(), (one, other) -> one + other);
            }
        }
        return values.toString();
    }

    private static SortedSet<String> numbers(RunningServer server, String facility, String number) throws Exception {
        JsonNode answer =
                JSON.readTree(server.get(asked("/fhir/Patient/$ihe-pix?sourceIdentifier=", facility, number), Role.HUB)
                        .body());
        SortedSet<String> numbers = new TreeSet<>();
        for (JsonNode one : answer.path("parameter")) {
            JsonNode identifier = one.path("valueIdentifier");
            if (identifier.has("value") && !identifier.path("system").asText().contains("enterprise")) {
                numbers.add(identifier.path("system").asText() + "|"
                        + identifier.path("value").asText());
            }
        }
        return numbers;
    }
}
