package vn.khop.mpi.propose;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vn.khop.mpi.file.FileSample;
import vn.khop.mpi.file.InvalidInputException;
import vn.khop.mpi.file.RecordFile;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.model.SchemaReader;
import vn.khop.mpi.normalise.Normalisers;
import vn.khop.mpi.record.FieldValue;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.reference.ReferenceData;
import vn.khop.reference.VietnameseText;

/**
 * A schema for files that nobody described, as YAML that people can edit, and what was decided on the way.
 *
 * @param yaml the schema file, with a reason beside each column; {@code schema} is what reading it gives
 * @param notes what a person should know at once: where ids come from, which columns were left out
 */
public record SchemaProposal(String yaml, SchemaDefinition schema, List<String> notes) {
    /** Rows that are looked at; more would tell the same. */
    public static final int RECORDS_MAX = 20_000;

    /** A column filled more rarely than this is left out: too few pairs have it for its weights to be learned. */
    private static final double FILLED_MIN = 0.04;

    /** Nine to one: in a file that nobody knows no clerk waits, and clusters that contradict themselves are not formed anyway. */
    private static final double LINK = 0.9;

    private static final double REVIEW = 0.3;

    private static final String SOURCE = "proposed schema";

    public SchemaProposal {
        notes = List.copyOf(notes);
    }

    /**
     * Looks at the files together, as they are to be linked together.
     *
     * @throws InvalidInputException if no column can be compared, or no key finds candidates; the message says what was found
     *     in each column
     */
    public static SchemaProposal of(List<FileSample> files) {
        List<String> columns = new ArrayList<>(new LinkedHashSet<>(
                files.stream().flatMap(file -> file.columns().stream()).toList()));
        List<RawRecord> records =
                files.stream().flatMap(file -> file.records().stream()).toList();
        ReferenceData reference = ReferenceData.open();
        ColumnProfile.Counter counter = new ColumnProfile.Counter(reference);
        String recordId = recordId(files, columns);
        Map<String, ColumnProfile> profiles = new LinkedHashMap<>();
        Map<String, ColumnKind> kinds = new LinkedHashMap<>();
        for (String column : columns) {
            ColumnProfile profile = counter.count(column, records);
            profiles.put(column, profile);
            kinds.put(column, column.equals(recordId) ? ColumnKind.RECORD_ID : ColumnClassifier.kind(profile));
        }
        Optional<String> vietnamese = VietnameseColumns.schema(profiles, kinds);
        Counterparts counterparts = Counterparts.of(files, kinds);
        String text = vietnamese.isPresent()
                ? header(files) + idLine(recordId) + vietnamese.get()
                : Draft.of(files, records, profiles, kinds, counterparts, reference, recordId);
        List<String> notes = new ArrayList<>(notes(recordId, profiles, kinds, vietnamese));
        if (vietnamese.isEmpty()) {
            notes.addAll(counterparts.notes());
        }
        return new SchemaProposal(text, SchemaReader.parse(SOURCE, text), notes);
    }

    /** The column {@code record_id}; else a column of codes, first in the file, whose values are all there and all different. */
    private static String recordId(List<FileSample> files, List<String> columns) {
        if (columns.contains(RecordFile.RECORD_ID)) {
            return RecordFile.RECORD_ID;
        }
        for (String column : columns) {
            ColumnWords words = new ColumnWords(column);
            boolean isCode = words.say("identifier") || words.say("number");
            boolean isNamed = isCode || column.equals(columns.get(0));
            boolean isPerson =
                    words.say("birth") || words.say("phone") || words.say("email") || (words.say("name") && !isCode);
            if (isNamed && !isPerson && isUnique(files, column)) {
                return column;
            }
        }
        return SchemaDefinition.ROW_NUMBER;
    }

    private static boolean isUnique(List<FileSample> files, String column) {
        Set<String> seen = new HashSet<>();
        for (FileSample file : files) {
            for (RawRecord record : file.records()) {
                Optional<String> value = record.value(column).map(String::strip);
                if (value.isEmpty() || value.get().contains(" ") || !seen.add(value.get())) {
                    return false;
                }
            }
        }
        return !seen.isEmpty();
    }

    private static List<String> notes(
            String recordId,
            Map<String, ColumnProfile> profiles,
            Map<String, ColumnKind> kinds,
            Optional<String> vietnamese) {
        List<String> notes = new ArrayList<>();
        if (recordId.equals(SchemaDefinition.ROW_NUMBER)) {
            notes.add("no column names every record with an id of its own: records are called by file and row, as in"
                    + " file.csv:2");
        } else if (!recordId.equals(RecordFile.RECORD_ID)) {
            notes.add("there is no column record_id: column '" + recordId + "' is different in every row and is taken"
                    + " for the id");
        }
        if (vietnamese.isPresent()) {
            notes.add("these are Vietnamese patient records: the default schema is proposed for them");
            return notes;
        }
        kinds.forEach((column, kind) -> {
            if (kind != ColumnKind.RECORD_ID && !isUsed(profiles, column, kind)) {
                notes.add("column '" + column + "' is left out: it " + reason(profiles, column, kind));
            }
        });
        return notes;
    }

    private static boolean isUsed(Map<String, ColumnProfile> profiles, String column, ColumnKind kind) {
        ColumnProfile profile = profiles.get(column);
        return kind.isCompared() && profile != null && profile.filledShare() >= FILLED_MIN;
    }

    private static String reason(Map<String, ColumnProfile> profiles, String column, ColumnKind kind) {
        ColumnProfile profile = profiles.get(column);
        if (profile == null || !kind.isCompared()) {
            return kind.meaning();
        }
        return String.format(
                Locale.ROOT,
                "%s; filled %.0f%%, %,d different values",
                kind.meaning(),
                100 * profile.filledShare(),
                profile.distinct());
    }

    private static String header(List<FileSample> files) {
        StringBuilder header = new StringBuilder("# Proposed by khop for ");
        header.append(String.join(
                ", ",
                files.stream()
                        .map(file -> String.valueOf(file.file().getFileName()).replaceAll("\\p{Cntrl}", " "))
                        .toList()));
        return header.append(". Edit it and give it back with --schema; docs/matching.md describes the format.\n")
                .toString();
    }

    private static String idLine(String recordId) {
        return recordId.equals(RecordFile.RECORD_ID) ? "" : "record-id: " + quoted(recordId) + "\n";
    }

    /** A YAML scalar in double quotes. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            quoted.append(
                    c == '"' || c == '\\'
                            ? "\\" + c
                            : Character.isISOControl(c) ? String.format("\\x%02x", (int) c) : c);
        }
        return quoted.append('"').toString();
    }

    /** Puts a proposal for records of any kind together. */
    private static final class Draft {
        private final StringBuilder yaml = new StringBuilder();
        private final List<PlannedField> fields = new ArrayList<>();
        private List<List<PlannedField>> nested = List.of();
        private final Map<String, ColumnProfile> profiles;
        private final Map<String, ColumnKind> kinds;
        private final Counterparts counterparts;

        private Draft(Map<String, ColumnProfile> profiles, Map<String, ColumnKind> kinds, Counterparts counterparts) {
            this.profiles = profiles;
            this.kinds = kinds;
            this.counterparts = counterparts;
        }

        static String of(
                List<FileSample> files,
                List<RawRecord> records,
                Map<String, ColumnProfile> profiles,
                Map<String, ColumnKind> kinds,
                Counterparts counterparts,
                ReferenceData reference,
                String recordId) {
            Draft draft = new Draft(profiles, kinds, counterparts);
            draft.plan();
            if (draft.fields.isEmpty()) {
                throw new InvalidInputException("--schema auto: no column can be compared: " + draft.found()
                        + "; give a schema file (--schema) that says which columns describe the person");
            }
            long rows = files.stream().mapToLong(FileSample::rows).sum();
            List<PersonRecord> normalised = draft.normalised(records, reference);
            draft.nested = NestedFields.find(draft.fields, normalised);
            BlockingProposal.Plan plan = new BlockingProposal(draft.fields, draft.nested, normalised, rows).propose();
            if (plan.rules().isEmpty()) {
                throw new InvalidInputException(
                        "--schema auto: no key or pair of keys finds candidates without comparing"
                                + " nearly everything with everything: " + draft.found()
                                + "; give a schema file (--schema), or columns that tell people apart");
            }
            draft.yaml.append(header(files)).append("name: proposed\n").append(idLine(recordId));
            draft.writeFields();
            draft.writeComparisons();
            draft.writeBlocking(plan);
            draft.yaml.append("\nthresholds: {link: " + LINK + ", review: " + REVIEW + "}\n");
            return draft.yaml.toString();
        }

        private String found() {
            List<String> found = new ArrayList<>();
            kinds.forEach((column, kind) -> found.add("'" + column + "' " + reason(profiles, column, kind)));
            return String.join(", ", found);
        }

        private void plan() {
            Set<String> taken = new HashSet<>();
            Optional<PlannedField> partedDate = partedDate(taken);
            kinds.forEach((column, kind) -> {
                if (partedDate.isPresent()
                        && kind == ColumnKind.YEAR
                        && partedDate.get().columns().get(0).equals(column)) {
                    fields.add(partedDate.get());
                } else if (isUsed(profiles, column, kind)
                        && !taken.contains(column)
                        && !counterparts.areLeftOut().contains(column)) {
                    List<String> columns = counterparts.columns(column);
                    taken.addAll(columns);
                    double filled = Math.min(
                            1,
                            columns.stream()
                                    .flatMap(each -> Optional.ofNullable(profiles.get(each)).stream())
                                    .mapToDouble(ColumnProfile::filledShare)
                                    .sum());
                    ColumnKind alone = kind == ColumnKind.MONTH || kind == ColumnKind.DAY ? ColumnKind.CATEGORY : kind;
                    fields.add(new PlannedField(
                            fieldName(column), columns, alone, "", filled, reason(profiles, column, kind)));
                }
            });
            leaveOutThePoorest();
            pair(ColumnKind.GIVEN_NAME, ColumnKind.FAMILY_NAME);
            pairAddressLines();
        }

        /** Year, month and day in columns of their own are one date. */
        private Optional<PlannedField> partedDate(Set<String> taken) {
            Optional<String> year = only(ColumnKind.YEAR);
            Optional<String> month = only(ColumnKind.MONTH);
            Optional<String> day = only(ColumnKind.DAY);
            if (year.isEmpty() || month.isEmpty() || day.isEmpty()) {
                return Optional.empty();
            }
            List<String> columns = List.of(year.get(), month.get(), day.get());
            taken.addAll(columns);
            double filled = columns.stream()
                    .mapToDouble(column -> Optional.ofNullable(profiles.get(column))
                            .map(ColumnProfile::filledShare)
                            .orElse(0.0))
                    .min()
                    .orElse(0);
            return Optional.of(new PlannedField(
                    "birthDate", columns, ColumnKind.DATE, "", filled, "year, month and day of one date"));
        }

        private Optional<String> only(ColumnKind kind) {
            List<String> columns = kinds.entrySet().stream()
                    .filter(entry -> entry.getValue() == kind && isUsed(profiles, entry.getKey(), kind))
                    .map(Map.Entry::getKey)
                    .toList();
            return columns.size() == 1 ? Optional.of(columns.get(0)) : Optional.empty();
        }

        private void leaveOutThePoorest() {
            while (fields.size() > SchemaDefinition.COMPARISONS_MAX) {
                fields.remove(fields.stream()
                        .min(Comparator.comparingDouble(Draft::worth))
                        .orElseThrow());
            }
        }

        /** Categories say little, and so does what is rarely filled. */
        private static double worth(PlannedField field) {
            double kind = field.kind() == ColumnKind.CATEGORY ? 0.2 : field.kind() == ColumnKind.TEXT ? 0.6 : 1;
            return kind * field.filledShare();
        }

        private void pair(ColumnKind kind, ColumnKind other) {
            Optional<PlannedField> a =
                    fields.stream().filter(field -> field.kind() == kind).findFirst();
            Optional<PlannedField> b =
                    fields.stream().filter(field -> field.kind() == other).findFirst();
            if (a.isPresent() && b.isPresent()) {
                exchange(a.get(), b.get());
            }
        }

        /** Two lines of an address, named alike but for their numbers. */
        private void pairAddressLines() {
            List<PlannedField> lines = fields.stream()
                    .filter(field -> field.kind() == ColumnKind.ADDRESS_LINE)
                    .toList();
            for (int i = 0; i < lines.size(); i++) {
                for (int j = i + 1; j < lines.size(); j++) {
                    String stem = lines.get(i).name().replaceAll("\\d", "");
                    if (stem.equals(lines.get(j).name().replaceAll("\\d", ""))) {
                        exchange(lines.get(i), lines.get(j));
                        return;
                    }
                }
            }
        }

        private void exchange(PlannedField a, PlannedField b) {
            fields.set(fields.indexOf(a), a.exchangedWith(b.name()));
            fields.set(fields.indexOf(b), b.exchangedWith(a.name()));
        }

        /** The column's name in letters, digits and underscores, different from the others'. */
        private String fieldName(String column) {
            String plain =
                    VietnameseText.fold(column).replaceAll("[^a-z0-9]+", "_").replaceAll("^_+|_+$", "");
            boolean isSafe = plain.matches("[a-z][a-z0-9_]*") && !plain.matches("true|false|null|yes|no|on|off|y|n");
            String name = isSafe ? plain : "column_" + plain;
            String candidate = name;
            for (int number = 2; isTaken(candidate); number++) {
                candidate = name + "_" + number;
            }
            return candidate;
        }

        private boolean isTaken(String name) {
            return fields.stream().anyMatch(field -> field.name().equals(name));
        }

        private List<PersonRecord> normalised(List<RawRecord> records, ReferenceData reference) {
            Normalisers normalisers = Normalisers.standard(reference);
            List<PersonRecord> normalised = new ArrayList<>();
            for (RawRecord raw : records.size() > RECORDS_MAX ? records.subList(0, RECORDS_MAX) : records) {
                Map<String, FieldValue> values = new HashMap<>();
                for (PlannedField field : fields) {
                    List<String> texts = new ArrayList<>();
                    field.columns().forEach(column -> raw.value(column).ifPresent(texts::add));
                    normalisers
                            .named(field.normaliser())
                            .normalise(texts)
                            .value()
                            .ifPresent(value -> values.put(field.name(), value));
                }
                normalised.add(new PersonRecord(raw, values, Map.of()));
            }
            return normalised;
        }

        private void writeFields() {
            yaml.append("\nfields:\n");
            kinds.forEach((column, kind) -> {
                if (kind != ColumnKind.RECORD_ID
                        && fields.stream().noneMatch(field -> field.columns().contains(column))) {
                    yaml.append("  # ")
                            .append(quoted(column))
                            .append(" is left out: it ")
                            .append(reason(profiles, column, kind))
                            .append('\n');
                }
            });
            for (PlannedField field : fields) {
                yaml.append("  # ").append(field.reason()).append('\n');
                yaml.append("  ")
                        .append(field.name())
                        .append(field.columns().size() == 1 ? ": {column: " : ": {columns: [")
                        .append(String.join(
                                ", ",
                                field.columns().stream()
                                        .map(SchemaProposal::quoted)
                                        .toList()))
                        .append(field.columns().size() == 1 ? "" : "]")
                        .append(", normaliser: ")
                        .append(field.normaliser())
                        .append("}\n");
            }
        }

        private void writeComparisons() {
            yaml.append(
                    "\n# m: share of the level among records of one person, relatives: among two people of one household;\n"
                            + "# both are where training starts\ncomparisons:\n");
            for (List<PlannedField> group : nested) {
                yaml.append("  # one follows from the other, so they count once\n");
                writeComparison(
                        group.get(group.size() - 1).name(),
                        "nested",
                        group.stream().map(PlannedField::name).toList(),
                        true,
                        NestedFields.levels(group.size()),
                        NestedFields.relatives(group.size()));
            }
            for (PlannedField field : fields) {
                if (nested.stream().noneMatch(group -> group.contains(field))) {
                    writeComparison(
                            field.name(),
                            field.comparator(),
                            field.comparedFields(),
                            field.hasTermFrequency(),
                            field.levels(),
                            field.relatives());
                }
            }
        }

        private void writeComparison(
                String name,
                String comparator,
                List<String> compared,
                boolean hasTermFrequency,
                Map<String, Double> levels,
                Map<String, Double> relatives) {
            yaml.append("  ").append(name).append(":\n");
            yaml.append("    comparator: ").append(comparator).append('\n');
            yaml.append("    fields: [").append(String.join(", ", compared)).append("]\n");
            if (hasTermFrequency) {
                yaml.append("    term-frequency: true\n");
            }
            yaml.append("    levels:\n");
            levels.forEach((level, m) -> yaml.append(String.format(
                    Locale.ROOT,
                    "      %s: {m: %s, relatives: %.4g}%n",
                    level,
                    m,
                    relatives.getOrDefault(level, 0.0))));
        }

        private void writeBlocking(BlockingProposal.Plan plan) {
            List<String> distinct = new ArrayList<>();
            for (PlannedField field : fields) {
                switch (field.kind()) {
                    case FULL_NAME, GIVEN_NAME, FAMILY_NAME -> distinct.add(field.name());
                    case DATE -> distinct.add(field.name() + ".year");
                    default -> {}
                }
            }
            if (distinct.size() > 1) {
                yaml.append("\n# One person with many records counts once when names and the like are counted.\n");
                yaml.append("distinct-by: [")
                        .append(String.join(", ", distinct))
                        .append("]\n");
            }
            yaml.append(String.format(
                    Locale.ROOT,
                    "%n# Chosen by what each rule costs and finds; estimated to find %.1f%% of the pairs of one person.%nblocking:%n",
                    100 * plan.recallEstimate()));
            for (BlockingProposal.Rule rule : plan.rules()) {
                String name = String.join("-and-", rule.parts()).replace('.', '-');
                List<String> refine = BlockingProposal.refinements(rule.parts(), fields);
                yaml.append(String.format(
                        Locale.ROOT,
                        "  %s: {keys: [%s]%s} # about %,.0f pairs%n",
                        name,
                        String.join(", ", rule.parts()),
                        refine.isEmpty() ? "" : ", refine: [" + String.join(", ", refine) + "]",
                        rule.pairs()));
            }
        }
    }
}
