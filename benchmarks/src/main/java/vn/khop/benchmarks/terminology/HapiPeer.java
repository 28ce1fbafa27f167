package vn.khop.benchmarks.terminology;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;
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

    private static final String EXPAND = "$expand with text";
    private static final Duration EXPANDED_WITHIN = Duration.ofMinutes(15);
    private static final Duration POLL = Duration.ofSeconds(2);

    private HapiPeer() {}

    /**
     * Builds it in a folder of its own, loads its list, and measures; what a former run has left in that folder is used again.
     *
     * @param source the peer's folder, which is not written to
     * @param only those in whose name this regular expression is found
     */
    static void measure(Path source, Path work, int port, int seconds, int connections, String only)
            throws IOException, InterruptedException {
        Predicate<String> asked = Pattern.compile(only).asPredicate();
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
            SplittableRandom random = new SplittableRandom(1);
            MarkdownTable table = new MarkdownTable(CodesOverHttp.HEADER);
            Map<String, IntFunction<String>> questions = new LinkedHashMap<>();
            questions.put(
                    "$lookup", any -> "/fhir/CodeSystem/$lookup?system=" + SYSTEM + "&code=" + code(random, CODES));
            questions.put(
                    "$validate-code of the system",
                    any -> "/fhir/CodeSystem/$validate-code?url=" + SYSTEM + "&code=" + code(random, CODES));
            questions.put(
                    "$translate",
                    any -> "/fhir/ConceptMap/$translate?url=http://example.org/cm/bench&system=" + SYSTEM + "&code="
                            + code(random, MAPPED));
            questions.keySet().removeIf(asked.negate());
            for (Map.Entry<String, IntFunction<String>> question : questions.entrySet()) {
                row(table, server, question.getKey(), question.getValue(), seconds, connections);
            }
            if (asked.test(EXPAND)) {
                double waited = await(
                        server,
                        "/fhir/ValueSet/$expand?url=http://example.org/vs/bench&count=20&filter=" + SECOND[0],
                        "\"code\"");
                int withCodes = withCodes(server, random);
                row(table, server, EXPAND, any -> expand(random), seconds, connections);
                System.out.printf(
                        Locale.ROOT,
                        "%nHAPI refused a page of the value set (HAPI-0831) for %.0f s more, until its job had expanded it; of %d answers to %s %d hold a code%n",
                        waited,
                        LOOKED_AT,
                        EXPAND,
                        withCodes);
            }
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

    /**
     * HAPI stores concepts behind the answer, and a job that runs each ten minutes expands value sets: waits until this question's answer holds that text.
     *
     * @return how many seconds that took
     */
    private static double await(RunningProcess server, String question, String held)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < EXPANDED_WITHIN.toNanos()) {
            HttpResponse<String> answer =
                    MeasureTerminology.send(server, question, "GET", "application/fhir+json", "", "");
            if (answer.statusCode() == 200 && answer.body().contains(held)) {
                return (System.nanoTime() - start) / 1e9;
            }
            Thread.sleep(POLL.toMillis());
        }
        throw new IllegalStateException(
                "HAPI does not answer " + question + " within " + EXPANDED_WITHIN.toMinutes() + " minutes");
    }
}
