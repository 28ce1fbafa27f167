package vn.khop.mpi.compare;

/**
 * The levels of one pair, packed: comparison i has 5 bits from bit 5i on, 0 where the pair is not comparable, else the level
 * plus one.
 */
public record ComparisonVector(long packed) {
    /** The answer of {@link #level} where a value is missing. */
    public static final int NULL_LEVEL = -1;

    /** As many as one comparison has in a packed vector. */
    public static final int BITS = 5;

    private static final long MASK = (1L << BITS) - 1;

    /** The level of a comparison in a packed vector, 0 the strongest; or {@link #NULL_LEVEL}. */
    public static int level(long packed, int comparison) {
        return (int) (packed >>> (comparison * BITS) & MASK) - 1;
    }

    static long with(long packed, int comparison, int level) {
        return packed | (long) (level + 1) << (comparison * BITS);
    }

    /** The level of a comparison, 0 the strongest; or {@link #NULL_LEVEL}. */
    public int level(int comparison) {
        return level(packed, comparison);
    }
}
