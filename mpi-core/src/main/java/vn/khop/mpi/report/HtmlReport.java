package vn.khop.mpi.report;

import static vn.khop.mpi.report.Page.figure;
import static vn.khop.mpi.report.Page.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import vn.khop.mpi.BatchLinkage.PairResult;
import vn.khop.mpi.block.BlockingStatistics;
import vn.khop.mpi.file.Evaluation;
import vn.khop.mpi.model.ComparisonParameters;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.model.SchemaDefinition.ComparisonDefinition;
import vn.khop.mpi.model.SchemaDefinition.Thresholds;

/** A self-contained page about a run: no scripts, nothing from outside, every text escaped. Write it with {@link #write}. */
public final class HtmlReport {
    private static final String STYLE = """
            :root{--ink:#1b2733;--paper:#fff;--faint:#dde3e8;--for:#1f7a5a;--against:#b5452c;--plain:#4a6fa5;--unsure:#c98a1b}
            @media(prefers-color-scheme:dark){:root{--ink:#dfe6ec;--paper:#14191e;--faint:#323b44;--for:#4cc29a;--against:#e58069;
            --plain:#8fb0de;--unsure:#e3b452}}
            body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:var(--ink);
            background:var(--paper)}
            h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.2rem}h3{font-size:1rem;margin:1.4rem 0 .3rem}
            p{max-width:56rem}table{border-collapse:collapse}
            td,th{padding:.15rem .7rem;text-align:left;border-bottom:1px solid var(--faint);vertical-align:middle}
            thead th{border-bottom:2px solid var(--faint)}
            td.n,th.n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
            tr.first td{border-top:2px solid var(--faint)}
            nav a{margin-right:1rem}a{color:var(--plain)}svg{max-width:100%;height:auto;vertical-align:middle}td svg{max-width:none}
            text{font-size:11px;fill:var(--ink)}.for{fill:var(--for)}.against{fill:var(--against)}.plain{fill:var(--plain)}
            .unsure{fill:var(--unsure)}.total{fill:var(--ink)}.track{fill:var(--faint)}.axis{stroke:var(--ink);stroke-width:.5}
            .grid{stroke:var(--faint)}.threshold{stroke:var(--ink);stroke-dasharray:4 3}.curve{fill:none;stroke-width:2}
            .curve.precision{stroke:var(--for)}.curve.recall{stroke:var(--plain)}details{margin:.4rem 0}
            summary{cursor:pointer}@media print{details{display:block}}
            """;
    private static final List<Double> LOADS = List.of(0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999);
    private static final int CLUSTERS_SHOWN = 10;

    private final RunReport run;
    private final Page page = new Page();
    private final Charts charts = new Charts(page);

    private HtmlReport(RunReport run) {
        this.run = run;
    }

    /** Writes the page as UTF-8. */
    public static void write(Path file, RunReport run) throws IOException {
        Files.writeString(file, html(run), StandardCharsets.UTF_8);
    }

    static String html(RunReport run) {
        return new HtmlReport(run).html();
    }

    private String html() {
        page.element(
                "html",
                () -> {
                    page.element("head", () -> {
                        page.element("meta", "", "charset", "utf-8");
                        page.element("meta", "", "name", "viewport", "content", "width=device-width");
                        page.element("title", "Khớp: linkage report");
                        page.element("style", STYLE);
                    });
                    page.element("body", this::body);
                },
                "lang",
                "en");
        return page.html();
    }

    private void body() {
        page.element("h1", "Khớp: linkage report");
        page.element("table", this::summary);
        if (!run.truth().isEmpty()) {
            section("Against the truth", this::truth);
        }
        section("What each level weighs", this::weights);
        section("Weights of compared pairs, and the work for clerks", this::histogram);
        section("Blocking", this::blocking);
        section("What the records hold", this::inputs);
        section("Records that cannot be linked", this::unlinkable);
        section("Largest persons", this::clusters);
        section("How pairs add up", this::waterfalls);
    }

    private void section(String title, Page.Content content) {
        page.element("section", () -> {
            page.element("h2", title);
            content.write();
        });
    }

    private Thresholds thresholds() {
        return run.model().schema().thresholds();
    }

    private void summary() {
        LinkageModel model = run.model();
        page.element("tbody", () -> {
            page.row("Records", run.records());
            page.row("Persons found", run.clustering().clusters().size());
            page.row("Records of the largest person", largest());
            page.row("Pairs compared", run.blocking().comparedPairs());
            page.row(
                    "Pairs of one person that blocking finds, estimated",
                    figure("%.1f %%", 100 * run.recall().recall()));
            page.row("Pairs for clerks", run.clustering().reviews().size());
            page.row(
                    "Pairs for clerks, per 100 records",
                    figure("%.2f", perHundred(run.clustering().reviews().size())));
            page.row("Model", figure("%s", model.version()));
            page.row(
                    "Thresholds",
                    figure(
                            "link from %.3g (%+.1f bits), review from %.3g (%+.1f bits)",
                            thresholds().link(),
                            thresholds().linkBits(),
                            thresholds().review(),
                            thresholds().reviewBits()));
            page.row("Two random records are one person's", figure("%.3g", model.matchPrior()));
            if (model.relativesPrior() > 0) {
                page.row("Two random records are two relatives'", figure("%.3g", model.relativesPrior()));
            }
            if (model.namesakesPrior() > 0) {
                page.row("Two random records are two namesakes'", figure("%.3g", model.namesakesPrior()));
            }
        });
    }

    private int largest() {
        return run.clustering().clusters().stream().mapToInt(List::size).max().orElse(0);
    }

    private double perHundred(long count) {
        return run.records() == 0 ? 0 : 100.0 * count / run.records();
    }

    private void truth() {
        Map<String, String> found = new HashMap<>();
        run.clustering().clusters().forEach(cluster -> cluster.forEach(id -> found.put(id, cluster.get(0))));
        Evaluation evaluation = Evaluation.of(
                found,
                run.truth(),
                run.pairs().stream()
                        .filter(pair -> pair.decision().equals("review"))
                        .map(PairResult::pair)
                        .toList());
        page.element("table", () -> {
            page.head("clusters", "#value");
            page.element("tbody", () -> {
                page.row("precision", figure("%.5f", evaluation.precision()));
                page.row("recall", figure("%.5f", evaluation.recall()));
                page.row("F1", figure("%.5f", evaluation.f1()));
                page.row(
                        "recall with every review pair decided rightly", figure("%.5f", evaluation.recallWithReview()));
                page.row("true pairs", evaluation.truePairs());
                page.row("found pairs", evaluation.foundPairs());
            });
        });
        TruthCurve curve = TruthCurve.of(run.pairs(), run.truth());
        if (curve.precision().isEmpty()) {
            return;
        }
        TruthCurve.Point best = curve.best();
        page.element(
                "p",
                format(
                        "Pair by pair, before and beside clusters: the best F1, %.5f, is at %.2f bits (precision %.5f, recall"
                                + " %.5f). The curves run over the pairs that the run gives, those at or above the review"
                                + " threshold.",
                        best.f1(), best.bits(), best.precision(), best.recall()));
        double least = Math.min(
                curve.precision().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .min()
                        .orElse(0),
                curve.recall().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .min()
                        .orElse(0));
        charts.curves(
                List.of(
                        new Charts.Curve("precision", "precision", curve.precision()),
                        new Charts.Curve("recall", "recall", curve.recall())),
                Math.floor(Math.min(0.95, Math.max(0, least)) * 10) / 10,
                thresholds().linkBits());
    }

    private void weights() {
        page.element(
                "p",
                "m: share of the level among records of one person (green); u: among strangers (red). Weight: log2(m/u), to the"
                        + " right for one person, to the left against. Pairs: how many of the compared pairs have the level.");
        page.element("table", () -> {
            page.head("comparison", "level", "#m", "#u", "", "#weight, bits", "", "#pairs", "");
            page.element("tbody", () -> {
                for (int i = 0; i < run.model().comparisons().size(); i++) {
                    levels(i);
                }
            });
        });
    }

    private void levels(int comparison) {
        ComparisonDefinition definition = run.model().schema().comparisons().get(comparison);
        ComparisonParameters parameters = run.model().comparisons().get(comparison);
        List<Long> counts =
                comparison < run.levelCounts().size() ? run.levelCounts().get(comparison) : List.of();
        long all = Math.max(1, counts.stream().mapToLong(Long::longValue).sum());
        for (int level = 0; level < parameters.m().size(); level++) {
            double m = parameters.m().get(level);
            double u = parameters.u().get(level);
            double bits = parameters.weightBits(level);
            String name = level == 0 ? definition.name() : "";
            String levelName = definition.levels().get(level).name();
            Optional<Long> count = counts.isEmpty() ? Optional.empty() : Optional.of(counts.get(level + 1));
            page.element(
                    "tr",
                    () -> {
                        page.element("td", name);
                        page.element("td", levelName);
                        page.element("td", format("%.5f", m), "class", "n");
                        page.element("td", format("%.3g", u), "class", "n");
                        page.element("td", () -> charts.shares(m, u));
                        page.element("td", format("%+.2f", bits), "class", "n");
                        page.element("td", () -> charts.bits(bits));
                        counts(count, all, levelName);
                    },
                    "class",
                    level == 0 ? "first" : "");
        }
        if (!counts.isEmpty() && counts.get(0) > 0) {
            page.element("tr", () -> {
                page.element("td", "");
                page.element("td", "not comparable");
                for (int i = 0; i < 5; i++) {
                    page.element("td", "");
                }
                counts(Optional.of(counts.get(0)), all, "not comparable");
            });
        }
    }

    private void counts(Optional<Long> count, long all, String level) {
        page.element("td", count.map(n -> format("%,d", n)).orElse(""), "class", "n");
        page.element(
                "td", () -> count.ifPresent(n -> charts.share((double) n / all, format("%s: %,d pairs", level, n))));
    }

    private void histogram() {
        if (run.weights().isEmpty()) {
            page.element("p", "No pair was compared.");
            return;
        }
        page.element(
                "p",
                "Height: number of compared pairs, on a logarithmic scale. From the link threshold on (green) pairs link, from"
                        + " the review threshold on (amber) a clerk decides, unless a protection or the rest of a cluster speaks"
                        + " against it.");
        charts.weights(run.weights(), thresholds().reviewBits(), thresholds().linkBits());
        page.element("h3", "The work at each possible review threshold");
        page.element(
                "p",
                "Compared pairs from the threshold up to the link threshold, before clusters are formed; of several pairs between"
                        + " two persons a clerk sees one.");
        page.element("table", () -> {
            page.head("probability", "#bits", "#pairs from here up", "#for clerks", "#per 100 records", "");
            page.element("tbody", () -> {
                for (double probability : LOADS) {
                    double bits = Math.log(probability / (1 - probability)) / Math.log(2);
                    long above = pairsFrom(bits);
                    long load = Math.max(0, above - pairsFrom(thresholds().linkBits()));
                    page.row(
                            format("%.3g", probability) + mark(probability),
                            figure("%+.2f", bits),
                            above,
                            load,
                            figure("%.2f", perHundred(load)),
                            (Page.Content) () -> charts.share(
                                    perHundred(load) / 10,
                                    format("%.2f for 100 records; full width: 10", perHundred(load))));
                }
            });
        });
    }

    private String mark(double probability) {
        return probability == thresholds().link()
                ? " (link)"
                : probability == thresholds().review() ? " (review)" : "";
    }

    /** Pairs at or above a weight; within the bin where it falls, evenly. */
    private long pairsFrom(double bits) {
        int bin = (int) Math.floor(bits);
        double above = run.weights().tailMap(bin, false).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return Math.round(above + (bin + 1 - bits) * run.weights().getOrDefault(bin, 0L));
    }

    private void blocking() {
        BlockingStatistics statistics = run.blocking();
        page.element(
                "p",
                format(
                        "Estimated recall of all rules: %.1f %% (between %.1f and %.1f %% by three ways of capture and recapture)."
                                + " Pairs left out of blocks that stayed too large: %,d.",
                        100 * run.recall().recall(),
                        100 * run.recall().low(),
                        100 * run.recall().high(),
                        statistics.leftOutPairs()));
        page.element("table", () -> {
            page.head(
                    "rule",
                    "#records with a key",
                    "#blocks",
                    "#largest",
                    "#refined keys",
                    "#pairs",
                    "#new pairs",
                    "#cumulative",
                    "#recall of the rule alone",
                    "");
            page.element("tbody", () -> {
                long cumulative = 0;
                for (int i = 0; i < statistics.rules().size(); i++) {
                    BlockingStatistics.Rule rule = statistics.rules().get(i);
                    cumulative += rule.newPairs();
                    Optional<Double> alone = i < run.recall().ruleRecalls().size()
                            ? Optional.of(run.recall().ruleRecalls().get(i))
                            : Optional.empty();
                    page.row(
                            rule.name(),
                            rule.recordsWithKey(),
                            rule.blocks(),
                            rule.largestBlock(),
                            rule.refinedKeys(),
                            rule.pairs(),
                            rule.newPairs(),
                            cumulative,
                            figure(
                                    "%s",
                                    alone.map(share -> format("%.1f %%", 100 * share))
                                            .orElse("")),
                            (Page.Content) () ->
                                    alone.ifPresent(share -> charts.share(share, format("%.1f %%", 100 * share))));
                }
            });
        });
    }

    private void inputs() {
        InputFacts inputs = run.inputs();
        page.element(
                "p",
                format(
                        "Of %,d records. Understood: records in which the normaliser found a value. Values that name somebody are"
                                + " masked.",
                        inputs.sampled()));
        page.element("table", () -> {
            page.head("field", "#filled", "", "#understood", "#different", "commonest");
            page.element("tbody", () -> {
                for (InputFacts.Field field : inputs.fields()) {
                    double share = inputs.sampled() == 0 ? 0 : (double) field.filled() / inputs.sampled();
                    List<String> commonest = new ArrayList<>();
                    field.commonest()
                            .forEach(common -> commonest.add(common.text() + " " + format("%,d", common.records())));
                    page.row(
                            field.name(),
                            figure("%.1f %%", 100 * share),
                            (Page.Content) () -> charts.share(share, field.name()),
                            field.understood(),
                            field.distinct(),
                            String.join(" · ", commonest));
                }
            });
        });
    }

    private void unlinkable() {
        InputFacts inputs = run.inputs();
        page.element(
                "p",
                format(
                        "%.2f %% of the records would not reach the link threshold against a copy of themselves, %.2f %% not even"
                                + " the review threshold: too little stands in them.",
                        100 * inputs.shareBelow(thresholds().linkBits()),
                        100 * inputs.shareBelow(thresholds().reviewBits())));
        if (!inputs.ownWeights().isEmpty()) {
            charts.weights(
                    inputs.ownWeights(), thresholds().reviewBits(), thresholds().linkBits());
        }
    }

    private void clusters() {
        Map<Integer, Long> sizes = new TreeMap<>();
        run.clustering().clusters().forEach(cluster -> sizes.merge(cluster.size(), 1L, Long::sum));
        Map<String, List<PairResult>> links = new HashMap<>();
        Map<String, String> personOf = new HashMap<>();
        List<List<String>> largest = run.clustering().clusters().stream()
                .filter(cluster -> cluster.size() > 1)
                .sorted(Comparator.comparingInt((List<String> cluster) -> -cluster.size())
                        .thenComparing(cluster -> cluster.get(0)))
                .limit(CLUSTERS_SHOWN)
                .toList();
        largest.forEach(cluster -> cluster.forEach(id -> personOf.put(id, cluster.get(0))));
        for (PairResult pair : run.pairs()) {
            String person = personOf.get(pair.pair().a());
            if (pair.decision().equals("link") && person != null) {
                links.computeIfAbsent(person, p -> new ArrayList<>()).add(pair);
            }
        }
        page.element("table", () -> {
            page.head("first record", "#records", "#pairs that link", "#weakest pair, bits", "all records");
            page.element("tbody", () -> {
                for (List<String> cluster : largest) {
                    List<PairResult> own = links.getOrDefault(cluster.get(0), List.of());
                    double weakest = own.stream()
                            .mapToDouble(PairResult::matchWeightBits)
                            .min()
                            .orElse(0);
                    page.row(cluster.get(0), cluster.size(), own.size(), figure("%+.1f", weakest), (Page.Content) () ->
                            page.element("details", () -> {
                                page.element("summary", "ids");
                                page.text(String.join(", ", cluster));
                            }));
                }
            });
        });
        page.element("h3", "How many records persons have");
        page.element("table", () -> {
            page.head("records", "#persons", "");
            page.element(
                    "tbody",
                    () -> sizes.forEach((size, persons) ->
                            page.row(Integer.toString(size), persons, (Page.Content) () -> charts.share(
                                    (double) persons
                                            / run.clustering().clusters().size(),
                                    format("%,d persons", persons)))));
        });
    }

    private void waterfalls() {
        if (run.explained().isEmpty()) {
            page.element("p", "No pair was asked for, and none links or is for a clerk.");
        }
        for (PairExplanation pair : run.explained()) {
            page.element("h3", pair.a() + " and " + pair.b());
            page.element(
                    "p",
                    format(
                            "%+.2f bits, probability %.6f: %s%s. Found by %d of %d blocking rules.",
                            pair.evidence().totalBits(),
                            pair.evidence().probability(),
                            pair.decision().word(),
                            pair.decision()
                                    .veto()
                                    .map(veto -> " (" + veto.word() + ")")
                                    .orElse(""),
                            pair.rules().stream()
                                    .filter(PairExplanation.RuleOutcome::finds)
                                    .count(),
                            pair.rules().size()));
            charts.waterfall(pair.evidence());
            page.element("details", () -> {
                page.element("summary", "Blocking rules");
                page.element(
                        "table",
                        () -> page.element("tbody", () -> {
                            for (PairExplanation.RuleOutcome rule : pair.rules()) {
                                page.row(rule.rule(), rule.finds() ? "finds it" : "does not: " + rule.why());
                            }
                        }));
            });
        }
    }
}
