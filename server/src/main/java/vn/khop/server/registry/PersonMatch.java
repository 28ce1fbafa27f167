package vn.khop.server.registry;

import java.util.Set;

/**
 * A person that a probe may be.
 *
 * @param identifiers what the person is known by, as far as the caller may see it
 * @param score the match probability of the person's best record, in [0, 1]
 * @param bits the match weight behind it
 * @param best the record of the person that fits best
 */
public record PersonMatch(
        Person person, Set<PersonIdentifier> identifiers, double score, double bits, MatchGrade grade, SourceId best) {
    public PersonMatch {
        identifiers = Set.copyOf(identifiers);
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("a score is in [0, 1], found " + score);
        }
    }
}
