package vn.khop.reference;

/** The door to the tables: opens each of them from the class path. Immutable and safe to share between threads. */
public final class ReferenceData {
    private ReferenceData() {}

    /** Opens the tables that this build carries. */
    public static ReferenceData open() {
        return new ReferenceData();
    }
}
