package vn.khop.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Writes one table in the format that {@link ReferenceTable} documents; every value is cleaned to NFC and trimmed. */
final class TableWriter {
    private static final Pattern SPACE = Pattern.compile("[\\s\\u00A0]+");

    private final String name;
    private final List<String> header = new ArrayList<>();
    private final List<String> rows = new ArrayList<>();
    private int width;

    TableWriter(String name, String title) {
        this.name = name;
        header.add("khop-table\t" + ReferenceTable.FORMAT);
        header.add("table\t" + name);
        header.add("title\t" + title);
    }

    TableWriter source(String key, String publisher, String document, String date, String licence, String via) {
        header.add(String.join("\t", "source", key, publisher, document, date, licence, via));
        return this;
    }

    TableWriter note(String note) {
        header.add("note\t" + note);
        return this;
    }

    TableWriter columns(String... columns) {
        width = columns.length;
        header.add("columns\t" + String.join("\t", columns));
        return this;
    }

    void row(String... cells) {
        if (cells.length != width) {
            throw new IllegalStateException(name + ": " + cells.length + " cells, expected " + width);
        }
        String[] clean = new String[width];
        for (int i = 0; i < width; i++) {
            clean[i] = clean(cells[i]);
        }
        rows.add(String.join("\t", clean));
    }

    /** NFC, every run of white space one space, none at the ends. */
    static String clean(String text) {
        return SPACE.matcher(Normalizer.normalize(text, Normalizer.Form.NFC))
                .replaceAll(" ")
                .strip();
    }

    void write(Path folder) throws IOException {
        List<String> lines = new ArrayList<>(header);
        lines.add("rows\t" + rows.size());
        lines.addAll(rows);
        Files.writeString(folder.resolve(name + ".tsv"), String.join("\n", lines) + "\n");
    }
}
