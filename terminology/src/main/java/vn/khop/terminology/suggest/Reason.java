package vn.khop.terminology.suggest;

/**
 * Why a candidate is suggested, or what speaks against it.
 *
 * @param detail the words or values that it is about; empty where the kind says it all
 */
public record Reason(Kind kind, String detail) {
    /** The kinds, in the order in which they are told. */
    public enum Kind {
        ACCEPTED_BEFORE("accepted-before", true),
        SAME_NAME("same-name", true),
        SAME_NAME_TONELESS("same-name-toneless", true),
        SHARED_WORDS("shared-words", true),
        RELATED_WORDS("related-words", true),
        ALIKE_WORDS("alike-words", true),
        ABBREVIATION("abbreviation", true),
        SAME_GROUP("same-group", true),
        SAME_INGREDIENTS("same-ingredients", true),
        SAME_STRENGTH("same-strength", true),
        SAME_FORM("same-form", true),
        SAME_NUMBERS("same-numbers", true),
        MISSING_WORDS("missing-words", false),
        TONES_DIFFER("tones-differ", false),
        CONTRARY("contrary", false),
        NEGATION("negation", false),
        NUMBERS_DIFFER("numbers-differ", false),
        OTHER_OR_UNSPECIFIED("other-or-unspecified", false),
        GROUP_DIFFERS("group-differs", false),
        INGREDIENTS_DIFFER("ingredients-differ", false),
        STRENGTH_DIFFERS("strength-differs", false),
        FORM_DIFFERS("form-differs", false),
        ROUTE_DIFFERS("route-differs", false),
        INACTIVE("inactive", false),
        REJECTED_BEFORE("rejected-before", false);

        private final String code;
        private final boolean isFor;

        Kind(String code, boolean isFor) {
            this.code = code;
            this.isFor = isFor;
        }

        /** As it is told outside. */
        public String code() {
            return code;
        }

        /** Whether it speaks for the candidate. */
        public boolean isFor() {
            return isFor;
        }
    }
}
