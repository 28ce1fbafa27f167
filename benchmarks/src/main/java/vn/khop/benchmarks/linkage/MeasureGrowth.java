package vn.khop.benchmarks.linkage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.khop.benchmarks.people.GeneratePeople;

/** Time and memory against the number of records: generated cities of growing size, one line each. */
@Command(
        name = "growth",
        mixinStandardHelpOptions = true,
        description = "Generates cities of growing size and links them.")
final class MeasureGrowth implements Callable<Integer> {
    @Mixin
    private Khop khop = new Khop();

    @Mixin
    private Splink splink = new Splink();

    @Option(
            names = "--sizes",
            split = ",",
            defaultValue = "100000,300000,1000000",
            description = "default ${DEFAULT-VALUE}")
    private List<Long> sizes = List.of();

    @Option(names = "--large", description = "3,000,000 and 10,000,000 too: half an hour and 20 GB of disk")
    private boolean isLarge;

    @Option(names = "--kind", defaultValue = "city", description = "city or hard; default ${DEFAULT-VALUE}")
    private String kind = "city";

    @Option(names = "--seed", defaultValue = "7", description = "default ${DEFAULT-VALUE}")
    private long seed = 7;

    @Override
    public Integer call() throws IOException, InterruptedException {
        khop.prepare();
        MarkdownTable table = new MarkdownTable(MeasureFolders.HEADER);
        for (long size : sizes) {
            measure(size, table);
        }
        if (isLarge) {
            measure(3_000_000, table);
            measure(10_000_000, table);
        }
        return 0;
    }

    private void measure(long size, MarkdownTable table) throws IOException, InterruptedException {
        String name = kind + "-" + size;
        Path folder = khop.work().resolve(name);
        if (!Files.exists(folder.resolve("records.csv"))) {
            GeneratePeople.generate(kind, seed, size, folder);
        }
        Truth truth = Truth.read(folder.resolve("truth.csv"));
        MeasureFolders.add(table, name, khop.link(name, List.of(folder.resolve("records.csv")), List.of()), truth);
        if (splink.isWanted()) {
            MeasureFolders.add(table, name, splink.run(name, folder, khop.work()), truth);
        }
    }
}
