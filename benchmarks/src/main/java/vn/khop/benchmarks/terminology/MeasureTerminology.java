package vn.khop.benchmarks.terminology;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.khop.benchmarks.linkage.MarkdownTable;
import vn.khop.benchmarks.linkage.MeasuredProcess;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.SearchWords;

/**
 * Loads a generated code system as a user would, starts the server as in production (no anonymous reading, a token with each request) and
 * asks it over HTTP; then, where {@code KHOP_PEERS} names its folder, HAPI the same.
 */
@Command(
        name = "measure-terminology",
        mixinStandardHelpOptions = true,
        description = "Measures loading, memory and the code operations over HTTP.")
public final class MeasureTerminology implements Callable<Integer> {
    private static final long SEED = 42;
    private static final int QUESTIONS = 10_000;
    private static final int NAMES = 20_000;
    static final String[] HEADER = {
        "question",
        "answers/s",
        "answers a core-second of the server",
        "p99 ms at full load",
        "half of it /s",
        "p50 ms",
        "p99 ms"
    };

    @Option(names = "--khop", defaultValue = "bin/khop", description = "the command; default ${DEFAULT-VALUE}")
    private Path command = Path.of("bin/khop");

    @Option(
            names = "--work",
            defaultValue = "target/terminology",
            description = "folder for what is written; default ${DEFAULT-VALUE}")
    private Path work = Path.of("target/terminology");

    @Option(names = "--concepts", defaultValue = "500000", description = "size of the list; default ${DEFAULT-VALUE}")
    private int concepts = 500_000;

    @Option(
            names = "--seconds",
            defaultValue = "10",
            description = "length of each measurement; default ${DEFAULT-VALUE}")
    private int seconds = 10;

    @Option(
            names = "--connections",
            defaultValue = "8",
            description = "connections at full load; default ${DEFAULT-VALUE}")
    private int connections = 8;

    @Option(names = "--port", defaultValue = "18090", description = "port of the server; default ${DEFAULT-VALUE}")
    private int port = 18_090;

    @Option(names = "--heap", defaultValue = "1g", description = "heap of the server; default ${DEFAULT-VALUE}")
    private String heap = "1g";

    @Option(names = "--load-heap", defaultValue = "600m", description = "heap of the load; default ${DEFAULT-VALUE}")
    private String loadHeap = "600m";

    public static void main(String[] args) {
        System.exit(new CommandLine(new MeasureTerminology()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        work = Files.createDirectories(work.toAbsolutePath().normalize());
        Path images = work.resolve("images");
        load(images);
        int port = this.port;
        Path data = Files.createDirectories(work.resolve("server"));
        Path config = Files.writeString(
                work.resolve("khop.yaml"),
                String.join(
                        "\n",
                        "khop:",
                        "  security.embedded-issuer: true",
                        "  terminology:",
                        "    images: " + images,
                        "    anonymous-read: false",
                        "server.port: " + port,
                        ""));
        List<String> serve = List.of(
                "env",
                "KHOP_JAVA_OPTS=-Xmx" + heap,
                command.toAbsolutePath().toString(),
                "serve",
                "--config",
                config.toString(),
                "--data",
                data.toString());
        try (RunningProcess server = RunningProcess.start(serve, data, port, "/fhir/metadata")) {
            measure(server, data, images);
        }
        String peers = System.getenv("KHOP_PEERS");
        if (peers == null) {
            System.out.println("\nKHOP_PEERS names no folder with peers: HAPI is not measured");
        } else {
            HapiPeer.measure(Path.of(peers, "hapi"), work.resolve("hapi"), port + 1, seconds, connections);
        }
        return 0;
    }

    private void load(Path images) throws IOException, InterruptedException {
        MarkdownTable table = new MarkdownTable("list", "concepts", "CPU s", "wall s", "peak MB");
        Path csv = work.resolve("generated.csv");
        writeCsv(csv);
        table.add((Object[]) row(
                "generated",
                concepts,
                load(
                        images,
                        csv,
                        "--system",
                        GeneratedList.SYSTEM,
                        "--version",
                        GeneratedList.VERSION,
                        "--name",
                        "generated",
                        "--code",
                        "code",
                        "--display",
                        "vi=name_vi",
                        "--display",
                        "en=name_en",
                        "--parent",
                        "parent",
                        "--property",
                        "kind=kind",
                        "--property",
                        "group=group",
                        "--property",
                        "price=price",
                        "--property",
                        "insured=insured",
                        "--property",
                        "since=since")));
        String shared = System.getenv("KHOP_DATA");
        if (shared == null) {
            System.out.println("KHOP_DATA names no folder: no real list is loaded beside");
            return;
        }
        for (RealList list : RealList.ALL) {
            Path file = Path.of(shared).resolve(list.file());
            if (Files.exists(file)) {
                table.add((Object[]) row(list.file(), lines(file) - 1, load(images, file, list.options())));
            }
        }
    }

    private static String[] row(String name, long size, MeasuredProcess run) {
        return new String[] {
            name,
            String.format(Locale.ROOT, "%,d", size),
            MarkdownTable.one(run.cpuSeconds()),
            MarkdownTable.one(run.wallSeconds()),
            MarkdownTable.one(run.peakMegabytes())
        };
    }

    private static long lines(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        }
    }

    private MeasuredProcess load(Path images, Path csv, String... options) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                "env",
                "KHOP_JAVA_OPTS=-Xmx" + loadHeap,
                command.toAbsolutePath().toString(),
                "codes",
                "load",
                "--images",
                images.toString(),
                "--accept-errors",
                "--input",
                csv.toString()));
        words.addAll(List.of(options));
        return MeasuredProcess.run(words, work.resolve("load.log"));
    }

    private void writeCsv(Path csv) throws IOException {
        CodeSystem list = GeneratedList.of(concepts, SEED);
        try (BufferedWriter writer = Files.newBufferedWriter(csv);
                CSVPrinter rows = new CSVPrinter(writer, CSVFormat.DEFAULT)) {
            rows.printRecord("code", "name_vi", "name_en", "parent", "kind", "group", "price", "insured", "since");
            for (Concept concept : list.concepts()) {
                List<Object> cells = new ArrayList<>(List.of(
                        concept.code(),
                        concept.designations().get(0).value(),
                        concept.designations().get(1).value(),
                        String.join("", concept.parents())));
                concept.properties().forEach(property -> cells.add(property.value()));
                rows.printRecord(cells);
            }
        }
    }

    private void measure(RunningProcess server, Path data, Path images)
            throws IOException, InterruptedException, JOSEException, ParseException {
        InetSocketAddress address = server.address();
        String token = token(data.resolve("security/issuer-key.json"));
        SplittableRandom random = new SplittableRandom(SEED);
        CodeSystem some = GeneratedList.of(Math.min(NAMES, concepts), SEED);
        String system = encoded(GeneratedList.SYSTEM);
        System.out.printf(Locale.ROOT, "%nready after %.1f s%n", server.secondsToReady());
        System.out.printf(
                Locale.ROOT,
                "images %.0f bytes a concept of the generated list%n%n",
                (double) size(images.resolve("releases"), "urn-khop-generated") / concepts);
        MarkdownTable table = new MarkdownTable(HEADER);
        IntFunction<String> code = any -> GeneratedList.code(random.nextInt(concepts));
        row(
                table,
                "$lookup",
                server,
                paths(any -> "/fhir/CodeSystem/$lookup?system=" + system + "&code=" + code.apply(0), address, token));
        row(
                table,
                "$lookup in R5",
                server,
                paths(
                        any -> "/fhir/r5/CodeSystem/$lookup?system=" + system + "&code=" + code.apply(0),
                        address,
                        token));
        row(
                table,
                "$lookup, displayLanguage=en",
                server,
                paths(
                        any -> "/fhir/CodeSystem/$lookup?system=" + system + "&displayLanguage=en&code="
                                + code.apply(0),
                        address,
                        token));
        row(
                table,
                "$validate-code of the system",
                server,
                paths(
                        any -> "/fhir/CodeSystem/$validate-code?url=" + system + "&code=" + code.apply(0),
                        address,
                        token));
        row(
                table,
                "$validate-code with display",
                server,
                paths(
                        any -> {
                            Concept concept = some.concepts()
                                    .get(random.nextInt(some.concepts().size()));
                            return "/fhir/CodeSystem/$validate-code?url=" + system + "&code=" + concept.code()
                                    + "&display=" + encoded(concept.display());
                        },
                        address,
                        token));
        row(
                table,
                "$validate-code of the value set",
                server,
                paths(
                        any -> "/fhir/ValueSet/$validate-code?url=" + system + "%3Ffhir_vs&system=" + system + "&code="
                                + code.apply(0),
                        address,
                        token));
        row(
                table,
                "$validate-code, unknown code",
                server,
                paths(
                        any -> "/fhir/CodeSystem/$validate-code?url=" + system + "&code=no" + code.apply(0),
                        address,
                        token));
        row(
                table,
                "$subsumes",
                server,
                paths(
                        any -> "/fhir/CodeSystem/$subsumes?system=" + system + "&codeA=" + code.apply(0) + "&codeB="
                                + code.apply(0),
                        address,
                        token));
        if (postMap(server, token)) {
            row(
                    table,
                    "$translate",
                    server,
                    paths(
                            any -> "/fhir/ConceptMap/$translate?url=urn:khop:generated-map&system=" + system + "&code="
                                    + GeneratedList.code(random.nextInt(5_000)),
                            address,
                            token));
        } else {
            System.out.println("(no ConceptMap could be stored: $translate is not measured)");
        }
        row(
                table,
                "$expand, 3-6 letters, below a concept",
                server,
                bodies(any -> expand(below(random), typed(random, some), 0), address, token));
        row(
                table,
                "$expand, 3-6 letters, whole list",
                server,
                bodies(any -> expand("", typed(random, some), 0), address, token));
        row(table, "$expand, first page", server, bodies(any -> expand("", "", 0), address, token));
        row(table, "$expand, page at 80 %", server, bodies(any -> expand("", "", concepts / 5 * 4), address, token));
        bulk(server, token, random);
        System.out.printf(
                Locale.ROOT,
                "%nserver: %.0f MB resident, %.0f MB of it not files, at most %.0f MB%n",
                server.megabytes("VmRSS"),
                server.megabytes("RssAnon"),
                server.megabytes("VmHWM"));
    }

    /** One line: full load, then half of that at a constant rate. */
    private void row(MarkdownTable table, String name, RunningProcess server, List<byte[]> requests)
            throws IOException {
        row(table, name, server, requests, connections, seconds);
    }

    static void row(
            MarkdownTable table,
            String name,
            RunningProcess server,
            List<byte[]> requests,
            int connections,
            int seconds)
            throws IOException {
        HttpLoad load = new HttpLoad(server.address(), requests);
        Duration length = Duration.ofSeconds(seconds);
        load.run(connections, OptionalDouble.empty(), length);
        double before = server.cpuSeconds();
        HttpLoad.Result full = load.run(connections, OptionalDouble.empty(), length);
        double cpu = server.cpuSeconds() - before;
        HttpLoad.Result half = load.run(connections * 4, OptionalDouble.of(Math.max(1, full.perSecond() / 2)), length);
        table.add(
                name + (full.refused() > 0 ? " (" + full.refused() + " refused)" : ""),
                Math.round(full.perSecond()),
                Math.round(full.answers() / Math.max(0.01, cpu)),
                two(full.millis(99)),
                Math.round(full.perSecond() / 2),
                two(half.millis(50)),
                two(half.millis(99)));
    }

    private static String two(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }

    private static List<byte[]> paths(IntFunction<String> path, InetSocketAddress address, String token) {
        return IntStream.range(0, QUESTIONS)
                .mapToObj(path)
                .map(one -> HttpLoad.get(address, one, token))
                .toList();
    }

    private static List<byte[]> bodies(IntFunction<String> body, InetSocketAddress address, String token) {
        return IntStream.range(0, QUESTIONS)
                .mapToObj(body)
                .map(one -> HttpLoad.post(address, "/fhir/ValueSet/$expand", "application/fhir+json", token, one))
                .toList();
    }

    private String below(SplittableRandom random) {
        return GeneratedList.code(random.nextInt(Math.min(111, concepts)));
    }

    /** The first three to six letters of a name, without marks. */
    private static String typed(SplittableRandom random, CodeSystem some) {
        Concept concept = some.concepts().get(random.nextInt(some.concepts().size()));
        String bare = String.join(
                " ",
                SearchWords.toneless(SearchWords.toned(concept.designations()
                        .get(random.nextInt(concept.designations().size()))
                        .value())));
        return bare.substring(0, Math.min(bare.length(), 3 + random.nextInt(4))).strip();
    }

    private static String expand(String top, String typed, int offset) {
        String filter = top.isEmpty()
                ? ""
                : ",\"filter\":[{\"property\":\"concept\",\"op\":\"is-a\",\"value\":\"" + top + "\"}]";
        return "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"valueSet\",\"resource\":{\"resourceType\":\"ValueSet\",\"status\":\"active\",\"compose\":{\"include\":[{\"system\":\""
                + GeneratedList.SYSTEM + "\"" + filter + "}]}}},"
                + (typed.isEmpty() ? "" : "{\"name\":\"filter\",\"valueString\":\"" + typed + "\"},")
                + "{\"name\":\"offset\",\"valueInteger\":" + offset + "},{\"name\":\"count\",\"valueInteger\":20}]}";
    }

    /** Stores a map of 5,000 codes, where the server takes one. */
    private static boolean postMap(RunningProcess server, String token) throws IOException, InterruptedException {
        String elements = IntStream.range(0, 5_000)
                .mapToObj(i -> "{\"code\":\"" + GeneratedList.code(i) + "\",\"target\":[{\"code\":\"T" + i / 2
                        + "\",\"equivalence\":\"equivalent\"}]}")
                .collect(Collectors.joining(","));
        String map =
                "{\"resourceType\":\"ConceptMap\",\"id\":\"generated-map\",\"url\":\"urn:khop:generated-map\",\"version\":\"1\",\"status\":\"active\",\"group\":[{\"source\":\""
                        + GeneratedList.SYSTEM + "\",\"target\":\"urn:khop:other\",\"element\":[" + elements + "]}]}";
        for (int attempt = 0; attempt < 120; attempt++) {
            HttpResponse<String> answer =
                    send(server, "/fhir/ConceptMap/generated-map", "PUT", "application/fhir+json", token, map);
            if (answer.statusCode() != 503) {
                return answer.statusCode() / 100 == 2;
            }
            Thread.sleep(1_000);
        }
        return false;
    }

    private void bulk(RunningProcess server, String token, SplittableRandom random)
            throws IOException, InterruptedException {
        System.out.println();
        MarkdownTable table = new MarkdownTable(
                "many at once", "codes", "wall ms", "CPU ms of the server", "codes a second", "codes a core-second");
        String validations = IntStream.range(0, 10_000)
                .mapToObj(i -> "{\"name\":\"validation\",\"part\":[{\"name\":\"coding\",\"valueCoding\":{\"system\":\""
                        + GeneratedList.SYSTEM + "\",\"code\":\"" + GeneratedList.code(random.nextInt(concepts))
                        + "\"}}]}")
                .collect(Collectors.joining(","));
        String batch = "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"url\",\"valueUri\":\""
                + GeneratedList.SYSTEM + "?fhir_vs\"}," + validations + "]}";
        bulk(
                table,
                "$batch-validate-code",
                10_000,
                server,
                "/fhir/ValueSet/$batch-validate-code",
                "application/fhir+json",
                token,
                batch);
        int many = 500_000;
        String codes = IntStream.range(0, many)
                .mapToObj(i -> "\"" + GeneratedList.code(random.nextInt(concepts)) + "\"")
                .collect(Collectors.joining(","));
        bulk(
                table,
                "/api/v1/codes:lookup",
                many,
                server,
                "/api/v1/codes:lookup",
                "application/json",
                token,
                "{\"system\":\"" + GeneratedList.SYSTEM + "\",\"codes\":[" + codes + "]}");
    }

    /** The best of ten, after five that only warm up. */
    private static void bulk(
            MarkdownTable table,
            String name,
            int codes,
            RunningProcess server,
            String path,
            String type,
            String token,
            String body)
            throws IOException, InterruptedException {
        double wall = Double.MAX_VALUE;
        double cpu = Double.MAX_VALUE;
        for (int i = 0; i < 15; i++) {
            double before = server.cpuSeconds();
            long start = System.nanoTime();
            HttpResponse<String> answer = send(server, path, "POST", type, token, body);
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(path + " answered " + answer.statusCode() + ": " + answer.body());
            }
            if (i >= 5) {
                wall = Math.min(wall, (System.nanoTime() - start) / 1e6);
                cpu = Math.min(cpu, (server.cpuSeconds() - before) * 1e3);
            }
        }
        table.add(
                name,
                codes,
                Math.round(wall),
                Math.round(cpu),
                Math.round(codes / wall * 1e3),
                Math.round(codes / Math.max(10, cpu) * 1e3));
    }

    static HttpResponse<String> send(
            RunningProcess server, String path, String method, String type, String token, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri(path))
                .header("Content-Type", type)
                .method(method, BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    private static long size(Path folder, String start) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> folder.relativize(file).toString().startsWith(start))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A token as the server's own issuer would give it to a client that may do everything. */
    private String token(Path keyFile) throws IOException, JOSEException, ParseException {
        RSAKey key = RSAKey.parse(Files.readString(keyFile));
        Date now = Date.from(Clock.systemUTC().instant());
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .type(new JOSEObjectType("at+jwt"))
                        .keyID(key.getKeyID())
                        .build(),
                new JWTClaimsSet.Builder()
                        .issuer("http://localhost:" + port)
                        .subject("benchmark")
                        .audience("khop")
                        .issueTime(now)
                        .expirationTime(
                                new Date(now.getTime() + Duration.ofHours(12).toMillis()))
                        .jwtID(UUID.randomUUID().toString())
                        .claim("client_id", "benchmark")
                        .claim("roles", List.of("hub", "terminology-admin"))
                        .claim("scope", "ITI-78")
                        .build());
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }
}
