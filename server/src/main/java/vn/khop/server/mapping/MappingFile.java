package vn.khop.server.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import vn.khop.server.mapping.MappingDecision.Kind;
import vn.khop.server.mapping.MappingRefused.Why;
import vn.khop.terminology.load.SheetCells;
import vn.khop.terminology.load.Wording;
import vn.khop.terminology.suggest.LocalList;
import vn.khop.terminology.suggest.LocalList.Part;

/*
 * What is exported can be changed in a spreadsheet and imported again: by code, target, relation, note and depends_on; the other columns are for the reader. A row without target and relation
 * says nothing.
 */
/** Decisions as files: CSV out and in, FHIR R4 ConceptMap in. */
public final class MappingFile {
    /** Of a row for which no code of the list is meant, in the column of relations; also FHIR's word. */
    private static final String UNMATCHED = "unmatched";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> HEADER = List.of(
            "row",
            "code",
            "name",
            "uses",
            "state",
            "target",
            "display",
            "relation",
            "note",
            "origin",
            "probability",
            "decided_by",
            "decided_at",
            "reviewed_by",
            "reviewed_at",
            "depends_on");

    /** What is read of a workbook. */
    public static final SheetCells.Columns READ = new SheetCells.Columns(
            Set.of("code", "target"), Set.of("code", "target", "relation", "note", "depends_on"));

    private MappingFile() {}

    /** What is read of a workbook that holds a hospital's list. */
    public static SheetCells.Columns columns(LocalList.Columns list) {
        return new SheetCells.Columns(
                Stream.of(Part.CODE, Part.CHOSEN)
                        .flatMap(part -> Optional.ofNullable(list.headers().get(part)).stream())
                        .collect(Collectors.toSet()),
                Set.copyOf(list.headers().values()));
    }

    /** The header, then a line for each row, or for each target of a row that has several; no cell of which a spreadsheet takes for a formula. */
    public static List<List<String>> cells(List<Mappings.Seen> rows) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(HEADER);
        for (Mappings.Seen seen : rows) {
            List<MappingTarget> targets =
                    seen.decision().map(MappingDecision::targets).orElse(List.of());
            if (targets.isEmpty()) {
                cells.add(line(seen, Optional.empty()));
            }
            targets.forEach(target -> cells.add(line(seen, Optional.of(target))));
        }
        return cells;
    }

    private static List<String> line(Mappings.Seen seen, Optional<MappingTarget> target) {
        Optional<MappingDecision> decision = seen.decision();
        return List.of(
                        Integer.toString(seen.row().number()),
                        seen.row().row().code(),
                        seen.row().row().name(),
                        Long.toString(seen.row().uses()),
                        seen.state().name().toLowerCase(Locale.ROOT),
                        target.map(MappingTarget::code).orElse(""),
                        target.map(MappingTarget::display).orElse(""),
                        target.map(one -> one.relation().name().toLowerCase(Locale.ROOT))
                                .orElse(decision.isPresent() ? UNMATCHED : ""),
                        decision.map(MappingDecision::note).orElse(""),
                        decision.map(one -> one.origin().name().toLowerCase(Locale.ROOT))
                                .orElse(""),
                        decision.flatMap(MappingDecision::probability)
                                .map(probability -> String.format(Locale.ROOT, "%.3f", probability))
                                .orElse(""),
                        decision.map(MappingDecision::by).orElse(""),
                        decision.map(one -> one.at().toString()).orElse(""),
                        seen.review().map(MappingDecision::by).orElse(""),
                        seen.review().map(one -> one.at().toString()).orElse(""),
                        target.map(MappingFile::conditions).orElse(""))
                .stream()
                .map(ExportedCell::of)
                .toList();
    }

    private static String conditions(MappingTarget target) {
        return target.dependsOn().stream()
                .map(condition -> condition.property() + "=" + condition.value())
                .collect(Collectors.joining("; "));
    }

    public static String csv(List<Mappings.Seen> rows) {
        StringBuilder text = new StringBuilder();
        try (CSVPrinter csv = new CSVPrinter(
                text, CSVFormat.RFC4180.builder().setRecordSeparator("\n").get())) {
            for (List<String> row : cells(rows)) {
                csv.printRecord(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** The same as a workbook (.xlsx) of one sheet. */
    public static byte[] workbook(List<Mappings.Seen> rows) {
        return WrittenWorkbook.of("mapping", cells(rows));
    }

    /**
     * Decisions of CSV with the columns {@code code}, {@code target}, {@code relation} and, if there are any, {@code note} and {@code depends_on}; of a row with several targets a
     * line each.
     */
    public static List<Mappings.Imported> readCsv(String text) {
        try (CSVParser parser = CSVFormat.RFC4180
                .builder()
                .setIgnoreEmptyLines(false)
                .get()
                .parse(new StringReader(text.replaceFirst("^\uFEFF", "")))) {
            return readCells(parser.stream().map(CSVRecord::toList).toList());
        } catch (IOException | UncheckedIOException e) {
            throw bad("the file is no CSV: " + e.getMessage(), "tệp không phải CSV: " + e.getMessage());
        }
    }

    private static MappingRefused bad(String english, String vietnamese) {
        return new MappingRefused(Why.BAD_ROWS, new Wording(vietnamese, english));
    }

    /** The text of a file; what is no UTF-8 is refused, since letters of it would be lost. */
    public static String text(byte[] file) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(file))
                    .toString();
        } catch (CharacterCodingException e) {
            throw bad(
                    "the file is not UTF-8: save it as CSV UTF-8", "tệp không phải UTF-8: hãy lưu lại dạng CSV UTF-8");
        }
    }

    /** The same of cells, the header first. */
    public static List<Mappings.Imported> readCells(List<List<String>> cells) {
        List<String> header = cells.isEmpty()
                ? List.of()
                : cells.get(0).stream().map(String::strip).toList();
        for (String column : List.of("code", "target", "relation")) {
            if (!header.contains(column)) {
                throw bad(
                        "the header has no column '" + column + "'; it has " + String.join(", ", header),
                        "dòng tiêu đề không có cột '" + column + "'; chỉ có " + String.join(", ", header));
            }
        }
        Said said = new Said();
        for (int i = 1; i < cells.size(); i++) {
            List<String> row = cells.get(i);
            if (row.stream().allMatch(String::isBlank)) {
                continue;
            }
            if (row.size() != header.size()) {
                said.issue(
                        "row " + (i + 1) + ": found " + row.size() + " fields, the header has " + header.size(),
                        "dòng " + (i + 1) + ": có " + row.size() + " ô, dòng tiêu đề có " + header.size());
                continue;
            }
            String target = cell(row, header, "target");
            String relation = cell(row, header, "relation");
            if (!target.isEmpty() || !relation.isEmpty()) {
                said.take(
                        new Line(
                                i + 1,
                                cell(row, header, "code"),
                                target,
                                relation,
                                header.contains("note") ? cell(row, header, "note") : ""),
                        header.contains("depends_on")
                                ? conditions(cell(row, header, "depends_on"))
                                : Optional.of(List.of()));
            }
        }
        return said.whole();
    }

    /** Empty where they cannot be read. */
    private static Optional<List<MappingTarget.Condition>> conditions(String text) {
        List<MappingTarget.Condition> conditions = new ArrayList<>();
        for (String condition : text.split(";", -1)) {
            String[] parts = condition.strip().split("=", 2);
            if (parts.length == 2) {
                try {
                    conditions.add(new MappingTarget.Condition(parts[0].strip(), parts[1].strip()));
                } catch (IllegalArgumentException unfit) {
                    return Optional.empty();
                }
            } else if (!condition.isBlank()) {
                return Optional.empty();
            }
        }
        return Optional.of(conditions);
    }

    private static String cell(List<String> row, List<String> header, String column) {
        return ExportedCell.read(row.get(header.indexOf(column)).strip());
    }

    /** Decisions of a ConceptMap of R4. */
    public static List<Mappings.Imported> readConceptMap(String text, String sourceSystem, String targetSystem) {
        JsonNode map;
        try {
            map = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw bad(
                    "the file is no JSON: " + e.getOriginalMessage(), "tệp không phải JSON: " + e.getOriginalMessage());
        }
        if (!map.path("resourceType").asText().equals("ConceptMap")) {
            throw bad(
                    "found '" + map.path("resourceType").asText() + "', expected a ConceptMap",
                    "tệp là '" + map.path("resourceType").asText() + "', cần ConceptMap");
        }
        Said said = new Said();
        int number = 0;
        for (JsonNode group : map.path("group")) {
            if (!group.path("source").asText().equals(sourceSystem)
                    || !group.path("target").asText().equals(targetSystem)) {
                said.issue(
                        "a group maps " + group.path("source").asText() + " to "
                                + group.path("target").asText() + ", this list " + sourceSystem + " to " + targetSystem,
                        "một nhóm ánh xạ " + group.path("source").asText() + " sang "
                                + group.path("target").asText() + ", danh sách này là " + sourceSystem + " sang "
                                + targetSystem);
                continue;
            }
            for (JsonNode element : group.path("element")) {
                number++;
                if (element.path("target").isEmpty()) {
                    said.issue(
                            "element " + number + " ('" + element.path("code").asText()
                                    + "') has no target: expected one, or one whose equivalence is " + UNMATCHED,
                            "phần tử " + number + " ('" + element.path("code").asText()
                                    + "') không có đích: cần một đích, hoặc đích có equivalence là " + UNMATCHED);
                }
                for (JsonNode target : element.path("target")) {
                    String relation = target.path("equivalence").asText();
                    said.take(
                            new Line(
                                    number,
                                    element.path("code").asText(),
                                    target.path("code").asText(),
                                    Arrays.stream(Relation.values())
                                            .filter(one -> one.r4().equals(relation))
                                            .map(one -> one.name().toLowerCase(Locale.ROOT))
                                            .findFirst()
                                            .orElse(relation.equals("equal") ? "equivalent" : relation),
                                    target.path("comment").asText()),
                            conditions(target.path("dependsOn")));
                }
            }
        }
        return said.whole();
    }

    private static Optional<List<MappingTarget.Condition>> conditions(JsonNode dependsOn) {
        List<MappingTarget.Condition> conditions = new ArrayList<>();
        for (JsonNode one : dependsOn) {
            try {
                conditions.add(new MappingTarget.Condition(
                        one.path("property").asText(), one.path("value").asText()));
            } catch (IllegalArgumentException unfit) {
                return Optional.empty();
            }
        }
        return Optional.of(conditions);
    }

    /** @param number for messages */
    private record Line(int number, String code, String target, String relation, String note) {}

    /** What the lines of a file say, gathered by the codes of the rows. */
    private static final class Said {
        private final Map<String, Row> rows = new LinkedHashMap<>();
        private final List<Wording> issues = new ArrayList<>();

        /** @param number of its first line */
        private record Row(int number, String note, List<MappingTarget> targets) {}

        void issue(String english, String vietnamese) {
            issues.add(new Wording(vietnamese, english));
        }

        /** @param conditions empty where they cannot be read */
        void take(Line line, Optional<List<MappingTarget.Condition>> conditions) {
            Optional<Relation> known = Arrays.stream(Relation.values())
                    .filter(one -> one.name().equalsIgnoreCase(line.relation()))
                    .findFirst();
            boolean isNone = line.relation().equals(UNMATCHED) && line.target().isEmpty();
            Row before = rows.get(line.code());
            String where = "row " + line.number() + ": ";
            String at = "dòng " + line.number() + ": ";
            if (line.note().length() > MappingDecision.NOTE_CHARACTERS_MAX) {
                issue(
                        where + "the note has " + line.note().length() + " characters, at most "
                                + MappingDecision.NOTE_CHARACTERS_MAX + " are kept",
                        at + "ghi chú có " + line.note().length() + " ký tự, nhiều nhất được "
                                + MappingDecision.NOTE_CHARACTERS_MAX);
            } else if (conditions.isEmpty()) {
                issue(
                        where
                                + "what it depends on cannot be read: expected property=value, several with ';' between, at"
                                + " most " + MappingTarget.Condition.CHARACTERS_MAX + " characters each",
                        at + "không đọc được điều kiện: cần thuộc tính=giá trị, nhiều điều kiện cách nhau bằng ';', mỗi"
                                + " điều kiện nhiều nhất " + MappingTarget.Condition.CHARACTERS_MAX + " ký tự");
            } else if (!isNone && (known.isEmpty() || line.target().isEmpty())) {
                String relations = Arrays.stream(Relation.values())
                        .map(one -> one.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "));
                issue(
                        where + "found the target '" + line.target() + "' and the relation '" + line.relation()
                                + "', expected a code with " + relations + ", or no code with " + UNMATCHED,
                        at + "đích là '" + line.target() + "' và quan hệ là '" + line.relation() + "', cần một mã với "
                                + relations + ", hoặc không có mã với " + UNMATCHED);
            } else if (before != null && (isNone || before.targets().isEmpty())) {
                issue(
                        where + "code '" + line.code() + "' stands in row " + before.number()
                                + " already, and one of them says that it means nothing",
                        at + "mã '" + line.code() + "' đã có ở dòng " + before.number()
                                + ", và một trong hai nói là không có mã tương ứng");
            } else if (before != null && !before.note().equals(line.note())) {
                issue(
                        where + "another note than in row " + before.number()
                                + ", where the same code stands: a row has one note",
                        at + "ghi chú khác với dòng " + before.number() + " có cùng mã: mỗi mã chỉ có một ghi chú");
            } else if (before != null && before.targets().size() == MappingTarget.TARGETS_MAX) {
                issue(
                        where + "code '" + line.code() + "' has more than " + MappingTarget.TARGETS_MAX + " targets",
                        at + "mã '" + line.code() + "' có hơn " + MappingTarget.TARGETS_MAX + " đích");
            } else {
                Row row = rows.computeIfAbsent(
                        line.code(), any -> new Row(line.number(), line.note(), new ArrayList<>()));
                known.ifPresent(relation ->
                        row.targets().add(new MappingTarget(line.target(), "", relation, conditions.get())));
            }
        }

        List<Mappings.Imported> whole() {
            if (!issues.isEmpty()) {
                throw Mappings.rows(issues);
            }
            return rows.entrySet().stream()
                    .map(row -> new Mappings.Imported(
                            row.getValue().number(),
                            row.getKey(),
                            new Mappings.Choice(
                                    row.getValue().targets().isEmpty() ? Kind.NO_MAP : Kind.MAP,
                                    row.getValue().targets(),
                                    row.getValue().note())))
                    .toList();
        }
    }
}
