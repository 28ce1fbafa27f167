package vn.khop.server.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.khop.mpi.record.CitizenNumber;
import vn.khop.mpi.record.IdentifierValues;
import vn.khop.mpi.record.PartialDate;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.mpi.record.SexValue;
import vn.khop.reference.Sex;
import vn.khop.reference.VietnameseText;
import vn.khop.server.security.Actor;

/**
 * Which citizen numbers nobody has confirmed, and what the population database says of them. An answer is a new version of the record that carries the number, and links it anew. Thread-safe.
 */
public final class NumberAnswers {
    static final String POPULATION_DATABASE = "population-database";

    private static final int DAY_DIGITS = 8;

    private final RecordStore store;
    private final Linkage linkage;
    private final Decisions decisions;

    public NumberAnswers(RecordStore store, Linkage linkage, Decisions decisions) {
        this.store = store;
        this.linkage = linkage;
        this.decisions = decisions;
    }

    /**
     * Is this number somebody's of this name and birth?
     *
     * @param name as the hospital wrote it
     * @param birthDate yyyy-MM-dd, or as much of it as is known
     * @param sex {@code male} or {@code female}
     */
    public record Question(SourceId record, String number, String name, String birthDate, Optional<String> sex) {
        /** Of what is asked. */
        public String fingerprint() {
            return ContentHash.of(String.join("\n", number, name, birthDate, sex.orElse("")));
        }

        /** Without anything about the patient. */
        @Override
        public String toString() {
            return "Question[" + record + "]";
        }
    }

    /** What the person's records leave to be asked. */
    public List<Question> questionsAbout(EnterpriseId person) {
        return store.members(List.of(person)).stream()
                .flatMap(record -> question(record).stream())
                .toList();
    }

    /** What the record leaves to be asked: one number that nobody has confirmed or contradicted, with a name and a birth date beside it. */
    public Optional<Question> question(SourceId record) {
        return store.source(record).flatMap(this::question);
    }

    private Optional<Question> question(SourceRecord record) {
        PersonRecord read = linkage.normalise(new RawRecord(record.id().value(), record.columns()));
        boolean isAsked = record.isActive()
                && !Unlinkable.isAnonymous(read.raw())
                && !record.columns().containsKey(Columns.NATIONAL_ID_VERIFIED)
                && !record.columns().containsKey(Columns.NATIONAL_ID_CONTRADICTED);
        Optional<String> name = read.raw().value(Columns.FULL_NAME);
        Optional<String> born = read.value(Columns.Fields.BIRTH_DATE)
                .filter(PartialDate.class::isInstance)
                .map(date -> ((PartialDate) date).isoText());
        if (!isAsked || name.isEmpty() || born.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> sex = read.value(Columns.Fields.SEX)
                .filter(SexValue.class::isInstance)
                .map(value -> ((SexValue) value).sex())
                .filter(told -> told != Sex.UNDETERMINED)
                .map(told -> told == Sex.MALE ? "male" : "female");
        return number(read).map(number -> new Question(record.id(), number, name.get(), born.get(), sex));
    }

    private static Optional<String> number(PersonRecord read) {
        return read.value(Columns.Fields.CITIZEN_NUMBER)
                .filter(IdentifierValues.class::isInstance)
                .flatMap(values -> ((IdentifierValues) values).citizenNumber())
                .map(CitizenNumber::number);
    }

    /** The number is the patient's; it anchors the person from now on. */
    public void confirmed(Question question, Actor actor) {
        taken(question, Columns.NATIONAL_ID_VERIFIED, actor);
    }

    /** The number is somebody else's: a clerk looks at it. */
    public void contradicted(Question question, Actor actor) {
        taken(question, Columns.NATIONAL_ID_CONTRADICTED, actor);
    }

    /** Nothing is done if the record says something else by now. */
    private void taken(Question question, String column, Actor actor) {
        boolean isOpen = true;
        while (isOpen) {
            Optional<SourceRecord> record = store.source(question.record())
                    .filter(present -> question(present)
                            .filter(now -> now.fingerprint().equals(question.fingerprint()))
                            .isPresent());
            isOpen = record.isPresent() && !decisions.answered(marked(record.get(), column), actor);
        }
    }

    private static SourceRecord marked(SourceRecord record, String column) {
        Map<String, String> columns = new LinkedHashMap<>(record.columns());
        columns.put(column, POPULATION_DATABASE);
        return new SourceRecord(
                record.id(),
                record.facility(),
                record.localId(),
                record.version(),
                columns,
                record.document(),
                record.eventTime(),
                record.receivedAt());
    }

    private static final Set<String> SAID =
            Set.of(Columns.NATIONAL_ID, Columns.FULL_NAME, Columns.BIRTH_DATE, Columns.GENDER);

    /**
     * What the facility sent, with what is known of its number from the former version. What the population database answered holds for the same question; what a card or a clerk confirmed, for
     * the number beside the same name and birth date, however these are written: the hospital's own system, which reads no cards, sends the record again a minute later.
     */
    static Map<String, String> carried(Map<String, String> former, Map<String, String> sent) {
        Set<String> answers = Stream.of(Columns.NATIONAL_ID_VERIFIED, Columns.NATIONAL_ID_CONTRADICTED)
                .filter(column -> former.containsKey(column) && !sent.containsKey(column))
                .filter(column -> POPULATION_DATABASE.equals(former.get(column))
                        ? isSameQuestion(former, sent)
                        : isSamePatient(former, sent))
                .collect(Collectors.toSet());
        if (answers.isEmpty()) {
            return sent;
        }
        Map<String, String> carried = new LinkedHashMap<>(sent);
        answers.forEach(column -> carried.put(column, Objects.requireNonNull(former.get(column))));
        return carried;
    }

    private static boolean isSameQuestion(Map<String, String> former, Map<String, String> sent) {
        return SAID.stream().allMatch(column -> text(former, column).equals(text(sent, column)));
    }

    private static boolean isSamePatient(Map<String, String> former, Map<String, String> sent) {
        return text(former, Columns.NATIONAL_ID).equals(text(sent, Columns.NATIONAL_ID))
                && name(former).equals(name(sent))
                && day(former).equals(day(sent));
    }

    private static String name(Map<String, String> columns) {
        return VietnameseText.fold(text(columns, Columns.FULL_NAME));
    }

    /** A time behind the day says nothing of the day. */
    private static String day(Map<String, String> columns) {
        String digits = text(columns, Columns.BIRTH_DATE).replaceAll("[^0-9]", "");
        return digits.substring(0, Math.min(DAY_DIGITS, digits.length()));
    }

    private static String text(Map<String, String> columns, String column) {
        return columns.getOrDefault(column, "");
    }
}
