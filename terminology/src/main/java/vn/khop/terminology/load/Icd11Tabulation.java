package vn.khop.terminology.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.load.ListDeclaration.TablePlace;
import vn.khop.terminology.load.LoadIssue.Severity;

/*
 * WHO leaves out empty fields at the end of a row, and the last column of the header has no fields at all: its name is the version.
 *
 * A row is a chapter (known by ChapterNo), a block (BlockId) or a category (Code); one of these is its code here. Rows stand in the order of the
 * tree, and the dashes before a title say how deep: the parent is the last row with fewer dashes. A linearization shows a category below each of its parents, and only once
 * as in its primary location.
 */
/** Reads the simple tabulation or the linearization of ICD-11 MMS, as WHO publishes them: a text file with tabs, or a workbook. */
public final class Icd11Tabulation {
    private static final List<String> COLUMNS = List.of("Code", "BlockId", "Title", "ClassKind", "ChapterNo");
    private static final String PRIMARY_LOCATION = "PrimaryLocation";
    /** Columns that become properties where the file has them. */
    private static final Map<String, String> FURTHER = Map.of("Foundation URI", "foundation", "IsResidual", "residual");

    private static final Pattern DASHES = Pattern.compile("((?:- ?)*)(.*)");

    private final ListOrigin origin;
    private final String language;
    private final Path file;
    private final RowIssues issues = new RowIssues();
    private final Map<String, Concept> concepts = new LinkedHashMap<>();
    /** Codes that were seen, and not yet in their primary location. */
    private final Set<String> elsewhere = new HashSet<>();

    private final Deque<Level> above = new ArrayDeque<>();
    private long rowsRead;
    private long rowsRefused;

    private record Level(int dashes, String code) {}

    private Icd11Tabulation(ListOrigin origin, String language, Path file) {
        this.origin = origin;
        this.language = language;
        this.file = file;
    }

    /** @param language of the titles */
    public static LoadResult load(ListOrigin origin, String language, Path file) {
        return new Icd11Tabulation(origin, language, file).load();
    }

    private LoadResult load() {
        boolean isRead = false;
        TablePlace place = TablePlace.whole('\t');
        try (Table opened =
                        ListLoader.open(place, () -> Files.newInputStream(file), Optional.of(file), file.toString());
                DeclaredTable table =
                        new DeclaredTable(opened, Optional.empty(), file.toString(), place, false, issues)) {
            isRead = table.readHeader(COLUMNS);
            if (isRead) {
                for (Optional<TableRow> row = table.next(); row.isPresent(); row = table.next()) {
                    if (!table.passesOver(row.get())) {
                        rowsRead++;
                        rowsRefused += table.hasNoFurtherField(row.get()) && read(table, row.get()) ? 0 : 1;
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
        if (isRead && concepts.isEmpty() && issues.errors() == 0) {
            issues.file(
                    Severity.ERROR,
                    ErrorCode.NO_ROWS,
                    Optional.empty(),
                    new Wording(file + " chỉ có dòng tiêu đề", file + " has a header and no rows"));
        }
        return new LoadResult(
                isRead && !concepts.isEmpty() ? Optional.of(codeSystem()) : Optional.empty(),
                rowsRead,
                rowsRefused,
                issues.sorted());
    }

    private CodeSystem codeSystem() {
        return origin.codeSystem(
                file, List.of(language), List.of("kind", "foundation", "residual"), List.copyOf(concepts.values()));
    }

    /** Whether the row became a concept; if not, that has been told. */
    private boolean read(DeclaredTable table, TableRow row) {
        String code = table.text(row, "Code");
        if (code.isEmpty()) {
            code = table.text(row, "BlockId");
        }
        if (code.isEmpty()) {
            code = table.text(row, "ChapterNo");
        }
        Matcher title = DASHES.matcher(table.text(row, "Title"));
        String name = title.matches() ? title.group(2).strip() : "";
        if (code.isEmpty() || name.isEmpty()) {
            issues.add(
                    Severity.ERROR,
                    code.isEmpty() ? ErrorCode.EMPTY_CODE : ErrorCode.NO_DISPLAY,
                    table.placeOf(row),
                    Optional.empty(),
                    code.isEmpty()
                            ? new Wording(
                                    "không có Code, BlockId hay ChapterNo: dòng nào cũng có một trong ba",
                                    "no Code, BlockId or ChapterNo: every row has one of them")
                            : new Wording("không có Title", "no Title"));
            return false;
        }
        int dashes = (int) title.group(1).chars().filter(c -> c == '-').count();
        while (!above.isEmpty() && above.peek().dashes() >= dashes) {
            above.pop();
        }
        String kind = table.text(row, "ClassKind");
        List<ConceptProperty> properties = new ArrayList<>();
        if (!kind.isEmpty()) {
            properties.add(new ConceptProperty("kind", PropertyType.STRING, kind));
        }
        new TreeMap<>(FURTHER).forEach((column, property) -> {
            String value = table.hasColumn(column) ? table.text(row, column) : "";
            if (!value.isEmpty() && !value.equals("False")) {
                properties.add(new ConceptProperty(property, PropertyType.STRING, value));
            }
        });
        List<String> parents =
                above.isEmpty() ? List.of() : List.of(above.peek().code());
        Concept concept = new Concept(
                code, true, List.of(new Designation(language, Designation.DISPLAY, name)), properties, parents);
        boolean isPrimary = !table.hasColumn(PRIMARY_LOCATION)
                || !table.text(row, PRIMARY_LOCATION).equalsIgnoreCase("False");
        Concept known = concepts.putIfAbsent(code, concept);
        if (known != null) {
            if (isPrimary && !elsewhere.contains(code)) {
                issues.refuse(
                        ErrorCode.DUPLICATE_CODE,
                        table.placeOf(row),
                        "Code",
                        new Wording(
                                "mã '" + code + "' có hai lần: mỗi mã chỉ có một dòng",
                                "code '" + code + "' stands twice: a code stands once"));
                return false;
            }
            concepts.put(code, below(known, concept, isPrimary));
        }
        if (isPrimary) {
            elsewhere.remove(code);
        } else if (known == null) {
            elsewhere.add(code);
        }
        above.push(new Level(dashes, code));
        return true;
    }

    /** What is known, below the parents of both; the primary location comes first and is told by its own row. */
    private static Concept below(Concept known, Concept again, boolean isPrimary) {
        Concept first = isPrimary ? again : known;
        Concept second = isPrimary ? known : again;
        List<String> parents = Stream.concat(first.parents().stream(), second.parents().stream())
                .distinct()
                .toList();
        return new Concept(first.code(), first.isActive(), first.designations(), first.properties(), parents);
    }
}
