package vn.khop.terminology.concept;

import java.util.Optional;

/** Which release a question is put to: the current one of a code system, or a named version. */
public record ReleaseChoice(String system, Optional<String> version) {
    public static ReleaseChoice current(String system) {
        return new ReleaseChoice(system, Optional.empty());
    }

    public static ReleaseChoice of(String system, String version) {
        return new ReleaseChoice(system, Optional.of(version));
    }

    public static ReleaseChoice of(ReleaseId id) {
        return of(id.system(), id.version());
    }
}
