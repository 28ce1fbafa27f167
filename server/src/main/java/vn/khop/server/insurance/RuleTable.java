package vn.khop.server.insurance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A table of this package's resources: a header of lines, {@code columns}, {@code rows} with their number, and the rows, all with tabs between. */
final class RuleTable {
    private final Map<String, String> sources = new HashMap<>();
    private final List<Map<String, String>> rows = new ArrayList<>();

    private RuleTable() {}

    /** @throws IllegalStateException if it is missing or broken, which only a broken build can cause */
    static RuleTable open(String name) {
        try (InputStream in = RuleTable.class.getResourceAsStream(name + ".tsv")) {
            if (in == null) {
                throw new IllegalStateException("table '" + name + "' is not in this build");
            }
            return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("table '" + name + "' cannot be read", e);
        }
    }

    private static RuleTable parse(String name, String text) {
        RuleTable table = new RuleTable();
        List<String> columns = List.of();
        int announced = -1;
        for (String line : text.split("\n")) {
            String[] cells = line.split("\t", -1);
            if (announced >= 0) {
                table.rows.add(row(name, columns, cells));
            } else if (cells[0].equals("source")) {
                table.sources.put(cells[1], cells[3]);
            } else if (cells[0].equals("columns")) {
                columns = Arrays.asList(cells).subList(1, cells.length);
            } else if (cells[0].equals("rows")) {
                announced = Integer.parseInt(cells[1]);
            }
        }
        if (table.rows.size() != announced) {
            throw new IllegalStateException(
                    "table '" + name + "' has " + table.rows.size() + " rows, its header says " + announced);
        }
        return table;
    }

    private static Map<String, String> row(String name, List<String> columns, String[] cells) {
        if (cells.length != columns.size()) {
            throw new IllegalStateException("table '" + name + "' has a row of " + cells.length + " cells");
        }
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < cells.length; i++) {
            row.put(columns.get(i), cells[i]);
        }
        return row;
    }

    List<Map<String, String>> rows() {
        return rows;
    }

    /** The document that a source stands for. */
    String document(String source) {
        return Objects.requireNonNull(sources.get(source), "a source that the header does not name");
    }

    static String cell(Map<String, String> row, String column) {
        return Objects.requireNonNull(row.get(column), column);
    }
}
