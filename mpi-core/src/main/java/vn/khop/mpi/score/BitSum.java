package vn.khop.mpi.score;

/**
 * Adds what is counted in bits: log2(2^a + 2^b), from a table of log2(1 + 2^-d) between whose places a cubic runs that has the
 * right value and slope at both. Off by less than {@value #ERROR} bits, rising in both, and quicker than two powers and a logarithm
 * by the library.
 */
final class BitSum {
    /** The largest error, in bits. */
    static final double ERROR = 1e-9;

    /** From here on the smaller of two adds less than 1e-11 bits, so it adds none. */
    private static final int NEGLIGIBLE = 36;

    private static final int PLACES_A_BIT = 32;

    /** For each place the value, and the slope by which it changes over one place. */
    private static final double[] TABLE = table();

    private BitSum() {}

    private static double[] table() {
        double[] table = new double[2 * (NEGLIGIBLE * PLACES_A_BIT + 2)];
        for (int i = 0; i < table.length; i += 2) {
            double power = Math.pow(2, -(double) (i / 2) / PLACES_A_BIT);
            table[i] = Math.log1p(power) / Math.log(2);
            table[i + 1] = -power / (1 + power) / PLACES_A_BIT;
        }
        return table;
    }

    /** log2(2^a + 2^b); either may be -infinity, which stands for nothing. */
    static double of(double a, double b) {
        double apart = Math.abs(a - b);
        double larger = Math.max(a, b);
        // Of two that are -infinity the difference is no number, and no number is less than anything.
        return apart < NEGLIGIBLE ? larger + addition(apart * PLACES_A_BIT) : larger;
    }

    private static double addition(double place) {
        int at = (int) place;
        double t = place - at;
        at *= 2;
        double from = TABLE[at];
        double change = TABLE[at + 2] - from;
        double slope = TABLE[at + 1];
        double bend = slope + TABLE[at + 3] - 2 * change;
        return from + t * (slope + t * (change - slope - bend + t * bend));
    }
}
