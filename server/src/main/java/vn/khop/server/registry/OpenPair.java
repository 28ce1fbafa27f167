package vn.khop.server.registry;

/**
 * Two records of different persons that a clerk has to look at; the smaller id first.
 *
 * @param score a review, or a link that a conflict elsewhere forbids
 */
public record OpenPair(SourceId a, SourceId b, Linkage.Score score) {
    public OpenPair {
        if (a.compareTo(b) >= 0) {
            throw new IllegalArgumentException("an open pair holds two different records, the smaller id first");
        }
    }

    static OpenPair of(SourceId one, SourceId other, Linkage.Score score) {
        return one.compareTo(other) < 0 ? new OpenPair(one, other, score) : new OpenPair(other, one, score);
    }
}
