package vn.khop.benchmarks.linkage;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * What the stated probabilities are worth: expected calibration error in ten bins of one width and in ten of one mass, on each folder
 * as it is, and on it with half of the second and further records of its people dropped, so that a pair is a match less often: trained
 * on what is left, and with the model of the whole file.
 */
@Command(
        name = "calibration",
        mixinStandardHelpOptions = true,
        description = "Expected calibration error of the pairs' probabilities.")
final class MeasureCalibration implements Callable<Integer> {
    @Mixin
    private Khop khop = new Khop();

    @Option(
            names = "--seed",
            defaultValue = "7",
            description = "of which records are dropped; default ${DEFAULT-VALUE}")
    private long seed = 7;

    @Option(names = "--bins", description = "print the bins too")
    private boolean hasBins;

    @Parameters(arity = "1..*", description = "folders with records.csv and truth.csv")
    private List<Path> folders = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        khop.prepare();
        MarkdownTable table = new MarkdownTable(
                "Data", "Records", "Pairs", "Share that match", "Mean stated", "ECE, equal width", "ECE, equal mass");
        for (Path folder : folders) {
            String name = folder.toAbsolutePath().normalize().getFileName().toString();
            Path records = folder.resolve("records.csv");
            Truth truth = Truth.read(folder.resolve("truth.csv"));
            add(table, name, khop.link(name, List.of(records), List.of()), truth);
            Path thinned = khop.work().resolve(name + "-thinned.csv");
            Truth left = thin(records, truth, thinned);
            add(table, name + ", thinned", khop.link(name + "-thinned", List.of(thinned), List.of()), left);
            Path model = khop.work().resolve(name + ".model.json");
            khop.train(records, model);
            add(
                    table,
                    name + ", thinned, model of the whole",
                    khop.link(name + "-given", List.of(thinned), List.of("--model", model.toString())),
                    left);
        }
        return 0;
    }

    private void add(MarkdownTable table, String name, Khop.Run run, Truth truth) throws IOException {
        List<ScoredPairs.Pair> pairs = ScoredPairs.read(run.scored(), truth).pairs();
        Calibration width = Calibration.equalWidth(pairs);
        Calibration mass = Calibration.equalMass(pairs);
        table.add(
                name,
                truth.records(),
                pairs.size(),
                pairs.stream().filter(ScoredPairs.Pair::isMatch).count() / (double) pairs.size(),
                pairs.stream().mapToDouble(ScoredPairs.Pair::probability).sum() / pairs.size(),
                width.expectedError(),
                mass.expectedError());
        if (hasBins) {
            width.bins().forEach(bin -> System.err.println(name + " width " + bin));
            mass.bins().forEach(bin -> System.err.println(name + " mass " + bin));
        }
    }

    /** Keeps a person's first record and each further one by a coin. */
    private Truth thin(Path records, Truth truth, Path thinned) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        boolean[] hasRecord = new boolean[truth.people()];
        Path truthLeft = thinned.resolveSibling(thinned.getFileName() + ".truth");
        try (BufferedWriter lines = Files.newBufferedWriter(thinned, StandardCharsets.UTF_8);
                CSVPrinter printer = new CSVPrinter(lines, CSVFormat.RFC4180);
                BufferedWriter who = Files.newBufferedWriter(truthLeft, StandardCharsets.UTF_8)) {
            who.write("record_id,person_id\n");
            boolean[] hasHeader = {false};
            CsvRows.read(records, row -> {
                try {
                    if (!hasHeader[0]) {
                        printer.printRecord(row.getParser().getHeaderNames());
                        hasHeader[0] = true;
                    }
                    String id = row.get("record_id");
                    int person = truth.person(truth.number(id));
                    if (!hasRecord[person] || random.nextBoolean()) {
                        hasRecord[person] = true;
                        printer.printRecord(row);
                        who.write(id + ",p" + person + "\n");
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
        }
        return Truth.read(truthLeft);
    }
}
