package vn.khop.terminology.concept;

/** Which release answered: the code system's URI and its version, both text. Every answer carries one. */
public record ReleaseId(String system, String version) implements Comparable<ReleaseId> {
    public ReleaseId {
        if (system.isBlank() || version.isBlank()) {
            throw new IllegalArgumentException(
                    "a release has a system and a version: found '" + system + "', '" + version + "'");
        }
    }

    /** In FHIR's canonical form. */
    @Override
    public String toString() {
        return system + "|" + version;
    }

    @Override
    public int compareTo(ReleaseId other) {
        int bySystem = system.compareTo(other.system);
        return bySystem != 0 ? bySystem : version.compareTo(other.version);
    }
}
