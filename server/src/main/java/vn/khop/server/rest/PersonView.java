package vn.khop.server.rest;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.khop.server.registry.Change;
import vn.khop.server.registry.CitizenAnchor;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.GoldenValue;
import vn.khop.server.registry.LinkEvent;
import vn.khop.server.registry.Person;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.SourceRecord;

/**
 * A person as its page shows it.
 *
 * @param status {@code active}; {@code superseded} by the person in {@code replacedBy}; or {@code removed} when no facility has a record of it any more
 * @param hidden columns of which only the ends are shown, until they are asked for
 */
record PersonView(
        String enterpriseId,
        String status,
        @Nullable String replacedBy,
        CitizenNumber citizenNumber,
        List<Golden> golden,
        List<Source> sources,
        List<History> history,
        List<String> hidden) {

    /**
     * The number that the person is anchored to.
     *
     * @param state {@code verified}, {@code asserted}, {@code conflicting} or {@code none}
     * @param lineage other citizen numbers, cards of nine digits and insurance numbers
     */
    record CitizenNumber(String state, @Nullable String number, List<String> lineage) {
        static CitizenNumber of(CitizenAnchor anchor) {
            return new CitizenNumber(
                    anchor.state().name().toLowerCase(java.util.Locale.ROOT),
                    anchor.number().orElse(null),
                    anchor.lineage());
        }

        CitizenNumber masked() {
            return new CitizenNumber(
                    state,
                    number == null ? null : MaskedNumber.end(number),
                    lineage.stream().map(MaskedNumber::end).toList());
        }

        /** Without the numbers. */
        @Override
        public String toString() {
            return "CitizenNumber[" + state + "]";
        }
    }

    /** @param rule the survivorship rule that chose the value */
    record Golden(
            String field,
            String value,
            String sourceId,
            @Nullable String facility,
            String rule) {
        static Golden of(GoldenValue value, Map<SourceId, SourceRecord> sources) {
            return new Golden(
                    value.field(),
                    value.value(),
                    value.source().value(),
                    Optional.ofNullable(sources.get(value.source()))
                            .map(SourceRecord::facility)
                            .orElse(null),
                    value.rule());
        }

        Golden masked() {
            return MaskedFields.isShown(field)
                    ? this
                    : new Golden(field, MaskedNumber.end(value), sourceId, facility, rule);
        }
    }

    /**
     * A source record.
     *
     * @param mrn the facility's own number of the patient
     * @param fields as the facility wrote them, by column
     * @param differing columns of which only the ends are shown, and that say something else than the golden value
     */
    record Source(
            String sourceId,
            String facility,
            String mrn,
            @Nullable Instant recordedAt,
            Instant receivedAt,
            int version,
            Map<String, String> fields,
            List<String> differing,
            @Nullable Link link) {
        static Source of(SourceRecord record, Person person) {
            return new Source(
                    record.id().value(),
                    record.facility(),
                    record.localId(),
                    record.eventTime().orElse(null),
                    record.receivedAt(),
                    record.version(),
                    record.columns(),
                    List.of(),
                    person.link(record.id()).map(Link::of).orElse(null));
        }

        /** @param golden values by field */
        Source masked(Map<String, String> golden) {
            Map<String, String> shown = new LinkedHashMap<>();
            fields.forEach((column, value) ->
                    shown.put(column, MaskedFields.isOnPageShown(column) ? value : MaskedNumber.end(value)));
            List<String> others = fields.entrySet().stream()
                    .filter(entry -> !MaskedFields.isOnPageShown(entry.getKey()))
                    .filter(entry -> Optional.ofNullable(golden.get(MaskedFields.golden(entry.getKey())))
                            .filter(value -> !digitsAndLetters(value).equals(digitsAndLetters(entry.getValue())))
                            .isPresent())
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
            return new Source(
                    sourceId, facility, MaskedNumber.end(mrn), recordedAt, receivedAt, version, shown, others, link);
        }

        private static String digitsAndLetters(String text) {
            return text.codePoints()
                    .filter(Character::isLetterOrDigit)
                    .map(Character::toUpperCase)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
        }
    }

    /**
     * Why a source record is with this person.
     *
     * @param weight match weight in bits
     * @param with the record of the person that it fits best
     */
    record Link(
            String decidedBy,
            Instant at,
            String modelVersion,
            @Nullable Double weight,
            @Nullable String with) {
        static Link of(LinkEvent event) {
            return new Link(
                    event.decidedBy(),
                    event.at(),
                    event.modelVersion(),
                    event.evidence().map(LinkEvent.Evidence::bits).orElse(null),
                    event.evidence().map(evidence -> evidence.with().value()).orElse(null));
        }
    }

    /**
     * An event of the log of links.
     *
     * @param event {@code founded}, {@code joined} or {@code moved}
     * @param detail the source record that came or went
     * @param facility whose record it is
     * @param mrn by which number; hidden but for its end
     * @param person the person it came to
     * @param previous the person it was with before
     * @param change the number of the change that it was part of, where a person decided it; {@code kind}, {@code reason} and {@code note} say what and why
     * @param keysCut how many blocking keys were shared by more records than are compared; absent when everybody was compared
     */
    record History(
            Instant at,
            String event,
            String by,
            String detail,
            @Nullable String facility,
            @Nullable String mrn,
            String person,
            @Nullable String previous,
            @Nullable Long change,
            @Nullable String kind,
            @Nullable String reason,
            @Nullable String note,
            @Nullable Integer keysCut) {
        static History of(LinkEvent event, Optional<SourceRecord> record, Optional<Change> decided) {
            return new History(
                    event.at(),
                    event.kind().name().toLowerCase(java.util.Locale.ROOT),
                    event.decidedBy(),
                    event.source().value(),
                    record.map(SourceRecord::facility).orElse(null),
                    record.map(SourceRecord::localId).map(MaskedNumber::end).orElse(null),
                    event.person().value(),
                    event.previous().map(EnterpriseId::value).orElse(null),
                    decided.map(Change::number).orElse(null),
                    decided.map(change -> TaskView.word(change.kind())).orElse(null),
                    decided.map(Change::reason)
                            .filter(reason -> !reason.isEmpty())
                            .orElse(null),
                    decided.map(Change::note).filter(note -> !note.isEmpty()).orElse(null),
                    event.keysCut() == 0 ? null : event.keysCut());
        }

        /** Without the note, which a person wrote. */
        @Override
        public String toString() {
            return "History[" + event + "]";
        }
    }

    private static String status(Person person) {
        if (person.supersededBy().isPresent()) {
            return "superseded";
        }
        return person.isActive() ? "active" : "removed";
    }

    /**
     * One field in full.
     *
     * @param field a column
     * @param golden the golden value that is made of it
     * @param sources what each record says, by its id
     */
    record Unmasked(String field, @Nullable String golden, Map<String, String> sources) {
        static Unmasked of(Person person, String column) {
            Map<String, String> said = new LinkedHashMap<>();
            person.sources().forEach(record -> {
                String value = column.equals(Columns.MRN)
                        ? record.localId()
                        : record.columns().get(column);
                if (value != null) {
                    said.put(record.id().value(), value);
                }
            });
            return new Unmasked(
                    column,
                    person.golden(MaskedFields.golden(column))
                            .map(GoldenValue::value)
                            .orElse(null),
                    said);
        }

        /** Without what it says. */
        @Override
        public String toString() {
            return "Unmasked[" + field + "]";
        }
    }

    /** The same with numbers hidden but for their ends. */
    PersonView masked() {
        Map<String, String> values =
                golden.stream().collect(Collectors.toMap(Golden::field, Golden::value, (first, other) -> first));
        return new PersonView(
                enterpriseId,
                status,
                replacedBy,
                citizenNumber.masked(),
                golden.stream().map(Golden::masked).toList(),
                sources.stream().map(source -> source.masked(values)).toList(),
                history,
                Stream.concat(
                                sources.stream().flatMap(source -> source.fields().keySet().stream()),
                                sources.isEmpty() ? Stream.empty() : Stream.of(Columns.MRN))
                        .filter(column -> !MaskedFields.isOnPageShown(column))
                        .distinct()
                        .sorted()
                        .toList());
    }

    /**
     * @param decisions what people decided in its history, by number
     * @param former the records of its history that left it
     */
    static PersonView of(Person person, Map<Long, Change> decisions, Map<SourceId, SourceRecord> former) {
        Map<SourceId, SourceRecord> sources =
                person.sources().stream().collect(Collectors.toMap(SourceRecord::id, Function.identity()));
        Map<SourceId, SourceRecord> spokenOf = new HashMap<>(former);
        spokenOf.putAll(sources);
        return new PersonView(
                person.id().value(),
                status(person),
                person.supersededBy().map(EnterpriseId::value).orElse(null),
                CitizenNumber.of(person.anchor()),
                person.golden().stream().map(value -> Golden.of(value, sources)).toList(),
                person.sources().stream()
                        .map(record -> Source.of(record, person))
                        .toList(),
                person.history().stream()
                        .map(event -> History.of(
                                event,
                                Optional.ofNullable(spokenOf.get(event.source())),
                                Optional.ofNullable(decisions.get(event.change()))))
                        .toList(),
                List.of());
    }

    @Override
    public String toString() {
        return "PersonView[" + enterpriseId + "]";
    }
}
