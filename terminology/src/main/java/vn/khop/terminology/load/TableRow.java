package vn.khop.terminology.load;

/** One row of a table, with its cells as they were written. Columns count from 0. */
interface TableRow {
    /** As a spreadsheet counts, from 1. */
    long row();

    /** Line of a text file where the row begins, from 1; of a sheet, the row. */
    long line();

    /** How many fields a row of a text file has; of a sheet, one more than the last column with something in it. */
    int width();

    /** What is in the cell, or stands in its place; empty beyond the last. */
    String text(int column);

    Kind kind(int column);

    /** What a cell holds. */
    enum Kind {
        TEXT,
        /** A number: which zeros were typed before and after it is not known. */
        NUMBER,
        /** An error such as {@code #N/A}. */
        ERROR,
        /** A formula whose value was not stored. */
        NO_VALUE
    }

    default boolean isBlank() {
        for (int column = 0; column < width(); column++) {
            if (!text(column).isBlank()) {
                return false;
            }
        }
        return true;
    }
}
