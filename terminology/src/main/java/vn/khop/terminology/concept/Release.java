package vn.khop.terminology.concept;

/**
 * A compiled release as the images folder has it.
 *
 * @param conceptCount how many codes it holds
 * @param hasHierarchy whether any concept has a parent, so that {@code subsumes} has something to say
 * @param isCurrent whether it answers when a question names no version
 * @param digest SHA-256 of its manifest, which names the SHA-256 of each of its files; hexadecimal
 */
public record Release(
        CodeSystemDescription about,
        String source,
        int conceptCount,
        boolean hasHierarchy,
        boolean isCurrent,
        String digest) {
    public ReleaseId id() {
        return about.id();
    }
}
