package vn.khop.mpi.report;

import static vn.khop.mpi.report.Page.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import vn.khop.mpi.score.MatchExplanation;

/*
 * Pictures as SVG inside the page: no script, nothing drawn outside, text that can be marked and searched, a title under the
 * pointer, the page's own colours by day and night. Libraries that draw SVG in Java (XChart, JFreeChart) do so through AWT: they
 * need fonts on a server that has none, turn text into outlines, and have neither waterfalls nor bars to both sides; those in
 * JavaScript make a page that is empty where scripts are stripped, as in mail. What is left is rectangles, lines and texts.
 */
/** Draws into a page; see the note above the class. */
final class Charts {
    private static final double BAR_BITS_MAX = 25;

    private final Page page;

    Charts(Page page) {
        this.page = page;
    }

    private void rectangle(String style, double x, double y, double width, double height, String title) {
        page.element(
                "rect",
                () -> page.element("title", title),
                "class",
                style,
                "x",
                format("%.1f", x),
                "y",
                format("%.1f", y),
                "width",
                format("%.1f", Math.max(0, width)),
                "height",
                format("%.1f", Math.max(0, height)));
    }

    private void line(String style, double x1, double y1, double x2, double y2) {
        page.element(
                "line",
                "",
                "class",
                style,
                "x1",
                format("%.1f", x1),
                "y1",
                format("%.1f", y1),
                "x2",
                format("%.1f", x2),
                "y2",
                format("%.1f", y2));
    }

    private void label(String anchor, double x, double y, String text) {
        page.element("text", text, "x", format("%.1f", x), "y", format("%.1f", y), "text-anchor", anchor);
    }

    private void picture(int width, int height, String what, Page.Content content) {
        page.element(
                "svg",
                content,
                "viewBox",
                "0 0 " + width + " " + height,
                "width",
                Integer.toString(width),
                "height",
                Integer.toString(height),
                "role",
                "img",
                "aria-label",
                what);
    }

    /** A bar of a share of one. */
    void share(double share, String title) {
        picture(160, 14, title, () -> {
            rectangle("track", 0, 2, 160, 10, title);
            rectangle("plain", 0, 2, 160 * Math.min(1, share), 10, title);
        });
    }

    /** Two bars, one above the other: shares among one person's records and among strangers'. */
    void shares(double m, double u) {
        String title = format("m %.4f, u %.4g", m, u);
        picture(120, 16, title, () -> {
            rectangle("for", 0, 1, 120 * m, 6, title);
            rectangle("against", 0, 9, 120 * u, 6, title);
        });
    }

    /** A bar to the right for one person, to the left against. */
    void bits(double bits) {
        double width = Math.min(BAR_BITS_MAX, Math.abs(bits)) * 4;
        String title = format("%+.2f bits", bits);
        picture(200, 14, title, () -> {
            line("axis", 100, 0, 100, 14);
            rectangle(bits >= 0 ? "for" : "against", bits >= 0 ? 100 : 100 - width, 2, width, 10, title);
        });
    }

    /** How many pairs have each weight in whole bits, on a logarithmic scale, with the thresholds. */
    void weights(NavigableMap<Integer, Long> pairs, double reviewBits, double linkBits) {
        int low = Math.min(pairs.firstKey(), (int) Math.floor(reviewBits) - 2);
        int high = Math.max(pairs.lastKey(), (int) Math.ceil(linkBits) + 2);
        double step = Math.min(14, 860.0 / (high - low + 1));
        double top = pairs.values().stream()
                .mapToDouble(count -> Math.log10(count) + 0.3)
                .max()
                .orElse(1);
        picture(940, 250, "histogram of match weights", () -> {
            for (int power = 0; power <= top; power++) {
                double y = 200 - 180 * (power + 0.3) / top;
                line("grid", 60, y, 60 + step * (high - low + 1), y);
                label("end", 55, y + 4, format("%,d", Math.round(Math.pow(10, power))));
            }
            pairs.forEach((bits, count) -> {
                double height = 180 * (Math.log10(count) + 0.3) / top;
                String style = bits >= linkBits ? "for" : bits + 1 > reviewBits ? "unsure" : "plain";
                rectangle(
                        style,
                        60 + (bits - low) * step,
                        200 - height,
                        step - 1,
                        height,
                        format("%d to %d bits: %,d pairs", bits, bits + 1, count));
            });
            threshold(60 + (reviewBits - low) * step, "review");
            threshold(60 + (linkBits - low) * step, "link");
            int every = (high - low) > 60 ? 10 : 5;
            for (int bits = Math.floorDiv(low, every) * every; bits <= high; bits += every) {
                if (bits >= low) {
                    label("middle", 60 + (bits - low) * step, 216, Integer.toString(bits));
                }
            }
            label("middle", 60 + step * (high - low) / 2, 236, "match weight, bits");
        });
    }

    private void threshold(double x, String name) {
        line("threshold", x, 14, x, 200);
        label("middle", x, 10, name);
    }

    /** How the bits of a pair add up, from the prior to the total. */
    void waterfall(MatchExplanation pair) {
        List<Map.Entry<String, Double>> steps = new ArrayList<>();
        steps.add(Map.entry("prior", pair.priorBits()));
        for (MatchExplanation.Line line : pair.lines()) {
            steps.add(Map.entry(line.comparison() + ": " + line.level(), line.bits()));
            if (line.termFrequencyBits() != 0) {
                steps.add(Map.entry("how rare the value is", line.termFrequencyBits()));
            }
        }
        if (pair.relativesBits() != 0) {
            steps.add(Map.entry("relatives agree so too", pair.relativesBits()));
        }
        if (pair.namesakesBits() != 0) {
            steps.add(Map.entry("namesakes agree so too", pair.namesakesBits()));
        }
        double sum = 0;
        double low = 0;
        double high = 0;
        for (var step : steps) {
            sum += step.getValue();
            low = Math.min(low, sum);
            high = Math.max(high, sum);
        }
        double zero = 300 - low / (high - low) * 480;
        double unit = 480 / (high - low);
        picture(900, 20 * steps.size() + 30, "waterfall of match weight", () -> {
            line("axis", zero, 0, zero, 20 * steps.size() + 22);
            double at = 0;
            int y = 2;
            for (var step : steps) {
                double bits = step.getValue();
                label("end", 290, y + 12, step.getKey());
                rectangle(
                        bits >= 0 ? "for" : "against",
                        zero + Math.min(at, at + bits) * unit,
                        y + 2,
                        Math.abs(bits) * unit,
                        13,
                        format("%+.2f bits", bits));
                label("start", 800, y + 12, format("%+.2f", bits));
                at += bits;
                y += 20;
            }
            label("end", 290, y + 14, "total");
            rectangle("total", zero + Math.min(0, at) * unit, y + 3, Math.abs(at) * unit, 14, format("%+.2f bits", at));
            label("start", 800, y + 14, format("%+.2f", at));
        });
    }

    /** A quantity in [0, 1] over match weights. */
    record Curve(String name, String style, SortedMap<Double, Double> points) {}

    /** Curves over match weights; the height is 0 at {@code floor} and 1 at the top. */
    void curves(List<Curve> curves, double floor, double markBits) {
        double low = curves.stream()
                .mapToDouble(curve -> curve.points().firstKey())
                .min()
                .orElse(0);
        double high = Math.max(
                low + 1,
                curves.stream()
                        .mapToDouble(curve -> curve.points().lastKey())
                        .max()
                        .orElse(1));
        picture(760, 260, "precision and recall over the threshold", () -> {
            for (int i = 0; i <= 5; i++) {
                double share = floor + (1 - floor) * i / 5;
                double y = 210 - 180.0 * i / 5;
                line("grid", 60, y, 640, y);
                label("end", 54, y + 4, format("%.3f", share));
            }
            for (Curve curve : curves) {
                StringBuilder points = new StringBuilder();
                double[] last = new double[2];
                curve.points().forEach((bits, share) -> {
                    last[0] = 60 + 580 * (bits - low) / (high - low);
                    last[1] = 210 - 180 * (Math.max(floor, share) - floor) / (1 - floor);
                    points.append(format("%.1f,%.1f ", last[0], last[1]));
                });
                page.element(
                        "polyline",
                        "",
                        "class",
                        "curve " + curve.style(),
                        "points",
                        points.toString().strip());
                label("start", last[0] + 6, last[1] + 4, curve.name());
            }
            for (int i = 0; i <= 6; i++) {
                double bits = low + (high - low) * i / 6;
                label("middle", 60 + 580.0 * i / 6, 226, format("%.1f", bits));
            }
            if (markBits >= low && markBits <= high) {
                threshold(60 + 580 * (markBits - low) / (high - low), "link");
            }
            label("middle", 350, 246, "threshold, bits");
        });
    }
}
