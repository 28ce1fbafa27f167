package vn.khop.mpi.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import vn.khop.mpi.BatchLinkage;
import vn.khop.mpi.block.BlockingStatistics;
import vn.khop.mpi.model.ComparisonParameters;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.model.SchemaDefinition.ComparisonDefinition;
import vn.khop.mpi.model.SchemaDefinition.FieldDefinition;

/** A self-contained page about a run: no scripts, nothing from outside, every text escaped. */
public final class HtmlReport {
    private static final String STYLE =
            "body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0"
                    + " 1rem;color:#1b2733}h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}table{border-collapse:collapse}"
                    + "td,th{padding:.2rem .7rem;text-align:left;border-bottom:1px solid #dde3e8}td.n,th.n{text-align:right;"
                    + "font-variant-numeric:tabular-nums}.for{fill:#1f7a5a}.against{fill:#b5452c}.plain{fill:#4a6fa5}"
                    + ".line{stroke:#1b2733;stroke-dasharray:4 3}text{font-size:11px;fill:#1b2733}";

    private HtmlReport() {}

    /** Writes the page as UTF-8. */
    public static void write(Path file, BatchLinkage.Result result) throws IOException {
        Files.writeString(file, html(result), StandardCharsets.UTF_8);
    }

    static String html(BatchLinkage.Result result) {
        StringBuilder html = new StringBuilder();
        html.append(
                        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Khớp: linkage report</title><style>")
                .append(STYLE)
                .append("</style></head><body><h1>Khớp: linkage report</h1>");
        summary(html, result);
        weights(html, result.model());
        histogram(html, result);
        blocking(html, result.blocking());
        completeness(html, result);
        return html.append("</body></html>\n").toString();
    }

    private static void summary(StringBuilder html, BatchLinkage.Result result) {
        int largest = Arrays.stream(result.persons().largest(1)).max().orElse(0);
        html.append("<table>");
        row(html, "Records", number(result.records()));
        row(html, "Persons found", number(result.persons().count()));
        row(html, "Records of the largest person", number(largest));
        row(html, "Pairs compared", number(result.blocking().comparedPairs()));
        row(html, "Pairs for clerks", number(result.persons().reviews().size()));
        row(html, "Model", escaped(result.model().version()));
        row(
                html,
                "Two random records are one person's",
                format("%.3g", result.model().matchPrior()));
        row(
                html,
                "Two random records are two relatives'",
                format("%.3g", result.model().relativesPrior()));
        row(
                html,
                "Two random records are two namesakes'",
                format("%.3g", result.model().namesakesPrior()));
        html.append("</table>");
    }

    private static void row(StringBuilder html, String what, String value) {
        html.append("<tr><th>")
                .append(what)
                .append("</th><td class=\"n\">")
                .append(value)
                .append("</td></tr>");
    }

    private static void weights(StringBuilder html, LinkageModel model) {
        html.append(
                "<h2>What each level weighs</h2><p>m: share among records of one person; u: among strangers; weight:"
                        + " log2(m/u), to the right for one person, to the left against.</p><table><tr><th>comparison</th>"
                        + "<th>level</th><th class=\"n\">m</th><th class=\"n\">u</th><th class=\"n\">bits</th><th></th></tr>");
        for (int i = 0; i < model.comparisons().size(); i++) {
            ComparisonDefinition definition = model.schema().comparisons().get(i);
            ComparisonParameters parameters = model.comparisons().get(i);
            for (int level = 0; level < parameters.m().size(); level++) {
                double bits = parameters.weightBits(level);
                html.append("<tr><td>")
                        .append(level == 0 ? escaped(definition.name()) : "")
                        .append("</td><td>");
                html.append(escaped(definition.levels().get(level).name()));
                html.append("</td><td class=\"n\">")
                        .append(format("%.5f", parameters.m().get(level)));
                html.append("</td><td class=\"n\">")
                        .append(format("%.3g", parameters.u().get(level)));
                html.append("</td><td class=\"n\">")
                        .append(format("%+.2f", bits))
                        .append("</td><td>");
                bar(html, bits);
                html.append("</td></tr>");
            }
        }
        html.append("</table>");
    }

    private static void bar(StringBuilder html, double bits) {
        double width = Math.min(25, Math.abs(bits)) * 5;
        html.append("<svg width=\"250\" height=\"14\" role=\"img\" aria-label=\"")
                .append(format("%+.1f bits", bits));
        html.append("\"><rect y=\"2\" height=\"10\" class=\"").append(bits >= 0 ? "for" : "against");
        html.append("\" x=\"").append(format("%.1f", bits >= 0 ? 125 : 125 - width));
        html.append("\" width=\"").append(format("%.1f", width)).append("\"/></svg>");
    }

    private static void histogram(StringBuilder html, BatchLinkage.Result result) {
        html.append(
                "<h2>Weights of compared pairs</h2><p>Height: number of pairs, on a logarithmic scale. Lines: review and"
                        + " link threshold.</p>");
        Map<Integer, Long> scores = result.scores();
        if (scores.isEmpty()) {
            html.append("<p>No pair was compared.</p>");
            return;
        }
        int low = scores.keySet().stream().mapToInt(Integer::intValue).min().orElse(0);
        int high = scores.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
        int step = 7;
        int width = (high - low + 2) * step;
        html.append("<svg width=\"")
                .append(width + 40)
                .append("\" height=\"190\" role=\"img\" aria-label=\"histogram\">");
        scores.forEach((bits, count) -> {
            double height = 12 * (1 + Math.log(count) / Math.log(2)) * 0.75;
            html.append("<rect class=\"plain\" x=\"")
                    .append((bits - low) * step)
                    .append("\" y=\"");
            html.append(format("%.1f", 165 - height))
                    .append("\" width=\"")
                    .append(step - 1)
                    .append("\" height=\"");
            html.append(format("%.1f", height))
                    .append("\"><title>")
                    .append(bits)
                    .append(" bits: ")
                    .append(number(count));
            html.append("</title></rect>");
        });
        threshold(html, (result.model().schema().thresholds().reviewBits() - low) * step);
        threshold(html, (result.model().schema().thresholds().linkBits() - low) * step);
        for (int bits = (low / 10) * 10; bits <= high; bits += 10) {
            html.append("<text x=\"")
                    .append((bits - low) * step)
                    .append("\" y=\"182\">")
                    .append(bits)
                    .append("</text>");
        }
        html.append("</svg>");
    }

    private static void threshold(StringBuilder html, double x) {
        html.append("<line class=\"line\" y1=\"0\" y2=\"168\" x1=\"").append(format("%.1f", x));
        html.append("\" x2=\"").append(format("%.1f", x)).append("\"/>");
    }

    private static void blocking(StringBuilder html, BlockingStatistics statistics) {
        html.append(
                "<h2>Blocking</h2><table><tr><th>rule</th><th class=\"n\">records with a key</th><th class=\"n\">blocks"
                        + "</th><th class=\"n\">largest</th><th class=\"n\">refined keys</th><th class=\"n\">pairs</th><th"
                        + " class=\"n\">new pairs</th></tr>");
        for (BlockingStatistics.Rule rule : statistics.rules()) {
            html.append("<tr><td>").append(escaped(rule.name())).append("</td>");
            for (long value : new long[] {
                rule.recordsWithKey(),
                rule.blocks(),
                rule.largestBlock(),
                rule.refinedKeys(),
                rule.pairs(),
                rule.newPairs()
            }) {
                html.append("<td class=\"n\">").append(number(value)).append("</td>");
            }
            html.append("</tr>");
        }
        html.append("</table><p>Pairs left out of blocks that stayed too large: ");
        html.append(number(statistics.leftOutPairs())).append(".</p>");
    }

    private static void completeness(StringBuilder html, BatchLinkage.Result result) {
        html.append(
                "<h2>Completeness</h2><table><tr><th>field</th><th class=\"n\">records with a value</th><th></th></tr>");
        int records = Math.max(1, result.records());
        for (FieldDefinition field : result.model().schema().fields()) {
            long present = result.fields().getOrDefault(field.name(), 0L);
            html.append("<tr><td>").append(escaped(field.name())).append("</td><td class=\"n\">");
            html.append(format("%.1f %%", 100.0 * present / records))
                    .append("</td><td><svg width=\"200\" height=\"14\">");
            html.append("<rect class=\"plain\" y=\"2\" height=\"10\" width=\"");
            html.append(format("%.1f", 200.0 * present / records)).append("\"/></svg></td></tr>");
        }
        html.append("</table>");
    }

    private static String number(long value) {
        return format("%,d", value);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** Text for HTML; a schema's names come from a file. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
