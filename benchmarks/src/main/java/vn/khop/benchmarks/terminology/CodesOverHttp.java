package vn.khop.benchmarks.terminology;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import vn.khop.benchmarks.linkage.MarkdownTable;
import vn.khop.benchmarks.server.HttpLoad;
import vn.khop.benchmarks.server.RunningProcess;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.SearchWords;

/** The questions that the generated list is asked over HTTP, each with a token. */
final class CodesOverHttp {
    private static final int QUESTIONS = 10_000;
    private static final int NAMES = 20_000;
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final int MAPPED = 5_000;
    private static final String FHIR_JSON = "application/fhir+json";
    static final String[] HEADER = {
        "question",
        "answers/s",
        "answers a core-second of the server",
        "p99 ms at full load",
        "half of it /s",
        "p50 ms",
        "p99 ms"
    };

    private final RunningProcess server;
    private final InetSocketAddress address;
    private final String token;
    private final int concepts;
    private final SplittableRandom random;
    private final List<Concept> some;
    private final String system = MeasureTerminology.encoded(GeneratedList.SYSTEM);

    CodesOverHttp(RunningProcess server, String token, int concepts, long seed) {
        this.server = server;
        address = server.address();
        this.token = token;
        this.concepts = concepts;
        random = new SplittableRandom(seed);
        some = GeneratedList.of(Math.min(NAMES, concepts), seed).concepts();
    }

    /** @param only those in whose name this regular expression is found */
    void questions(int connections, int seconds, String only) throws IOException, InterruptedException {
        Map<String, Supplier<byte[]>> questions = questions();
        Predicate<String> asked = Pattern.compile(only).asPredicate();
        boolean isMapAsked =
                questions.keySet().stream().anyMatch(name -> name.contains("$translate") && asked.test(name));
        if (isMapAsked) {
            postMap();
        }
        Map<String, List<byte[]>> requests = new LinkedHashMap<>();
        questions.forEach((name, question) -> {
            if (asked.test(name)) {
                requests.put(name, Stream.generate(question).limit(QUESTIONS).toList());
            }
        });
        // What they share is compiled by all of them: the first to be measured shall not pay for it.
        for (List<byte[]> some : requests.values()) {
            new HttpLoad(address, some).run(connections, OptionalDouble.empty(), WARM_UP);
        }
        MarkdownTable table = new MarkdownTable(HEADER);
        for (Map.Entry<String, List<byte[]>> question : requests.entrySet()) {
            row(table, question.getKey(), server, question.getValue(), connections, seconds);
        }
    }

    private Map<String, Supplier<byte[]>> questions() {
        Map<String, Supplier<byte[]>> all = new LinkedHashMap<>();
        String lookup = "/CodeSystem/$lookup?system=" + system;
        all.put("$lookup", () -> get("/fhir" + lookup + "&code=" + code()));
        all.put("$lookup in R5", () -> get("/fhir/r5" + lookup + "&code=" + code()));
        all.put("$lookup, displayLanguage=en", () -> get("/fhir" + lookup + "&displayLanguage=en&code=" + code()));
        all.put(
                "$lookup, posted",
                () -> post("CodeSystem/$lookup", parameter("system", GeneratedList.SYSTEM), parameter("code", code())));
        String validate = "/fhir/CodeSystem/$validate-code?url=" + system;
        all.put("$validate-code of the system", () -> get(validate + "&code=" + code()));
        all.put("$validate-code with display", () -> {
            Concept concept = some.get(random.nextInt(some.size()));
            return get(
                    validate + "&code=" + concept.code() + "&display=" + MeasureTerminology.encoded(concept.display()));
        });
        all.put(
                "$validate-code of the value set",
                () -> get("/fhir/ValueSet/$validate-code?url=" + system + "%3Ffhir_vs&system=" + system + "&code="
                        + code()));
        all.put(
                "$validate-code of the value set, posted",
                () -> post(
                        "ValueSet/$validate-code",
                        parameter("url", GeneratedList.SYSTEM + "?fhir_vs"),
                        parameter("system", GeneratedList.SYSTEM),
                        parameter("code", code())));
        all.put("$validate-code, unknown code", () -> get(validate + "&code=no" + code()));
        all.put(
                "$subsumes",
                () -> get("/fhir/CodeSystem/$subsumes?system=" + system + "&codeA=" + code() + "&codeB=" + code()));
        String translate = "/fhir/ConceptMap/$translate?url=urn:khop:generated-map";
        all.put(
                "$translate",
                () -> get(translate + "&system=" + system + "&code="
                        + GeneratedList.code(random.nextInt(Math.min(MAPPED, concepts)))));
        all.put(
                "$translate, reverse",
                () -> get(translate + "&reverse=true&system=urn:khop:other&code=T" + random.nextInt(MAPPED / 2)));
        all.put("$expand, 3-6 letters, below a concept", () -> post(expand(below(), typed(), 0)));
        all.put("$expand, 3-6 letters, whole list", () -> post(expand("", typed(), 0)));
        all.put("$expand, first page", () -> post(expand("", "", 0)));
        all.put("$expand, page at 80 %", () -> post(expand("", "", concepts / 5 * 4)));
        return all;
    }

    /** What neighbours ask. */
    List<byte[]> lookups() {
        return Stream.generate(() -> get("/fhir/CodeSystem/$lookup?system=" + system + "&code=" + code()))
                .limit(QUESTIONS)
                .toList();
    }

    private String code() {
        return GeneratedList.code(random.nextInt(concepts));
    }

    private byte[] get(String path) {
        return HttpLoad.get(address, path, token);
    }

    private byte[] post(String expand) {
        return HttpLoad.post(address, "/fhir/ValueSet/$expand", FHIR_JSON, token, expand);
    }

    private byte[] post(String operation, String... parameters) {
        String body = "{\"resourceType\":\"Parameters\",\"parameter\":[" + String.join(",", parameters) + "]}";
        return HttpLoad.post(address, "/fhir/" + operation, FHIR_JSON, token, body);
    }

    private static String parameter(String name, String value) {
        return "{\"name\":\"" + name + "\",\"valueString\":\"" + value + "\"}";
    }

    /** One line: full load, then half of that at a constant rate. */
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

    private String below() {
        return GeneratedList.code(random.nextInt(Math.min(111, concepts)));
    }

    /** The first three to six letters of a name, without marks. */
    private String typed() {
        Concept concept = some.get(random.nextInt(some.size()));
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

    /** Stores a map of 5,000 codes; a server that takes none cannot be measured. */
    private void postMap() throws IOException, InterruptedException {
        String elements = IntStream.range(0, MAPPED)
                .mapToObj(i -> "{\"code\":\"" + GeneratedList.code(i) + "\",\"target\":[{\"code\":\"T" + i / 2
                        + "\",\"equivalence\":\"equivalent\"}]}")
                .collect(Collectors.joining(","));
        String map =
                "{\"resourceType\":\"ConceptMap\",\"id\":\"generated-map\",\"url\":\"urn:khop:generated-map\",\"version\":\"1\",\"status\":\"active\",\"group\":[{\"source\":\""
                        + GeneratedList.SYSTEM + "\",\"target\":\"urn:khop:other\",\"element\":[" + elements + "]}]}";
        for (int attempt = 0; attempt < 120; attempt++) {
            HttpResponse<String> answer =
                    MeasureTerminology.send(server, "/fhir/ConceptMap/generated-map", "PUT", FHIR_JSON, token, map);
            if (answer.statusCode() / 100 == 2) {
                return;
            }
            if (answer.statusCode() != 503) {
                throw new IllegalStateException("the server stored no ConceptMap, so $translate cannot be measured: "
                        + answer.statusCode() + " " + answer.body());
            }
            Thread.sleep(1_000);
        }
        throw new IllegalStateException("the server stored no ConceptMap within two minutes: it answers 503");
    }

    void bulk() throws IOException, InterruptedException {
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
        bulk(table, "$batch-validate-code", 10_000, "/fhir/ValueSet/$batch-validate-code", FHIR_JSON, batch);
        int many = 500_000;
        String codes = IntStream.range(0, many)
                .mapToObj(i -> "\"" + GeneratedList.code(random.nextInt(concepts)) + "\"")
                .collect(Collectors.joining(","));
        bulk(
                table,
                "/api/v1/codes:lookup",
                many,
                "/api/v1/codes:lookup",
                "application/json",
                "{\"system\":\"" + GeneratedList.SYSTEM + "\",\"codes\":[" + codes + "]}");
    }

    /** The best of ten, after five that only warm up. */
    private void bulk(MarkdownTable table, String name, int codes, String path, String type, String body)
            throws IOException, InterruptedException {
        double wall = Double.MAX_VALUE;
        double cpu = Double.MAX_VALUE;
        for (int i = 0; i < 15; i++) {
            double before = server.cpuSeconds();
            long start = System.nanoTime();
            HttpResponse<String> answer = MeasureTerminology.send(server, path, "POST", type, token, body);
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
}
