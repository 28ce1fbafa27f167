package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.khop.server.insurance.ClaimFiles.dossier;
import static vn.khop.server.insurance.ClaimFiles.envelope;
import static vn.khop.server.insurance.ClaimFiles.file;
import static vn.khop.server.insurance.ClaimFiles.summary;
import static vn.khop.server.insurance.ClaimFiles.with;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import vn.khop.server.RunningServer;
import vn.khop.server.hl7v2.MessagePort;
import vn.khop.server.store.MasterKey;

/**
 * People of numbers that nobody else has come by every way in, rightly and wrongly. Then every byte of the database's files, its log of writes ahead and a dump of it are looked through for their numbers. Without a key they are all there: the
 * search finds what there is.
 */
@Tag("slow")
class EncryptedDatabaseTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SID = "http://fhir.ehealth.gov.vn/core/sid/";

    @TempDir
    private Path folder;

    /** What is looked for, by what it is; each way in has its own person. */
    private final Map<String, String> canaries = new TreeMap<>();

    private final Map<String, Integer> statuses = new TreeMap<>();

    /** @param number of the way in; the numbers of two are no slips of each other */
    private record Canary(int number) {
        String national() {
            return String.format(Locale.ROOT, "0791737%05d", 10_103 + number * 9_871);
        }

        String former() {
            return String.format(Locale.ROOT, "0255%05d", 61_103 + number * 4_177);
        }

        String insurance() {
            return String.format(Locale.ROOT, "GD479%010d", 7_016_710_103L + number * 113_913_377L);
        }

        String phone() {
            return String.format(Locale.ROOT, "0987%06d", 116_103 + number * 98_771);
        }

        String mother() {
            return String.format(Locale.ROOT, "0791517%05d", 20_103 + number * 8_737);
        }

        String street() {
            return "Zqwkhuj" + (char) ('a' + number);
        }

        String name() {
            return List.of(
                            "Đàng Thị An",
                            "Ngô Kim Bưởi",
                            "Trịnh Hồng Cúc",
                            "Lường Ngọc Diệp",
                            "Vi Thanh Én",
                            "Khà Bích Gấm",
                            "Mạc Thu Hoa",
                            "Quàng Thị Kim",
                            "Hà Tuyết Lan")
                    .get(number);
        }

        String birth() {
            return (1961 + number * 3) + "-0" + (1 + number % 9) + "-1" + number;
        }
    }

    private Canary canary(int number) {
        Canary canary = new Canary(number);
        canaries.put(number + " national", canary.national());
        canaries.put(number + " insurance", canary.insurance().substring(5));
        canaries.put(number + " phone", canary.phone().substring(1));
        canaries.put(number + " phone written apart", apart(canary.phone()));
        canaries.put(number + " street", canary.street());
        return canary;
    }

    private static String apart(String phone) {
        return phone.substring(0, 4) + " " + phone.substring(4, 7) + " " + phone.substring(7);
    }

    @Test
    void nothingIsReadInPostgres() throws Exception {
        assertEquals(Map.of(), foundInPostgres("key", keyFile()));
        Map<String, String> inTheClear = foundInPostgres("none", "");
        assertEquals(canaries.keySet(), inTheClear.keySet(), "what is looked for is there");
    }

    @Test
    void nothingIsReadInTheEmbeddedDatabase() throws Exception {
        assertEquals(Map.of(), foundInEmbedded("key", keyFile()));
        assertEquals(canaries.keySet(), foundInEmbedded("none", "").keySet(), "what is looked for is there");
    }

    private String keyFile() throws IOException {
        Path key = folder.resolve("keys").resolve("master.key");
        MasterKey.make(key);
        return "  encryption.key-file: " + key + "\n";
    }

    private static final String SENDERS = """
              subscriptions: {hosts: ['127.0.0.1:9'], plain-hosts: ['127.0.0.1:9']}
              hl7v2:
                enabled: true
                port: 0
                senders:
                  - {application: '*', facility: '01001', code: '01001', networks: ['127.0.0.0/8', '::1']}
                authorities:
                  - {domain: national_id, namespace: CCCD}
                  - {domain: insurance_number, namespace: BHYT}
            """;

    private Map<String, String> foundInPostgres(String name, String encryption) throws Exception {
        Path data = folder.resolve("pg-" + name);
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.builder().setDataDirectory(data).start()) {
            String database = """
                    spring.datasource:
                      url: %s
                      username: postgres
                      password: ''
                    """.formatted(postgres.getJdbcUrl("postgres", "postgres"));
            try (RunningServer server =
                    RunningServer.serve(folder.resolve("server-" + name), encryption + SENDERS + database)) {
                everyWayIn(server);
            }
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("checkpoint");
            }
            assertTrue(
                    Files.isDirectory(data.resolve("pg_wal")), "the log of writes ahead is not where it is looked for");
            Map<String, String> found = search(data);
            List<Path> written = new ArrayList<>();
            written.add(copy(postgres, folder.resolve(name + ".copy")));
            dump(postgres, folder.resolve(name + ".sql")).ifPresent(written::add);
            written.forEach(dumped -> {
                Map<String, String> inDump = searchFile(dumped);
                System.out.println(dumped.getFileName() + " of the database: found " + inDump.size());
                assertEquals(encryption.isEmpty(), !inDump.isEmpty(), "what is looked for is there: " + inDump);
                found.putAll(inDump);
            });
            System.out.println("encrypted database: " + name + ", " + statuses + ", found " + found);
            return found;
        }
    }

    /** Every row of every table of every schema, as a dump would have it but for bytes, which are written as they are. */
    private static Path copy(EmbeddedPostgres postgres, Path to) throws Exception {
        int tables = 0;
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                OutputStream out = Files.newOutputStream(to)) {
            // In the escape form bytes that are letters and digits stand as they are.
            statement.execute("set bytea_output = 'escape'");
            CopyManager copying = connection.unwrap(PGConnection.class).getCopyAPI();
            List<String> names = new ArrayList<>();
            try (ResultSet all = statement.executeQuery(
                    "select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables where schemaname <> 'information_schema'"
                            + " and (schemaname <> 'pg_catalog' or tablename in ('pg_largeobject', 'pg_statistic'))")) {
                while (all.next()) {
                    names.add(all.getString(1));
                }
            }
            for (String table : names) {
                copying.copyOut("copy (select * from " + table + ") to stdout", out);
                tables++;
            }
        }
        assertTrue(tables > 50, "only " + tables + " tables");
        return to;
    }

    /**
     * A dump, where the machine has a tool that reads a server as new as this one; then it must not fail.
     *
     * @return empty where it has none
     */
    private static Optional<Path> dump(EmbeddedPostgres postgres, Path to) throws Exception {
        int needed;
        try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
            needed = connection.getMetaData().getDatabaseMajorVersion();
        }
        for (String tool : dumpers()) {
            int version = majorVersion(tool);
            if (version >= needed) {
                Process dumping = new ProcessBuilder(
                                tool,
                                "-h",
                                "localhost",
                                "-p",
                                Integer.toString(postgres.getPort()),
                                "-U",
                                "postgres",
                                "-f",
                                to.toString(),
                                "postgres")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                assertTrue(dumping.waitFor(120, TimeUnit.SECONDS), tool + " does not end");
                assertEquals(0, dumping.exitValue(), tool);
                assertTrue(Files.readString(to).contains("khop.source_record"), tool + " dumped something else");
                return Optional.of(to);
            }
            System.out.println(tool + " of " + version + " cannot read a server of " + needed);
        }
        return Optional.empty();
    }

    private static List<String> dumpers() throws IOException {
        List<String> tools = new ArrayList<>(List.of("pg_dump"));
        Path packaged = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(packaged)) {
            try (Stream<Path> versions = Files.list(packaged)) {
                versions.map(version -> version.resolve("bin/pg_dump"))
                        .filter(Files::isExecutable)
                        .map(Path::toString)
                        .forEach(tools::add);
            }
        }
        return tools;
    }

    /** 0 where there is no such tool. */
    private static int majorVersion(String tool) throws Exception {
        try {
            Process asked = new ProcessBuilder(tool, "--version").start();
            Matcher said = Pattern.compile("PostgreSQL\\) (\\d+)")
                    .matcher(new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            asked.waitFor();
            return said.find() ? Integer.parseInt(said.group(1)) : 0;
        } catch (IOException none) {
            return 0;
        }
    }

    private Map<String, String> foundInEmbedded(String name, String encryption) throws Exception {
        Path data = folder.resolve("h2-" + name);
        try (RunningServer server = RunningServer.serve(data, encryption + SENDERS)) {
            everyWayIn(server);
        }
        Map<String, String> found = new TreeMap<>();
        TreeSet<String> files = new TreeSet<>();
        try (Stream<Path> all = Files.walk(data)) {
            all.filter(one -> one.toString().endsWith(".mv.db")).forEach(one -> {
                files.add(one.toString());
                found.putAll(searchFile(one));
            });
        }
        assertTrue(!files.isEmpty(), "the database is not where it is looked for");
        return found;
    }

    private Map<String, String> search(Path top) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(top)) {
            files.filter(Files::isRegularFile).forEach(file -> found.putAll(searchFile(file)));
        }
        return found;
    }

    private Map<String, String> searchFile(Path file) {
        Map<String, String> found = new TreeMap<>();
        String bytes;
        try {
            bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException gone) {
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        canaries.forEach((what, text) -> {
            if (bytes.contains(text)) {
                found.put(what, String.valueOf(file.getFileName()));
            }
        });
        return found;
    }

    private void everyWayIn(RunningServer server) throws Exception {
        overFhir(server, canary(0));
        held(server, canary(1), canary(2));
        overHl7v2(server, canary(3), canary(4));
        byFile(server, canary(5));
        byClaims(server, canary(6), canary(7));
        byCard(server, canary(8));
        subscribed(server);
        // The number of a relative alone.
        canaries.put("9 mother", new Canary(0).mother());
    }

    /** A criterion names a number, and a header is a secret. */
    private void subscribed(RunningServer server) {
        String number = "079171799173";
        String secret = "Zqwkhujsecret";
        String token = Tokens.ofHospital(server, "01001", "ITI-78 ITI-94");
        HttpResponse<String> answer = sent(server.send(server.request("/fhir/Subscription")
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/fhir+json")
                .POST(BodyPublishers.ofString("""
                        {"resourceType":"Subscription","status":"requested","reason":"a copy","contact":[{"system":"phone","value":"024 3825 0000"}],
                         "criteria":"Patient?identifier=%snational_id|%s",
                         "channel":{"type":"rest-hook","endpoint":"http://127.0.0.1:9/","header":["Authorization: Bearer %s"]}}
                        """.formatted(SID, number, secret)))));
        assertEquals(201, answer.statusCode(), answer.body());
        canaries.put("a subscription's number", number);
        canaries.put("a subscription's secret", secret);
    }

    private static String q(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String patient(Canary canary, String local) {
        return """
                {"resourceType":"Patient","contained":[{"resourceType":"RelatedPerson","id":"m","patient":{"display":"-"},
                  "identifier":[{"system":"%snational_id","value":"%s"}],
                  "relationship":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-RoleCode","code":"MTH"}]}]}],
                 "link":[{"other":{"reference":"#m"},"type":"seealso"}],
                 "identifier":[{"system":"%spatient-internal-id/01001","value":"%s"},{"system":"%snational_id","value":"%s"},
                 {"system":"%sinsurance_number","value":"%s"}],"name":[{"text":"%s"}],"gender":"female","birthDate":"%s",
                 "telecom":[{"system":"phone","value":"%s"},{"system":"phone","value":"%s"}],
                 "address":[{"text":"17 %s, Phường Ngọc Hà, Hà Nội"}]}""".formatted(
                        SID,
                        canary.mother(),
                        SID,
                        local,
                        SID,
                        canary.national(),
                        SID,
                        canary.insurance(),
                        canary.name(),
                        canary.birth(),
                        canary.phone(),
                        apart(canary.phone()),
                        canary.street());
    }

    private HttpResponse<String> put(RunningServer server, String local, String body, String key) {
        return sent(server.send(
                server.request("/fhir/Patient?identifier=" + SID + "patient-internal-id/01001%7C" + local, Role.HUB)
                        .header("Content-Type", "application/fhir+json")
                        .header("Idempotency-Key", key)
                        .PUT(BodyPublishers.ofString(body))));
    }

    private HttpResponse<String> sent(HttpResponse<String> answer) {
        statuses.merge(Integer.toString(answer.statusCode()), 1, Integer::sum);
        return answer;
    }

    private void overFhir(RunningServer server, Canary canary) throws Exception {
        String patient = patient(canary, "fhir-1");
        assertEquals(201, put(server, "fhir-1", patient, "k1").statusCode());
        HttpResponse<String> matched = sent(server.send(server.request("/fhir/Patient/$match", Role.HUB)
                .header("Content-Type", "application/fhir+json")
                .POST(BodyPublishers.ofString(patient))));
        assertEquals(1, JSON.readTree(matched.body()).at("/total").asInt(), matched.body());
        for (String asked : List.of(
                "identifier=" + SID + "national_id%7C" + canary.national(),
                "telecom=" + q("+84" + canary.phone().substring(1)),
                "address=" + q("17 " + canary.street()))) {
            HttpResponse<String> found = sent(server.get("/fhir/Patient?" + asked, Role.CLERK));
            assertEquals(1, JSON.readTree(found.body()).at("/total").asInt(), asked + " " + found.body());
        }
    }

    private void held(RunningServer server, Canary before, Canary after) {
        assertEquals(201, put(server, "fhir-2", patient(before, "fhir-2"), "k2").statusCode());
        assertEquals(202, put(server, "fhir-2", patient(after, "fhir-2"), "k3").statusCode());
    }

    private void overHl7v2(RunningServer server, Canary taken, Canary refused) throws IOException {
        String answer = send(server, message("V2-1", taken, taken.birth().replace("-", "")));
        assertTrue(answer.contains("MSA|AA"), answer);
        String refusal = send(server, message("V2-2", refused, "19801399"));
        assertTrue(refusal.contains("MSA|AE"), refusal);
    }

    private static String message(String control, Canary canary, String birth) {
        return String.join(
                "\r",
                "MSH|^~\\&|HIS|01001|KHOP|HN|20260301083000||ADT^A28|" + control + "|P|2.5||||||UNICODE UTF-8",
                "EVN||20260301083000",
                "PID|||" + control + "^^^01001~" + canary.national() + "^^^CCCD^NI~" + canary.insurance()
                        + "^^^BHYT^HC||"
                        + canary.name().replace(" ", "^") + "||" + birth + "|F|||17 " + canary.street()
                        + "^^Hà Nội||" + canary.phone() + "~" + apart(canary.phone()),
                "");
    }

    private static String send(RunningServer server, String message) throws IOException {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), server.bean(MessagePort.class).number())) {
            socket.setSoTimeout(60_000);
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            frame.write(0x0b);
            frame.writeBytes(message.getBytes(StandardCharsets.UTF_8));
            frame.write(0x1c);
            frame.write(0x0d);
            socket.getOutputStream().write(frame.toByteArray());
            StringBuilder answer = new StringBuilder();
            InputStream in = socket.getInputStream();
            for (int one = in.read(); one >= 0 && one != 0x1c; one = in.read()) {
                answer.append((char) one);
            }
            return answer.toString();
        }
    }

    private void byFile(RunningServer server, Canary canary) throws Exception {
        String csv = "facility,mrn,full_name,gender,birth_date,national_id,insurance_no,phone,address\n"
                + String.join(
                        ",",
                        "01001",
                        "csv-1",
                        canary.name(),
                        "female",
                        canary.birth(),
                        canary.national(),
                        canary.insurance(),
                        canary.phone() + "; " + apart(canary.phone()),
                        "17 " + canary.street() + " Hà Nội")
                + "\n";
        HttpResponse<String> taken = sent(server.send(server.request("/api/v1/loads", Role.ADMIN)
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString(csv))));
        String place = taken.headers().firstValue("Location").orElseThrow();
        JsonNode load = JSON.readTree(server.get(place, Role.ADMIN).body());
        while (load.at("/state").asText().matches("waiting|running")) {
            Thread.sleep(50);
            load = JSON.readTree(server.get(place, Role.ADMIN).body());
        }
        assertEquals(1, load.at("/created").asInt(), load.toString());
    }

    private void byClaims(RunningServer server, Canary taken, Canary refused) throws Exception {
        String envelope = envelope(
                "01001",
                "20261112",
                dossier(file("XML1", claim("lk-1", "xml-1", taken, taken.birth().replace("-", "") + "0000"))),
                dossier(file("XML1", claim("lk-2", "xml-2", refused, "19"))));
        HttpResponse<String> answer = sent(server.send(server.request("/api/v1/insurance/claims", Role.HUB)
                .header("Content-Type", "application/xml")
                .POST(BodyPublishers.ofString(envelope))));
        JsonNode report = JSON.readTree(answer.body());
        assertEquals(
                List.of(1, 1),
                List.of(report.at("/accepted").asInt(), report.at("/refused").asInt()),
                answer.body());
    }

    private static Map<String, String> claim(String stay, String patient, Canary canary, String birth) {
        return with(
                summary(stay, patient, canary.name(), birth, "2"),
                "SO_CCCD",
                canary.national(),
                "DIEN_THOAI",
                canary.phone(),
                "MA_THE_BHYT",
                canary.insurance(),
                "DIA_CHI",
                "17 " + canary.street() + ", " + apart(canary.phone()) + ", Hà Nội");
    }

    private void byCard(RunningServer server, Canary canary) throws Exception {
        String day = canary.birth();
        String qr = String.join(
                "|",
                canary.national(),
                canary.former(),
                canary.name(),
                day.substring(8) + day.substring(5, 7) + day.substring(0, 4),
                "Nữ",
                "17 " + canary.street() + ", Hà Nội",
                "10052021");
        HttpResponse<String> answer = sent(server.postJson(
                "/api/v1/cards/qr",
                Role.HUB,
                JSON.writeValueAsString(Map.of("facility", "01001", "mrn", "card-1", "qr", qr))));
        assertEquals(200, answer.statusCode(), answer.body());
        // A card says no more.
        List.of("insurance", "phone", "phone written apart").forEach(no -> canaries.remove("8 " + no));
        canaries.put("8 former card", canary.former());
    }
}
