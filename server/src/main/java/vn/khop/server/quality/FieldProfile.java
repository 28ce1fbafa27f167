package vn.khop.server.quality;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The fields that somebody expects of a record, as a table declares them: by which column of ours each comes, or that it does not come to a register of patients at all.
 *
 * @param fields in the order of the table
 */
public record FieldProfile(String name, List<Field> fields) {
    private static final String OUT_OF_REACH = "-";
    private static final List<String> COLUMNS = List.of("field", "column", "vi", "en");
    private static final int COLUMN_CHARACTERS_MAX = 64;

    public FieldProfile {
        fields = List.copyOf(fields);
    }

    /** @param column empty for one that is out of reach */
    public record Field(String field, Optional<String> column, String vi, String en) {}

    /** That of this build: the elements of XML1. */
    public static FieldProfile ofBuild() {
        return parse(DeclaredTable.text("profile.tsv"));
    }

    /** @throws IllegalArgumentException if it is no such table; the message names the file and says what to mend */
    public static FieldProfile read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (CharacterCodingException letters) {
            throw new IllegalArgumentException(file + ": found letters that are not UTF-8, save it as UTF-8", letters);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read: give the path of a table of fields", e);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(file + ": " + wrong.getMessage(), wrong);
        }
    }

    private static FieldProfile parse(String text) {
        List<String> lines = text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        if (lines.isEmpty() || !lines.get(0).startsWith("name\t")) {
            throw new IllegalArgumentException("found no name in the first line, expected 'name', a tab and a name");
        }
        List<Field> fields = DeclaredTable.rows(lines.subList(1, lines.size()), COLUMNS).stream()
                .map(FieldProfile::field)
                .toList();
        Set<String> seen = new HashSet<>();
        fields.stream().filter(field -> !seen.add(field.field())).findFirst().ifPresent(twice -> {
            throw new IllegalArgumentException("field '" + twice.field() + "' stands there twice");
        });
        return new FieldProfile(lines.get(0).substring("name\t".length()).strip(), fields);
    }

    private static Field field(Map<String, String> row) {
        String column = DeclaredTable.cell(row, "column");
        String field = DeclaredTable.cell(row, "field");
        if (field.isEmpty() || column.isEmpty() || column.length() > COLUMN_CHARACTERS_MAX) {
            throw new IllegalArgumentException("field '" + field
                    + "': expected a name, and a column of ours of at most " + COLUMN_CHARACTERS_MAX
                    + " characters or '-' for what does not reach a register of patients");
        }
        return new Field(
                field,
                Optional.of(column).filter(name -> !name.equals(OUT_OF_REACH)),
                DeclaredTable.cell(row, "vi"),
                DeclaredTable.cell(row, "en"));
    }

    /** The columns that its fields come by. */
    Set<String> columns() {
        return fields.stream().flatMap(field -> field.column().stream()).collect(Collectors.toSet());
    }
}
