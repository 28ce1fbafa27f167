package vn.khop.terminology.load;

import java.io.Closeable;
import java.util.Optional;

/** Rows of a file one after the other, in memory that does not grow with them. */
interface Table extends Closeable {
    /**
     * The next row; empty after the last.
     *
     * @throws UnreadableTable if nothing more can be read
     */
    Optional<TableRow> next() throws UnreadableTable;

    /** Whether each row has as many fields as the header: so in a text file, not in a sheet, where a cell has a place of its own. */
    boolean isFixedWidth();
}
