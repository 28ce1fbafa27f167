package vn.khop.benchmarks.linkage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.khop.benchmarks.people.GenerateCases;
import vn.khop.benchmarks.people.GenerateCases.Case;
import vn.khop.benchmarks.people.GeneratePeople;

/**
 * Drawn cases of two people who must stay apart, all in one file that is linked with the model of an ordinary city, as a file of such
 * cases alone would teach a wrong one: how many cases have the two in one cluster, and how much of each person is found. Of people
 * whose verified numbers differ, two records with such numbers must never meet; one that carries none is a matter of evidence.
 */
@Command(
        name = "safety",
        mixinStandardHelpOptions = true,
        description = "Links drawn cases of two who must stay apart.")
final class MeasureSafety implements Callable<Integer> {
    private static final long CITY_RECORDS = 50_000;

    /** Five of eight drawn cases have a verified number on both sides, which is what counts. */
    private static final int DRAWN_PERCENT = 170;

    @Mixin
    private Khop khop = new Khop();

    @Option(names = "--cases", defaultValue = "10000", description = "of each sort; default ${DEFAULT-VALUE}")
    private int cases = 10_000;

    @Option(names = "--seed", defaultValue = "7", description = "default ${DEFAULT-VALUE}")
    private long seed = 7;

    @Override
    public Integer call() throws IOException, InterruptedException {
        khop.prepare();
        Path city = khop.work().resolve("safety-city");
        GeneratePeople.generate("city", seed, CITY_RECORDS, city);
        Path model = khop.work().resolve("safety-city.model.json");
        khop.train(city.resolve("records.csv"), model);
        MarkdownTable table = new MarkdownTable(
                "Cases of two", "Cases", "Records", "Cases with the two joined", "Precision", "Recall");
        for (Case kind : Case.values()) {
            String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
            Path folder = khop.work().resolve(name);
            boolean isVerified = kind == Case.VERIFIED_NAMESAKES;
            GenerateCases.generate(kind, isVerified ? cases * DRAWN_PERCENT / 100 : cases, seed, folder);
            Truth truth = Truth.read(folder.resolve("truth.csv"));
            Khop.Run run =
                    khop.link(name, List.of(folder.resolve("records.csv")), List.of("--model", model.toString()));
            Accuracy accuracy =
                    LinkageResult.of(run.clusters(), run.pairs(), truth).clusters();
            Set<String> counted = counted(folder.resolve("records.csv"), isVerified);
            table.add(
                    name,
                    cases(counted, 2),
                    truth.records(),
                    joined(run.clusters(), counted),
                    accuracy.precision(),
                    accuracy.recall());
        }
        return 0;
    }

    /** c000017a2 is record 2 of person a of case c000017. */
    private static String caseOf(String record) {
        return record.substring(0, record.length() - 2);
    }

    private static char personOf(String record) {
        return record.charAt(record.length() - 2);
    }

    /** Records that must not meet those of the other person: all, or those with a verified number. */
    static Set<String> counted(Path records, boolean isVerified) throws IOException {
        Set<String> counted = new HashSet<>();
        CsvRows.read(records, row -> {
            if (!isVerified || !row.get("national_id_verified").isEmpty()) {
                counted.add(row.get("record_id"));
            }
        });
        return counted;
    }

    /** Cases of which that many people have a record among these. */
    static long cases(Set<String> records, int people) {
        Map<String, Set<Character>> ofCase = new HashMap<>();
        records.forEach(record ->
                ofCase.computeIfAbsent(caseOf(record), c -> new HashSet<>()).add(personOf(record)));
        return ofCase.values().stream().filter(who -> who.size() == people).count();
    }

    /** Cases with counted records of both people in one cluster. */
    static long joined(Path clusters, Set<String> counted) throws IOException {
        Map<String, Set<String>> ofCluster = new HashMap<>();
        CsvRows.read(clusters, row -> {
            String record = row.get("record_id");
            if (counted.contains(record)) {
                ofCluster
                        .computeIfAbsent(row.get("person_id") + " " + caseOf(record), key -> new HashSet<>())
                        .add(record);
            }
        });
        return ofCluster.values().stream()
                .filter(records -> cases(records, 2) > 0)
                .count();
    }
}
