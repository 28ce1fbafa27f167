package vn.khop.server.registry;

/** How sure a match is; the code is that of FHIR's match-grade. */
public enum MatchGrade {
    /** The engine would link without asking. */
    CERTAIN("certain"),
    /** A clerk would decide, and more speaks for it than against. */
    PROBABLE("probable"),
    /** A clerk would decide, and more speaks against it. */
    POSSIBLE("possible");

    private final String code;

    MatchGrade(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }
}
