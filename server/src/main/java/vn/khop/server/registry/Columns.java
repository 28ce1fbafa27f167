package vn.khop.server.registry;

/** The columns and fields of the default schema, as feeds write them. */
public final class Columns {
    public static final String FACILITY = "facility";
    public static final String MRN = "mrn";
    public static final String FULL_NAME = "full_name";
    public static final String GENDER = "gender";
    public static final String BIRTH_DATE = "birth_date";
    public static final String NATIONAL_ID = "national_id";
    /** How the number in {@link #NATIONAL_ID} was confirmed to be the patient's; absent where it was not, or nobody may say so who said it. */
    public static final String NATIONAL_ID_VERIFIED = "national_id_verified";

    /** Who says that the number in {@link #NATIONAL_ID} is somebody else's; absent where nobody does. */
    public static final String NATIONAL_ID_CONTRADICTED = "national_id_contradicted";

    public static final String INSURANCE_NO = "insurance_no";
    public static final String PHONE = "phone";
    public static final String ADDRESS = "address";
    /** City or district of the address, where the sender wrote it apart from the whole. */
    public static final String ADDRESS_CITY = "address_city";

    /** Province, likewise. */
    public static final String ADDRESS_STATE = "address_state";

    public static final String ADDRESS_POSTAL_CODE = "address_postal_code";
    public static final String ADDRESS_COUNTRY = "address_country";

    /** The mother's name, where it was said to be hers. */
    public static final String MOTHER_NAME = "mother_name";

    public static final String GUARDIAN_NAME = "guardian_name";
    public static final String RECORDED_AT = "recorded_at";

    /**
     * Relatives by a number of theirs, with semicolons between: {@code mother=national_id|...}, {@code father=}, {@code guardian=}, {@code twin=}, {@code sibling=} or {@code spouse=};
     * before the bar a kind of number, or {@code facility:} and a facility's code.
     */
    public static final String RELATIVES = "relatives";

    /** The facility's number of the patient that this number is another number of; absent where it is nobody else's. */
    public static final String REPLACED_BY = "replaced_by";

    /** Since when, in ISO 8601, where that was told by itself: what a message of an earlier time says of the patient is taken, and does not take that back. */
    public static final String REPLACED_AT = "replaced_at";

    /** Present where the facility does not have the record any more. */
    public static final String REMOVED = "removed";

    /** Names the columns, with commas between, whose number a clerk found not to be the patient's; what they hold is kept and not read. */
    public static final String WRONG_IDENTIFIERS = "wrong_identifiers";

    /** Present where the facility says that the record must not be linked: a sentinel sample, a donor, a surrogacy. */
    public static final String RECORD_CLASS = "record_class";

    private Columns() {}

    /** The fields that the default schema makes of the columns. */
    public static final class Fields {
        public static final String NAME = "name";
        public static final String SEX = "sex";
        public static final String BIRTH_DATE = "birthDate";
        public static final String CITIZEN_NUMBER = "citizenNumber";
        public static final String INSURANCE = "insurance";
        public static final String PHONE = "phone";
        public static final String ADDRESS = "address";
        public static final String GUARDIAN = "guardian";

        private Fields() {}
    }
}
