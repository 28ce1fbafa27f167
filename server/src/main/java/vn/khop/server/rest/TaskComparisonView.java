package vn.khop.server.rest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.PairExplanation;
import vn.khop.server.registry.SourceRecord;
import vn.khop.server.registry.TaskComparison;

/**
 * The records of a task side by side. Each is held against the first. Numbers are hidden but for their ends, and nothing that is hidden is in here.
 *
 * @param rows one for each field that some record has
 * @param more how many records of these persons are not among them
 */
record TaskComparisonView(TaskView task, List<Side> records, List<Row> rows, int more) {

    /** By which comparison of the model a column is judged, where it is by one. */
    private static final Map<String, String> COMPARISON_OF = Map.of(
            Columns.FULL_NAME,
            "name",
            Columns.BIRTH_DATE,
            "birthDate",
            Columns.GENDER,
            "sex",
            Columns.NATIONAL_ID,
            "citizenNumber",
            Columns.INSURANCE_NO,
            "insurance",
            Columns.PHONE,
            "phone",
            Columns.ADDRESS,
            "address",
            Columns.GUARDIAN_NAME,
            "guardian");

    /**
     * A record.
     *
     * @param subject whether the question is about it
     * @param held whether it is an update that is held
     * @param evidence for it and the first being one person; absent for the first
     */
    record Side(
            String sourceId,
            int version,
            String person,
            String facility,
            @Nullable Instant recordedAt,
            Instant receivedAt,
            boolean subject,
            boolean held,
            @Nullable ExplanationView evidence) {
        static Side of(TaskComparison.Side side) {
            SourceRecord record = side.record();
            return new Side(
                    record.id().value(),
                    record.version(),
                    side.person().value(),
                    record.facility(),
                    record.eventTime().orElse(null),
                    record.receivedAt(),
                    side.isSubject(),
                    side.isHeld(),
                    side.against()
                            .map(ExplanationView::of)
                            .map(ExplanationView::masked)
                            .orElse(null));
        }
    }

    /**
     * A field of every record.
     *
     * @param comparison the comparison of the evidence that judges it; absent where none does
     * @param masked whether it is hidden but for the ends
     * @param shown how many characters are to be read, {@code of} how many there are
     */
    record Row(String field, @Nullable String comparison, boolean masked, int shown, int of, List<Cell> cells) {
        @Override
        public String toString() {
            return "Row[" + field + "]";
        }
    }

    /**
     * What one record says.
     *
     * @param pieces as the facility wrote it, taken apart where it differs from the first record; empty where it says nothing
     * @param normalised as it was compared; absent where it was not
     * @param difference {@code same}, {@code writing}, {@code tone-place}, {@code marks}, {@code letters} or {@code absent}; absent itself for the first record
     * @param marks what is known of the number: {@code verified}, {@code contradicted}, {@code wrong}
     */
    record Cell(
            List<TextDifference.Piece> pieces,
            @Nullable String normalised,
            @Nullable String difference,
            List<String> marks) {
        @Override
        public String toString() {
            return "Cell[" + difference + "]";
        }
    }

    static TaskComparisonView of(TaskComparison comparison) {
        Set<String> present = new HashSet<>();
        comparison
                .records()
                .forEach(side -> present.addAll(side.record().columns().keySet()));
        return new TaskComparisonView(
                TaskView.of(comparison.view()),
                comparison.records().stream().map(Side::of).toList(),
                MaskedFields.columns(present).stream()
                        .map(column -> row(comparison, column, !MaskedFields.isColumnShown(column)))
                        .toList(),
                comparison.more());
    }

    /** One field of every record, hidden or in full. */
    static Row row(TaskComparison comparison, String column, boolean isMasked) {
        Optional<String> judged = Optional.ofNullable(COMPARISON_OF.get(column));
        String reference = text(comparison.records().get(0).record(), column);
        List<Cell> cells = new ArrayList<>();
        int shown = 0;
        int of = 0;
        for (TaskComparison.Side side : comparison.records()) {
            String text = text(side.record(), column);
            Optional<PairExplanation.Line> line = judged.flatMap(name -> line(comparison, side, name));
            boolean isFirst = side.against().isEmpty();
            String normalised =
                    line.map(found -> isFirst ? found.a() : found.b()).orElse("");
            cells.add(cell(side.record(), column, reference, text, normalised, line, isFirst, isMasked));
            int length = TextDifference.graphemes(text).size();
            of += length;
            shown += isMasked ? MaskedNumber.shownAtEnd(length) : length;
        }
        return new Row(column, judged.orElse(null), isMasked, shown, of, cells);
    }

    private static String text(SourceRecord record, String column) {
        return record.columns().getOrDefault(column, "");
    }

    private static Optional<PairExplanation.Line> line(
            TaskComparison comparison, TaskComparison.Side side, String name) {
        return side.against()
                .or(() -> comparison.records().stream()
                        .flatMap(other -> other.against().stream())
                        .findFirst())
                .flatMap(pair -> pair.comparisons().stream()
                        .filter(line -> line.comparison().equals(name))
                        .findFirst());
    }

    private static Cell cell(
            SourceRecord record,
            String column,
            String reference,
            String text,
            String normalised,
            Optional<PairExplanation.Line> line,
            boolean isFirst,
            boolean isMasked) {
        TextDifference difference = TextDifference.between(isFirst ? text : reference, text);
        TextDifference shown = isMasked ? difference.masked() : difference;
        boolean isSameValue = !isFirst
                && difference.kind() == TextDifference.Kind.LETTERS
                && !normalised.isEmpty()
                && line.filter(found -> found.a().equals(found.b())).isPresent();
        return new Cell(
                text.isBlank() ? List.of() : shown.pieces(),
                normalised.isEmpty() ? null : isMasked ? MaskedNumber.end(normalised) : normalised,
                isFirst ? null : TaskView.word(isSameValue ? TextDifference.Kind.WRITING : difference.kind()),
                column.equals(Columns.NATIONAL_ID) || isWrong(record, column) ? marks(record, column) : List.of());
    }

    private static List<String> marks(SourceRecord record, String column) {
        List<String> marks = new ArrayList<>();
        if (column.equals(Columns.NATIONAL_ID) && record.columns().containsKey(Columns.NATIONAL_ID_VERIFIED)) {
            marks.add("verified");
        }
        if (column.equals(Columns.NATIONAL_ID) && record.columns().containsKey(Columns.NATIONAL_ID_CONTRADICTED)) {
            marks.add("contradicted");
        }
        if (isWrong(record, column)) {
            marks.add("wrong");
        }
        return marks;
    }

    private static boolean isWrong(SourceRecord record, String column) {
        return Arrays.asList(text(record, Columns.WRONG_IDENTIFIERS).split(",")).contains(column);
    }

    @Override
    public String toString() {
        return "TaskComparisonView[" + task.id() + "]";
    }
}
