package vn.khop.terminology.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.load.CsvDeclaration.DisplayColumn;
import vn.khop.terminology.load.CsvDeclaration.PropertyColumn;
import vn.khop.terminology.load.CsvDeclaration.SynonymColumn;
import vn.khop.terminology.load.LoadIssue.Severity;

/**
 * Reads a CSV file whose columns are declared. A row becomes a concept or is told by number, with what was found and what was expected;
 * none is skipped in silence. Reads the file twice: once to see that it is UTF-8, once for its rows.
 */
public final class CsvLoader {
    private static final int CODE_CHARACTERS_MAX = 255;
    private static final int KNOWN_PROPERTIES_MAX = 1 << 17;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final CsvDeclaration declaration;
    private final Content content;
    private final String where;
    private final String source;
    private final List<LoadIssue> issues = new ArrayList<>();
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final Map<ConceptProperty, ConceptProperty> knownProperties = new HashMap<>();
    private Map<String, Integer> columns = Map.of();
    private int columnCount;
    private long rowsRead;
    private long rowsRefused;
    private long errorCount;

    private record Row(Place place, Concept concept) {}

    /** Row as a spreadsheet counts, line as an editor does. */
    private record Place(long row, long line) {}

    /** Where the bytes are: opened twice, each time from the start. */
    @FunctionalInterface
    public interface Content {
        InputStream open() throws IOException;
    }

    private CsvLoader(CsvDeclaration declaration, Content content, String where, String source) {
        this.declaration = declaration;
        this.content = content;
        this.where = where;
        this.source = source;
    }

    public static LoadResult load(CsvDeclaration declaration, Path file) {
        return new CsvLoader(
                        declaration,
                        () -> Files.newInputStream(file),
                        file.toString(),
                        String.valueOf(file.getFileName()))
                .load();
    }

    /** The same from what is no file, such as a resource of the jar; {@code source} names it in messages and in the image. */
    public static LoadResult load(CsvDeclaration declaration, String source, Content content) {
        return new CsvLoader(declaration, content, source, source).load();
    }

    private LoadResult load() {
        boolean isWhole = isReadable() && readRows();
        if (isWhole) {
            dropUnknownParents();
            dropCycles();
            if (rows.isEmpty() && errorCount == 0) {
                file(ErrorCode.NO_ROWS, where + " has a header and no rows: expected a row for each code");
            }
        }
        issues.sort(Comparator.comparingLong(LoadIssue::row));
        return new LoadResult(
                isWhole && !rows.isEmpty() ? Optional.of(codeSystem()) : Optional.empty(),
                rowsRead,
                rowsRefused,
                issues);
    }

    private CodeSystem codeSystem() {
        return new CodeSystem(
                declaration.about(),
                source,
                rows.values().stream().map(Row::concept).toList());
    }

    private boolean isReadable() {
        try {
            Optional<Utf8.Stray> stray = Utf8.firstStray(content);
            stray.ifPresent(found -> file(
                    ErrorCode.NOT_UTF8,
                    where + " is not UTF-8: line " + found.line() + " holds the byte "
                            + String.format("0x%02X", found.value())
                            + "; save it as UTF-8 (in a spreadsheet: \"CSV UTF-8\") and load it again"));
            return stray.isEmpty();
        } catch (NoSuchFileException e) {
            file(ErrorCode.FILE_UNREADABLE, "there is no file " + where);
            return false;
        } catch (IOException e) {
            file(
                    ErrorCode.FILE_UNREADABLE,
                    where + " cannot be read (" + e.getClass().getSimpleName() + "): check the path and its rights");
            return false;
        }
    }

    private boolean readRows() {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setDelimiter(declaration.delimiter())
                .setIgnoreEmptyLines(false)
                .get();
        Place place = new Place(1, 1);
        try (Reader text = opened();
                CSVParser parser =
                        CSVParser.builder().setReader(text).setFormat(format).get()) {
            Iterator<CSVRecord> records = parser.iterator();
            if (!records.hasNext()) {
                file(
                        ErrorCode.MISSING_COLUMN,
                        where + " is empty: expected a header with " + named(declaration.columns()));
                return false;
            }
            if (!readHeader(records.next())) {
                return false;
            }
            place = new Place(2, parser.getCurrentLineNumber() + 1);
            while (records.hasNext()) {
                readRow(place, records.next());
                place = new Place(place.row() + 1, parser.getCurrentLineNumber() + 1);
            }
            return true;
        } catch (IOException | UncheckedIOException e) {
            add(
                    Severity.ERROR,
                    ErrorCode.MALFORMED_CSV,
                    place,
                    Optional.empty(),
                    "a quoted field is not closed, or text stands after its closing quote; nothing from here on can be read:"
                            + " put the field in quotes and write each quote in it twice");
            return false;
        }
    }

    private Reader opened() throws IOException {
        BufferedReader text = new BufferedReader(new InputStreamReader(content.open(), StandardCharsets.UTF_8));
        text.mark(1);
        if (text.read() != BYTE_ORDER_MARK) {
            text.reset();
        }
        return text;
    }

    private boolean readHeader(CSVRecord header) {
        Map<String, Integer> found = new LinkedHashMap<>();
        Set<String> twice = new LinkedHashSet<>();
        for (int i = 0; i < header.size(); i++) {
            String name = CellText.of(header.get(i)).value();
            if (found.putIfAbsent(name, i) != null) {
                twice.add(name);
            }
        }
        List<String> missing = declaration.columns().stream()
                .filter(column -> !found.containsKey(column))
                .toList();
        if (!missing.isEmpty()) {
            file(
                    ErrorCode.MISSING_COLUMN,
                    "the header of " + where + " has no " + named(missing) + "; it has " + named(found.keySet())
                            + ": declare the columns by these names, or the delimiter if the names run together");
            return false;
        }
        List<String> ambiguous =
                declaration.columns().stream().filter(twice::contains).toList();
        if (!ambiguous.isEmpty()) {
            file(
                    ErrorCode.MISSING_COLUMN,
                    "the header of " + where + " has " + named(ambiguous) + " more than once: rename one of them");
            return false;
        }
        columns = found;
        columnCount = header.size();
        return true;
    }

    private void readRow(Place place, CSVRecord record) {
        rowsRead++;
        if (isBlank(record)) {
            add(Severity.WARNING, ErrorCode.BLANK_ROW, place, Optional.empty(), "the row is blank; passed over");
            return;
        }
        Optional<Concept> concept = record.size() == columnCount ? concept(place, record) : wrongCount(place, record);
        if (concept.isEmpty()) {
            rowsRefused++;
            return;
        }
        Row first = rows.get(concept.get().code());
        if (first == null) {
            rows.put(concept.get().code(), new Row(place, concept.get()));
        } else if (first.concept().equals(concept.get())) {
            add(
                    Severity.WARNING,
                    ErrorCode.REPEATED_ROW,
                    place,
                    Optional.empty(),
                    "code '" + concept.get().code() + "' stands in row "
                            + first.place().row() + " already, with the same content; taken once");
        } else {
            refuse(
                    ErrorCode.DUPLICATE_CODE,
                    place,
                    declaration.codeColumn(),
                    "code '" + concept.get().code() + "' stands in row "
                            + first.place().row() + " already, with other content: a code stands once");
            rowsRefused++;
        }
    }

    private static boolean isBlank(CSVRecord record) {
        return record.stream().allMatch(String::isBlank);
    }

    private Optional<Concept> wrongCount(Place place, CSVRecord record) {
        add(
                Severity.ERROR,
                ErrorCode.COLUMN_COUNT,
                place,
                Optional.empty(),
                "found " + record.size() + " fields, expected " + columnCount
                        + " as in the header: look for a missing field, or a delimiter that is not in quotes");
        return Optional.empty();
    }

    /** The concept of a row; empty after at least one error has been told. */
    private Optional<Concept> concept(Place place, CSVRecord record) {
        long before = errorCount;
        String code = code(place, record);
        List<Designation> designations = designations(place, record);
        List<ConceptProperty> properties = properties(place, record);
        List<String> parents = declaration
                .parent()
                .map(parent -> parts(cell(place, record, parent.column()), parent.separator()))
                .map(codes -> codes.stream().map(this::asKnown).toList())
                .orElse(List.of());
        boolean isActive = declaration
                .inactive()
                .map(inactive -> !inactive.values().contains(cell(place, record, inactive.column())))
                .orElse(true);
        if (errorCount > before) {
            return Optional.empty();
        }
        return Optional.of(new Concept(code, isActive, designations, properties, parents));
    }

    private String code(Place place, CSVRecord record) {
        String column = declaration.codeColumn();
        String code = cell(place, record, column);
        if (code.isEmpty()) {
            refuse(ErrorCode.EMPTY_CODE, place, column, "the code is empty: every row has one");
        } else if (code.length() > CODE_CHARACTERS_MAX) {
            refuse(
                    ErrorCode.BAD_CODE,
                    place,
                    column,
                    "the code has " + code.length() + " characters, expected at most " + CODE_CHARACTERS_MAX);
        }
        return code;
    }

    private List<Designation> designations(Place place, CSVRecord record) {
        List<Designation> designations = new ArrayList<>();
        for (DisplayColumn display : declaration.displays()) {
            String name = cell(place, record, display.column());
            if (!name.isEmpty()) {
                designations.add(new Designation(display.language(), Designation.DISPLAY, name));
            }
        }
        if (designations.isEmpty()) {
            add(
                    Severity.ERROR,
                    ErrorCode.NO_DISPLAY,
                    place,
                    Optional.empty(),
                    "no name: "
                            + named(declaration.displays().stream()
                                    .map(DisplayColumn::column)
                                    .toList())
                            + (declaration.displays().size() == 1 ? " is empty" : " are all empty"));
        }
        for (SynonymColumn synonym : declaration.synonyms()) {
            for (String name : parts(cell(place, record, synonym.column()), synonym.separator())) {
                designations.add(new Designation(synonym.language(), Designation.SYNONYM, name));
            }
        }
        return designations;
    }

    private List<ConceptProperty> properties(Place place, CSVRecord record) {
        List<ConceptProperty> properties = new ArrayList<>();
        for (PropertyColumn property : declaration.properties()) {
            String value = cell(place, record, property.column());
            if (value.isEmpty()) {
                continue;
            }
            if (property.type().accepts(value)) {
                properties.add(asKnown(new ConceptProperty(property.name(), property.type(), value)));
            } else {
                refuse(
                        ErrorCode.WRONG_PROPERTY_TYPE,
                        place,
                        property.column(),
                        "found '" + value + "', expected " + property.type().expectation());
            }
        }
        return properties;
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

    private String cell(Place place, CSVRecord record, String column) {
        Integer index = columns.get(column);
        if (index == null) {
            throw new IllegalStateException("column " + column + " was checked with the header");
        }
        CellText text = CellText.of(record.get(index));
        for (CellText.Remark remark : text.remarks()) {
            add(remark.severity(), remark.code(), place, Optional.of(column), remark.message());
        }
        return text.value();
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
                            "the parent '" + parent + "' of code '" + code
                                    + "' is not a code of this list, or its own row was refused");
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
                    "going up from code '" + row.concept().code()
                            + "' by its parents leads round in a circle and to no root: mend the parents");
        }
        circular.forEach(row -> rows.remove(row.concept().code()));
    }

    private void drop(Row row, ErrorCode code, String message) {
        refuse(code, row.place(), declaration.parent().orElseThrow().column(), message);
        rowsRefused++;
    }

    private void refuse(ErrorCode code, Place place, String column, String message) {
        add(Severity.ERROR, code, place, Optional.of(column), message);
    }

    private void file(ErrorCode code, String message) {
        add(Severity.ERROR, code, new Place(0, 0), Optional.empty(), message);
    }

    private void add(Severity severity, ErrorCode code, Place place, Optional<String> column, String message) {
        issues.add(new LoadIssue(severity, code, place.row(), place.line(), column, message));
        errorCount += severity == Severity.ERROR ? 1 : 0;
    }

    private static String named(Iterable<String> names) {
        return "'" + String.join("', '", names) + "'";
    }
}
