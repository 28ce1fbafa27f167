package vn.khop.server.registry;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import vn.khop.mpi.record.Identifier;
import vn.khop.mpi.record.IdentifierType;
import vn.khop.mpi.record.PersonRecord;

/**
 * The citizen number that a person is anchored to, and how sure it is. A pure function of the person's records.
 *
 * @param number the one number that counts; empty where there is none, or none of several can be preferred
 * @param lineage what else the person is or was known by nationwide: other citizen numbers, cards of nine digits, insurance numbers; by value
 */
public record CitizenAnchor(State state, Optional<String> number, List<String> lineage) {
    /** The name is public: never rename one. */
    public enum State {
        /** The population database, a read of the card, or a clerk confirmed it. */
        VERIFIED,
        /** Hospitals wrote it, and none wrote another. */
        ASSERTED,
        /** The records name several and none, or more than one, is verified; or the population database says that the number is somebody else's. */
        CONFLICTING,
        NONE
    }

    public CitizenAnchor {
        lineage = List.copyOf(lineage);
    }

    static CitizenAnchor of(Collection<PersonRecord> records) {
        Set<String> verified = new TreeSet<>();
        Set<String> all = new TreeSet<>();
        Set<String> others = new TreeSet<>();
        records.stream()
                // A number that its hospital took back with the record anchors nobody.
                .filter(record -> record.raw().value(Columns.REMOVED).isEmpty())
                .flatMap(record -> SourceIndex.nationwide(record).stream())
                .forEach(one -> sort(one, verified, all, others));
        Set<String> sure = verified.isEmpty() ? all : verified;
        Optional<String> number = sure.size() == 1 ? sure.stream().findFirst() : Optional.empty();
        boolean isContradicted = verified.isEmpty()
                && records.stream()
                        .anyMatch(record -> record.raw()
                                .value(Columns.NATIONAL_ID_CONTRADICTED)
                                .isPresent());
        others.addAll(all);
        if (isContradicted) {
            return new CitizenAnchor(State.CONFLICTING, Optional.empty(), List.copyOf(others));
        }
        number.ifPresent(others::remove);
        return new CitizenAnchor(state(verified, all), number, List.copyOf(others));
    }

    private static void sort(Identifier one, Set<String> verified, Set<String> all, Set<String> others) {
        if (one.type() != IdentifierType.CITIZEN_NUMBER) {
            others.add(one.value());
            return;
        }
        all.add(one.value());
        if (one.isVerified()) {
            verified.add(one.value());
        }
    }

    private static State state(Set<String> verified, Set<String> all) {
        if (all.isEmpty()) {
            return State.NONE;
        }
        if (verified.size() == 1) {
            return State.VERIFIED;
        }
        return verified.isEmpty() && all.size() == 1 ? State.ASSERTED : State.CONFLICTING;
    }

    /** Without the numbers. */
    @Override
    public String toString() {
        return "CitizenAnchor[" + state + "]";
    }
}
