package vn.khop.terminology.resource;

/**
 * Is told what work costs while it is done, so that whoever counts can let others go first, or end what costs too much by an exception. One belongs to one thread.
 */
@FunctionalInterface
public interface Effort {
    /** For what its sender may take as long over as it takes. */
    Effort UNCOUNTED = steps -> {};

    /** @param steps about as many concepts as were looked at, or as many codes as were compared */
    void spend(long steps);
}
