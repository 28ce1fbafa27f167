package vn.khop.server.hl7v2;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vn.khop.server.codes.CodeUses;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.FacilityFeed;
import vn.khop.server.registry.FeedOutcome;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.SourceFeed;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.SourceRecord;
import vn.khop.server.security.Actor;
import vn.khop.terminology.concept.QuestionDate;

/*
 * What each event does is a matter of the record, never of a person. A message says all that its hospital knows of the patient (snapshot), so the last one by event time is the record, in whatever order they come.
 * A40 says only that the prior number is another number of the survivor: the survivor's own data is A08's and A31's affair, since what systems write into the PID of a merge is often its number and a name. And a
 * number that was merged stays so whatever is fed for it, until A37 says that it was wrong.
 */
/** ADT messages (IHE ITI-8 and ITI-30): what a facility says of its patients and their numbers. */
final class IdentityFeed {
    private static final int VISIT_NUMBER = 19;
    private static final int ALTERNATE_VISIT_ID = 50;
    private static final Duration FUTURE_MAX = Duration.ofDays(1);
    /**
     * Events of a visit, a bed, an account or an allergy (HL7 table 0003): hospitals' systems send them beside the others, and stop where one is refused. Those that are not here and not taken, such as A18, A23, A29 or A30, are
     * about who somebody is: they are refused, for their sender must not believe that they took effect.
     */
    private static final Set<String> OF_VISITS = Set.of(
            "A02", "A03", "A06", "A07", "A09", "A10", "A11", "A12", "A13", "A14", "A15", "A16", "A20", "A21", "A22",
            "A25", "A26", "A27", "A32", "A33", "A38", "A41", "A42", "A44", "A45", "A50", "A51", "A52", "A53", "A54",
            "A55", "A60", "A61", "A62");
    /** What an update does not take back: A37 does. */
    private static final List<String> REPLACEMENT = List.of(Columns.REPLACED_BY, Columns.REPLACED_AT);

    private final FacilityFeed feed;
    private final PatientSegments segments;
    private final CodedSegments codes;
    private final CodeUses uses;
    private final Clock clock;

    IdentityFeed(FacilityFeed feed, PatientSegments segments, CodedSegments codes, CodeUses uses, Clock clock) {
        this.feed = feed;
        this.segments = segments;
        this.codes = codes;
        this.uses = uses;
        this.clock = clock;
    }

    /** The events that are taken. */
    private enum Event {
        FEED,
        MERGE,
        CHANGE_NUMBER,
        LINK,
        UNLINK;

        static Event of(Hl7Message message) {
            return switch (message.trigger()) {
                case "A01", "A04", "A05", "A08", "A28", "A31" -> FEED;
                case "A40" -> MERGE;
                case "A47" -> CHANGE_NUMBER;
                case "A24" -> LINK;
                case "A37" -> UNLINK;
                case "" ->
                    throw new Rejected(
                            Rejected.Condition.REQUIRED_FIELD, Rejected.Place.of("MSH", 9, 1, 2), "MSH-9.2 is missing");
                default ->
                    throw new Rejected(
                            Rejected.Condition.EVENT_CODE,
                            Rejected.Place.of("MSH", 9, 1, 2),
                            "the event is not taken here: A01, A04, A05, A08, A24, A28, A31, A37, A40 and A47 are");
            };
        }
    }

    /** Whether a message tells of nothing that is kept here. */
    static boolean isOfVisit(Hl7Message message) {
        return OF_VISITS.contains(message.trigger());
    }

    /**
     * What came of it.
     *
     * @param note what the sender should know beside that it was taken
     */
    record Taken(Optional<String> note) {
        static Taken plainly() {
            return new Taken(Optional.empty());
        }
    }

    /**
     * Takes the message: committed when this returns, all of it or nothing. The same message again has no second effect.
     *
     * @param messageKey names it
     * @param alongside done in the same transaction when it has taken effect
     * @throws Rejected if it cannot be taken as it is
     * @throws vn.khop.server.registry.Refused if a rule of the registry is against it
     */
    Taken take(Hl7Message message, String messageKey, String facility, Actor actor, Runnable alongside) {
        Event event = Event.of(message);
        Instant at = eventTime(message);
        List<Hl7Message.Part> patients = message.all("PID");
        List<Hl7Message.Part> priors = message.all("MRG");
        requireShape(event, message, patients, priors);
        List<String> numbers = new ArrayList<>();
        patients.forEach(pid -> numbers.add(segments.ownNumber(pid, 3, facility)));
        priors.forEach(mrg -> numbers.add(segments.ownNumber(mrg, 1, facility)));
        // Read here, so that what cannot be read is refused before anything is locked.
        List<Map<String, String>> columns =
                patients.stream().map(pid -> segments.columns(message, pid)).toList();
        String hash = ControlIds.hash(message);
        Work work = new Work(message, facility, at, actor);
        return feed.inOne(facility, numbers, messageKey, () -> {
            Optional<RecordStore.Message> before = feed.message(messageKey);
            if (before.isPresent()) {
                ControlIds.requireSame(before.get(), hash);
                return Taken.plainly();
            }
            Taken taken = switch (event) {
                case FEED -> work.feed(numbers.get(0), columns.get(0));
                case MERGE -> work.merge(numbers, columns);
                case CHANGE_NUMBER -> work.changeNumber(numbers.get(1), numbers.get(0), columns.get(0));
                case LINK -> work.link(numbers.get(0), numbers.get(1));
                case UNLINK -> work.unlink(numbers.get(0), numbers.get(1));
            };
            if (event == Event.FEED) {
                LocalDate day = QuestionDate.dayAt(at);
                uses.addOnce(facility, day, visit(message, numbers.get(0), day), codes.used(message, facility));
            }
            SourceRecord record = feed.present(facility, numbers.get(0)).orElseThrow();
            feed.remember(new RecordStore.Message(messageKey, hash, record.id(), record.version(), clock.instant()));
            alongside.run();
            return taken;
        });
    }

    /** Of the patient; where the message names none, all that is said on the day is one. */
    private static String visit(Hl7Message message, String number, LocalDate day) {
        String visit = message.first("PV1")
                .map(pv1 -> pv1.get(VISIT_NUMBER).isEmpty() ? pv1.get(ALTERNATE_VISIT_ID) : pv1.get(VISIT_NUMBER))
                .orElse("");
        return number + "\n" + (visit.isEmpty() ? day.toString() : visit);
    }

    private static void requireShape(
            Event event, Hl7Message message, List<Hl7Message.Part> patients, List<Hl7Message.Part> priors) {
        message.required("EVN");
        message.required("PID");
        boolean isPair = event == Event.LINK || event == Event.UNLINK;
        boolean isMerge = event == Event.MERGE || event == Event.CHANGE_NUMBER;
        if (isMerge) {
            message.required("MRG");
        }
        if (event == Event.MERGE ? patients.size() != priors.size() : patients.size() != (isPair ? 2 : 1)) {
            throw new Rejected(
                    Rejected.Condition.SEGMENT_SEQUENCE,
                    new Rejected.Place("PID", patients.size(), 0, 0, 0, 0),
                    "found " + patients.size() + " PID segments, expected "
                            + (event == Event.MERGE ? "one before each MRG" : isPair ? "two" : "one") + " in "
                            + message.trigger());
        }
        if (event == Event.CHANGE_NUMBER && priors.size() != 1) {
            throw new Rejected(
                    Rejected.Condition.SEGMENT_SEQUENCE,
                    new Rejected.Place("MRG", priors.size(), 0, 0, 0, 0),
                    "found " + priors.size() + " MRG segments, expected one in A47");
        }
    }

    /** EVN-2, else MSH-7; MSH-7 too where EVN-2 knows no more than the day that MSH-7 is in. */
    private Instant eventTime(Hl7Message message) {
        Hl7Message.Part event = message.required("EVN");
        String recorded = event.get(2);
        String sent = message.header().get(7);
        boolean isCoarse = !recorded.isEmpty() && Times.isDay(recorded) && sent.startsWith(recorded);
        boolean isOfHeader = recorded.isEmpty() || isCoarse;
        String text = isOfHeader ? sent : recorded;
        Rejected.Place place = isOfHeader ? Rejected.Place.of("MSH", 7) : Rejected.Place.of("EVN", 2);
        if (text.isEmpty()) {
            throw new Rejected(
                    Rejected.Condition.REQUIRED_FIELD,
                    Rejected.Place.of("EVN", 2),
                    "neither EVN-2 nor MSH-7 says when it was, and an older message must never overwrite a newer one");
        }
        Instant at = Times.moment(text)
                .orElseThrow(() -> new Rejected(
                        Rejected.Condition.DATA_TYPE,
                        place,
                        "the time is none: expected digits such as 20260301083000, perhaps with an offset"));
        if (at.isAfter(clock.instant().plus(FUTURE_MAX))) {
            throw new Rejected(
                    Rejected.Condition.DATA_TYPE,
                    place,
                    "the time is to come: it would keep every later message from taking effect. Set the sender's clock");
        }
        return at;
    }

    /** What one message does, within its transaction. */
    private final class Work {
        private final Hl7Message message;
        private final String facility;
        private final Instant at;
        private final Actor actor;

        Work(Hl7Message message, String facility, Instant at, Actor actor) {
            this.message = message;
            this.facility = facility;
            this.at = at;
            this.actor = actor;
        }

        Taken feed(String number, Map<String, String> columns) {
            Map<String, String> said = new LinkedHashMap<>(columns);
            present(number)
                    .ifPresent(record -> REPLACEMENT.forEach(
                            column -> Optional.ofNullable(record.columns().get(column))
                                    .ifPresent(value -> said.put(column, value))));
            said.put(Columns.RECORDED_AT, at.toString());
            return told(taken(number, said, Optional.of(message.kept()), Optional.of(at)));
        }

        Taken merge(List<String> numbers, List<Map<String, String>> columns) {
            int pairs = columns.size();
            Taken taken = Taken.plainly();
            for (int pair = 0; pair < pairs; pair++) {
                String survivor = numbers.get(pair);
                String prior = numbers.get(pairs + pair);
                requireOther(survivor, prior);
                SourceRecord subsumed = known(prior, new Rejected.Place("MRG", pair + 1, 1, 1, 1, 1));
                if (present(survivor).isEmpty()) {
                    // At no time: what comes late and is older still says what the patient is like.
                    taken(
                            survivor,
                            new LinkedHashMap<>(columns.get(pair)),
                            Optional.of(message.kept()),
                            Optional.empty());
                }
                if (isNews(subsumed, survivor)) {
                    taken = told(replaced(subsumed, survivor));
                }
            }
            return taken;
        }

        Taken changeNumber(String old, String fresh, Map<String, String> columns) {
            requireOther(fresh, old);
            SourceRecord former = known(old, new Rejected.Place("MRG", 1, 1, 1, 1, 1));
            if (fresh.equals(former.columns().get(Columns.REPLACED_BY))) {
                return Taken.plainly();
            }
            if (present(fresh).isPresent()) {
                throw new Rejected(
                        Rejected.Condition.DUPLICATE_KEY,
                        new Rejected.Place("PID", 1, 3, 1, 1, 1),
                        "the new number is a patient's already: A40 says that two numbers are one patient's");
            }
            Map<String, String> said = new LinkedHashMap<>(former.columns());
            said.keySet()
                    .removeAll(List.of(Columns.REPLACED_BY, Columns.REPLACED_AT, Columns.REMOVED, Columns.RECORDED_AT));
            said.putAll(columns);
            feed(fresh, said);
            // In this order, for the person keeps its id.
            feed.join(facility, fresh, old, actor);
            return told(replaced(former, fresh));
        }

        Taken link(String one, String other) {
            knownBoth(one, other);
            feed.join(facility, one, other, actor);
            return Taken.plainly();
        }

        Taken unlink(String one, String other) {
            knownBoth(one, other);
            feed.part(facility, one, other, Optional.of(at), actor);
            return Taken.plainly();
        }

        /** Not where the same or something later was said of who stands for the number. */
        private boolean isNews(SourceRecord subsumed, String survivor) {
            return Optional.ofNullable(subsumed.columns().get(Columns.REPLACED_AT))
                    .map(since -> Instant.parse(since).isBefore(at))
                    .orElse(!survivor.equals(subsumed.columns().get(Columns.REPLACED_BY)));
        }

        /** The rest of the record stays as old as it is, for an update may come late. */
        private FeedOutcome replaced(SourceRecord subsumed, String survivor) {
            Map<String, String> said = new LinkedHashMap<>(subsumed.columns());
            said.put(Columns.REPLACED_BY, survivor);
            said.put(Columns.REPLACED_AT, at.toString());
            return taken(subsumed.localId(), said, subsumed.document(), subsumed.eventTime());
        }

        private FeedOutcome taken(
                String number, Map<String, String> columns, Optional<String> document, Optional<Instant> when) {
            return feed.feed(new SourceFeed(facility, number, columns, document, when, Optional.empty()), actor);
        }

        private Optional<SourceRecord> present(String number) {
            return feed.present(facility, number);
        }

        private SourceRecord known(String number, Rejected.Place place) {
            return present(number)
                    .orElseThrow(() -> new Rejected(
                            Rejected.Condition.UNKNOWN_KEY,
                            place,
                            "the number is not known: feed its patient first, and send this again"));
        }

        private void knownBoth(String one, String other) {
            requireOther(one, other);
            known(one, new Rejected.Place("PID", 1, 3, 1, 1, 1));
            known(other, new Rejected.Place("PID", 2, 3, 1, 1, 1));
        }

        private void requireOther(String one, String other) {
            if (SourceId.of(facility, one).equals(SourceId.of(facility, other))) {
                throw new Rejected(
                        Rejected.Condition.DUPLICATE_KEY,
                        new Rejected.Place("PID", 1, 3, 1, 1, 1),
                        "the message names one number twice, expected two");
            }
        }

        private static Taken told(FeedOutcome outcome) {
            return switch (outcome.effect()) {
                case HELD ->
                    new Taken(
                            Optional.of(
                                    "kept and not applied: it would turn this number's patient into somebody else, and a clerk looks at it"));
                case OUTDATED ->
                    new Taken(Optional.of("kept in the history: a message with a later event time was taken already"));
                case CREATED, REVISED, REPEATED -> Taken.plainly();
            };
        }
    }
}
