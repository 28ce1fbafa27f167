package vn.khop.terminology.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.concept.ReleaseId;

/**
 * A {@link ListDeclaration} as a YAML file (JSON is YAML too):
 *
 * <pre>
 * system: urn:example:visit-reason       # required
 * version: "2026-01"                     # required
 * name: Lý do đến khám                   # required
 * publisher: Sở Y tế                     # who answers for it
 * decision: 12/QĐ-SYT                    # what put it in force
 * licence: free to use                   # on what terms
 * delimiter: ";"                         # a comma if not said, in .tsv a tab
 * sheet: Danh mục                        # of a workbook; may be left out where it has one
 * header: 3                              # row of the header, 1 if not said
 * last: 120                              # last row of the table, where something else follows
 * repeated: true                         # a code may stand in several rows, and has the properties of all of them
 * numbersAreCodes: true                  # take codes that the spreadsheet holds as numbers
 * columns:
 *   code: code                           # required
 *   display: {vi: name_vi, en: name_en}  # required; the first is shown when nobody asks for a language
 *   synonym: [{language: vi, column: also_vi, separator: "|"}]
 *   property:
 *     - {name: urgency, column: urgency, type: integer}                            # type: string if not said
 *     - {name: sex, column: flags, separator: ";", when: [womenOnly], value: female}  # where the cell has the word
 *     - {name: ddd, column: DDD, with: [U, Adm.R]}                                 # one text of several columns
 *     - {name: replaced-by, column: new, type: code, match: short, inverse: replaces} # the code whose property short has this value
 *   parent: {column: parent, separator: ","}              # or {column: code, lengths: [1, 3, 4]}: the code's own beginning
 *   level: [{code: chapter, display: {vi: chapter_vi}}]   # codes above, which each row repeats; instead of parent
 *   inactive: {column: status, values: [retired]}
 * rules:                                   # further tables, whose rows say something of the list's codes
 *   - file: cancelled.csv                # beside the list; the list's own if not said; delimiter, sheet, header, last as above
 *     code: code                         # required
 *     match: short                       # the property by whose value the table names codes
 *     display: {vi: name_vi}             # so that codes that only this table has are added
 *     inactive: true                     # as codes no longer to be used
 *     set: {not-primary: true, note: Annex 2}
 *     property: []                       # as above
 * </pre>
 */
public final class DeclarationFile {
    // A list of languages or columns is short; a megabyte of declaration is a wrong file.
    private static final long BYTES_MAX = 1 << 20;

    private static final ObjectMapper MAPPER = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private DeclarationFile() {}

    /** Reads a declaration; the problem says which file and what to write in it. */
    public static Answer<ListDeclaration> read(Path file) {
        try {
            if (Files.size(file) > BYTES_MAX) {
                return Answer.unknown(problem(
                        file.toString(), "is " + Files.size(file) + " bytes long; a declaration is a page of YAML"));
            }
            try (InputStream in = Files.newInputStream(file)) {
                return read(in, file.toString());
            }
        } catch (NoSuchFileException e) {
            return Answer.unknown(new Problem(ErrorCode.FILE_UNREADABLE, "there is no file " + file));
        } catch (IOException e) {
            return Answer.unknown(new Problem(
                    ErrorCode.FILE_UNREADABLE,
                    file + " cannot be read (" + e.getClass().getSimpleName() + "): check the path and its rights"));
        }
    }

    /** The same from a stream, which stays open; {@code where} names it in messages. */
    public static Answer<ListDeclaration> read(InputStream in, String where) throws IOException {
        try {
            return Answer.known(MAPPER.readValue(in, Written.class).declared());
        } catch (UnrecognizedPropertyException e) {
            String known = e.getKnownPropertyIds().stream()
                    .map(String::valueOf)
                    .sorted()
                    .collect(Collectors.joining(", "));
            return Answer.unknown(
                    problem(where, "'" + e.getPropertyName() + "' is not known here; known are " + known));
        } catch (MismatchedInputException e) {
            return Answer.unknown(
                    e.getPath().isEmpty()
                            ? problem(where, "is empty or not a map: write system, version, name and columns")
                            : problem(where, "a value of another shape is expected at " + path(e)));
        } catch (JsonProcessingException e) {
            return Answer.unknown(problem(where, place(e) + "cannot be understood: " + cause(e)));
        } catch (IllegalArgumentException e) {
            return Answer.unknown(problem(where, String.valueOf(e.getMessage())));
        }
    }

    private static Problem problem(String where, String what) {
        return new Problem(ErrorCode.BAD_DECLARATION, "declaration " + where + ": " + what);
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
    }

    private static String path(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? String.valueOf(step.getIndex()) : step.getFieldName())
                .collect(Collectors.joining("."));
    }

    private static String cause(JsonProcessingException e) {
        String text = e.getOriginalMessage();
        return text == null ? "it is not YAML" : text.lines().findFirst().orElse("it is not YAML");
    }

    /** As it is written; every part may be missing, and then it is asked for by name. */
    private record Written(
            @Nullable String system,
            @Nullable String version,
            @Nullable String name,
            @Nullable String publisher,
            @Nullable String decision,
            @Nullable String licence,
            @Nullable String delimiter,
            @Nullable String sheet,
            @Nullable Integer header,
            @Nullable Integer last,
            @Nullable Boolean repeated,
            @Nullable Boolean numbersAreCodes,
            @Nullable Columns columns,
            @Nullable List<Rule> rules) {
        ListDeclaration declared() {
            Columns declared = required(columns, "columns");
            return new ListDeclaration(
                    new ReleaseId(required(system, "system"), required(version, "version")),
                    required(name, "name"),
                    Optional.ofNullable(publisher),
                    Optional.ofNullable(decision),
                    Optional.ofNullable(licence),
                    place(delimiter, sheet, header, last),
                    required(declared.code, "columns.code"),
                    displays(required(declared.display, "columns.display")),
                    declared.synonyms(),
                    properties(declared.property),
                    declared.parent == null ? Optional.empty() : Optional.of(declared.parent.declared()),
                    declared.level == null
                            ? List.of()
                            : declared.level.stream().map(Level::declared).toList(),
                    declared.inactive == null ? Optional.empty() : Optional.of(declared.inactive.declared()),
                    rules == null
                            ? List.of()
                            : rules.stream().map(Rule::declared).toList(),
                    Boolean.TRUE.equals(repeated),
                    Boolean.TRUE.equals(numbersAreCodes));
        }
    }

    static ListDeclaration.TablePlace place(
            @Nullable String delimiter, @Nullable String sheet, @Nullable Integer header, @Nullable Integer last) {
        String separator = delimiter == null ? "," : delimiter;
        if (separator.length() != 1) {
            throw new IllegalArgumentException("delimiter is one character: found '" + separator + "'");
        }
        return new ListDeclaration.TablePlace(
                separator.charAt(0),
                Optional.ofNullable(sheet),
                header == null ? 1 : header,
                Optional.ofNullable(last));
    }

    private static List<ListDeclaration.DisplayColumn> displays(Map<String, String> columns) {
        return columns.entrySet().stream()
                .map(e -> new ListDeclaration.DisplayColumn(e.getKey(), e.getValue()))
                .toList();
    }

    private static List<ListDeclaration.PropertyColumn> properties(@Nullable List<Property> properties) {
        return properties == null
                ? List.of()
                : properties.stream().map(Property::declared).toList();
    }

    private record Columns(
            @Nullable String code,
            @Nullable LinkedHashMap<String, String> display,
            @Nullable List<Synonym> synonym,
            @Nullable List<Property> property,
            @Nullable Parent parent,
            @Nullable List<Level> level,
            @Nullable Inactive inactive) {
        List<ListDeclaration.SynonymColumn> synonyms() {
            return synonym == null
                    ? List.of()
                    : synonym.stream().map(Synonym::declared).toList();
        }
    }

    private record Level(@Nullable String code, @Nullable LinkedHashMap<String, String> display) {
        ListDeclaration.LevelColumns declared() {
            return new ListDeclaration.LevelColumns(
                    required(code, "columns.level.code"), displays(required(display, "columns.level.display")));
        }
    }

    private record Rule(
            @Nullable String file,
            @Nullable String delimiter,
            @Nullable String sheet,
            @Nullable Integer header,
            @Nullable Integer last,
            @Nullable String code,
            @Nullable String match,
            @Nullable LinkedHashMap<String, String> display,
            @Nullable Boolean inactive,
            @Nullable LinkedHashMap<String, Object> set,
            @Nullable List<Property> property) {
        ListDeclaration.RuleTable declared() {
            return new ListDeclaration.RuleTable(
                    Optional.ofNullable(file),
                    place(delimiter, sheet, header, last),
                    required(code, "rules.code"),
                    Optional.ofNullable(match),
                    display == null ? List.of() : displays(display),
                    Boolean.TRUE.equals(inactive),
                    set == null
                            ? List.of()
                            : set.entrySet().stream()
                                    .map(said -> set(said.getKey(), said.getValue()))
                                    .toList(),
                    properties(property));
        }

        private static ConceptProperty set(String name, @Nullable Object value) {
            if (value instanceof Boolean) {
                return new ConceptProperty(name, PropertyType.BOOLEAN, value.toString());
            }
            if (value instanceof String text && !text.isBlank()) {
                return new ConceptProperty(name, PropertyType.STRING, text);
            }
            throw new IllegalArgumentException(
                    "rules.set." + name + " is true, false or a text (in quotes where it is a number)");
        }
    }

    private record Synonym(
            @Nullable String language,
            @Nullable String column,
            @Nullable String separator) {
        ListDeclaration.SynonymColumn declared() {
            return new ListDeclaration.SynonymColumn(
                    required(language, "columns.synonym.language"),
                    required(column, "columns.synonym.column"),
                    Optional.ofNullable(separator));
        }
    }

    private record Property(
            @Nullable String name,
            @Nullable String column,
            @Nullable List<String> with,
            @Nullable String type,
            @Nullable String separator,
            @Nullable Set<String> when,
            @Nullable String value,
            @Nullable String match,
            @Nullable String inverse) {
        ListDeclaration.PropertyColumn declared() {
            String property = required(name, "columns.property.name");
            if (value != null && when == null) {
                throw new IllegalArgumentException(
                        "property '" + property + "' has a value and no when: say for which words it stands");
            }
            return new ListDeclaration.PropertyColumn(
                    property,
                    column == null ? property : column,
                    with == null ? List.of() : with,
                    type == null ? PropertyType.STRING : typeNamed(type),
                    Optional.ofNullable(separator),
                    when == null ? Set.of() : when,
                    value == null ? "true" : value,
                    Optional.ofNullable(match),
                    Optional.ofNullable(inverse));
        }
    }

    private record Parent(
            @Nullable String column,
            @Nullable String separator,
            @Nullable List<Integer> lengths) {
        ListDeclaration.ParentColumn declared() {
            return new ListDeclaration.ParentColumn(
                    required(column, "columns.parent.column"),
                    Optional.ofNullable(separator),
                    lengths == null ? List.of() : lengths);
        }
    }

    private record Inactive(
            @Nullable String column, @Nullable Set<String> values) {
        ListDeclaration.InactiveColumn declared() {
            return new ListDeclaration.InactiveColumn(
                    required(column, "columns.inactive.column"), required(values, "columns.inactive.values"));
        }
    }

    /** The type of that name, for options and declarations alike. */
    public static PropertyType typeNamed(String name) {
        return PropertyType.named(name)
                .orElseThrow(() -> new IllegalArgumentException("property type '" + name
                        + "' is not known: expected code, string, boolean, integer, decimal or dateTime"));
    }

    static <T> T required(@Nullable T value, String what) {
        if (value == null || value.toString().isBlank() || (value instanceof Map<?, ?> map && map.isEmpty())) {
            throw new IllegalArgumentException("'" + what + "' is missing: write it");
        }
        return value;
    }
}
