package vn.khop.server.rest;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.GoldenValue;
import vn.khop.server.registry.Person;
import vn.khop.server.registry.SourceRecord;

/**
 * A person as a list shows it.
 *
 * @param nationalId masked: the whole number is on the person's own page
 */
record PersonSummary(
        String enterpriseId,
        @Nullable String name,
        @Nullable String birthDate,
        @Nullable String gender,
        @Nullable String nationalId,
        @Nullable String address,
        int sourceCount,
        List<String> facilities) {

    static PersonSummary of(Person person) {
        return new PersonSummary(
                person.id().value(),
                golden(person, Columns.Fields.NAME).orElse(null),
                golden(person, Columns.Fields.BIRTH_DATE).orElse(null),
                golden(person, Columns.Fields.SEX).orElse(null),
                golden(person, Columns.Fields.CITIZEN_NUMBER)
                        .map(MaskedNumber::of)
                        .orElse(null),
                golden(person, Columns.Fields.ADDRESS).orElse(null),
                person.sources().size(),
                person.sources().stream()
                        .map(SourceRecord::facility)
                        .distinct()
                        .sorted()
                        .toList());
    }

    private static Optional<String> golden(Person person, String field) {
        return person.golden(field).map(GoldenValue::value);
    }

    @Override
    public String toString() {
        return "PersonSummary[" + enterpriseId + "]";
    }
}
