package vn.khop.terminology.load;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import vn.khop.terminology.concept.CodeSystemDescription;
import vn.khop.terminology.concept.PropertyDefinition;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.concept.ReleaseId;

/**
 * What the columns of a CSV file mean, said by whoever loads it; nothing is guessed.
 *
 * @param delimiter between fields; a comma, a semicolon, a tab ...
 * @param codeColumn header of the column of codes
 * @param displays the name to show in each language; the first is shown when nobody asks. At least one
 * @param synonyms further names
 * @param parent where the concept stands, where the list says so
 * @param inactive which rows are no longer to be used, where the list says so
 */
public record CsvDeclaration(
        ReleaseId id,
        String name,
        Optional<String> publisher,
        Optional<String> decision,
        char delimiter,
        String codeColumn,
        List<DisplayColumn> displays,
        List<SynonymColumn> synonyms,
        List<PropertyColumn> properties,
        Optional<ParentColumn> parent,
        Optional<InactiveColumn> inactive) {
    /** Names of one language. */
    public record DisplayColumn(String language, String column) {}

    /** Further names; several in a cell where a separator is given. */
    public record SynonymColumn(String language, String column, Optional<String> separator) {}

    /** Values of one property, checked against its type. An empty cell is no value. */
    public record PropertyColumn(String name, String column, PropertyType type) {}

    /** Codes of the concepts above; several in a cell where a separator is given. An empty cell is a root. */
    public record ParentColumn(String column, Optional<String> separator) {}

    /** A row is inactive where this column holds one of these values. */
    public record InactiveColumn(String column, Set<String> values) {
        public InactiveColumn {
            values = Set.copyOf(values);
        }
    }

    /** @throws IllegalArgumentException saying which part of the declaration cannot stand */
    public CsvDeclaration {
        displays = List.copyOf(displays);
        synonyms = List.copyOf(synonyms);
        properties = List.copyOf(properties);
        if (displays.isEmpty()) {
            throw new IllegalArgumentException("name at least one display column, such as vi: name_vi");
        }
        if (codeColumn.isBlank()) {
            throw new IllegalArgumentException("name the column of codes");
        }
        if (delimiter == '"' || delimiter == '\r' || delimiter == '\n') {
            throw new IllegalArgumentException("a quote or a line end cannot separate fields");
        }
        requireDistinct("display language", displays.stream().map(DisplayColumn::language));
        requireDistinct("property", properties.stream().map(PropertyColumn::name));
        Stream.concat(
                        displays.stream().map(DisplayColumn::language),
                        synonyms.stream().map(SynonymColumn::language))
                .forEach(CsvDeclaration::requireLanguage);
    }

    /** Every column named, once. */
    List<String> columns() {
        List<String> columns = new ArrayList<>(List.of(codeColumn));
        displays.forEach(display -> columns.add(display.column()));
        synonyms.forEach(synonym -> columns.add(synonym.column()));
        properties.forEach(property -> columns.add(property.column()));
        parent.ifPresent(above -> columns.add(above.column()));
        inactive.ifPresent(retired -> columns.add(retired.column()));
        return columns.stream().distinct().toList();
    }

    CodeSystemDescription about() {
        return new CodeSystemDescription(
                id,
                name,
                publisher,
                decision,
                Stream.concat(
                                displays.stream().map(DisplayColumn::language),
                                synonyms.stream().map(SynonymColumn::language))
                        .distinct()
                        .toList(),
                properties.stream()
                        .map(property -> new PropertyDefinition(property.name(), property.type()))
                        .toList());
    }

    private static void requireDistinct(String what, Stream<String> names) {
        Set<String> seen = new HashSet<>();
        names.forEach(name -> {
            if (!seen.add(name)) {
                throw new IllegalArgumentException(what + " '" + name + "' is declared twice");
            }
        });
    }

    private static void requireLanguage(String tag) {
        if (!tag.matches("[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")) {
            throw new IllegalArgumentException("'" + tag + "' is not a language: expected a tag such as vi, en or fr");
        }
    }
}
