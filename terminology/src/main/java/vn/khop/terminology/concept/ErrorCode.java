package vn.khop.terminology.concept;

/** Stable numbers for everything that can go wrong with a code list. 1xxx: the asker can mend it; 2xxx: whoever runs the images must. */
public enum ErrorCode {
    UNKNOWN_CODE_SYSTEM(1001, Audience.USER),
    UNKNOWN_VERSION(1002, Audience.USER),
    TEXT_TOO_LONG(1006, Audience.USER),
    NOT_IN_FORCE(1007, Audience.USER),
    BAD_DATE(1008, Audience.USER),

    FILE_UNREADABLE(1101, Audience.USER),
    NOT_UTF8(1102, Audience.USER),
    MALFORMED_CSV(1103, Audience.USER),
    MISSING_COLUMN(1104, Audience.USER),
    NO_ROWS(1105, Audience.USER),
    COLUMN_COUNT(1106, Audience.USER),
    EMPTY_CODE(1107, Audience.USER),
    DUPLICATE_CODE(1108, Audience.USER),
    REPEATED_ROW(1109, Audience.USER),
    NO_DISPLAY(1110, Audience.USER),
    CONTROL_CHARACTER(1111, Audience.USER),
    SPACES_TIDIED(1112, Audience.USER),
    NOT_NFC(1113, Audience.USER),
    PRIVATE_USE_CHARACTER(1114, Audience.USER),
    UNKNOWN_PARENT(1115, Audience.USER),
    PARENT_CYCLE(1116, Audience.USER),
    WRONG_PROPERTY_TYPE(1117, Audience.USER),
    BAD_DECLARATION(1118, Audience.USER),
    BAD_CODE(1119, Audience.USER),
    BLANK_ROW(1120, Audience.USER),
    UNDECODED_CHARACTER(1121, Audience.USER),
    NOT_A_WORKBOOK(1122, Audience.USER),
    WORKBOOK_TOO_BIG(1123, Audience.USER),
    WORKBOOK_UNSAFE(1124, Audience.USER),
    WORKBOOK_PROTECTED(1125, Audience.USER),
    MALFORMED_WORKBOOK(1126, Audience.USER),
    UNKNOWN_SHEET(1127, Audience.USER),
    NUMERIC_CODE(1128, Audience.USER),
    LOST_ZEROS(1129, Audience.USER),
    NO_CELL_VALUE(1130, Audience.USER),
    RULE_OF_UNKNOWN_CODE(1131, Audience.USER),
    LEVEL_NAMES_DIFFER(1132, Audience.USER),
    TOO_MANY_ERRORS(1133, Audience.USER),

    RELEASE_EXISTS(1201, Audience.USER),
    UNKNOWN_RELEASE(1202, Audience.USER),
    TOO_BIG_FOR_IMAGE(1203, Audience.USER),
    RELEASE_NOT_VALIDATED(1204, Audience.USER),
    SELF_TEST_FAILED(1205, Audience.USER),
    RELEASE_NOT_ACTIVE(1206, Audience.USER),
    NOTHING_TO_ROLL_BACK(1207, Audience.USER),
    BAD_PERIOD(1208, Audience.USER),
    NOT_COMPARABLE(1209, Audience.USER),
    RELEASE_NOT_APPROVED(1210, Audience.USER),
    SECOND_PERSON_NEEDED(1211, Audience.USER),

    NO_IMAGES_FOLDER(2001, Audience.OPERATOR),
    INDEX_FORMAT_MISMATCH(2002, Audience.OPERATOR),
    IMAGE_DAMAGED(2003, Audience.OPERATOR),
    CATALOGUE_DAMAGED(2004, Audience.OPERATOR);

    /** Who can do something about it. */
    public enum Audience {
        USER,
        OPERATOR
    }

    private final int number;
    private final Audience audience;

    ErrorCode(int number, Audience audience) {
        this.number = number;
        this.audience = audience;
    }

    /** Never reused for another meaning. */
    public int number() {
        return number;
    }

    public Audience audience() {
        return audience;
    }
}
