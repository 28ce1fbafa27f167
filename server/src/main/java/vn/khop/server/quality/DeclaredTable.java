package vn.khop.server.quality;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A table with tabs between its cells and the names of its columns in the first line. */
final class DeclaredTable {
    private DeclaredTable() {}

    /** @throws IllegalStateException if it is missing or broken, which only a broken build can cause */
    static String text(String name) {
        try (InputStream in = DeclaredTable.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("table '" + name + "' is not in this build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("table '" + name + "' cannot be read", e);
        }
    }

    /**
     * @param columns as they must stand in the first line
     * @throws IllegalArgumentException if they do not, or a row has another number of cells; the message says which
     */
    static List<Map<String, String>> rows(List<String> lines, List<String> columns) {
        if (lines.isEmpty() || !List.of(lines.get(0).split("\t", -1)).equals(columns)) {
            throw new IllegalArgumentException(
                    "found no line with the columns, expected " + String.join(", ", columns) + " with tabs between");
        }
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split("\t", -1);
            if (cells.length != columns.size()) {
                throw new IllegalArgumentException("row " + (rows.size() + 1) + ": found " + cells.length
                        + " cells, expected " + columns.size() + " with tabs between");
            }
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < cells.length; i++) {
                row.put(columns.get(i), cells[i].strip());
            }
            rows.add(row);
        }
        return rows;
    }

    static String cell(Map<String, String> row, String column) {
        return Objects.requireNonNull(row.get(column), column);
    }
}
