package vn.khop.server.registry;

/** The kinds of number that several facilities know a person by. The code is stored: never rename one. */
public enum IdentifierKind {
    /** Twelve-digit citizen number (CCCD). */
    NATIONAL_ID("national_id"),
    /** Nine-digit number of the old identity card (CMND). */
    CITIZEN_ID("citizen_id"),
    /** Health insurance card or number. */
    INSURANCE_NUMBER("insurance_number"),
    PASSPORT_NUMBER("passport_number");

    private final String code;

    IdentifierKind(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }
}
