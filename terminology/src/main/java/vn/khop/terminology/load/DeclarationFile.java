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
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.concept.ReleaseId;

/**
 * A {@link CsvDeclaration} as a YAML file (JSON is YAML too):
 *
 * <pre>
 * system: urn:example:visit-reason       # required
 * version: "2026-01"                     # required
 * name: Lý do đến khám                   # required
 * publisher: Sở Y tế                     # who answers for it
 * decision: 12/QĐ-SYT                    # what put it in force
 * delimiter: ";"                         # a comma if not said; "\t" for a tab
 * columns:
 *   code: code                           # required
 *   display: {vi: name_vi, en: name_en}  # required; the first is shown when nobody asks for a language
 *   synonym: [{language: vi, column: also_vi, separator: "|"}]
 *   property: [{name: urgency, column: urgency, type: integer}]   # type: string if not said
 *   parent: {column: parent, separator: ","}
 *   inactive: {column: status, values: [retired]}
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
    public static Answer<CsvDeclaration> read(Path file) {
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
    public static Answer<CsvDeclaration> read(InputStream in, String where) throws IOException {
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
            @Nullable String delimiter,
            @Nullable Columns columns) {
        CsvDeclaration declared() {
            Columns declared = required(columns, "columns");
            String separator = delimiter == null ? "," : delimiter;
            if (separator.length() != 1) {
                throw new IllegalArgumentException("delimiter is one character: found '" + separator + "'");
            }
            return new CsvDeclaration(
                    new ReleaseId(required(system, "system"), required(version, "version")),
                    required(name, "name"),
                    Optional.ofNullable(publisher),
                    Optional.ofNullable(decision),
                    separator.charAt(0),
                    required(declared.code, "columns.code"),
                    required(declared.display, "columns.display").entrySet().stream()
                            .map(e -> new CsvDeclaration.DisplayColumn(e.getKey(), e.getValue()))
                            .toList(),
                    declared.synonyms(),
                    declared.properties(),
                    declared.parent == null ? Optional.empty() : Optional.of(declared.parent.declared()),
                    declared.inactive == null ? Optional.empty() : Optional.of(declared.inactive.declared()));
        }
    }

    private record Columns(
            @Nullable String code,
            @Nullable LinkedHashMap<String, String> display,
            @Nullable List<Synonym> synonym,
            @Nullable List<Property> property,
            @Nullable Parent parent,
            @Nullable Inactive inactive) {
        List<CsvDeclaration.SynonymColumn> synonyms() {
            return synonym == null
                    ? List.of()
                    : synonym.stream().map(Synonym::declared).toList();
        }

        List<CsvDeclaration.PropertyColumn> properties() {
            return property == null
                    ? List.of()
                    : property.stream().map(Property::declared).toList();
        }
    }

    private record Synonym(
            @Nullable String language,
            @Nullable String column,
            @Nullable String separator) {
        CsvDeclaration.SynonymColumn declared() {
            return new CsvDeclaration.SynonymColumn(
                    required(language, "columns.synonym.language"),
                    required(column, "columns.synonym.column"),
                    Optional.ofNullable(separator));
        }
    }

    private record Property(
            @Nullable String name,
            @Nullable String column,
            @Nullable String type) {
        CsvDeclaration.PropertyColumn declared() {
            String property = required(name, "columns.property.name");
            return new CsvDeclaration.PropertyColumn(
                    property, column == null ? property : column, type == null ? PropertyType.STRING : typeNamed(type));
        }
    }

    private record Parent(@Nullable String column, @Nullable String separator) {
        CsvDeclaration.ParentColumn declared() {
            return new CsvDeclaration.ParentColumn(
                    required(column, "columns.parent.column"), Optional.ofNullable(separator));
        }
    }

    private record Inactive(
            @Nullable String column, @Nullable Set<String> values) {
        CsvDeclaration.InactiveColumn declared() {
            return new CsvDeclaration.InactiveColumn(
                    required(column, "columns.inactive.column"), required(values, "columns.inactive.values"));
        }
    }

    /** The type of that name, for options and declarations alike. */
    public static PropertyType typeNamed(String name) {
        return PropertyType.named(name)
                .orElseThrow(() -> new IllegalArgumentException("property type '" + name
                        + "' is not known: expected code, string, boolean, integer, decimal or dateTime"));
    }

    private static <T> T required(@Nullable T value, String what) {
        if (value == null || value.toString().isBlank() || (value instanceof Map<?, ?> map && map.isEmpty())) {
            throw new IllegalArgumentException("'" + what + "' is missing: write it");
        }
        return value;
    }
}
