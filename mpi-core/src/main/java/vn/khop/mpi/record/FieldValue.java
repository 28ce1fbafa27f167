package vn.khop.mpi.record;

/** One normalised value of a field: a closed choice of kinds, taken apart with {@link #fold}. Immutable. */
public sealed interface FieldValue
        permits PersonName, PartialDate, SexValue, IdentifierValues, PhoneNumbers, AddressValue, TextValue {

    /** Calls the case for this value's kind. A new kind will not compile until every fold knows it. */
    <R> R fold(Cases<R> cases);

    /** One function for each kind of value. */
    interface Cases<R> {
        R name(PersonName name);

        R date(PartialDate date);

        R sex(SexValue sex);

        R identifiers(IdentifierValues identifiers);

        R phones(PhoneNumbers phones);

        R address(AddressValue address);

        R text(TextValue text);
    }
}
