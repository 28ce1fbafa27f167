package vn.khop.terminology.concept;

/**
 * How far a release has come on a given day. Draft, validated and activated are steps that somebody takes; from then on its
 * {@link EffectivePeriod} says what it is.
 */
public enum ReleaseState {
    /** Compiled. Nobody is answered from it. */
    DRAFT("draft"),
    /** Its image has passed its self-test. Answers whoever names its version. */
    VALIDATED("validated"),
    /** A second person has approved it. Answers whoever names its version. */
    APPROVED("approved"),
    /** Activated from a day that is still to come. */
    SCHEDULED("scheduled"),
    /** Answers when no version is named. */
    ACTIVE("active"),
    /** Its period is over. Answers for days within it, and whoever names its version. */
    RETIRED("retired");

    private final String code;

    ReleaseState(String code) {
        this.code = code;
    }

    /** The word for it in JSON and on the command line. */
    public String code() {
        return code;
    }

    /** Whether somebody has activated it. */
    public boolean isActivated() {
        return this == SCHEDULED || this == ACTIVE || this == RETIRED;
    }
}
