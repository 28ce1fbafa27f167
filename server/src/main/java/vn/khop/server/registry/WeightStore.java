package vn.khop.server.registry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The weights that were remembered, counted. Only reads. A weight is of the pair of records that spoke most for a link, or of a pair that somebody has to look at. */
public interface WeightStore {
    /** What became of a pair. */
    enum Kind {
        /** A record is with its person, and the model alone said so; the weight is of the pair that spoke most for it. */
        LINKED,
        /** Two records of different persons that the model is not sure about. */
        REVIEW,
        /** Two that fit, and that a conflict elsewhere keeps apart. */
        HELD_APART
    }

    /** Where a weight lies by two thresholds. */
    enum Zone {
        LINK,
        REVIEW,
        APART
    }

    /** @param bits the weights are this or more, and less than one more */
    record Bin(Kind kind, int bits, long pairs) {}

    record InZone(Kind kind, Zone zone, long pairs) {}

    /** Every pair that there is now, by whole bits. */
    List<Bin> bins();

    /** The same by two thresholds. */
    List<InZone> zones(double reviewBits, double linkBits);

    /** When the first change of the registry was. */
    Optional<Instant> firstChange();

    /**
     * How many pairs came since then, one by one and not with a first load, that weigh so much: tasks about pairs that were opened, and links that the model made.
     *
     * @param belowBits less than this
     */
    long arrivals(Instant since, double fromBits, double belowBits);

    /**
     * Pairs of which a clerk said whether they are one person, by whole bits of the weight that they had when the task was opened.
     *
     * @param expected the sum of the probabilities that the model gave
     */
    record Reviewed(int bits, long pairs, long same, double expected) {}

    List<Reviewed> reviewed();

    /** @param isSame not so where both split, into other groups */
    record SecondAnswers(Task.Answer first, Task.Answer second, boolean isSame, long tasks) {}

    /** What first and second people said of tasks since then. */
    List<SecondAnswers> secondAnswers(Instant since);

    /**
     * What a clerk said to questions whose answers are known.
     *
     * @param right those that were answered as it is known
     * @param otherwise those that were answered by neither {@code SAME} nor {@code DIFFERENT}, which are not known to be right or wrong
     */
    record KnownAnswers(String clerk, long pairs, long right, long otherwise) {}

    /** The same for every clerk who answered one since then, by name. */
    List<KnownAnswers> knownAnswers(Instant since);
}
