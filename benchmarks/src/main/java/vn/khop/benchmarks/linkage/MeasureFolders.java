package vn.khop.benchmarks.linkage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ours beside Splink on folders of Vietnamese records. */
@Command(
        name = "folders",
        mixinStandardHelpOptions = true,
        description = "Links records.csv of each folder, counts with its truth.csv.")
final class MeasureFolders implements Callable<Integer> {
    static final String[] HEADER = {
        "Data",
        "Engine",
        "Records",
        "Pairs scored",
        "CPU s",
        "Wall s",
        "Peak MB",
        "Precision",
        "Recall",
        "F1",
        "Review for 100 records",
        "Recall with review decided"
    };

    @Mixin
    private Khop khop = new Khop();

    @Mixin
    private Splink splink = new Splink();

    @Option(names = "--only-splink", description = "leave our own run out")
    private boolean isOnlySplink;

    @Parameters(arity = "1..*", description = "folders with records.csv and truth.csv")
    private List<Path> folders = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!isOnlySplink) {
            khop.prepare();
        }
        MarkdownTable table = new MarkdownTable(HEADER);
        for (Path folder : folders) {
            String name = folder.toAbsolutePath().normalize().getFileName().toString();
            Truth truth = Truth.read(folder.resolve("truth.csv"));
            if (!isOnlySplink) {
                add(table, name, khop.link(name, List.of(folder.resolve("records.csv")), List.of()), truth);
            }
            if (splink.isWanted()) {
                add(table, name, splink.run(name, folder, khop.work()), truth);
            }
        }
        return 0;
    }

    static LinkageResult add(MarkdownTable table, String name, Khop.Run run, Truth truth) throws IOException {
        LinkageResult result = LinkageResult.of(run.clusters(), run.pairs(), truth);
        table.add(
                name,
                "Khớp",
                truth.records(),
                run.comparedPairs().isPresent() ? run.comparedPairs().getAsLong() : "?",
                MarkdownTable.one(run.process().cpuSeconds()),
                MarkdownTable.one(run.process().wallSeconds()),
                Math.round(run.process().peakMegabytes()),
                result.clusters().precision(),
                result.clusters().recall(),
                result.clusters().f1(),
                MarkdownTable.one(result.reviewPer100()),
                result.reviewed().recall());
        return result;
    }

    static void add(MarkdownTable table, String name, Splink.Run run, Truth truth) {
        table.add(
                name,
                "Splink 4.0.16 at 0.99",
                truth.records(),
                run.comparedPairs(),
                MarkdownTable.one(run.cpuSeconds()),
                MarkdownTable.one(run.wallSeconds()),
                Math.round(run.peakMegabytes()),
                run.at99().path("p").asDouble(),
                run.at99().path("r").asDouble(),
                run.at99().path("f1").asDouble(),
                "-",
                "-");
        table.add(
                name,
                "Splink at its best threshold",
                truth.records(),
                run.comparedPairs(),
                "same",
                "same",
                "same",
                run.best().path("p").asDouble(),
                run.best().path("r").asDouble(),
                run.best().path("f1").asDouble(),
                "-",
                "-");
    }
}
