package vn.khop.benchmarks.mapping;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.khop.benchmarks.linkage.MarkdownTable;
import vn.khop.terminology.suggest.Experience;
import vn.khop.terminology.suggest.Judgement;
import vn.khop.terminology.suggest.LocalRow;
import vn.khop.terminology.suggest.ModelTrainer;
import vn.khop.terminology.suggest.Suggester;
import vn.khop.terminology.suggest.Suggestion;
import vn.khop.terminology.suggest.SuggestionModel;
import vn.khop.terminology.suggest.TargetIndex;

/** Trains the model of suggestions and measures it on rows that it has never seen. */
@Command(
        name = "measure-mapping",
        mixinStandardHelpOptions = true,
        description =
                "Measures suggestions on pairs of real lists, on the half of them that trains nothing, beside plain Lucene BM25; with --train, trains first")
public final class MeasureMapping implements Callable<Integer> {
    private static final int FIRST = 5;
    private static final int TIMED_ROWS = 10_000;
    private static final int EXAMPLES = 12;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            defaultValue = "${env:KHOP_DATA}",
            description = "folder with icd10, services and drugs (default: $KHOP_DATA)")
    private Path data = Path.of("");

    @Option(
            names = "--train",
            paramLabel = "FILE",
            description = "train on the other half, write the model here and measure it")
    private Optional<Path> train = Optional.empty();

    @Option(names = "--model", paramLabel = "FILE", description = "measure this model (default: the shipped one)")
    private Optional<Path> model = Optional.empty();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "national-lists-2026-11",
            description = "of a trained model")
    private String name = "";

    @Option(
            names = "--learn",
            paramLabel = "N",
            defaultValue = "0",
            description = "also: let N held-out rows of the first set be accepted one by one, and measure the others")
    private int learned;

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "measure only sets whose names have this")
    private String only = "";

    @Option(
            names = "--misses",
            description = "print how reliable the probabilities were, and some rows that were missed")
    private boolean isTelling;

    public static void main(String[] args) {
        System.exit(new CommandLine(new MeasureMapping()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        List<MappingSet> sets = MappingSets.read(data);
        List<TargetIndex> indexes =
                sets.stream().map(set -> TargetIndex.of(set.targets())).toList();
        SuggestionModel measured = model(sets, indexes);
        System.out.println("Model " + measured.version() + ", held-out half of each set\n");
        MarkdownTable table = new MarkdownTable(
                "rows",
                "rows with a target",
                "without",
                "targets",
                "top 1",
                "top 5",
                "BM25 top 1",
                "BM25 top 5",
                "calibration error",
                "by chance");
        List<String> misses = new ArrayList<>();
        for (int i = 0; i < sets.size(); i++) {
            MappingSet set = sets.get(i);
            if (!set.name().contains(only)) {
                continue;
            }
            Suggester suggester = new Suggester(indexes.get(i), measured, Experience.NONE);
            List<Measured> ours = set.heldOut().parallelStream()
                    .map(row -> measured(row, suggester))
                    .toList();
            List<Measured> theirs = new ArrayList<>();
            try (PlainBm25 plain = new PlainBm25(set.targets())) {
                for (MappingSet.Row row : set.heldOut()) {
                    String text = row.row().name() + " " + row.row().ingredient() + " "
                            + row.row().strength();
                    theirs.add(new Measured(row, rank(row, plain.find(text, FIRST)), false, 0));
                }
            }
            long identical =
                    ours.stream().filter(one -> one.row().isIdentical()).count();
            add(
                    table,
                    set.name() + ", all (" + percent((double) identical / ours.size()) + " identical)",
                    set,
                    ours,
                    theirs);
            add(
                    table,
                    "— not identical",
                    set,
                    Measured.only(ours, one -> !one.row().isIdentical()),
                    Measured.only(theirs, one -> !one.row().isIdentical()));
            if (isTelling) {
                misses.add(set.name() + ":");
                misses.addAll(Measured.reliability(ours));
                ours.stream()
                        .filter(one -> one.rank() != 1 && !one.row().codes().isEmpty())
                        .limit(EXAMPLES)
                        .forEach(one -> misses.add(told(one, suggester, set)));
            }
        }
        System.out.println();
        misses.forEach(System.out::println);
        if (learned > 0) {
            learn(sets.get(0), indexes.get(0), measured);
        }
        if (only.isEmpty()) {
            time(sets, indexes, measured);
        }
        return 0;
    }

    /** What decisions of people do to the rows that they have not come to. */
    private void learn(MappingSet set, TargetIndex index, SuggestionModel model) {
        List<MappingSet.Row> rows = set.heldOut().stream()
                .filter(row -> !row.isIdentical() && !row.codes().isEmpty())
                .toList();
        List<MappingSet.Row> rest = rows.subList(Math.min(rows.size(), learned), rows.size());
        Suggester before = new Suggester(index, model, Experience.NONE);
        Suggester after = before.learned(rows.stream()
                .limit(learned)
                .map(row -> new Judgement(row.row(), row.codes().iterator().next(), true))
                .toList());
        for (Suggester suggester : List.of(before, after)) {
            List<Measured> measured =
                    rest.parallelStream().map(row -> measured(row, suggester)).toList();
            System.out.printf(
                    Locale.ROOT,
                    "%s, %,d other rows of %s: top 1 %.4f, top 5 %.4f, calibration error %.4f%n",
                    suggester.model().version(),
                    rest.size(),
                    set.name(),
                    Measured.hitRate(measured, 1),
                    Measured.hitRate(measured, FIRST),
                    Measured.calibrationError(measured));
        }
    }

    private SuggestionModel model(List<MappingSet> sets, List<TargetIndex> indexes) throws IOException {
        if (train.isPresent()) {
            long start = System.nanoTime();
            SuggestionModel trained = ModelTrainer.train(
                    name,
                    IntStream.range(0, sets.size())
                            .filter(i -> sets.get(i).isTrainable())
                            .mapToObj(i -> sets.get(i).lesson(indexes.get(i)))
                            .toList());
            Files.writeString(train.get(), trained.write(), StandardCharsets.UTF_8);
            System.out.printf(Locale.ROOT, "Trained in %.1f s%n", (System.nanoTime() - start) / 1e9);
            return SuggestionModel.read(trained.write());
        }
        return model.isPresent()
                ? SuggestionModel.read(Files.readString(model.get(), StandardCharsets.UTF_8))
                : SuggestionModel.shipped();
    }

    static Measured measured(MappingSet.Row row, Suggester suggester) {
        List<Suggestion> suggestions = suggester.suggest(row.row(), FIRST);
        return new Measured(
                row,
                rank(row, suggestions.stream().map(Suggestion::code).toList()),
                !suggestions.isEmpty()
                        && row.meant().filter(suggestions.get(0).code()::equals).isPresent(),
                suggestions.isEmpty() ? 0 : suggestions.get(0).probability());
    }

    private static int rank(MappingSet.Row row, List<String> codes) {
        for (int i = 0; i < codes.size(); i++) {
            if (row.codes().contains(codes.get(i))) {
                return i + 1;
            }
        }
        return 0;
    }

    private static void add(
            MarkdownTable table, String what, MappingSet set, List<Measured> ours, List<Measured> theirs) {
        long without = ours.stream().filter(one -> one.row().codes().isEmpty()).count();
        table.add(
                what,
                ours.size() - without,
                without,
                set.targets().size(),
                Measured.hitRate(ours, 1),
                Measured.hitRate(ours, FIRST),
                Measured.hitRate(theirs, 1),
                Measured.hitRate(theirs, FIRST),
                Measured.calibrationError(ours),
                Measured.errorByChance(ours));
    }

    private static String percent(double share) {
        return Math.round(share * 100) + " %";
    }

    private static String told(Measured one, Suggester suggester, MappingSet set) {
        StringBuilder text = new StringBuilder(one.row().row().name());
        set.targets().stream()
                .filter(target -> one.row().codes().contains(target.code()))
                .forEach(target -> text.append("\n    = ")
                        .append(target.code())
                        .append(' ')
                        .append(target.display()));
        suggester
                .suggest(one.row().row(), 2)
                .forEach(suggestion -> text.append(String.format(
                        Locale.ROOT,
                        "%n    %.2f %s %s %s",
                        suggestion.probability(),
                        suggestion.code(),
                        suggestion.display(),
                        suggestion.reasons())));
        return text.toString();
    }

    /** As a server does it: the index made once, then rows on all cores. */
    private static void time(List<MappingSet> sets, List<TargetIndex> indexes, SuggestionModel model) {
        MappingSet services = sets.get(1);
        Suggester suggester = new Suggester(indexes.get(1), model, Experience.NONE);
        List<LocalRow> rows = IntStream.range(0, TIMED_ROWS)
                .mapToObj(i -> services.rows().get(i % services.rows().size()).row())
                .toList();
        long start = System.nanoTime();
        TargetIndex.of(services.targets());
        long indexed = System.nanoTime();
        long found = rows.parallelStream()
                .mapToLong(row -> suggester.suggest(row, FIRST).size())
                .sum();
        System.out.printf(
                Locale.ROOT,
                "%,d targets indexed in %.1f s; %,d rows in %.1f s on %d cores, %,d suggestions%n",
                services.targets().size(),
                (indexed - start) / 1e9,
                TIMED_ROWS,
                (System.nanoTime() - indexed) / 1e9,
                Runtime.getRuntime().availableProcessors(),
                found);
    }
}
