package vn.khop.terminology.suggest;

/** What a row and a candidate are compared by, and what each is worth before anybody has decided anything. All are from 0 to 1 but where said. */
enum Evidence {
    /** How much of the row's words, weighed by rarity, the candidate has. */
    ROW_COVERED(4),
    /** How much of the candidate's words the row has. */
    TARGET_COVERED(3),
    /** Shared words against all words of both. */
    WORDS_SHARED(4),
    /** Shared pairs of neighbouring words against all of both. */
    PAIRS_SHARED(3),
    /** Shared words whose marks differ, where the row is written with marks. */
    TONES_DIFFER(-4),
    SAME_NAME(2),
    SAME_NAME_TONELESS(2),
    /** Words of the row that the candidate says in another way, as pairs that people decided have shown. */
    ROW_RELATED(2),
    TARGET_RELATED(1.5),
    /** Words that are nearly alike: slips of the pen, spelling of foreign words. */
    ALIKE(2),
    NUMBERS_AGREE(1),
    /** Numbers of one that the other lacks, where both have some. */
    NUMBERS_DIFFER(-3),
    /** Numbers where only one has any. */
    NUMBERS_LACKING(-0.5),
    /** One says left and the other right, or above and below, acute and chronic. */
    CONTRARY(-3),
    /** One says that something is not there and the other does not. */
    NEGATION_DIFFERS(-1.5),
    /** The candidate is one of "others" and the row is not. */
    TARGET_OTHER(-1),
    ROW_OTHER(-1),
    /** The candidate is "unspecified" and the row is not. */
    TARGET_UNSPECIFIED(-0.5),
    ROW_UNSPECIFIED(-0.5),
    SAME_START(0.5),
    SAME_END(0.3),
    /** Words of the longer against the shorter: natural logarithm, at most 2. */
    LENGTHS_DIFFER(-0.3),
    /** How near it comes to the best that retrieval found. */
    NEAR_BEST(1),
    SAME_GROUP(3),
    GROUP_DIFFERS(-1),
    /** How much of what the row is called by itself, and not by its ingredient, the candidate is called too; only of drugs whose ingredient both tell. */
    TRADE_NAME(3),
    SAME_INGREDIENTS(4),
    INGREDIENTS_DIFFER(-3),
    SAME_STRENGTH(2.5),
    STRENGTH_DIFFERS(-3),
    SAME_FORM(1),
    FORM_DIFFERS(-1),
    SAME_ROUTE(0.5),
    ROUTE_DIFFERS(-2),
    /** Known only once an abbreviation is written out. */
    WRITTEN_OUT(-0.2),
    /** The concept is no longer to be used. */
    INACTIVE(-3),
    /** People have mapped this name to it: binary logarithm of one more than the times, at most 2. */
    ACCEPTED_BEFORE(10),
    /** People have refused it for this name: likewise. */
    REJECTED_BEFORE(-5);

    private final double prior;

    Evidence(double prior) {
        this.prior = prior;
    }

    double prior() {
        return prior;
    }
}
