package vn.khop.benchmarks.terminology;

import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.khop.benchmarks.linkage.MarkdownTable;
import vn.khop.benchmarks.linkage.MeasuredProcess;
import vn.khop.benchmarks.server.IssuedToken;
import vn.khop.benchmarks.server.RunningProcess;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.Release;

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
    private static final double SWITCH_RATE = 500;
    private static final int KILLS = 20;
    private static final int STARTS = 4;

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

    @Option(
            names = "--parts",
            split = ",",
            defaultValue = "LOAD,OPEN,START,QUESTIONS,BULK,HOSTILE,SWITCH,HAPI,KILLS",
            description =
                    "what to do: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}. OPEN, START, QUESTIONS, BULK, HOSTILE and KILLS take what LOAD has left in the folder")
    private Set<Part> parts = EnumSet.allOf(Part.class);

    @Option(
            names = "--rounds",
            defaultValue = "1",
            description = "how often each hostile thing is measured; default ${DEFAULT-VALUE}")
    private int rounds = 1;

    @Option(
            names = "--only",
            defaultValue = "",
            description =
                    "a regular expression: only questions, and only hostile ones, in whose name it is found; default all")
    private String only = "";

    private enum Part {
        LOAD,
        OPEN,
        START,
        QUESTIONS,
        BULK,
        HOSTILE,
        SWITCH,
        HAPI,
        KILLS
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new MeasureTerminology()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        work = Files.createDirectories(work.toAbsolutePath().normalize());
        Path images = work.resolve("images");
        if (parts.contains(Part.LOAD)) {
            load(images);
        }
        if (parts.contains(Part.OPEN)) {
            open(images);
        }
        if (parts.contains(Part.START)) {
            start(images);
        }
        if (!Collections.disjoint(parts, Set.of(Part.QUESTIONS, Part.BULK, Part.HOSTILE))) {
            serve(images);
        }
        if (parts.contains(Part.SWITCH)) {
            MeasureSwitch.measure(command.toAbsolutePath(), work.resolve("switch"), concepts, SWITCH_RATE, seconds);
        }
        String peers = System.getenv("KHOP_PEERS");
        if (parts.contains(Part.HAPI) && peers == null) {
            System.out.println("\nKHOP_PEERS names no folder with peers: HAPI is not measured");
        } else if (parts.contains(Part.HAPI)) {
            HapiPeer.measure(Path.of(peers, "hapi"), work.resolve("hapi"), port + 1, seconds, connections, only);
        }
        if (parts.contains(Part.KILLS)) {
            System.out.println();
            new KilledCommands(command.toAbsolutePath(), work, work.resolve("generated.csv"), concepts, SEED)
                    .measure(KILLS);
        }
        return 0;
    }

    /** Opens the images in this process, five times. */
    private static void open(Path images) {
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            try (Terminology opened = Terminology.open(images)) {
                System.out.printf(
                        Locale.ROOT,
                        "opened %d releases, %,d concepts, checksums verified: %.2f s%n",
                        opened.releases().size(),
                        opened.releases().stream()
                                .mapToInt(Release::conceptCount)
                                .sum(),
                        (System.nanoTime() - start) / 1e9);
            }
        }
    }

    /** How soon a code is answered: once on a new data folder, then on that one. */
    private void start(Path images) throws Exception {
        MarkdownTable table = new MarkdownTable("start", "first $lookup after s", "CPU s until then");
        Path data = Files.createTempDirectory(work, "started");
        for (int i = 0; i < STARTS; i++) {
            Path config = Files.writeString(
                    work.resolve("started.yaml"),
                    String.join(
                            "\n",
                            "khop:",
                            "  security.embedded-issuer: true",
                            "  terminology.images: " + images,
                            "server.port: " + (port + 2),
                            ""));
            String lookup = "/fhir/CodeSystem/$lookup?system=" + encoded(GeneratedList.SYSTEM) + "&code="
                    + GeneratedList.code(i);
            try (RunningProcess server = RunningProcess.begin(serve(config, data), data, port + 2)) {
                IssuedToken.awaitKey(data);
                String token = IssuedToken.of(data, port + 2, List.of("hub"), "ITI-78", Map.of());
                table.add(
                        i == 0 ? "on a new data folder" : "on an existing one",
                        MarkdownTable.one(server.secondsToAnswer(lookup, token)),
                        MarkdownTable.one(server.cpuSeconds()));
            }
        }
    }

    private List<String> serve(Path config, Path data) {
        return List.of(
                "env",
                "KHOP_JAVA_OPTS=-Xmx" + heap,
                command.toAbsolutePath().toString(),
                "serve",
                "--config",
                config.toString(),
                "--data",
                data.toString());
    }

    private void serve(Path images) throws Exception {
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
        try (RunningProcess server = RunningProcess.start(serve(config, data), data, port, "/fhir/metadata")) {
            System.out.printf(Locale.ROOT, "%nready after %.1f s%n", server.secondsToReady());
            System.out.printf(
                    Locale.ROOT,
                    "images %.0f bytes a concept of the generated list%n%n",
                    (double) size(images.resolve("releases"), "urn-khop-generated") / concepts);
            RunningProcess.awaitWhole(data);
            String token = IssuedToken.of(data, port, List.of("hub", "terminology-admin"), "ITI-78", Map.of());
            CodesOverHttp codes = new CodesOverHttp(server, token, concepts, SEED);
            if (parts.contains(Part.QUESTIONS)) {
                codes.questions(connections, seconds, only);
            }
            if (parts.contains(Part.BULK)) {
                codes.bulk();
            }
            if (parts.contains(Part.HOSTILE)) {
                new HostileNeighbours(server, token).measure(codes.lookups(), connections, seconds, rounds, only);
            }
            System.out.printf(
                    Locale.ROOT,
                    "%nserver: %.0f MB resident, %.0f MB of it not files, at most %.0f MB%n",
                    server.megabytes("VmRSS"),
                    server.megabytes("RssAnon"),
                    server.megabytes("VmHWM"));
        }
    }

    private void load(Path images) throws IOException, InterruptedException {
        MarkdownTable table = new MarkdownTable("list", "concepts", "CPU s", "wall s", "peak MB");
        Path csv = work.resolve("generated.csv");
        writeCsv(csv);
        table.add((Object[]) row(
                "generated",
                concepts,
                load(images, csv, options(GeneratedList.VERSION).toArray(String[]::new))));
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

    /** What the columns of the generated list mean. */
    static List<String> options(String version) {
        List<String> options = new ArrayList<>(List.of("--system", GeneratedList.SYSTEM, "--version", version));
        options.addAll(List.of("--name", "generated", "--code", "code", "--parent", "parent"));
        options.addAll(List.of("--display", "vi=name_vi", "--display", "en=name_en"));
        for (String property : List.of("kind", "group", "price", "insured", "since")) {
            options.addAll(List.of("--property", property + "=" + property));
        }
        return options;
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
}
