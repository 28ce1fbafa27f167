package vn.khop.server.registry;

/**
 * A person that a probe may be.
 *
 * @param score the match probability of the person's best record, in [0, 1]
 * @param bits the match weight behind it
 * @param best the record of the person that fits best
 */
public record PersonMatch(Person person, double score, double bits, MatchGrade grade, SourceId best) {
    public PersonMatch {
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("a score is in [0, 1], found " + score);
        }
    }
}
