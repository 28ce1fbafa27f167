package vn.khop.server.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.khop.mpi.record.FindingKind;
import vn.khop.mpi.record.PersonRecord;

/**
 * Something in one record that a clerk has to look at.
 *
 * @param fingerprint of what is wrong, as digits: as long as it is the same, whoever dismissed it is not asked again
 */
public record RecordIssue(SourceId record, Kind kind, String fingerprint, boolean isDismissed) {
    /** The name is stored: never rename one. */
    public enum Kind {
        /** Its citizen number says another sex or year of birth than the record does. */
        NUMBER_AGAINST_RECORD(Task.Type.ID_CHECK, Task.Cause.NUMBER_AGAINST_RECORD),
        /** The population database says that its citizen number is somebody else's. */
        NUMBER_CONTRADICTED(Task.Type.ID_CHECK, Task.Cause.NUMBER_CONTRADICTED),
        /** Its person's records carry several citizen numbers, and its own is not the one that most speaks for. */
        SEVERAL_NUMBERS(Task.Type.ID_CHECK, Task.Cause.SEVERAL_NUMBERS),
        /** It says too little to be linked. */
        UNLINKABLE(Task.Type.DATA_QUALITY, Task.Cause.RECORD_ITSELF);

        private final Task.Type type;
        private final Task.Cause cause;

        Kind(Task.Type type, Task.Cause cause) {
            this.type = type;
            this.cause = cause;
        }

        Task.Type type() {
            return type;
        }

        Task.Cause cause() {
            return cause;
        }

        /** Which of these the task is about, if it is about one. */
        static Optional<Kind> of(Task task) {
            return Stream.of(values())
                    .filter(kind -> kind.cause == task.cause())
                    .findFirst();
        }
    }

    /**
     * What the record's present version says against itself. What must not be linked is nobody's question, and what was removed is none either.
     *
     * @param unlinkable why it cannot be linked, if so
     */
    static List<RecordIssue> of(PersonRecord record, Optional<Unlinkable> unlinkable) {
        boolean isAsked = !Unlinkable.isAnonymous(record.raw())
                && record.raw().value(Columns.REMOVED).isEmpty()
                && record.raw().value(Columns.REPLACED_BY).isEmpty();
        if (!isAsked) {
            return List.of();
        }
        SourceId id = new SourceId(record.recordId());
        List<RecordIssue> issues = new ArrayList<>();
        boolean isAgainst = record.findings(Columns.Fields.CITIZEN_NUMBER).stream()
                .anyMatch(finding -> finding.kind() == FindingKind.NUMBER_CONTRADICTS_RECORD);
        if (isAgainst) {
            String said = Stream.of(Columns.NATIONAL_ID, Columns.BIRTH_DATE, Columns.GENDER)
                    .map(column -> record.raw().value(column).orElse(""))
                    .collect(Collectors.joining("\n"));
            issues.add(new RecordIssue(id, Kind.NUMBER_AGAINST_RECORD, ContentHash.of(said), false));
        }
        if (record.raw().value(Columns.NATIONAL_ID_CONTRADICTED).isPresent()) {
            String number = record.raw().value(Columns.NATIONAL_ID).orElse("");
            issues.add(new RecordIssue(id, Kind.NUMBER_CONTRADICTED, ContentHash.of(number), false));
        }
        unlinkable.ifPresent(
                why -> issues.add(new RecordIssue(id, Kind.UNLINKABLE, ContentHash.of(why.word()), false)));
        return issues;
    }

    RecordIssue dismissed() {
        return new RecordIssue(record, kind, fingerprint, true);
    }
}
