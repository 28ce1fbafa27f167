package vn.khop.mpi.propose;

/** Decides what a column holds. Values first; where they fit several kinds, the header's words choose. */
final class ColumnClassifier {
    private static final double MOST = 0.8;
    private static final double HALF = 0.5;
    private static final double RARELY_SHARED = 0.3;
    private static final int CATEGORY_VALUES_MAX = 30;
    private static final double CATEGORY_DISTINCT_MAX = 0.2;
    private static final int LONG_WORDS = 9;
    private static final int IDENTIFIER_LENGTH_MIN = 5;
    private static final int SHORT_NUMBER_LENGTH_MAX = 6;
    private static final int MONTHS = 12;
    private static final int DAYS = 31;
    private static final int YEAR_MIN = 1850;
    private static final int YEAR_MAX = 2100;

    private ColumnClassifier() {}

    static ColumnKind kind(ColumnProfile profile) {
        ColumnWords words = new ColumnWords(profile.column());
        if (profile.filled() == 0) {
            return ColumnKind.EMPTY;
        }
        if (profile.distinct() == 1 && profile.rows() > 1) {
            return ColumnKind.CONSTANT;
        }
        if (profile.emailShare() >= MOST) {
            return ColumnKind.EMAIL;
        }
        if (isSex(profile, words)) {
            return ColumnKind.SEX;
        }
        if (isDate(profile, words)) {
            return words.say("recorded") ? ColumnKind.RECORDED : ColumnKind.DATE;
        }
        if (profile.meanWords() >= LONG_WORDS && profile.familyNameShare() < HALF && !words.say("address")) {
            return ColumnKind.LONG_TEXT;
        }
        return profile.letterShare() >= MOST ? ofLetters(profile, words) : ofNumbers(profile, words);
    }

    private static boolean isSex(ColumnProfile profile, ColumnWords words) {
        boolean isSaid = words.say("sex");
        return profile.sexShare() >= MOST && profile.distinct() <= 8 && (isSaid || profile.letterShare() >= MOST);
    }

    private static boolean isDate(ColumnProfile profile, ColumnWords words) {
        boolean isSaid = words.say("birth") || (words.say("date") && profile.valueMax() == 0);
        return profile.wholeDateShare() >= MOST || (isSaid && profile.dateShare() >= HALF);
    }

    private static ColumnKind ofLetters(ColumnProfile profile, ColumnWords words) {
        if (profile.familyNameShare() >= HALF && !words.say("place") && !words.say("address")) {
            return ColumnKind.FULL_NAME;
        }
        if (words.say("place")) {
            return isCategory(profile) ? ColumnKind.CATEGORY : ColumnKind.PLACE;
        }
        if (words.say("address")) {
            return ColumnKind.ADDRESS_LINE;
        }
        if (isCategory(profile)) {
            return ColumnKind.CATEGORY;
        }
        if (words.say("middle")) {
            return ColumnKind.MIDDLE_NAME;
        }
        if (words.say("full")) {
            return ColumnKind.FULL_NAME;
        }
        if (words.say("family")) {
            return ColumnKind.FAMILY_NAME;
        }
        if (words.say("given")) {
            return ColumnKind.GIVEN_NAME;
        }
        return words.say("name") && profile.meanWords() > 1.5 ? ColumnKind.FULL_NAME : ColumnKind.TEXT;
    }

    private static ColumnKind ofNumbers(ColumnProfile profile, ColumnWords words) {
        if (words.say("postcode")) {
            return ColumnKind.POSTCODE;
        }
        if (profile.valueMax() >= YEAR_MIN && profile.valueMax() <= YEAR_MAX && words.say("year")) {
            return ColumnKind.YEAR;
        }
        if (profile.valueMax() > 0 && profile.valueMax() <= MONTHS && words.say("month")) {
            return ColumnKind.MONTH;
        }
        if (profile.valueMax() > 0 && profile.valueMax() <= DAYS && words.say("day")) {
            return ColumnKind.DAY;
        }
        if (words.say("phone")) {
            return profile.phoneShare() >= MOST ? ColumnKind.PHONE : ColumnKind.IDENTIFIER;
        }
        if (words.say("address") && profile.digitShare() < MOST) {
            return ColumnKind.ADDRESS_LINE;
        }
        boolean isCode = profile.meanWords() < 1.5 && profile.meanLength() >= IDENTIFIER_LENGTH_MIN;
        if (isCode && (words.say("identifier") || profile.distinctShare() >= RARELY_SHARED)) {
            return ColumnKind.IDENTIFIER;
        }
        if (isCategory(profile)) {
            return ColumnKind.CATEGORY;
        }
        boolean isShort = profile.meanLength() <= SHORT_NUMBER_LENGTH_MAX;
        return isShort && profile.digitShare() >= HALF ? ColumnKind.SHORT_NUMBER : ColumnKind.TEXT;
    }

    /** Whether the values are few, and would be in a larger file too. */
    private static boolean isCategory(ColumnProfile profile) {
        return profile.distinct() <= CATEGORY_VALUES_MAX && profile.distinctShare() <= CATEGORY_DISTINCT_MAX;
    }
}
