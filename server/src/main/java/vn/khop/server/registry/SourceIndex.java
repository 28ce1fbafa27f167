package vn.khop.server.registry;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import vn.khop.mpi.record.FieldValue;
import vn.khop.mpi.record.Identifier;
import vn.khop.mpi.record.IdentifierType;
import vn.khop.mpi.record.IdentifierValues;
import vn.khop.mpi.record.NamePart;
import vn.khop.mpi.record.PartialDate;
import vn.khop.mpi.record.PersonName;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.PhoneNumbers;
import vn.khop.mpi.record.RawRecord;
import vn.khop.mpi.record.SexValue;
import vn.khop.server.registry.PersonSearch.Field;

/**
 * Everything a source record can be found by. Derived from its columns, so it can be dropped and made again.
 *
 * @param blockingKeys what makes two records candidates
 * @param verified those of the identifiers that the population database, a read of the card or a clerk confirmed
 */
public record SourceIndex(
        Set<String> blockingKeys, Set<PersonIdentifier> identifiers, Set<PersonIdentifier> verified, Set<Term> terms) {
    private static final Map<String, Field> TEXTS_APART = Map.of(
            Columns.ADDRESS_CITY, Field.ADDRESS_CITY,
            Columns.ADDRESS_STATE, Field.ADDRESS_STATE,
            Columns.ADDRESS_POSTAL_CODE, Field.POSTAL_CODE,
            Columns.ADDRESS_COUNTRY, Field.ADDRESS_COUNTRY);

    public SourceIndex {
        blockingKeys = Set.copyOf(blockingKeys);
        identifiers = Set.copyOf(identifiers);
        verified = Set.copyOf(verified);
        terms = Set.copyOf(terms);
    }

    /** Nothing verified. */
    public SourceIndex(Set<String> blockingKeys, Set<PersonIdentifier> identifiers, Set<Term> terms) {
        this(blockingKeys, identifiers, Set.of(), terms);
    }

    /**
     * One searchable text, of words with one space between them. It is found by the beginning of any of its words, going on over the next ones.
     *
     * @param exact as written
     * @param folded lower case, without marks, đ as d
     */
    public record Term(Field field, String exact, String folded) {
        /** Whether a word of it, with those that follow, begins so. */
        boolean starts(String folded) {
            return (' ' + this.folded).contains(' ' + folded);
        }

        /** Whether it is this, from one of its words to its end. */
        boolean isExactly(String exact) {
            return (' ' + this.exact).endsWith(' ' + exact);
        }
    }

    /** Whether nothing finds the record: it is of a class that nobody may join to anybody, or was removed. */
    static boolean isHidden(RawRecord record) {
        return Unlinkable.isAnonymous(record) || record.value(Columns.REMOVED).isPresent();
    }

    static SourceIndex of(PersonRecord record, Set<String> blockingKeys) {
        if (isHidden(record.raw())) {
            return new SourceIndex(Set.of(), Set.of(), Set.of());
        }
        Set<PersonIdentifier> verified = new LinkedHashSet<>();
        Set<Term> terms = new LinkedHashSet<>();
        nationwide(record).stream()
                .filter(Identifier::isVerified)
                .forEach(identifier -> verified.addAll(identifiers(List.of(identifier))));
        record.value(Columns.Fields.NAME).ifPresent(value -> addName(terms, value));
        record.raw().value(Columns.FULL_NAME).ifPresent(whole -> addText(terms, Field.NAME, whole));
        record.value(Columns.Fields.BIRTH_DATE).ifPresent(value -> addDate(terms, value));
        record.value(Columns.Fields.SEX).ifPresent(value -> addSex(terms, value));
        record.value(Columns.Fields.PHONE).ifPresent(value -> addPhones(terms, value));
        record.raw().value(Columns.ADDRESS).ifPresent(address -> addText(terms, Field.ADDRESS, address));
        TEXTS_APART.forEach(
                (column, field) -> record.raw().value(column).ifPresent(text -> addText(terms, field, text)));
        record.raw().value(Columns.MOTHER_NAME).ifPresent(name -> addText(terms, Field.MOTHER, name));
        return new SourceIndex(blockingKeys, identifiers(record), verified, terms);
    }

    /** What the person of the record is known by because of it: numbers known everywhere, and its facility's own. */
    static Set<PersonIdentifier> identifiers(PersonRecord record) {
        if (isHidden(record.raw())) {
            return Set.of();
        }
        Set<PersonIdentifier> identifiers = new LinkedHashSet<>(identifiers(nationwide(record)));
        record.raw()
                .value(Columns.FACILITY)
                .ifPresent(facility -> record.raw()
                        .value(Columns.MRN)
                        .ifPresent(number -> identifiers.add(PersonIdentifier.ofFacility(facility, number))));
        return identifiers;
    }

    /** What the record says that the person is known by everywhere. */
    static List<Identifier> nationwide(PersonRecord record) {
        return Stream.of(Columns.Fields.CITIZEN_NUMBER, Columns.Fields.INSURANCE)
                .flatMap(field -> record.value(field).stream())
                .filter(IdentifierValues.class::isInstance)
                .flatMap(values -> ((IdentifierValues) values).all().stream())
                .toList();
    }

    /** The numbers that other facilities know too; a card of 15 characters counts under its own number and under the insurance number in it. */
    static Set<PersonIdentifier> identifiers(Collection<Identifier> values) {
        Set<PersonIdentifier> identifiers = new LinkedHashSet<>();
        for (Identifier identifier : values) {
            kind(identifier.type())
                    .map(kind -> PersonIdentifier.of(kind, identifier.value()))
                    .ifPresent(identifiers::add);
        }
        return identifiers;
    }

    private static Optional<IdentifierKind> kind(IdentifierType type) {
        return switch (type) {
            case CITIZEN_NUMBER -> Optional.of(IdentifierKind.NATIONAL_ID);
            case OLD_IDENTITY_CARD -> Optional.of(IdentifierKind.CITIZEN_ID);
            case PASSPORT -> Optional.of(IdentifierKind.PASSPORT_NUMBER);
            case INSURANCE_CARD, INSURANCE_NUMBER, TEMPORARY_CARD -> Optional.of(IdentifierKind.INSURANCE_NUMBER);
            case LOCAL -> Optional.empty();
        };
    }

    private static void addName(Set<Term> terms, FieldValue value) {
        if (!(value instanceof PersonName name)) {
            return;
        }
        addText(terms, Field.NAME, name.text());
        addPart(terms, Field.FAMILY, name.family());
        addPart(terms, Field.GIVEN, name.middle());
        addPart(terms, Field.GIVEN, name.given());
    }

    private static void addPart(Set<Term> terms, Field field, NamePart part) {
        if (!part.isAbsent()) {
            addText(terms, field, part.text());
        }
    }

    private static void addDate(Set<Term> terms, FieldValue value) {
        if (value instanceof PartialDate date) {
            terms.add(new Term(Field.BIRTH_DATE, date.isoText(), date.isoText()));
        }
    }

    private static void addSex(Set<Term> terms, FieldValue value) {
        if (value instanceof SexValue sex) {
            String code = switch (sex.sex()) {
                case MALE -> "male";
                case FEMALE -> "female";
                case UNDETERMINED -> "other";
            };
            terms.add(new Term(Field.GENDER, code, code));
        }
    }

    private static void addPhones(Set<Term> terms, FieldValue value) {
        if (value instanceof PhoneNumbers phones) {
            phones.all().stream()
                    .flatMap(phone -> phone.candidates().stream())
                    .forEach(number -> terms.add(new Term(Field.TELECOM, number, number)));
        }
    }

    private static void addText(Set<Term> terms, Field field, String text) {
        String exact = SearchText.words(text);
        if (!exact.isEmpty()) {
            terms.add(new Term(field, exact, SearchText.folded(exact)));
        }
    }
}
