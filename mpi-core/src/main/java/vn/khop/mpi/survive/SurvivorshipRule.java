package vn.khop.mpi.survive;

import java.util.Locale;

/** How a value was chosen among those of the members. */
public enum SurvivorshipRule {
    /** All members that have the field say the same. */
    ONLY_VALUE,
    /** More members say this than anything else. */
    MOST_FREQUENT,
    /** Says more than the others: the name with marks, the date with its day. */
    MOST_COMPLETE,
    /** The latest record that has the field. */
    MOST_RECENT;

    /** The name in answers: lower case with hyphens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
