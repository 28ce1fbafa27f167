package vn.khop.terminology.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.load.ListDeclaration.DisplayColumn;
import vn.khop.terminology.load.ListDeclaration.LevelColumns;
import vn.khop.terminology.load.ListDeclaration.PropertyColumn;
import vn.khop.terminology.load.ListDeclaration.RuleTable;
import vn.khop.terminology.load.ListDeclaration.SynonymColumn;
import vn.khop.terminology.load.ListDeclaration.TablePlace;
import vn.khop.terminology.load.LoadIssue.Severity;
import vn.khop.terminology.load.RowIssues.Place;

/**
 * Reads a list whose columns are declared, from a text file (CSV, TSV) or a workbook (XLSX). A row becomes a concept or is told by number,
 * with what was found and what was expected; none is skipped in silence.
 */
public final class ListLoader {
    private static final int CODE_CHARACTERS_MAX = 255;
    private static final int KNOWN_PROPERTIES_MAX = 1 << 17;

    private final ListDeclaration declaration;
    private final Content content;
    private final Optional<Path> file;
    private final String where;
    private final String source;
    private final RowIssues issues = new RowIssues();
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Map<ConceptProperty, ConceptProperty> knownProperties = new HashMap<>();
    private long rowsRead;
    private long rowsRefused;

    /** @param isLevel whether it is only known from the rows below it */
    private record Row(Place place, Concept concept, boolean isLevel) {}

    /** Where the bytes of a text file are: opened more than once, each time from the start. */
    @FunctionalInterface
    public interface Content {
        InputStream open() throws IOException;
    }

    private ListLoader(ListDeclaration declaration, Content content, Optional<Path> file, String where, String source) {
        this.declaration = declaration;
        this.content = content;
        this.file = file;
        this.where = where;
        this.source = source;
    }

    /** Reads the file, and those beside it that the declaration names. */
    public static LoadResult load(ListDeclaration declaration, Path file) {
        return new ListLoader(
                        declaration,
                        () -> Files.newInputStream(file),
                        Optional.of(file),
                        file.toString(),
                        String.valueOf(file.getFileName()))
                .load();
    }

    /** A text file from what is no file, such as a resource of the jar; {@code source} names it in messages and in the image. */
    public static LoadResult load(ListDeclaration declaration, String source, Content content) {
        return new ListLoader(declaration, content, Optional.empty(), source, source).load();
    }

    private LoadResult load() {
        boolean isWhole = read(declaration.place(), content, file, where, Optional.empty(), this::readRows);
        for (RuleTable rule : declaration.rules()) {
            isWhole = isWhole && readRule(rule);
        }
        if (isWhole) {
            dropUnknownParents();
            dropCycles();
            if (rows.isEmpty() && issues.errors() == 0) {
                issues.file(
                        Severity.ERROR,
                        ErrorCode.NO_ROWS,
                        Optional.empty(),
                        new Wording(
                                where + " chỉ có dòng tiêu đề: cần mỗi mã một dòng",
                                where + " has a header and no rows: expected a row for each code"));
            }
        }
        return new LoadResult(
                isWhole && !rows.isEmpty() ? Optional.of(codeSystem()) : Optional.empty(),
                rowsRead,
                rowsRefused,
                issues.sorted());
    }

    private CodeSystem codeSystem() {
        return new CodeSystem(
                declaration.about(Optional.of(ListOrigin.sha256(content))),
                source,
                rows.values().stream().map(Row::concept).toList());
    }

    /** What is done with the rows of one table. */
    private interface Reading {
        boolean read(DeclaredTable table) throws UnreadableTable;
    }

    private boolean read(
            TablePlace place,
            Content bytes,
            Optional<Path> path,
            String named,
            Optional<String> name,
            Reading reading) {
        try (Table opened = open(place, bytes, path, named);
                DeclaredTable table =
                        new DeclaredTable(opened, name, named, place, declaration.isNumberACode(), issues)) {
            boolean isRead = reading.read(table);
            table.judgeZeros();
            return isRead;
        } catch (UnreadableTable e) {
            issues.unreadable(name, e);
            return false;
        } catch (IOException e) {
            issues.unreadable(name, named, e);
            return false;
        }
    }

    static Table open(TablePlace place, Content bytes, Optional<Path> path, String named) throws UnreadableTable {
        Optional<Path> workbook = path.filter(Workbook::isOne);
        if (workbook.isEmpty()) {
            boolean isOfTabs = named.endsWith(".tsv") || named.endsWith(".tab");
            return CsvTable.open(bytes, named, place.delimiter() == ',' && isOfTabs ? '\t' : place.delimiter());
        }
        Workbook opened = Workbook.open(workbook.get());
        try {
            return opened.sheet(place.sheet());
        } catch (UnreadableTable | RuntimeException e) {
            opened.closeQuietly();
            throw e;
        }
    }

    private boolean readRows(DeclaredTable table) throws UnreadableTable {
        if (!table.readHeader(declaration.columns())) {
            return false;
        }
        for (Optional<TableRow> row = table.next(); row.isPresent(); row = table.next()) {
            readRow(table, row.get());
        }
        return true;
    }

    private void readRow(DeclaredTable table, TableRow row) {
        if (table.passesOver(row)) {
            return;
        }
        rowsRead++;
        Place place = table.placeOf(row);
        Optional<Concept> concept = table.hasEveryField(row) ? concept(table, row) : Optional.empty();
        if (concept.isEmpty()) {
            rowsRefused++;
            return;
        }
        Row first = rows.get(concept.get().code());
        if (first == null || first.isLevel()) {
            // In the place of its own row, not of the first row below it.
            rows.remove(concept.get().code());
            rows.put(concept.get().code(), new Row(place, concept.get(), false));
        } else if (first.concept().equals(concept.get())) {
            issues.warn(
                    ErrorCode.REPEATED_ROW,
                    place,
                    new Wording(
                            "mã '" + concept.get().code() + "' đã có ở dòng "
                                    + first.place().row() + " với cùng nội dung; chỉ lấy một lần",
                            "code '" + concept.get().code() + "' stands in row "
                                    + first.place().row() + " already, with the same content; taken once"));
        } else if (declaration.isCodeRepeated() && first.concept().hasSameButProperties(concept.get())) {
            say(concept.get().code(), concept.get().properties());
        } else {
            issues.refuse(
                    ErrorCode.DUPLICATE_CODE,
                    place,
                    declaration.codeColumn(),
                    new Wording(
                            "mã '" + concept.get().code() + "' đã có ở dòng "
                                    + first.place().row() + " với nội dung khác: mỗi mã chỉ có một dòng",
                            "code '" + concept.get().code() + "' stands in row "
                                    + first.place().row() + " already, with other content: a code stands once"));
            rowsRefused++;
        }
    }

    /** The concept of a row; empty after at least one error has been told. */
    private Optional<Concept> concept(DeclaredTable table, TableRow row) {
        long before = issues.errors();
        String code = code(table, row, declaration.codeColumn());
        List<Designation> designations = designations(table, row);
        List<ConceptProperty> properties = properties(table, row);
        List<String> parents = declaration
                .parent()
                .map(parent -> parent.lengths().isEmpty()
                        ? parts(table.code(row, parent.column()), parent.separator())
                        : parent.beginning(table.code(row, parent.column())).stream()
                                .toList())
                .map(codes -> codes.stream().map(this::asKnown).toList())
                .orElseGet(() -> levels(table, row, code));
        boolean isActive = declaration
                .inactive()
                .map(inactive -> !inactive.values().contains(table.text(row, inactive.column())))
                .orElse(true);
        if (issues.errors() > before) {
            return Optional.empty();
        }
        return Optional.of(new Concept(code, isActive, designations, properties, parents));
    }

    private String code(DeclaredTable table, TableRow row, String column) {
        String code = table.code(row, column);
        if (code.isEmpty()) {
            issues.refuse(
                    ErrorCode.EMPTY_CODE,
                    table.placeOf(row),
                    column,
                    new Wording("thiếu mã: dòng nào cũng phải có", "the code is empty: every row has one"));
        } else if (code.length() > CODE_CHARACTERS_MAX) {
            issues.refuse(
                    ErrorCode.BAD_CODE,
                    table.placeOf(row),
                    column,
                    new Wording(
                            "mã dài " + code.length() + " ký tự, nhiều nhất được " + CODE_CHARACTERS_MAX,
                            "the code has " + code.length() + " characters, expected at most " + CODE_CHARACTERS_MAX));
        }
        return code;
    }

    private List<Designation> designations(DeclaredTable table, TableRow row) {
        List<Designation> designations = displays(table, row, declaration.displays());
        if (designations.isEmpty()) {
            String columns = DeclaredTable.named(
                    declaration.displays().stream().map(DisplayColumn::column).toList());
            issues.add(
                    Severity.ERROR,
                    ErrorCode.NO_DISPLAY,
                    table.placeOf(row),
                    Optional.empty(),
                    new Wording(
                            "không có tên: " + columns + (declaration.displays().size() == 1 ? " trống" : " đều trống"),
                            "no name: " + columns
                                    + (declaration.displays().size() == 1 ? " is empty" : " are all empty")));
        }
        for (SynonymColumn synonym : declaration.synonyms()) {
            for (String name : parts(table.text(row, synonym.column()), synonym.separator())) {
                designations.add(new Designation(synonym.language(), Designation.SYNONYM, name));
            }
        }
        return designations;
    }

    private static List<Designation> displays(DeclaredTable table, TableRow row, List<DisplayColumn> columns) {
        List<Designation> designations = new ArrayList<>();
        for (DisplayColumn display : columns) {
            String name = table.text(row, display.column());
            if (!name.isEmpty()) {
                designations.add(new Designation(display.language(), Designation.DISPLAY, name));
            }
        }
        return designations;
    }

    /** The levels above a row, each below the one before; the last of them is the row's parent. */
    private List<String> levels(DeclaredTable table, TableRow row, String code) {
        List<String> above = List.of();
        for (LevelColumns level : declaration.levels()) {
            String levelCode = table.code(row, level.codeColumn());
            if (levelCode.isEmpty() || levelCode.equals(code) || above.contains(levelCode)) {
                continue;
            }
            List<Designation> names = displays(table, row, level.displays());
            Row known = rows.get(levelCode);
            if (known == null && names.isEmpty()) {
                issues.refuse(
                        ErrorCode.NO_DISPLAY,
                        table.placeOf(row),
                        level.codeColumn(),
                        new Wording(
                                "bậc '" + levelCode + "' không có tên ở dòng đầu tiên của nó",
                                "level '" + levelCode + "' has no name in its first row"));
            } else if (known == null) {
                rows.put(
                        levelCode,
                        new Row(table.placeOf(row), new Concept(levelCode, true, names, List.of(), above), true));
            } else if (known.isLevel() && !known.concept().designations().equals(names)) {
                issues.warn(
                        ErrorCode.LEVEL_NAMES_DIFFER,
                        table.placeOf(row),
                        new Wording(
                                "bậc '" + levelCode + "' có tên khác với dòng "
                                        + known.place().row() + "; lấy tên đầu tiên",
                                "level '" + levelCode + "' has other names than in row "
                                        + known.place().row() + "; the first are taken"));
            }
            above = List.of(asKnown(levelCode));
        }
        return above;
    }

    private List<ConceptProperty> properties(DeclaredTable table, TableRow row) {
        List<ConceptProperty> properties = new ArrayList<>();
        for (PropertyColumn property : declaration.properties()) {
            values(table, row, property).forEach(value -> properties.add(asKnown(value)));
        }
        return properties;
    }

    /** What one row says of one property; what it should not say has been told. */
    private List<ConceptProperty> values(DeclaredTable table, TableRow row, PropertyColumn property) {
        boolean isWord = !property.when().isEmpty();
        boolean isText = isWord || !property.with().isEmpty();
        String cell =
                isText ? table.text(row, property.column()) : table.value(row, property.column(), property.type());
        if (!cell.isEmpty() && !property.with().isEmpty()) {
            cell = Stream.concat(Stream.of(cell), property.with().stream().map(column -> table.text(row, column)))
                    .filter(part -> !part.isEmpty())
                    .collect(Collectors.joining(" "));
        }
        List<String> parts = parts(cell, property.separator());
        if (isWord) {
            return parts.stream().anyMatch(property.when()::contains)
                    ? List.of(new ConceptProperty(property.name(), property.type(), property.value()))
                    : List.of();
        }
        List<ConceptProperty> values = new ArrayList<>();
        for (String part : parts) {
            if (property.type().accepts(part)) {
                values.add(new ConceptProperty(property.name(), property.type(), part));
            } else {
                issues.refuse(
                        ErrorCode.WRONG_PROPERTY_TYPE,
                        table.placeOf(row),
                        property.column(),
                        new Wording(
                                "có '" + part + "', cần " + inVietnamese(property.type()),
                                "found '" + part + "', expected "
                                        + property.type().expectation()));
            }
        }
        return values;
    }

    private static String inVietnamese(PropertyType type) {
        return switch (type) {
            case CODE -> "một mã của danh mục này";
            case STRING -> "văn bản";
            case BOOLEAN -> "true hoặc false";
            case INTEGER -> "số nguyên không quá chín chữ số";
            case DECIMAL -> "số thập phân, ví dụ 1.5";
            case DATE_TIME -> "ngày, ví dụ 2026-07-01, 2026-07 hoặc 2026";
        };
    }

    /** The same code as its own row has it: a list says each of its parents many times. */
    private String asKnown(String code) {
        Row row = rows.get(code);
        return row == null ? code : row.concept().code();
    }

    /** The same property as a row before had it, where one had: most values of most columns recur. */
    private ConceptProperty asKnown(ConceptProperty property) {
        if (knownProperties.size() == KNOWN_PROPERTIES_MAX) {
            knownProperties.clear();
        }
        ConceptProperty known = knownProperties.putIfAbsent(property, property);
        return known == null ? property : known;
    }

    private static List<String> parts(String cell, Optional<String> separator) {
        if (cell.isEmpty()) {
            return List.of();
        }
        if (separator.isEmpty()) {
            return List.of(cell);
        }
        return Pattern.compile(separator.get(), Pattern.LITERAL)
                .splitAsStream(cell)
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .distinct()
                .toList();
    }

    private boolean readRule(RuleTable rule) {
        if (rule.file().isPresent() && file.isEmpty()) {
            issues.file(
                    Severity.ERROR,
                    ErrorCode.FILE_UNREADABLE,
                    Optional.of(rule.shown()),
                    new Wording(
                            where + " không phải là tệp, nên không có tệp nào bên cạnh",
                            where + " is no file, so no other can stand beside it"));
            return false;
        }
        Optional<Path> path = rule.file().isPresent()
                ? file.map(
                        list -> list.toAbsolutePath().resolveSibling(rule.file().get()))
                : file;
        Content bytes = path.filter(any -> rule.file().isPresent())
                .<Content>map(beside -> () -> Files.newInputStream(beside))
                .orElse(content);
        String named = path.map(Path::toString).orElse(where);
        return read(
                rule.place(), bytes, path, named, Optional.of(rule.shown()), table -> new RuleRows(rule, table).read());
    }

    /** What the rows of a table beside the list say of its codes. */
    private final class RuleRows {
        private final RuleTable rule;
        private final DeclaredTable table;
        private final Map<String, Map<String, List<String>>> codesByProperty = new HashMap<>();

        RuleRows(RuleTable rule, DeclaredTable table) {
            this.rule = rule;
            this.table = table;
        }

        boolean read() throws UnreadableTable {
            if (!table.readHeader(rule.columns())) {
                return false;
            }
            for (Optional<TableRow> row = table.next(); row.isPresent(); row = table.next()) {
                if (!table.passesOver(row.get()) && table.hasEveryField(row.get())) {
                    read(row.get());
                }
            }
            return true;
        }

        private void read(TableRow row) {
            long before = issues.errors();
            String named = code(table, row, rule.codeColumn());
            List<ConceptProperty> said = new ArrayList<>(rule.set());
            Map<PropertyColumn, List<String>> others = new LinkedHashMap<>();
            for (PropertyColumn property : rule.properties()) {
                List<ConceptProperty> values = values(table, row, property);
                if (property.match().isEmpty() && property.inverse().isEmpty()) {
                    said.addAll(values);
                } else {
                    others.put(
                            property,
                            values.stream()
                                    .flatMap(value ->
                                            found(row, property.column(), value.value(), property.match()).stream())
                                    .toList());
                }
            }
            if (issues.errors() > before) {
                return;
            }
            List<String> codes = rule.displays().isEmpty() || rows.containsKey(named)
                    ? found(row, rule.codeColumn(), named, rule.match())
                    : added(row, named);
            for (String code : codes) {
                say(code, said);
                others.forEach((property, values) -> values.stream()
                        .filter(value -> !value.equals(code))
                        .forEach(value -> {
                            say(code, List.of(new ConceptProperty(property.name(), PropertyType.CODE, value)));
                            property.inverse()
                                    .ifPresent(inverse ->
                                            say(value, List.of(new ConceptProperty(inverse, PropertyType.CODE, code))));
                        }));
            }
        }

        private List<String> added(TableRow row, String code) {
            List<Designation> names = displays(table, row, rule.displays());
            if (names.isEmpty()) {
                issues.refuse(
                        ErrorCode.NO_DISPLAY,
                        table.placeOf(row),
                        rule.codeColumn(),
                        new Wording("mã '" + code + "' không có tên", "code '" + code + "' has no name"));
                return List.of();
            }
            rows.put(
                    code,
                    new Row(
                            table.placeOf(row),
                            new Concept(code, !rule.isInactive(), names, List.of(), List.of()),
                            false));
            return List.of(code);
        }

        /** The codes of the list that a cell names; of none that is told. */
        private List<String> found(TableRow row, String column, String named, Optional<String> match) {
            List<String> codes = match.isEmpty()
                    ? rows.containsKey(named) ? List.of(asKnown(named)) : List.of()
                    : codesByProperty
                            .computeIfAbsent(match.get(), ListLoader.this::codesBy)
                            .getOrDefault(named, List.of());
            if (codes.isEmpty()) {
                issues.add(
                        Severity.WARNING,
                        ErrorCode.RULE_OF_UNKNOWN_CODE,
                        table.placeOf(row),
                        Optional.of(column),
                        new Wording(
                                "danh mục không có mã "
                                        + match.map(name -> "nào có " + name + " là ")
                                                .orElse("") + "'" + named + "'; bỏ qua dòng này",
                                "the list has no code "
                                        + match.map(name -> "whose " + name + " is ")
                                                .orElse("") + "'" + named + "'; the row says nothing of it"));
            }
            return codes;
        }
    }

    private void say(String code, List<ConceptProperty> said) {
        Row row = rows.get(code);
        if (row == null || said.isEmpty()) {
            return;
        }
        Concept concept = row.concept();
        List<ConceptProperty> properties = new ArrayList<>(concept.properties());
        for (ConceptProperty property : said) {
            if (!properties.contains(property)) {
                properties.add(asKnown(property));
            }
        }
        rows.put(
                code,
                new Row(
                        row.place(),
                        new Concept(
                                concept.code(),
                                concept.isActive(),
                                concept.designations(),
                                properties,
                                concept.parents()),
                        row.isLevel()));
    }

    private Map<String, List<String>> codesBy(String property) {
        Map<String, List<String>> codes = new HashMap<>();
        for (Row row : rows.values()) {
            for (ConceptProperty value : row.concept().properties()) {
                if (value.name().equals(property)) {
                    codes.computeIfAbsent(value.value(), any -> new ArrayList<>())
                            .add(row.concept().code());
                }
            }
        }
        return codes;
    }

    /** A row whose parent is not there is left out, and then those below it. */
    private void dropUnknownParents() {
        Map<String, List<Row>> children = new HashMap<>();
        Deque<String> unknown = new ArrayDeque<>();
        for (Row row : rows.values()) {
            for (String parent : row.concept().parents()) {
                if (!rows.containsKey(parent) && !children.containsKey(parent)) {
                    unknown.add(parent);
                }
                children.computeIfAbsent(parent, p -> new ArrayList<>()).add(row);
            }
        }
        while (!unknown.isEmpty()) {
            String parent = unknown.remove();
            for (Row orphan : children.getOrDefault(parent, List.of())) {
                String code = orphan.concept().code();
                if (rows.remove(code) != null) {
                    drop(
                            orphan,
                            ErrorCode.UNKNOWN_PARENT,
                            new Wording(
                                    "mã cha '" + parent + "' của mã '" + code
                                            + "' không có trong danh mục này, hoặc dòng của nó có lỗi",
                                    "the parent '" + parent + "' of code '" + code
                                            + "' is not a code of this list, or its own row was refused"));
                    unknown.add(code);
                }
            }
        }
    }

    /** Takes roots away, then what has become a root; what is left is in a circle or below one. */
    private void dropCycles() {
        Map<String, Integer> parentsLeft = new HashMap<>();
        Map<String, List<String>> children = new HashMap<>();
        List<String> free = new ArrayList<>();
        for (Row row : rows.values()) {
            Concept concept = row.concept();
            parentsLeft.put(concept.code(), concept.parents().size());
            concept.parents()
                    .forEach(parent -> children.computeIfAbsent(parent, p -> new ArrayList<>())
                            .add(concept.code()));
            if (concept.parents().isEmpty()) {
                free.add(concept.code());
            }
        }
        while (!free.isEmpty()) {
            String code = free.remove(free.size() - 1);
            parentsLeft.remove(code);
            for (String child : children.getOrDefault(code, List.of())) {
                if (parentsLeft.merge(child, -1, Integer::sum) == 0) {
                    free.add(child);
                }
            }
        }
        List<Row> circular = rows.values().stream()
                .filter(row -> parentsLeft.containsKey(row.concept().code()))
                .toList();
        for (Row row : circular) {
            drop(
                    row,
                    ErrorCode.PARENT_CYCLE,
                    new Wording(
                            "đi lên từ mã '" + row.concept().code()
                                    + "' theo mã cha thì quay vòng, không tới gốc: hãy sửa mã cha",
                            "going up from code '" + row.concept().code()
                                    + "' by its parents leads round in a circle and to no root: mend the parents"));
        }
        circular.forEach(row -> rows.remove(row.concept().code()));
    }

    private void drop(Row row, ErrorCode code, Wording wording) {
        issues.refuse(
                code,
                row.place(),
                declaration.parent().map(ListDeclaration.ParentColumn::column).orElse(declaration.codeColumn()),
                wording);
        rowsRefused++;
    }
}
