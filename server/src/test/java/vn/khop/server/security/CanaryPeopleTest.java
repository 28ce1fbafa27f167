package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.server.RunningServer;
import vn.khop.server.audit.AccessTrail;

/**
 * Five thousand people of names and numbers that nobody else has go through doors drawn by chance, rightly and wrongly. Then every word and every number that the server wrote about itself is looked up among theirs: in its log, the
 * web server's, the embedded database's, the metrics, the tables of who saw whom, the bodies of refusals and the addresses in answers.
 */
@Tag("long")
class CanaryPeopleTest {
    private static final String SID = "http://fhir.ehealth.gov.vn/core/sid/";
    private static final List<String> FIRST = List.of("Khv", "Thw", "Ngz", "Jr", "Fl", "Zh", "Trw", "Wh", "Phz", "Dzh");
    private static final List<String> LAST =
            List.of("ậtx", "ộngz", "ửiw", "ẵmf", "ềnj", "ỡtz", "ịpw", "ủaz", "ăngx", "ơmw");

    private static final Pattern LINK = Pattern.compile("\"url\" ?: ?\"http[^\"]*_search[^\"]*\"");

    private final int people = Integer.getInteger("tests.people", 5000);
    private final long seed =
            Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);
    private final SplittableRandom random = new SplittableRandom(seed);
    private final Set<String> words = new HashSet<>();
    private final Set<String> numbers = new HashSet<>();
    private final Map<String, Integer> statuses = new TreeMap<>();
    private final Map<String, String> found = new TreeMap<>();

    @TempDir
    private Path folder;

    private record Canary(String given, String family, String national, String phone, String insurance, String local) {
        String name() {
            return family + " Thị " + given;
        }
    }

    private Canary canary(int number) {
        String given = FIRST.get(number % 10)
                + LAST.get(number / 10 % 10)
                + FIRST.get(number / 100 % 10).toLowerCase(Locale.ROOT)
                + LAST.get(number / 1000 % 10);
        return new Canary(
                given,
                "Qx" + given.toLowerCase(Locale.ROOT),
                String.format(Locale.ROOT, "0791737%05d", 10_000 + number),
                String.format(Locale.ROOT, "0987%06d", 710_000 + number),
                String.format(Locale.ROOT, "GD479%010d", 7_900_010_000L + number),
                String.format(Locale.ROOT, "77190%05d", number));
    }

    @Test
    void nothingAboutFiveThousandPeopleIsWrittenAnywhere() throws IOException {
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        String settings = """
                  limits: {misses: 1000000, citizen-misses: 1000000}
                server.tomcat:
                  basedir: %s
                  accesslog.enabled: true
                """.formatted(folder.resolve("web"));
        try (RunningServer server = RunningServer.serve(folder.resolve("data"), settings)) {
            root.addAppender(logged);
            for (int i = 0; i < people; i++) {
                Canary canary = canary(i);
                remember(canary);
                throughDoors(server, canary);
            }
            root.detachAppender(logged);
            search("metrics", server.get("/actuator/prometheus", Role.ADMIN).body());
            server.bean(AccessTrail.class).seal();
            for (String table : List.of("access_log", "message", "revocation", "outbox")) {
                new JdbcTemplate(server.bean(DataSource.class)).query("select * from khop." + table, row -> {
                    for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                        search("table " + table, String.valueOf(row.getString(column)));
                    }
                });
            }
        }
        for (ILoggingEvent event : List.copyOf(logged.list)) {
            search(
                    "logger " + event.getLoggerName(),
                    event.getFormattedMessage()
                            + (event.getThrowableProxy() == null
                                    ? ""
                                    : ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
        int files = files(folder.resolve("web")) + files(folder.resolve("data"));

        System.out.println("canaries: " + people + " people, " + words.size() + " words and " + numbers.size()
                + " numbers, answers " + statuses + ", " + files + " files; found " + found.keySet());
        assertTrue(files >= 2, "the logs are not where they were looked for");
        assertEquals(Map.of(), found, "-Dtests.seed=" + Long.toHexString(seed));
    }

    private void remember(Canary canary) {
        for (String word : List.of(canary.given(), canary.family())) {
            for (String form : List.of(
                    word,
                    Normalizer.normalize(word, Normalizer.Form.NFD),
                    Normalizer.normalize(word, Normalizer.Form.NFD).replaceAll("\\p{M}", ""))) {
                words.add(form.toLowerCase(Locale.ROOT));
            }
        }
        numbers.addAll(List.of(
                canary.national(),
                canary.national().substring(1),
                canary.phone(),
                canary.phone().substring(1),
                canary.insurance().substring(5),
                canary.local()));
    }

    private void throughDoors(RunningServer server, Canary canary) {
        String form = switch (random.nextInt(3)) {
            case 0 -> canary.name();
            case 1 -> Normalizer.normalize(canary.name(), Normalizer.Form.NFD);
            default -> Normalizer.normalize(canary.name(), Normalizer.Form.NFD).replaceAll("\\p{M}", "");
        };
        String whole = patient(canary, form);
        put(server, canary.local(), whole);
        String asked = q(form);
        for (int i = 0; i < 3; i++) {
            switch (random.nextInt(17)) {
                case 0 -> post(server, "/fhir/Patient/$match", Role.HUB, whole);
                case 1 -> get(server, "/fhir/Patient?name=" + asked + "&telecom=" + canary.phone(), Role.HUB);
                case 2 ->
                    get(server, "/fhir/Patient?identifier=" + SID + "national_id%7C" + canary.national(), Role.HUB);
                case 3 ->
                    get(
                            server,
                            "/fhir/Patient/$ihe-pix?sourceIdentifier=" + SID + "national_id%7C" + canary.national(),
                            Role.HUB);
                case 4 -> post(server, "/api/v1/persons/search", Role.CLERK, "{\"name\":\"" + form + "\"}");
                case 5 ->
                    post(
                            server,
                            "/api/v1/persons/search",
                            Role.CLERK,
                            "{\"identifier\":\"" + canary.national() + "\",\"phone\":\"" + canary.phone() + "\"}");
                case 6 ->
                    post(
                            server,
                            "/api/v1/citizens/identifiers",
                            Role.CITIZEN_GATEWAY,
                            "{\"citizenNumber\":\"" + canary.national() + "\",\"name\":\"" + form
                                    + "\",\"birthDate\":\"1973-05-06\"}");
                case 7 -> put(server, canary.local(), whole.replace("1973-05-06", form));
                case 8 -> put(server, canary.local(), whole.replace("female", canary.national()));
                case 9 -> put(server, canary.local(), whole.substring(0, whole.length() - 5));
                case 10 -> put(server, canary.local() + "x", whole);
                case 11 -> get(server, "/fhir/Patient?" + asked + "=" + canary.national(), Role.HUB);
                case 12 -> get(server, "/fhir/Patient/" + canary.local(), Role.HUB);
                case 13 -> get(server, "/api/v1/persons/" + canary.local(), Role.CLERK);
                case 14 ->
                    post(
                            server,
                            "/api/v1/persons/search",
                            Role.CLERK,
                            "{\"" + form + "\":\"" + canary.national() + "\"}");
                case 15 ->
                    form(server, "/fhir/Patient/_search", "name=" + asked + "&telecom=" + canary.phone() + "&_count=1");
                default -> post(server, "/fhir/Patient/$match", Role.HUB, whole.replace("Patient", form));
            }
        }
    }

    private static String patient(Canary canary, String name) {
        return """
                {"resourceType":"Patient","identifier":[{"system":"%spatient-internal-id/01001","value":"%s"},{"system":"%snational_id","value":"%s"},\
                {"system":"%sinsurance_number","value":"%s"}],"name":[{"text":"%s"}],"telecom":[{"system":"phone","value":"%s"}],"gender":"female","birthDate":"1973-05-06"}""".formatted(
                        SID, canary.local(), SID, canary.national(), SID, canary.insurance(), name, canary.phone());
    }

    private void put(RunningServer server, String local, String body) {
        send(
                server,
                server.request("/fhir/Patient?identifier=" + SID + "patient-internal-id/01001%7C" + local, Role.HUB)
                        .header("Content-Type", "application/fhir+json")
                        .PUT(BodyPublishers.ofString(body)));
    }

    private void post(RunningServer server, String path, Role role, String body) {
        send(
                server,
                server.request(path, role)
                        .header("Content-Type", path.startsWith("/fhir") ? "application/fhir+json" : "application/json")
                        .POST(BodyPublishers.ofString(body)));
    }

    /** The URLs of the answer to a form are ours. */
    private void form(RunningServer server, String path, String fields) {
        HttpResponse<String> answer = send(
                server,
                server.request(path, Role.HUB)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(fields)));
        Matcher links = LINK.matcher(answer.body());
        assertTrue(links.find(), "no link where one was looked for: " + answer.statusCode());
        do {
            search("link of POST " + path, URLDecoder.decode(links.group(), StandardCharsets.UTF_8));
        } while (links.find());
    }

    private void get(RunningServer server, String path, Role role) {
        send(server, server.request(path, role).GET());
    }

    private HttpResponse<String> send(RunningServer server, HttpRequest.Builder request) {
        HttpResponse<String> answer = server.send(request);
        statuses.merge(Integer.toString(answer.statusCode()), 1, Integer::sum);
        answer.headers().map().forEach((name, values) -> values.forEach(value -> search("header " + name, value)));
        if (answer.statusCode() >= 400) {
            search(
                    "body of " + answer.statusCode() + " of " + answer.request().method() + " "
                            + answer.request().uri().getPath().replaceAll("[0-9]{8,}.*", "*"),
                    answer.body());
        }
        return answer;
    }

    private int files(Path top) throws IOException {
        try (Stream<Path> files = Files.walk(top)) {
            List<Path> texts = files.filter(Files::isRegularFile)
                    .filter(file ->
                            file.toString().endsWith(".log") || file.toString().endsWith(".trace.db"))
                    .toList();
            for (Path text : texts) {
                search("file " + top.relativize(text), Files.readString(text));
            }
            return texts.size();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Whole words, and every run of digits inside a longer one. */
    private void search(String where, String text) {
        String small = text.toLowerCase(Locale.ROOT);
        int start = 0;
        for (int at = 0; at <= small.length(); at++) {
            boolean isIn = at < small.length()
                    && (Character.isLetterOrDigit(small.charAt(at))
                            || Character.getType(small.charAt(at)) == Character.NON_SPACING_MARK);
            if (isIn) {
                continue;
            }
            if (at > start) {
                word(where, small.substring(start, at), text);
            }
            start = at + 1;
        }
    }

    private void word(String where, String word, String text) {
        if (words.contains(word)) {
            found.putIfAbsent(where, word + " in: " + text.substring(0, Math.min(text.length(), 300)));
        }
        for (int length = 9; length <= 12; length++) {
            for (int from = 0; from + length <= word.length(); from++) {
                if (numbers.contains(word.substring(from, from + length))) {
                    found.putIfAbsent(where, word + " in: " + text.substring(0, Math.min(text.length(), 300)));
                }
            }
        }
    }

    private static String q(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
