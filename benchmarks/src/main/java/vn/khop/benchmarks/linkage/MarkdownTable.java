package vn.khop.benchmarks.linkage;

import java.util.Locale;

/** Rows that are printed as they become known, as a table of Markdown. */
public final class MarkdownTable {
    private final int columns;

    /** Prints the head of the table. */
    public MarkdownTable(String... header) {
        columns = header.length;
        add((Object[]) header);
        System.out.println("|" + "---|".repeat(columns));
    }

    /** A double is printed with four decimals; give text for others. */
    public void add(Object... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException(cells.length + " cells, expected " + columns);
        }
        StringBuilder line = new StringBuilder("|");
        for (Object cell : cells) {
            line.append(' ')
                    .append(
                            cell instanceof Double number
                                    ? String.format(Locale.ROOT, "%.4f", number)
                                    : cell instanceof Number number
                                            ? String.format(Locale.ROOT, "%,d", number.longValue())
                                            : cell)
                    .append(" |");
        }
        System.out.println(line);
    }

    /** A number with one decimal. */
    public static String one(double number) {
        return String.format(Locale.ROOT, "%,.1f", number);
    }
}
