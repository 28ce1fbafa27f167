package vn.khop.mpi.compare;

import vn.khop.mpi.pack.PackedRows;

/**
 * What the {@link Comparisons} of one model need of many records: a row of ints for each, and what rows share in a lexicon for
 * each comparison. Records are known by their position. A default schema's row takes some 160 bytes.
 *
 * <p>Positions are reserved by one thread; different threads may then {@linkplain Comparisons#encode encode} different ones.
 */
public final class PackedRecords {
    private final PackedRows rows;
    private Lexicon[] lexicons;

    PackedRecords(int width, Lexicon[] lexicons) {
        this.rows = new PackedRows(width);
        this.lexicons = lexicons;
    }

    /** As {@link PackedRows#inWholePages}. */
    public void inWholePages() {
        rows.inWholePages();
    }

    /** Makes room for more records, all without values, and gives the position of the first. Not while others read. */
    public int reserve(int count) {
        return rows.reserve(count);
    }

    public int size() {
        return rows.size();
    }

    int[] page(int record) {
        return rows.page(record);
    }

    int offset(int record) {
        return rows.offset(record);
    }

    Lexicon lexicon(int comparison) {
        return lexicons[comparison];
    }

    void replaceLexicons(Lexicon[] replacements) {
        lexicons = replacements;
    }

    /** A store for one question, which knows all texts of this one and leaves it as it is. */
    public PackedRecords overlay() {
        Lexicon[] overlays = new Lexicon[lexicons.length];
        for (int i = 0; i < overlays.length; i++) {
            overlays[i] = lexicons[i].overlay();
        }
        return new PackedRecords(rows.width(), overlays);
    }

    /** Puts the records into another order; as {@link PackedRows#reorder}. */
    public void reorder(int[] from) {
        rows.reorder(from);
    }
}
