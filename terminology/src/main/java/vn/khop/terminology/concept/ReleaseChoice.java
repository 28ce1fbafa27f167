package vn.khop.terminology.concept;

import java.util.Optional;

/**
 * Which release a question is put to: a named version; or the one in force on a date; or, with neither, the one in force today. A version
 * together with a date must have been in force on it.
 */
public record ReleaseChoice(String system, Optional<String> version, Optional<QuestionDate> date) {
    public static ReleaseChoice current(String system) {
        return new ReleaseChoice(system, Optional.empty(), Optional.empty());
    }

    public static ReleaseChoice of(String system, String version) {
        return new ReleaseChoice(system, Optional.of(version), Optional.empty());
    }

    public static ReleaseChoice of(ReleaseId id) {
        return of(id.system(), id.version());
    }
}
