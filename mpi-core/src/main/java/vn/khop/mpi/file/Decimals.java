package vn.khop.mpi.file;

/** Numbers for files of millions of lines, where {@link String#format} would take longer than the linking of the pair. */
final class Decimals {
    private static final double MAX = 1e15;

    private Decimals() {}

    /**
     * The number with so many places behind the point, rounded to the nearest; halves away from zero.
     *
     * @param places 1 to 9
     * @throws IllegalArgumentException if the number is not finite, or its digits do not fit a long; the message gives it
     */
    static String fixed(double number, int places) {
        long scale = 1;
        for (int i = 0; i < places; i++) {
            scale *= 10;
        }
        double scaled = Math.abs(number) * scale;
        if (!(scaled < MAX)) {
            throw new IllegalArgumentException("the number " + number + ", expected less than " + MAX / scale);
        }
        long rounded = (long) (scaled + 0.5);
        StringBuilder text = new StringBuilder(24);
        if (number < 0 && rounded > 0) {
            text.append('-');
        }
        text.append(rounded / scale).append('.');
        String fraction = Long.toString(rounded % scale + scale);
        return text.append(fraction, 1, fraction.length()).toString();
    }
}
