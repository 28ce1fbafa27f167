package vn.khop.terminology.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.load.ListDeclaration.TablePlace;
import vn.khop.terminology.load.LoadIssue.Severity;

/*
 * A row is a chapter (known by ChapterNo), a block (BlockId) or a category (Code); one of these is its code here. Rows stand in the order of the
 * tree, and the dashes before a title say how deep: the parent is the last row with fewer dashes.
 */
/** Reads the simple tabulation or the linearization of ICD-11 MMS, as WHO publishes them: a text file with tabs, or a workbook. */
public final class Icd11Tabulation {
    private static final List<String> COLUMNS = List.of("Code", "BlockId", "Title", "ClassKind", "ChapterNo");
    private static final Pattern DASHES = Pattern.compile("((?:- ?)*)(.*)");

    private final ListOrigin origin;
    private final String language;
    private final Path file;
    private final RowIssues issues = new RowIssues();
    private final Map<String, Concept> concepts = new LinkedHashMap<>();
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
                        rowsRefused += table.hasEveryField(row.get()) && read(table, row.get()) ? 0 : 1;
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
            issues.file(Severity.ERROR, ErrorCode.NO_ROWS, Optional.empty(), file + " has a header and no rows");
        }
        return new LoadResult(
                isRead && !concepts.isEmpty() ? Optional.of(codeSystem()) : Optional.empty(),
                rowsRead,
                rowsRefused,
                issues.sorted());
    }

    private CodeSystem codeSystem() {
        return origin.codeSystem(file, List.of(language), List.of("kind"), List.copyOf(concepts.values()));
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
                    code.isEmpty() ? "no Code, BlockId or ChapterNo: every row has one of them" : "no Title");
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
        Concept concept = new Concept(
                code,
                true,
                List.of(new Designation(language, Designation.DISPLAY, name)),
                properties,
                above.isEmpty() ? List.of() : List.of(above.peek().code()));
        if (concepts.putIfAbsent(code, concept) != null) {
            issues.refuse(
                    ErrorCode.DUPLICATE_CODE,
                    table.placeOf(row),
                    "Code",
                    "code '" + code + "' stands twice: a code stands once");
            return false;
        }
        above.push(new Level(dashes, code));
        return true;
    }
}
