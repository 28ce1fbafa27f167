package vn.khop.terminology.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.load.MapDeclaration.Side;

/** Reads a table of mappings whose columns are declared into a ConceptMap of FHIR R4. A row becomes a mapping or is told by number. */
public final class MapLoader {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * @param conceptMap the rows without errors; empty where the file could not be read as a whole or has none
     * @param issues in the order of the rows
     */
    public record Result(Optional<ObjectNode> conceptMap, long rowsRead, long mappings, List<LoadIssue> issues) {
        public Result {
            issues = List.copyOf(issues);
        }

        public boolean hasErrors() {
            return issues.stream().anyMatch(LoadIssue::isError);
        }
    }

    private final MapDeclaration declaration;
    private final Path file;
    private final RowIssues issues = new RowIssues();
    private final Map<String, ObjectNode> elements = new LinkedHashMap<>();
    private final Set<List<String>> pairs = new HashSet<>();
    private long rowsRead;

    private MapLoader(MapDeclaration declaration, Path file) {
        this.declaration = declaration;
        this.file = file;
    }

    public static Result load(MapDeclaration declaration, Path file) {
        return new MapLoader(declaration, file).load();
    }

    private Result load() {
        boolean isRead = false;
        try (Table opened = ListLoader.open(
                        declaration.place(), () -> Files.newInputStream(file), Optional.of(file), file.toString());
                DeclaredTable table = new DeclaredTable(
                        opened, Optional.empty(), file.toString(), declaration.place(), false, issues)) {
            isRead = table.readHeader(declaration.columns());
            if (isRead) {
                for (Optional<TableRow> row = table.next(); row.isPresent(); row = table.next()) {
                    if (!table.passesOver(row.get())) {
                        rowsRead++;
                        if (table.hasEveryField(row.get())) {
                            read(table, row.get());
                        }
                    }
                }
            }
        } catch (UnreadableTable e) {
            isRead = false;
            issues.unreadable(Optional.empty(), e);
        } catch (IOException e) {
            isRead = false;
            issues.unreadable(Optional.empty(), file.toString(), e);
        }
        return new Result(
                isRead && !elements.isEmpty() ? Optional.of(conceptMap()) : Optional.empty(),
                rowsRead,
                pairs.size(),
                issues.sorted());
    }

    private void read(DeclaredTable table, TableRow row) {
        long before = issues.errors();
        String source = code(table, row, declaration.source());
        String target = code(table, row, declaration.target());
        if (issues.errors() > before) {
            return;
        }
        if (!pairs.add(List.of(source, target))) {
            issues.warn(
                    ErrorCode.REPEATED_ROW,
                    table.placeOf(row),
                    new Wording(
                            "'" + source + "' đã được ánh xạ sang '" + target + "'; chỉ lấy một lần",
                            "'" + source + "' is mapped to '" + target + "' already; taken once"));
            return;
        }
        ObjectNode element = elements.computeIfAbsent(source, code -> {
            ObjectNode made = JSON.createObjectNode().put("code", code);
            display(table, row, declaration.source()).ifPresent(name -> made.put("display", name));
            made.putArray("target");
            return made;
        });
        ObjectNode mapping = ((ArrayNode) element.get("target")).addObject().put("code", target);
        display(table, row, declaration.target()).ifPresent(name -> mapping.put("display", name));
        Optional<String> relationship = declaration.relationshipColumn().map(column -> table.text(row, column));
        mapping.put(
                "equivalence",
                relationship.map(declaration.relationships()::get).orElse(declaration.otherwise()));
        // One cell may say both, and what was tidied in it is told once.
        Optional<String> comment = declaration.commentColumn().equals(declaration.relationshipColumn())
                ? relationship
                : declaration.commentColumn().map(column -> table.text(row, column));
        comment.filter(text -> !text.isEmpty()).ifPresent(text -> mapping.put("comment", text));
    }

    private String code(DeclaredTable table, TableRow row, Side side) {
        String code = table.code(row, side.codeColumn());
        if (code.isEmpty()) {
            issues.refuse(
                    ErrorCode.EMPTY_CODE,
                    table.placeOf(row),
                    side.codeColumn(),
                    new Wording("thiếu mã: một ánh xạ có hai mã", "the code is empty: a mapping has two"));
        }
        return code;
    }

    private static Optional<String> display(DeclaredTable table, TableRow row, Side side) {
        return side.displayColumn().map(column -> table.text(row, column)).filter(name -> !name.isEmpty());
    }

    private ObjectNode conceptMap() {
        ObjectNode map = JSON.createObjectNode().put("resourceType", "ConceptMap");
        declaration
                .from()
                .ifPresent(from -> map.putArray("extension")
                        .addObject()
                        .put("url", "http://hl7.org/fhir/StructureDefinition/resource-effectivePeriod")
                        .putObject("valuePeriod")
                        .put("start", from));
        map.put("url", declaration.url())
                .put("version", declaration.version())
                .put("title", declaration.name())
                .put("status", "active");
        declaration.publisher().ifPresent(publisher -> map.put("publisher", publisher));
        ObjectNode group = map.putArray("group").addObject();
        side(group, "source", declaration.source());
        side(group, "target", declaration.target());
        group.putArray("element").addAll(elements.values());
        return map;
    }

    private static void side(ObjectNode group, String name, Side side) {
        group.put(name, side.system());
        side.version().ifPresent(version -> group.put(name + "Version", version));
    }
}
