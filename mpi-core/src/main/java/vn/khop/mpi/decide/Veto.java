package vn.khop.mpi.decide;

/** Why two records must not be joined by the algorithm, whatever they score. */
public enum Veto {
    /** Their citizen numbers differ, and both were confirmed. */
    VERIFIED_NUMBERS_DIFFER(false, true),
    /** A newborn child under its mother's name, or with her number, telephone and address, and the mother herself. */
    NEWBORN_AND_MOTHER(false, true),
    /** Born a generation apart: parent and child share name parts, telephone, address and at times a number. */
    GENERATION_APART(false, true),
    /** Born on one day into one household, with another given name, and another sex or number: twins. */
    TWINS(true, true),
    /** Born on one day, given names differ or one is a newborn child of several, and nothing tells whether that is a mistake. */
    PERHAPS_TWINS(false, false),
    /**
     * Born on one day into one household, or under names a letter or a mark apart, and their numbers differ: twins whose names are
     * written alike, or a wrong number.
     */
    HOUSEHOLD_WITH_OTHER_NUMBER(true, false),
    /**
     * Their citizen numbers differ, name different years or sexes, and each agrees with its own record: a slip of the pen would have
     * gone wrong in number and date alike.
     */
    NUMBERS_OF_OTHER_BIRTHS(false, false),
    /** Nothing but a number agrees, and numbers are borrowed and mistyped. A clerk may see more. */
    IDENTIFIER_ALONE(false, false),
    /** Name and birth date agree and nothing else does: namesakes born on one day are too many. A clerk may see more. */
    NAME_AND_BIRTH_DATE_ALONE(false, false),
    /** A person said that these are two. */
    DECIDED_BY_CLERK(true, true);

    private final boolean isOfTwins;
    private final boolean isCannotLink;

    Veto(boolean isOfTwins, boolean isCannotLink) {
        this.isOfTwins = isOfTwins;
        this.isCannotLink = isCannotLink;
    }

    /**
     * Whether something tells of two who are so alike that a third record may be either's, as twins are. Not of namesakes whose
     * numbers were verified: most of their records have no number, and all would wait for a clerk.
     */
    public boolean isOfTwins() {
        return isOfTwins;
    }

    /** Whether the two may be two of one household. */
    public boolean isOfHousehold() {
        return this == PERHAPS_TWINS || this == HOUSEHOLD_WITH_OTHER_NUMBER;
    }

    /** Whether the two must not be in one cluster either; else the pair merely does not link by itself. */
    public boolean isCannotLink() {
        return isCannotLink;
    }

    /** The name in schema files and answers: lower case with hyphens. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
