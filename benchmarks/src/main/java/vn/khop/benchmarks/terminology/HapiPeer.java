package vn.khop.benchmarks.terminology;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import vn.khop.benchmarks.linkage.MarkdownTable;
import vn.khop.benchmarks.linkage.MeasuredProcess;
import vn.khop.benchmarks.server.HttpLoad;
import vn.khop.benchmarks.server.PeerFolder;
import vn.khop.benchmarks.server.RunningProcess;

/** HAPI with its own list of 15,000 concepts, asked as the product is; it has no authorization. */
final class HapiPeer {
    private static final int CODES = 15_000;
    private static final int MAPPED = 5_000;
    private static final int QUESTIONS = 5_000;
    private static final int LOOKED_AT = 200;
    // The words of its list's names, in their order.
    private static final String[] FIRST = {"acute", "chronic", "primary", "secondary", "benign", "malignant", "severe"};
    private static final String[] SECOND = {"renal", "hepatic", "cardiac", "pulmonary", "gastric", "cerebral", "dermal"
    };
    private static final String[] THIRD = {
        "failure", "fibrosis", "stenosis", "inflammation", "infection", "neoplasm", "injury", "dysplasia", "atrophy"
    };
    private static final int LETTERS_MIN = 3;
    private static final int LETTERS_MAX = 6;
    private static final int TYPES = 97;
    private static final String SYSTEM = "http://example.org/cs/bench";

    private HapiPeer() {}

    /**
     * Builds it in a folder of its own, loads its list, and measures.
     *
     * @param source the peer's folder, which is not written to
     */
    static void measure(Path source, Path work, int port, int seconds, int connections)
            throws IOException, InterruptedException {
        Path jar = PeerFolder.built(source, work);
        MeasuredProcess.run(List.of("sh", "-c", "cd " + work + " && python3 load/gencs.py"), work.resolve("list.log"));
        List<String> command = List.of("env", "PORT=" + port, "java", "-Xmx2g", "-jar", jar.toString());
        try (RunningProcess server = RunningProcess.start(command, work, port, "/fhir/metadata")) {
            System.out.printf(
                    Locale.ROOT, "%nHAPI, %,d concepts: ready after %.1f s%n%n", CODES, server.secondsToReady());
            put(server, work, "CodeSystem/bench-cs", "cs.json");
            put(server, work, "ValueSet/bench-vs", "vs.json");
            put(server, work, "ConceptMap/bench-cm", "cm.json");
            await(server, "/fhir/CodeSystem/$lookup?system=" + SYSTEM + "&code=C14999", "display");
            await(
                    server,
                    "/fhir/ValueSet/$expand?url=http://example.org/vs/bench&count=20&filter=" + SECOND[0],
                    "\"code\"");
            SplittableRandom random = new SplittableRandom(1);
            MarkdownTable table = new MarkdownTable(CodesOverHttp.HEADER);
            row(
                    table,
                    server,
                    "$lookup",
                    any -> "/fhir/CodeSystem/$lookup?system=" + SYSTEM + "&code=" + code(random, CODES),
                    seconds,
                    connections);
            row(
                    table,
                    server,
                    "$validate-code of the system",
                    any -> "/fhir/CodeSystem/$validate-code?url=" + SYSTEM + "&code=" + code(random, CODES),
                    seconds,
                    connections);
            row(
                    table,
                    server,
                    "$translate",
                    any -> "/fhir/ConceptMap/$translate?url=http://example.org/cm/bench&system=" + SYSTEM + "&code="
                            + code(random, MAPPED),
                    seconds,
                    connections);
            System.out.printf(
                    Locale.ROOT,
                    "%nHAPI: of %d answers to $expand with text %d hold a code%n",
                    LOOKED_AT,
                    withCodes(server, random));
            row(table, server, "$expand with text", any -> expand(random), seconds, connections);
        }
    }

    /** HAPI keeps an answer for a minute under its question: so nearly every question is another one. */
    private static String expand(SplittableRandom random) {
        String third = THIRD[random.nextInt(THIRD.length)];
        int letters = Math.min(third.length(), random.nextInt(LETTERS_MIN, LETTERS_MAX + 1));
        return "/fhir/ValueSet/$expand?url=http://example.org/vs/bench&count=20&filter="
                + FIRST[random.nextInt(FIRST.length)] + "%20" + SECOND[random.nextInt(SECOND.length)] + "%20"
                + third.substring(0, letters) + (random.nextBoolean() ? "" : "%20" + random.nextInt(TYPES));
    }

    private static int withCodes(RunningProcess server, SplittableRandom random)
            throws IOException, InterruptedException {
        int found = 0;
        for (int i = 0; i < LOOKED_AT; i++) {
            HttpResponse<String> answer =
                    MeasureTerminology.send(server, expand(random), "GET", "application/fhir+json", "", "");
            found += answer.statusCode() == 200 && answer.body().contains("\"code\"") ? 1 : 0;
        }
        return found;
    }

    private static String code(SplittableRandom random, int of) {
        return String.format(Locale.ROOT, "C%05d", random.nextInt(of));
    }

    private static void row(
            MarkdownTable table,
            RunningProcess server,
            String name,
            IntFunction<String> path,
            int seconds,
            int connections)
            throws IOException {
        List<byte[]> requests = IntStream.range(0, QUESTIONS)
                .mapToObj(path)
                .map(one -> HttpLoad.get(server.address(), one, "none"))
                .toList();
        CodesOverHttp.row(table, name, server, requests, connections, seconds);
    }

    private static void put(RunningProcess server, Path work, String name, String file)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = MeasureTerminology.send(
                server, "/fhir/" + name, "PUT", "application/fhir+json", "", Files.readString(work.resolve(file)));
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(name + " was answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    /** HAPI stores concepts and expands value sets behind the answer: waits until this question's answer holds that text. */
    private static void await(RunningProcess server, String question, String held)
            throws IOException, InterruptedException {
        for (int i = 0; i < 600; i++) {
            HttpResponse<String> answer =
                    MeasureTerminology.send(server, question, "GET", "application/fhir+json", "", "");
            if (answer.statusCode() == 200 && answer.body().contains(held)) {
                return;
            }
            Thread.sleep(1_000);
        }
        throw new IllegalStateException("HAPI does not answer " + question + " within ten minutes");
    }
}
