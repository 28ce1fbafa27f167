package vn.khop.mpi.propose;

/** What a column holds, as far as its name and values tell. */
enum ColumnKind {
    RECORD_ID("names the record"),
    EMPTY("has no value"),
    CONSTANT("has one value only, which tells nobody apart"),
    RECORDED("says when the record was made, not who it is about"),
    LONG_TEXT("is long free text"),
    DATE("holds dates"),
    YEAR("is a year, a part of a date"),
    MONTH("is a month, a part of a date"),
    DAY("is a day, a part of a date"),
    GIVEN_NAME("holds given names"),
    MIDDLE_NAME("holds middle names"),
    FAMILY_NAME("holds family names"),
    FULL_NAME("holds whole names"),
    SEX("says male or female"),
    IDENTIFIER("holds numbers or codes that few records share"),
    PHONE("holds telephone numbers"),
    EMAIL("holds e-mail addresses"),
    ADDRESS_LINE("holds parts of addresses"),
    PLACE("names places"),
    POSTCODE("holds postcodes"),
    SHORT_NUMBER("holds short numbers"),
    CATEGORY("has few different values"),
    TEXT("holds short texts");

    private final String meaning;

    ColumnKind(String meaning) {
        this.meaning = meaning;
    }

    /** Completes "column x ...". */
    String meaning() {
        return meaning;
    }

    /** Whether the column says something of a person that two records can be compared by. */
    boolean isCompared() {
        return ordinal() > LONG_TEXT.ordinal();
    }
}
