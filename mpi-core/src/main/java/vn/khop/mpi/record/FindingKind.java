package vn.khop.mpi.record;

/** What a normaliser can say about a raw value. {@link #isRefusal} tells findings after which no value was made. */
public enum FindingKind {
    /** A text that stands for nothing: "không có", 000000000, 0123456789. */
    FILLER(true),
    /** The text has none of the shapes that the normaliser knows. */
    UNKNOWN_SHAPE(true),
    /** A date that no calendar has: 31/02/1990, month 13, a year before 1850. */
    IMPOSSIBLE_DATE(true),
    /** Leading zeros that a spreadsheet or a numeric field lost were put back; the result is well formed. */
    LOST_ZERO_RESTORED(false),
    /** 1 January, which systems write when only the year is known. */
    DEFAULT_DAY(false),
    /** A date read with day and month exchanged because nothing else was possible. */
    GUESSED_DATE(false),
    /** A citizen number whose sex or year of birth is not its record's: mistyped, or somebody else's. */
    NUMBER_CONTRADICTS_RECORD(false),
    /** A citizen number whose first three digits are no place code of the published list. */
    UNKNOWN_PLACE_CODE(false),
    /** A citizen number that tells a year of birth which has not come: mistyped. */
    FUTURE_BIRTH_YEAR(false),
    /** An insurance card whose group is not in the published list. */
    UNKNOWN_CARD_GROUP(false),
    /** A temporary card of a newborn child, to be replaced by a real one. */
    TEMPORARY_CARD(false),
    /** A telephone number written with a prefix that changed in 2017 or 2018 and read as today's. */
    PHONE_CONVERTED(false),
    /** A telephone number that may be read in more than one way; the value carries every reading. */
    AMBIGUOUS_PHONE(false),
    /** A note in brackets, behind a dash or a stroke, or a form of address before it, taken out of a name. */
    BRACKET_NOTE(false),
    /** Ð (U+00D0), a decomposed letter or a no-break space was written in its usual form. */
    CHARACTER_REPAIRED(false),
    /** Letters that some system could not hold and that stand as question marks: what they were cannot be known. */
    LOST_CHARACTERS(false),
    /** Text of an encoding before Unicode, decoded as a whole; the detail names the encoding and how sure it is. */
    LEGACY_ENCODING_DECODED(false),
    /** Keys of an input method that were left in the text, read as the method would; the detail names the method and how sure it is. */
    TYPING_KEYS_DECODED(false),
    /**
     * Words such as "CB" or "con bà", or age and guardian: the name is the mother's and the record is her newborn child's. The
     * detail is the words, or "by rule".
     */
    NEWBORN(false),
    /** The order of a name's parts is uncertain; the value carries every reading. */
    UNCERTAIN_NAME_ORDER(false),
    /** Digits or other characters that no name has were left out. */
    STRAY_CHARACTERS(false),
    /** An address of which no administrative unit was recognised. */
    NO_ADMINISTRATIVE_UNIT(false),
    /** An address that more than one commune fits; the value carries the set. */
    AMBIGUOUS_COMMUNE(false),
    /** Units that an address names one beside the other do not belong together in any list. */
    CONTRADICTING_UNITS(false);

    private final boolean isRefusal;

    FindingKind(boolean isRefusal) {
        this.isRefusal = isRefusal;
    }

    /** Whether the part of the text that the finding is about gave no value. */
    public boolean isRefusal() {
        return isRefusal;
    }
}
