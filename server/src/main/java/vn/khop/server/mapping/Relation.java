package vn.khop.server.mapping;

/** How the national code stands to the hospital's. */
public enum Relation {
    EQUIVALENT("equivalent"),
    /** The national code means more. */
    BROADER("wider"),
    /** The national code means less. */
    NARROWER("narrower"),
    /** They overlap. */
    INEXACT("inexact");

    private final String r4;

    Relation(String r4) {
        this.r4 = r4;
    }

    /** The code of FHIR R4's {@code concept-map-equivalence}. */
    public String r4() {
        return r4;
    }
}
