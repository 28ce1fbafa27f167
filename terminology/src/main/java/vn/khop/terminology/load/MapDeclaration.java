package vn.khop.terminology.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.load.ListDeclaration.TablePlace;
import vn.khop.terminology.resource.ConceptMapDefinition.Relationship;

/**
 * What the columns of a table of mappings mean, said in YAML:
 *
 * <pre>
 * map: urn:example:map:communes          # required: the concept map's URL
 * version: "2025-07"                     # required
 * name: Chuyển đổi xã                    # required
 * publisher: Chính phủ
 * from: 2025-07-01                       # first day on which it applies
 * delimiter, sheet, header, last         # as of a list
 * source: {system: urn:example:units, version: "2025-06", code: old, display: old_name}   # system and code required
 * target: {system: urn:example:units, version: "2025-07", code: new, display: new_name}
 * relationship: {column: note, values: {Giữ nguyên: equivalent}, otherwise: relatedto}    # R4's words; required
 * comment: note
 * </pre>
 */
public record MapDeclaration(
        String url,
        String version,
        String name,
        Optional<String> publisher,
        Optional<String> from,
        TablePlace place,
        Side source,
        Side target,
        Optional<String> relationshipColumn,
        Map<String, String> relationships,
        String otherwise,
        Optional<String> commentColumn) {
    private static final List<String> SHIPPED = List.of("communes-2025", "provinces-2025");
    private static final ObjectMapper MAPPER = new YAMLMapper();

    /** One side of each mapping. */
    public record Side(String system, Optional<String> version, String codeColumn, Optional<String> displayColumn) {}

    /** @throws IllegalArgumentException saying which part cannot stand */
    public MapDeclaration {
        relationships = Map.copyOf(relationships);
        from.ifPresent(day -> {
            try {
                LocalDate.parse(day);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("from is '" + day + "', expected a day such as 2025-07-01", e);
            }
        });
        List<String> said = new ArrayList<>(relationships.values());
        said.add(otherwise);
        said.stream()
                .filter(word -> !Relationship.EQUIVALENCES.contains(word))
                .findFirst()
                .ifPresent(word -> {
                    throw new IllegalArgumentException("relationship '" + word + "' is not known: expected one of "
                            + String.join(
                                    ", ",
                                    Relationship.EQUIVALENCES.stream().sorted().toList()));
                });
    }

    /** Every column named, once. */
    List<String> columns() {
        List<String> columns = new ArrayList<>();
        for (Side side : List.of(source, target)) {
            columns.add(side.codeColumn());
            side.displayColumn().ifPresent(columns::add);
        }
        relationshipColumn.ifPresent(columns::add);
        commentColumn.ifPresent(columns::add);
        return columns.stream().distinct().toList();
    }

    /** Reads a file, or one that comes with Khớp by its name. */
    public static Answer<MapDeclaration> read(String named) {
        Path file = Path.of(named);
        try {
            if (SHIPPED.contains(named) && !Files.exists(file)) {
                try (InputStream yaml = MapDeclaration.class.getResourceAsStream("maps/" + named + ".yaml")) {
                    if (yaml == null) {
                        throw new IllegalStateException("the declaration " + named + " is not in the jar");
                    }
                    return Answer.known(MAPPER.readValue(yaml, Written.class).declared());
                }
            }
            if (!Files.exists(file)) {
                return wrong("there is no declaration '" + named + "': name a file, or one of "
                        + String.join(", ", SHIPPED));
            }
            try (InputStream yaml = Files.newInputStream(file)) {
                return Answer.known(MAPPER.readValue(yaml, Written.class).declared());
            }
        } catch (JsonProcessingException e) {
            return wrong("declaration " + named + ": "
                    + String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("it is not YAML"));
        } catch (IllegalArgumentException e) {
            return wrong("declaration " + named + ": " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer<MapDeclaration> wrong(String message) {
        return Answer.unknown(new Problem(ErrorCode.BAD_DECLARATION, message));
    }

    private record Written(
            @Nullable String map,
            @Nullable String version,
            @Nullable String name,
            @Nullable String publisher,
            @Nullable String from,
            @Nullable String delimiter,
            @Nullable String sheet,
            @Nullable Integer header,
            @Nullable Integer last,
            @Nullable WrittenSide source,
            @Nullable WrittenSide target,
            @Nullable Relation relationship,
            @Nullable String comment) {
        MapDeclaration declared() {
            Relation relation = DeclarationFile.required(relationship, "relationship");
            return new MapDeclaration(
                    DeclarationFile.required(map, "map"),
                    DeclarationFile.required(version, "version"),
                    DeclarationFile.required(name, "name"),
                    Optional.ofNullable(publisher),
                    Optional.ofNullable(from),
                    DeclarationFile.place(delimiter, sheet, header, last),
                    DeclarationFile.required(source, "source").declared("source"),
                    DeclarationFile.required(target, "target").declared("target"),
                    Optional.ofNullable(relation.column()),
                    relation.values() == null ? Map.of() : relation.values(),
                    DeclarationFile.required(relation.otherwise(), "relationship.otherwise"),
                    Optional.ofNullable(comment));
        }
    }

    private record WrittenSide(
            @Nullable String system,
            @Nullable String version,
            @Nullable String code,
            @Nullable String display) {
        Side declared(String side) {
            return new Side(
                    DeclarationFile.required(system, side + ".system"),
                    Optional.ofNullable(version),
                    DeclarationFile.required(code, side + ".code"),
                    Optional.ofNullable(display));
        }
    }

    private record Relation(
            @Nullable String column,
            @Nullable LinkedHashMap<String, String> values,
            @Nullable String otherwise) {}
}
