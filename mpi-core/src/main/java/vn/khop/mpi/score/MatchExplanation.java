package vn.khop.mpi.score;

import java.util.List;
import java.util.Locale;

/**
 * Why a pair has its match weight: prior, then one line for each comparison of the schema, then the relatives' and the namesakes' part; they sum
 * to the total. Holds levels and weights only, no value of any patient.
 *
 * @param priorBits log2 of the odds before anything is compared
 * @param relativesBits 0 or less: what is taken off because relatives of one household agree like this too
 * @param namesakesBits 0 or less: what is taken off because namesakes born on one day agree like this too
 */
public record MatchExplanation(double priorBits, List<Line> lines, double relativesBits, double namesakesBits) {
    /** The level of a comparison where one of the records lacks the value. */
    public static final String NOT_COMPARABLE = "not-comparable";

    public MatchExplanation {
        lines = List.copyOf(lines);
    }

    /**
     * One comparison's part.
     *
     * @param level name of the level in the schema, or {@link #NOT_COMPARABLE}
     * @param bits log2(m/u) of the level
     * @param termFrequencyBits what the particular values add: positive where they are rare
     */
    public record Line(String comparison, String level, double bits, double termFrequencyBits) {
        public double totalBits() {
            return bits + termFrequencyBits;
        }
    }

    /** log2 of the odds that the records are one person's. */
    public double totalBits() {
        return priorBits + lines.stream().mapToDouble(Line::totalBits).sum() + relativesBits + namesakesBits;
    }

    /** In (0, 1). */
    public double probability() {
        return Scorer.probability(totalBits());
    }

    /** The level that a comparison found. */
    public String level(String comparison) {
        return lines.stream()
                .filter(line -> line.comparison().equals(comparison))
                .map(Line::level)
                .findFirst()
                .orElse(NOT_COMPARABLE);
    }

    /** A table for people: one line for each part, then the total. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        text.append(row("prior", "", priorBits));
        for (Line line : lines) {
            text.append(row(line.comparison(), line.level(), line.bits()));
            if (line.termFrequencyBits() != 0) {
                text.append(row("", "how rare the value is", line.termFrequencyBits()));
            }
        }
        if (relativesBits != 0) {
            text.append(row("relatives", "a household agrees so too", relativesBits));
        }
        if (namesakesBits != 0) {
            text.append(row("namesakes", "namesakes agree so too", namesakesBits));
        }
        text.append(row("total", String.format(Locale.ROOT, "probability %.6f", probability()), totalBits()));
        return text.toString();
    }

    private static String row(String what, String level, double bits) {
        return String.format(Locale.ROOT, "%-16s %-26s %+8.2f%n", what, level, bits);
    }
}
