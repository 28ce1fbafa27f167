package vn.khop.server.registry;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import vn.khop.mpi.record.Identifier;
import vn.khop.mpi.record.PersonRecord;

/*
 * A citizen number is cancelled and another given, a card of nine digits becomes one of twelve, an insurance card changes with the group, the benefit or the province. Hospitals tell of it
 * by writing the new number into the record that held the old one: so what replaced what is read from the versions of each record, one after the other.
 */
/** All numbers known nationwide that a person's records carry or once carried, and which took the place of which. A pure function of the records' versions. */
public final class NumberLineage {
    private NumberLineage() {}

    /** One version of a source record, and what the engine read in it. */
    record Version(SourceRecord source, boolean isPresent, PersonRecord read) {}

    /**
     * One number.
     *
     * @param facilities that wrote it, by code
     * @param firstAt the event time of the first version that carries it, or when that was received
     * @param isPresent whether a present version carries it
     * @param replacedBy the number that took its place in a later version of the same record; none where several came at once
     */
    public record Known(
            IdentifierKind kind,
            String value,
            Set<String> facilities,
            Instant firstAt,
            Instant lastAt,
            boolean isVerified,
            boolean isPresent,
            Optional<String> replacedBy) {
        public Known {
            facilities = Set.copyOf(facilities);
        }

        /** Without the number. */
        @Override
        public String toString() {
            return "Known[" + kind + "]";
        }
    }

    /** Citizen numbers and cards of nine digits stand for each other, insurance numbers of one length too. */
    private static String series(PersonIdentifier number) {
        return number.kind().equals(Optional.of(IdentifierKind.INSURANCE_NUMBER))
                ? "insurance" + number.value().length()
                : number.kind().equals(Optional.of(IdentifierKind.PASSPORT_NUMBER)) ? "passport" : "citizen";
    }

    /**
     * By kind, then those that stand first, then by time.
     *
     * @param versions of each record in their order
     */
    static List<Known> of(List<List<Version>> versions) {
        Map<PersonIdentifier, Collected> numbers = new LinkedHashMap<>();
        for (List<Version> record : versions) {
            Set<PersonIdentifier> former = Set.of();
            for (Version version : record) {
                Set<PersonIdentifier> now = read(version, numbers);
                replaced(former, now, numbers);
                former = now;
            }
        }
        return numbers.entrySet().stream()
                .map(entry -> entry.getValue().known(entry.getKey()))
                .sorted(Comparator.comparing(Known::kind)
                        .thenComparing(known -> !known.isPresent())
                        .thenComparing(Comparator.comparing(Known::lastAt).reversed())
                        .thenComparing(Known::value))
                .toList();
    }

    private static Set<PersonIdentifier> read(Version version, Map<PersonIdentifier, Collected> numbers) {
        if (version.read().raw().value(Columns.REMOVED).isPresent()) {
            return Set.of();
        }
        Instant at = version.source().eventTime().orElse(version.source().receivedAt());
        Set<PersonIdentifier> now =
                new TreeSet<>(Comparator.comparing(PersonIdentifier::domain).thenComparing(PersonIdentifier::value));
        for (Identifier identifier : SourceIndex.nationwide(version.read())) {
            for (PersonIdentifier number : SourceIndex.identifiers(List.of(identifier))) {
                now.add(number);
                numbers.computeIfAbsent(number, key -> new Collected(at))
                        .add(version.source().facility(), at, identifier.isVerified(), version.isPresent());
            }
        }
        return now;
    }

    /** Where one number of a series went and one came, the one took the other's place. */
    private static void replaced(
            Set<PersonIdentifier> former, Set<PersonIdentifier> now, Map<PersonIdentifier, Collected> numbers) {
        for (PersonIdentifier gone : former) {
            if (now.contains(gone)) {
                continue;
            }
            List<PersonIdentifier> came = now.stream()
                    .filter(number -> !former.contains(number) && series(number).equals(series(gone)))
                    .toList();
            Collected collected = numbers.get(gone);
            if (came.size() == 1 && collected != null) {
                collected.replacedBy = Optional.of(came.get(0).value());
            }
        }
    }

    private static final class Collected {
        private final Set<String> facilities = new TreeSet<>();
        private Instant firstAt;
        private Instant lastAt;
        private boolean isVerified;
        private boolean isPresent;
        private Optional<String> replacedBy = Optional.empty();

        private Collected(Instant at) {
            firstAt = at;
            lastAt = at;
        }

        void add(String facility, Instant at, boolean verified, boolean present) {
            facilities.add(facility);
            firstAt = at.isBefore(firstAt) ? at : firstAt;
            lastAt = at.isAfter(lastAt) ? at : lastAt;
            isVerified |= verified;
            isPresent |= present;
        }

        Known known(PersonIdentifier number) {
            return new Known(
                    number.kind().orElseThrow(),
                    number.value(),
                    facilities,
                    firstAt,
                    lastAt,
                    isVerified,
                    isPresent,
                    isPresent ? Optional.empty() : replacedBy);
        }
    }
}
