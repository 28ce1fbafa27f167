package vn.khop.server.registry;

/**
 * What the caller wants of a match.
 *
 * @param onlyCertain true: only a person that is certainly the one, and nobody if several are
 * @param count the most persons to give, best first; at least 1
 */
public record MatchOptions(boolean onlyCertain, int count) {
    /** As many as anybody reads. */
    public static final int COUNT_MAX = 100;

    public MatchOptions {
        if (count < 1) {
            throw new IllegalArgumentException("count is at least 1, found " + count);
        }
        count = Math.min(count, COUNT_MAX);
    }

    public static MatchOptions best(int count) {
        return new MatchOptions(false, count);
    }
}
