package vn.khop.mpi.record;

/** What kind of number an identifier is; numbers of different types are never compared as equal. */
public enum IdentifierType {
    /** Personal identification number, 12 digits (CCCD, căn cước). */
    CITIZEN_NUMBER,
    /** The older identity card's number, 9 digits (CMND); issued by provinces, not unique for life. */
    OLD_IDENTITY_CARD,
    /** One letter and 7 digits for a Vietnamese passport; other shapes from elsewhere. */
    PASSPORT,
    /** Health-insurance card, 15 characters: group, benefit digit, province, insurance number. It changes over a life. */
    INSURANCE_CARD,
    /** Social-insurance number, 10 digits: the stable end of the card number. */
    INSURANCE_NUMBER,
    /** Temporary card of a child under six, TE1 + 12 digits: no lasting number in it. */
    TEMPORARY_CARD,
    /** A number that only its issuer can read, a hospital's own patient number say. */
    LOCAL
}
