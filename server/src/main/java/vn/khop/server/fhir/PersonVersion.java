package vn.khop.server.fhir;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import vn.khop.server.registry.Person;

/**
 * The version of a person: the moment at which something that makes it last changed, in microseconds since 1970. A person is computed, so its versions are not stored: one is
 * found again by asking how the person was known at that moment.
 */
record PersonVersion(Instant at) {
    static PersonVersion of(Person person) {
        return new PersonVersion(person.changedAt());
    }

    /** Empty for what is no version of ours. */
    static Optional<PersonVersion> parse(String text) {
        try {
            return Optional.of(new PersonVersion(Instant.EPOCH.plus(Long.parseLong(text), ChronoUnit.MICROS)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, at));
    }
}
