package vn.khop.benchmarks.linkage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The public sets that KHOP_LINKAGE names: with a proposed schema and with a written one, at the default threshold and at the best. */
@Command(
        name = "public-sets",
        mixinStandardHelpOptions = true,
        description = "Links each set of the folder KHOP_LINKAGE.")
final class MeasurePublicSets implements Callable<Integer> {
    /** A set and what Splink 4.0.16 reached on it with settings chosen for it, F1 of clusters unless said otherwise. */
    private record PublicSet(String folder, String schema, String splink) {}

    private static final List<PublicSet> SETS = List.of(
            new PublicSet("febrl1", "febrl", "0.996 at 0.9 (pairs: best 1.000)"),
            new PublicSet("febrl2", "febrl", "0.9982 at 0.9 (pairs: best 0.9972)"),
            new PublicSet("febrl3", "febrl", "0.9962 at 0.9 (pairs: best 0.9959)"),
            new PublicSet("febrl4", "febrl", "pairs: best 0.9998, at 0.5 0.9992"),
            new PublicSet("fake_1000", "fake_1000", "0.892 at 0.9 (P 1.000 R 0.805)"),
            new PublicSet("uganda", "uganda", "1.000"),
            new PublicSet("rldata500", "rldata500", "0.9899 (P 1.000 R 0.980)"));

    @Mixin
    private Khop khop = new Khop();

    @Option(
            names = "--schemas",
            defaultValue = "schemas",
            description = "folder of the schema files; default ${DEFAULT-VALUE}")
    private Path schemas = Path.of("schemas");

    @Override
    public Integer call() throws IOException, InterruptedException {
        khop.prepare();
        Path sets = MeasureLinkage.folder("KHOP_LINKAGE");
        MarkdownTable table = new MarkdownTable(
                "Set",
                "Schema",
                "Pairs scored",
                "CPU s",
                "Precision",
                "Recall",
                "F1",
                "Best F1",
                "at bits",
                "Splink, F1 of clusters");
        for (PublicSet set : SETS) {
            Path folder = sets.resolve(set.folder());
            List<Path> inputs = Files.exists(folder.resolve("a.csv"))
                    ? List.of(folder.resolve("a.csv"), folder.resolve("b.csv"))
                    : List.of(folder.resolve("records.csv"));
            Truth truth = Truth.read(folder.resolve("truth.csv"));
            List<String> choices = new ArrayList<>(List.of("auto"));
            Path written = schemas.resolve(set.schema() + ".yaml");
            if (Files.exists(written)) {
                choices.add(written.toString());
            }
            for (String schema : choices) {
                String label = schema.equals("auto") ? "auto" : set.schema();
                Khop.Run run = khop.link(set.folder() + "-" + label, inputs, List.of("--schema", schema));
                Accuracy clusters =
                        LinkageResult.of(run.clusters(), run.pairs(), truth).clusters();
                ScoredPairs.Threshold best =
                        ScoredPairs.read(run.scored(), truth).best();
                table.add(
                        set.folder(),
                        label,
                        run.comparedPairs().isPresent() ? run.comparedPairs().getAsLong() : "?",
                        MarkdownTable.one(run.process().cpuSeconds()),
                        clusters.precision(),
                        clusters.recall(),
                        clusters.f1(),
                        best.accuracy().f1(),
                        MarkdownTable.one(best.weightBits()),
                        set.splink());
            }
        }
        return 0;
    }
}
