package vn.khop.terminology.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import vn.khop.terminology.concept.CodeSystemDescription;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.PropertyDefinition;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.concept.ReleaseId;

/**
 * What the columns of a list mean, said by whoever loads it; nothing is guessed.
 *
 * @param licence on what terms the content may be used, where that was said
 * @param place where in the file the rows are
 * @param codeColumn header of the column of codes
 * @param displays the name to show in each language; the first is shown when nobody asks. At least one
 * @param synonyms further names
 * @param parent where the concept stands, where the list says so
 * @param levels columns of the codes above, from the top down, where each row repeats them
 * @param inactive which rows are no longer to be used, where the list says so
 * @param rules further tables that say something of the list's codes
 * @param isCodeRepeated whether a code may stand in several rows that differ by their properties alone, of which it then has all
 * @param isNumberACode whether a code that a spreadsheet holds as a number is taken as it is shown, with a warning
 */
public record ListDeclaration(
        ReleaseId id,
        String name,
        Optional<String> publisher,
        Optional<String> decision,
        Optional<String> licence,
        TablePlace place,
        String codeColumn,
        List<DisplayColumn> displays,
        List<SynonymColumn> synonyms,
        List<PropertyColumn> properties,
        Optional<ParentColumn> parent,
        List<LevelColumns> levels,
        Optional<InactiveColumn> inactive,
        List<RuleTable> rules,
        boolean isCodeRepeated,
        boolean isNumberACode) {
    /**
     * Where in a file the rows of a table are.
     *
     * @param delimiter between the fields of a text file; a comma, a semicolon, a tab ...
     * @param sheet of a workbook; may be left out where it has one
     * @param header row of the header, from 1; what stands above is passed over
     * @param last row that belongs to the table, where others follow
     */
    public record TablePlace(char delimiter, Optional<String> sheet, int header, Optional<Integer> last) {
        /** The whole of a text file, or of the only sheet of a workbook. */
        public static TablePlace whole(char delimiter) {
            return new TablePlace(delimiter, Optional.empty(), 1, Optional.empty());
        }

        public TablePlace {
            if (delimiter == '"' || delimiter == '\r' || delimiter == '\n') {
                throw new IllegalArgumentException("a quote or a line end cannot separate fields");
            }
            if (header < 1 || last.filter(row -> row <= header).isPresent()) {
                throw new IllegalArgumentException(
                        "header is the number of a row from 1 on, and last one below it: found " + header
                                + last.map(row -> " and " + row).orElse(""));
            }
        }
    }

    /** Names of one language. */
    public record DisplayColumn(String language, String column) {}

    /** Further names; several in a cell where a separator is given. */
    public record SynonymColumn(String language, String column, Optional<String> separator) {}

    /**
     * Values of one property, checked against its type. An empty cell is no value.
     *
     * @param with further columns of a text, which stand behind it with a blank between: a dose, its unit and its route
     * @param separator where a cell has several
     * @param when the words of the cell that stand for {@code value}; others say nothing of this property. Empty where the cell is the value
     * @param value what they stand for
     * @param match the property by whose value the cell names other codes of the list, where it does not name them by their code
     * @param inverse the property by which the other code names this one
     */
    public record PropertyColumn(
            String name,
            String column,
            List<String> with,
            PropertyType type,
            Optional<String> separator,
            Set<String> when,
            String value,
            Optional<String> match,
            Optional<String> inverse) {
        public PropertyColumn {
            with = List.copyOf(with);
            when = Set.copyOf(when);
            if (!with.isEmpty() && type != PropertyType.STRING) {
                throw new IllegalArgumentException(
                        "property '" + name + "' is put together from several columns: its type is string");
            }
            if ((match.isPresent() || inverse.isPresent()) && type != PropertyType.CODE) {
                throw new IllegalArgumentException(
                        "property '" + name + "' names other codes by match or inverse: its type is code");
            }
            if (!when.isEmpty() && !type.accepts(value)) {
                throw new IllegalArgumentException(
                        "property '" + name + "' has the value '" + value + "', expected " + type.expectation());
            }
        }

        public PropertyColumn(String name, String column, PropertyType type) {
            this(name, column, List.of(), type, Optional.empty(), Set.of(), "true", Optional.empty(), Optional.empty());
        }

        Stream<String> columns() {
            return Stream.concat(Stream.of(column), with.stream());
        }
    }

    /**
     * Codes of the concepts above; several in a cell where a separator is given. An empty cell is a root.
     *
     * @param lengths of the codes of each level, where the code itself tells what stands above it: its beginning of the length of the level before. A code of the first is a root
     */
    public record ParentColumn(String column, Optional<String> separator, List<Integer> lengths) {
        public ParentColumn {
            lengths = List.copyOf(lengths);
            for (int i = 0; i < lengths.size(); i++) {
                if (lengths.get(i) <= (i == 0 ? 0 : lengths.get(i - 1))) {
                    throw new IllegalArgumentException(
                            "parent.lengths are numbers of characters, each more than the one before: found "
                                    + lengths);
                }
            }
            if (!lengths.isEmpty() && separator.isPresent()) {
                throw new IllegalArgumentException(
                        "say where a code stands by parent.separator or parent.lengths, not by both");
            }
        }

        public ParentColumn(String column, Optional<String> separator) {
            this(column, separator, List.of());
        }

        /** What stands above the code, by its beginning; empty for a root. */
        Optional<String> beginning(String code) {
            return lengths.stream()
                    .filter(length -> length < code.length())
                    .reduce((shorter, longer) -> longer)
                    .map(length -> code.substring(0, length));
        }
    }

    /** One level above the rows: its code and its names. A row where the code is empty has no such level. */
    public record LevelColumns(String codeColumn, List<DisplayColumn> displays) {
        public LevelColumns {
            displays = List.copyOf(displays);
            if (displays.isEmpty()) {
                throw new IllegalArgumentException("level '" + codeColumn + "' has no display column");
            }
        }
    }

    /** A row is inactive where this column holds one of these values. */
    public record InactiveColumn(String column, Set<String> values) {
        public InactiveColumn {
            values = Set.copyOf(values);
        }
    }

    /**
     * A table beside the list, of which each row says something of one of its codes.
     *
     * @param file beside the list; if absent, the list's own
     * @param match the property by whose value the table names codes; if absent, by their code
     * @param displays names for codes that the list does not have; with none, such a row is told and says nothing
     * @param isInactive whether codes that only this table has are no longer to be used
     * @param set what every row says
     * @param properties what its columns say
     */
    public record RuleTable(
            Optional<String> file,
            TablePlace place,
            String codeColumn,
            Optional<String> match,
            List<DisplayColumn> displays,
            boolean isInactive,
            List<ConceptProperty> set,
            List<PropertyColumn> properties) {
        public RuleTable {
            displays = List.copyOf(displays);
            set = List.copyOf(set);
            properties = List.copyOf(properties);
            if (file.filter(name -> name.isBlank() || name.contains("/") || name.contains("\\") || name.equals(".."))
                    .isPresent()) {
                throw new IllegalArgumentException(
                        "rules.file is the name of a file beside the list: found '" + file.get() + "'");
            }
        }

        List<String> columns() {
            List<String> columns = new ArrayList<>(List.of(codeColumn));
            displays.forEach(display -> columns.add(display.column()));
            properties.forEach(property -> property.columns().forEach(columns::add));
            return columns.stream().distinct().toList();
        }

        /** For messages. */
        String shown() {
            return file.orElse("")
                    + (file.isPresent() && place.sheet().isPresent() ? " " : "")
                    + place.sheet().map(sheet -> "sheet " + sheet).orElse("");
        }
    }

    /** @throws IllegalArgumentException saying which part of the declaration cannot stand */
    public ListDeclaration {
        displays = List.copyOf(displays);
        synonyms = List.copyOf(synonyms);
        properties = List.copyOf(properties);
        levels = List.copyOf(levels);
        rules = List.copyOf(rules);
        if (displays.isEmpty()) {
            throw new IllegalArgumentException("name at least one display column, such as vi: name_vi");
        }
        if (codeColumn.isBlank()) {
            throw new IllegalArgumentException("name the column of codes");
        }
        if (parent.isPresent() && !levels.isEmpty()) {
            throw new IllegalArgumentException("say where a code stands by parent or by levels, not by both");
        }
        requireDistinct("display language", displays.stream().map(DisplayColumn::language));
        requireDistinct(
                "property",
                properties.stream()
                        .filter(property -> property.when().isEmpty())
                        .map(PropertyColumn::name));
        Stream.concat(
                        displays.stream().map(DisplayColumn::language),
                        synonyms.stream().map(SynonymColumn::language))
                .forEach(ListDeclaration::requireLanguage);
        definitions(properties, rules);
    }

    /** A list in one table whose first row is the header. */
    public ListDeclaration(
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
        this(
                id,
                name,
                publisher,
                decision,
                Optional.empty(),
                TablePlace.whole(delimiter),
                codeColumn,
                displays,
                synonyms,
                properties,
                parent,
                List.of(),
                inactive,
                List.of(),
                false,
                false);
    }

    /** The same for another release of the list. */
    public ListDeclaration withVersion(String version) {
        return new ListDeclaration(
                new ReleaseId(id.system(), version),
                name,
                publisher,
                decision,
                licence,
                place,
                codeColumn,
                displays,
                synonyms,
                properties,
                parent,
                levels,
                inactive,
                rules,
                isCodeRepeated,
                isNumberACode);
    }

    /** Every column named, once. */
    List<String> columns() {
        List<String> columns = new ArrayList<>(List.of(codeColumn));
        displays.forEach(display -> columns.add(display.column()));
        synonyms.forEach(synonym -> columns.add(synonym.column()));
        properties.forEach(property -> property.columns().forEach(columns::add));
        parent.ifPresent(above -> columns.add(above.column()));
        levels.forEach(level -> {
            columns.add(level.codeColumn());
            level.displays().forEach(display -> columns.add(display.column()));
        });
        inactive.ifPresent(retired -> columns.add(retired.column()));
        return columns.stream().distinct().toList();
    }

    /** @param sourceSha256 of the file, hexadecimal; empty where there is none */
    CodeSystemDescription about(Optional<String> sourceSha256) {
        return new CodeSystemDescription(
                id,
                name,
                publisher,
                decision,
                licence,
                sourceSha256,
                Stream.concat(
                                displays.stream().map(DisplayColumn::language),
                                synonyms.stream().map(SynonymColumn::language))
                        .distinct()
                        .toList(),
                definitions(properties, rules));
    }

    /** Each property once; all that say it agree on its type. */
    private static List<PropertyDefinition> definitions(List<PropertyColumn> properties, List<RuleTable> rules) {
        Map<String, PropertyType> types = new LinkedHashMap<>();
        properties.forEach(property -> define(types, property));
        for (RuleTable rule : rules) {
            rule.set().forEach(set -> define(types, set.name(), set.type()));
            rule.properties().forEach(property -> define(types, property));
        }
        return types.entrySet().stream()
                .map(type -> new PropertyDefinition(type.getKey(), type.getValue()))
                .toList();
    }

    private static void define(Map<String, PropertyType> types, PropertyColumn property) {
        define(types, property.name(), property.type());
        property.inverse().ifPresent(inverse -> define(types, inverse, PropertyType.CODE));
    }

    private static void define(Map<String, PropertyType> types, String name, PropertyType type) {
        PropertyType known = types.putIfAbsent(name, type);
        if (known != null && known != type) {
            throw new IllegalArgumentException("property '" + name + "' is declared as " + known.fhirName() + " and as "
                    + type.fhirName() + ": declare one type");
        }
    }

    private static void requireDistinct(String what, Stream<String> names) {
        Map<String, String> seen = new HashMap<>();
        names.forEach(name -> {
            if (seen.put(name, name) != null) {
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
