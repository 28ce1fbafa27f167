package vn.khop.terminology.concept;

/** A code of a code system, as it is asked about. */
public record CodeQuestion(ReleaseChoice release, String code) {
    /** Of the current release. */
    public static CodeQuestion of(String system, String code) {
        return new CodeQuestion(ReleaseChoice.current(system), code);
    }

    public static CodeQuestion of(String system, String version, String code) {
        return new CodeQuestion(ReleaseChoice.of(system, version), code);
    }
}
