package vn.khop.server.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import vn.khop.server.mapping.MappingDecision.Kind;
import vn.khop.server.mapping.MappingRefused.Why;

/*
 * What is exported can be changed in a spreadsheet and imported again: by code, target, relation and note; the other columns are for the reader. A row without target and relation
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
            "reviewed_at");

    private MappingFile() {}

    /** The header, then a line for each row, no cell of which a spreadsheet takes for a formula. */
    public static List<List<String>> cells(List<Mappings.Seen> rows) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(HEADER);
        for (Mappings.Seen seen : rows) {
            Optional<MappingDecision> decision = seen.decision();
            cells.add(List.of(
                            Integer.toString(seen.row().number()),
                            seen.row().row().code(),
                            seen.row().row().name(),
                            Long.toString(seen.row().uses()),
                            seen.state().name().toLowerCase(Locale.ROOT),
                            decision.map(MappingDecision::code).orElse(""),
                            decision.map(MappingDecision::display).orElse(""),
                            decision.map(MappingFile::relation).orElse(""),
                            decision.map(MappingDecision::note).orElse(""),
                            decision.map(one -> one.origin().name().toLowerCase(Locale.ROOT))
                                    .orElse(""),
                            decision.flatMap(MappingDecision::probability)
                                    .map(probability -> String.format(Locale.ROOT, "%.3f", probability))
                                    .orElse(""),
                            decision.map(MappingDecision::by).orElse(""),
                            decision.map(one -> one.at().toString()).orElse(""),
                            seen.review().map(MappingDecision::by).orElse(""),
                            seen.review().map(one -> one.at().toString()).orElse(""))
                    .stream()
                    .map(ExportedCell::of)
                    .toList());
        }
        return cells;
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

    private static String relation(MappingDecision decision) {
        return decision.kind() == Kind.NO_MAP
                ? UNMATCHED
                : decision.relation().name().toLowerCase(Locale.ROOT);
    }

    /** Decisions of CSV with the columns {@code code}, {@code target}, {@code relation} and, if there is one, {@code note}. */
    public static List<Mappings.Imported> readCsv(String text) {
        try (CSVParser parser = CSVFormat.RFC4180
                .builder()
                .setIgnoreEmptyLines(false)
                .get()
                .parse(new StringReader(text.replaceFirst("^\uFEFF", "")))) {
            return readCells(parser.stream().map(CSVRecord::toList).toList());
        } catch (IOException | UncheckedIOException e) {
            throw new MappingRefused(Why.BAD_ROWS, "the file is no CSV: " + e.getMessage());
        }
    }

    /** The same of cells, the header first. */
    public static List<Mappings.Imported> readCells(List<List<String>> cells) {
        List<String> header = cells.isEmpty()
                ? List.of()
                : cells.get(0).stream().map(String::strip).toList();
        for (String column : List.of("code", "target", "relation")) {
            if (!header.contains(column)) {
                throw new MappingRefused(
                        Why.BAD_ROWS, "the header has no column '" + column + "'; it has " + String.join(", ", header));
            }
        }
        List<Mappings.Imported> found = new ArrayList<>();
        List<String> issues = new ArrayList<>();
        for (int i = 1; i < cells.size(); i++) {
            List<String> row = cells.get(i);
            if (row.stream().allMatch(String::isBlank)) {
                continue;
            }
            if (row.size() != header.size()) {
                issues.add("row " + (i + 1) + ": found " + row.size() + " fields, the header has " + header.size());
                continue;
            }
            String target = cell(row, header, "target");
            String relation = cell(row, header, "relation");
            if (!target.isEmpty() || !relation.isEmpty()) {
                take(
                        i + 1,
                        cell(row, header, "code"),
                        target,
                        relation,
                        header.contains("note") ? cell(row, header, "note") : "",
                        found,
                        issues);
            }
        }
        return whole(found, issues);
    }

    private static String cell(List<String> row, List<String> header, String column) {
        return ExportedCell.read(row.get(header.indexOf(column)).strip());
    }

    /** Decisions of a ConceptMap of R4, whose elements have one target each. */
    public static List<Mappings.Imported> readConceptMap(String text, String sourceSystem, String targetSystem) {
        JsonNode map;
        try {
            map = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new MappingRefused(Why.BAD_ROWS, "the file is no JSON: " + e.getOriginalMessage());
        }
        if (!map.path("resourceType").asText().equals("ConceptMap")) {
            throw new MappingRefused(
                    Why.BAD_ROWS, "found '" + map.path("resourceType").asText() + "', expected a ConceptMap");
        }
        List<Mappings.Imported> found = new ArrayList<>();
        List<String> issues = new ArrayList<>();
        int number = 0;
        for (JsonNode group : map.path("group")) {
            if (!group.path("source").asText().equals(sourceSystem)
                    || !group.path("target").asText().equals(targetSystem)) {
                issues.add("a group maps " + group.path("source").asText() + " to "
                        + group.path("target").asText() + ", this list " + sourceSystem + " to " + targetSystem);
                continue;
            }
            for (JsonNode element : group.path("element")) {
                number++;
                if (element.path("target").size() != 1) {
                    issues.add(
                            "element " + number + " ('" + element.path("code").asText() + "') has "
                                    + element.path("target").size() + " targets, a row of a list has one");
                    continue;
                }
                JsonNode target = element.path("target").get(0);
                String relation = target.path("equivalence").asText();
                take(
                        number,
                        element.path("code").asText(),
                        target.path("code").asText(),
                        Arrays.stream(Relation.values())
                                .filter(one -> one.r4().equals(relation))
                                .map(one -> one.name().toLowerCase(Locale.ROOT))
                                .findFirst()
                                .orElse(relation.equals("equal") ? "equivalent" : relation),
                        target.path("comment").asText(),
                        found,
                        issues);
            }
        }
        return whole(found, issues);
    }

    private static void take(
            int number,
            String code,
            String target,
            String relation,
            String note,
            List<Mappings.Imported> found,
            List<String> issues) {
        Optional<Relation> known = Arrays.stream(Relation.values())
                .filter(one -> one.name().equalsIgnoreCase(relation))
                .findFirst();
        if (note.length() > MappingDecision.NOTE_CHARACTERS_MAX) {
            issues.add("row " + number + ": the note has " + note.length() + " characters, at most "
                    + MappingDecision.NOTE_CHARACTERS_MAX + " are kept");
        } else if (relation.equals(UNMATCHED) && target.isEmpty()) {
            found.add(new Mappings.Imported(
                    number, code, new Mappings.Choice(Kind.NO_MAP, "", Relation.EQUIVALENT, note)));
        } else if (known.isPresent() && !target.isEmpty()) {
            found.add(new Mappings.Imported(number, code, new Mappings.Choice(Kind.MAP, target, known.get(), note)));
        } else {
            issues.add("row " + number + ": found the target '" + target + "' and the relation '" + relation
                    + "', expected a code with "
                    + Arrays.stream(Relation.values())
                            .map(one -> one.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "))
                    + ", or no code with " + UNMATCHED);
        }
    }

    private static List<Mappings.Imported> whole(List<Mappings.Imported> found, List<String> issues) {
        if (!issues.isEmpty()) {
            throw new MappingRefused(
                    Why.BAD_ROWS,
                    issues.size() + " rows cannot be taken, nothing was: "
                            + issues.stream().limit(20).collect(Collectors.joining("; ")));
        }
        return found;
    }
}
