package vn.khop.reference;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One table of reference data as its file holds it. The format, in full:
 *
 * <pre>
 * khop-table TAB 1
 * table      TAB sexes
 * title      TAB Sexes of the health-insurance XML
 * source     TAB qd4750 TAB publisher TAB document TAB date TAB licence TAB how it reached us     (one or more)
 * note       TAB anything a reader should know                                                   (any number)
 * columns    TAB code TAB name TAB source
 * rows       TAB 3
 * 1          TAB Nam  TAB qd4750
 * ...
 * </pre>
 *
 * UTF-8 without byte-order mark, NFC, lines end in LF; values hold neither tab nor line end, so nothing is quoted; an empty
 * value is an empty text. The column {@code source} names a source of the header. Dates are yyyy-MM-dd; {@code valid_from} is
 * the first day, {@code valid_before} the first day no more; empty = the source does not say, or no end.
 */
final class ReferenceTable {
    static final String FORMAT = "1";

    private final String name;
    private final List<TableSource> sources;
    private final Map<String, Integer> columns;
    private final List<String[]> rows;

    private ReferenceTable(String name, List<TableSource> sources, Map<String, Integer> columns, List<String[]> rows) {
        this.name = name;
        this.sources = List.copyOf(sources);
        this.columns = columns;
        this.rows = rows;
    }

    /** Reads the table of that name from this package's resources. */
    static ReferenceTable open(String name) {
        try (InputStream in = ReferenceTable.class.getResourceAsStream(name + ".tsv")) {
            if (in == null) {
                throw new IllegalStateException("reference table '" + name + "' is not in this build");
            }
            return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("reference table '" + name + "' cannot be read", e);
        }
    }

    static ReferenceTable parse(String name, String text) {
        List<TableSource> sources = new ArrayList<>();
        Map<String, Integer> columns = new LinkedHashMap<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            if (end < 0) {
                throw broken(name, "ends within its header");
            }
            String[] line = cells(text, start, end);
            boolean isFirst = start == 0;
            start = end + 1;
            if (isFirst && !(line[0].equals("khop-table") && line.length == 2 && line[1].equals(FORMAT))) {
                throw broken(name, "does not begin with 'khop-table' and format " + FORMAT);
            }
            switch (line[0]) {
                case "khop-table", "title", "note" -> {}
                case "table" -> {
                    if (!line[1].equals(name)) {
                        throw broken(name, "says that it is table '" + line[1] + "'");
                    }
                }
                case "source" -> sources.add(source(name, line));
                case "columns" -> {
                    for (int i = 1; i < line.length; i++) {
                        columns.put(line[i], i - 1);
                    }
                }
                case "rows" -> {
                    return new ReferenceTable(
                            name, sources, columns, rows(name, text, start, columns.size(), Integer.parseInt(line[1])));
                }
                default -> throw broken(name, "has an unknown header line '" + line[0] + "'");
            }
        }
        throw broken(name, "has no rows");
    }

    private static TableSource source(String name, String[] line) {
        if (line.length != 7) {
            throw broken(name, "has a source line of " + line.length + " cells, expected 7");
        }
        return new TableSource(line[1], line[2], line[3], line[4], line[5], line[6]);
    }

    private static List<String[]> rows(String name, String text, int from, int width, int count) {
        List<String[]> rows = new ArrayList<>(count);
        int start = from;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            String[] row = cells(text, start, end < 0 ? text.length() : end);
            if (row.length != width) {
                throw broken(name, "row " + (rows.size() + 1) + " has " + row.length + " cells, expected " + width);
            }
            rows.add(row);
            start = end < 0 ? text.length() : end + 1;
        }
        if (rows.size() != count) {
            throw broken(name, "has " + rows.size() + " rows, its header says " + count);
        }
        return rows;
    }

    private static String[] cells(String text, int from, int to) {
        int count = 1;
        for (int i = from; i < to; i++) {
            count += text.charAt(i) == '\t' ? 1 : 0;
        }
        String[] cells = new String[count];
        int start = from;
        for (int cell = 0; cell < count; cell++) {
            int tab = text.indexOf('\t', start);
            int end = tab < 0 || tab > to ? to : tab;
            cells[cell] = text.substring(start, end);
            start = end + 1;
        }
        return cells;
    }

    private static IllegalStateException broken(String name, String what) {
        return new IllegalStateException("reference table '" + name + "' " + what);
    }

    String name() {
        return name;
    }

    List<TableSource> sources() {
        return sources;
    }

    /** The rows' cells, in the file's order; for this package only, which never changes them. */
    List<String[]> rows() {
        return rows;
    }

    /** Where in a row the column stands. */
    int column(String column) {
        Integer index = columns.get(column);
        if (index == null) {
            throw broken(name, "has no column '" + column + "'");
        }
        return index;
    }
}
