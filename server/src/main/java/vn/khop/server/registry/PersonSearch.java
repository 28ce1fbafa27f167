package vn.khop.server.registry;

import java.util.List;

/**
 * A search: a person fits when it fits every criterion, each by any of its source records.
 *
 * @param limit the most persons to give; 0 asks for the total alone
 */
public record PersonSearch(List<Criterion> criteria, int offset, int limit) {
    public PersonSearch {
        criteria = List.copyOf(criteria);
        if (offset < 0 || limit < 0) {
            throw new IllegalArgumentException("offset and limit are not negative");
        }
    }

    /** What can be searched. The code is the name in the index; never rename one. */
    public enum Field {
        /** The person's own id. */
        ID,
        /** An identifier of any kind; the text is {@code kind|value} or the value alone. */
        IDENTIFIER,
        /** The whole name or any word of it. */
        NAME,
        FAMILY,
        GIVEN,
        /** ISO date or its beginning. */
        BIRTH_DATE,
        /** {@code male}, {@code female}, {@code other}. */
        GENDER,
        TELECOM,
        ADDRESS,
        /** A part of the address that was written apart from the whole. */
        ADDRESS_CITY,
        ADDRESS_STATE,
        POSTAL_CODE,
        ADDRESS_COUNTRY,
        /** The mother's name. */
        MOTHER,
        /** {@code true} or {@code false}: whether some facility still has a record of the person, and it was not joined to another. */
        ACTIVE
    }

    /** How the text is compared. */
    public enum Comparison {
        /** The value, or a word of it, begins so; tone marks and case do not count. */
        STARTS,
        /** Exactly so, with tone marks and case. */
        EXACT,
        BEFORE,
        BEFORE_OR_ON,
        AFTER,
        AFTER_OR_ON
    }

    /**
     * One condition.
     *
     * @param anyOf the texts of which one must fit
     */
    public record Criterion(Field field, Comparison comparison, List<String> anyOf) {
        public Criterion {
            anyOf = List.copyOf(anyOf);
            if (anyOf.isEmpty()) {
                throw new IllegalArgumentException("a criterion needs a text");
            }
        }

        @Override
        public String toString() {
            return "Criterion[" + field + " " + comparison + "]";
        }
    }
}
