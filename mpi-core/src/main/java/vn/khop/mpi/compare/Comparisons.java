package vn.khop.mpi.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.model.TermTable;
import vn.khop.mpi.record.PersonRecord;

/** The comparisons of a schema, ready to run. Immutable and safe for many threads. */
public final class Comparisons {
    private final Comparison[] comparisons;
    private final int width;

    /** Where the ints of each comparison start in a row. */
    private final int[] starts;

    private Comparisons(Comparison[] comparisons, int width) {
        this.comparisons = comparisons;
        this.width = width;
        starts = Arrays.stream(comparisons).mapToInt(Comparison::at).toArray();
    }

    /**
     * @param terms frequency tables by name; a missing one means that every value weighs the same
     * @throws IllegalArgumentException if a comparison does not fit the vocabulary; the message names it and what is expected
     */
    public static Comparisons compile(SchemaDefinition schema, Map<String, TermTable> terms) {
        List<Comparison> comparisons = new ArrayList<>();
        int width = 0;
        for (var definition : schema.comparisons()) {
            Comparison comparison = Comparison.compile(definition, terms, width);
            comparisons.add(comparison);
            width += comparison.comparator().width();
        }
        return new Comparisons(comparisons.toArray(Comparison[]::new), width);
    }

    public int size() {
        return comparisons.length;
    }

    /** A store without records, to which many threads may add. */
    public PackedRecords newRecords() {
        return newRecords(Lexicon.MANY_THREADS);
    }

    private PackedRecords newRecords(int stripeBits) {
        Lexicon[] lexicons = new Lexicon[comparisons.length];
        for (int i = 0; i < lexicons.length; i++) {
            lexicons[i] = comparisons[i].newLexicon(stripeBits);
        }
        return new PackedRecords(width, lexicons);
    }

    /** A store of these few records, by their positions in the list, to which nobody adds. */
    public PackedRecords pack(List<PersonRecord> records) {
        PackedRecords packed = newRecords(Lexicon.ONE_THREAD);
        packed.reserve(records.size());
        for (int i = 0; i < records.size(); i++) {
            encode(packed, i, records.get(i));
        }
        return packed;
    }

    /** Fills the row at a reserved position, which is empty. */
    public void encode(PackedRecords records, int position, PersonRecord record) {
        int[] page = records.page(position);
        int offset = records.offset(position);
        for (int i = 0; i < comparisons.length; i++) {
            Comparison comparison = comparisons[i];
            Lexicon words = records.lexicon(i);
            int at = offset + comparison.at();
            comparison.comparator().encode(record, words, page, at);
            if (comparison.hasTermFrequency() && page[at] != 0) {
                comparison.comparator().weigh(words, page, at, comparison.tables());
            }
        }
    }

    /** Gives records that were encoded with other frequency tables the weights of these. */
    public void weigh(PackedRecords records) {
        Lexicon[] lexicons = new Lexicon[comparisons.length];
        for (int i = 0; i < lexicons.length; i++) {
            lexicons[i] = records.lexicon(i).weighed(comparisons[i].tables());
        }
        records.replaceLexicons(lexicons);
        for (int i = 0; i < comparisons.length; i++) {
            Comparison comparison = comparisons[i];
            if (comparison.hasTermFrequency()) {
                Lexicon words = lexicons[i];
                IntStream.range(0, records.size()).parallel().forEach(record -> {
                    int[] page = records.page(record);
                    int at = records.offset(record) + comparison.at();
                    if (page[at] != 0) {
                        comparison.comparator().weigh(words, page, at, comparison.tables());
                    }
                });
            }
        }
    }

    /** Compares two records of one store. */
    public void compare(PackedRecords records, int a, int b, ComparedPair pair) {
        compare(records, a, records, b, pair);
    }

    /**
     * Compares records of two stores.
     *
     * @param records the store of a, which knows the texts of both: the store of b or an overlay of it
     */
    public void compare(PackedRecords records, int a, PackedRecords others, int b, ComparedPair pair) {
        int[] x = records.page(a);
        int[] y = others.page(b);
        int i = records.offset(a);
        int j = others.offset(b);
        long levels = 0;
        float bits = 0;
        float namesakesBits = 0;
        for (int rest = comparable(x, i, y, j); rest != 0; rest &= rest - 1) {
            int c = Integer.numberOfTrailingZeros(rest);
            Comparison comparison = comparisons[c];
            Lexicon words = records.lexicon(c);
            int own = comparison.comparator().level(words, x, i + starts[c], y, j + starts[c]);
            if (own >= 0) {
                levels = ComparisonVector.with(levels, c, comparison.schemaLevel(own));
                if (comparison.hasTermFrequency()) {
                    float added = comparison.termFrequencyBits(words, x, i, y, j, own);
                    bits += added;
                    namesakesBits += comparison.isOfNamesakes() ? added : 0;
                }
            }
        }
        pair.levels = levels;
        pair.termFrequencyBits = bits;
        pair.namesakesTermFrequencyBits = namesakesBits;
    }

    /**
     * The comparisons for which both rows have a value, as bits. All are asked before any is made: the reads do not wait for one
     * another, so the memory fetches the two rows at once.
     */
    private int comparable(int[] x, int i, int[] y, int j) {
        int comparable = 0;
        for (int c = 0; c < starts.length; c++) {
            comparable |= (x[i + starts[c]] != 0 & y[j + starts[c]] != 0 ? 1 : 0) << c;
        }
        return comparable;
    }

    /** What agreement on the pair's particular values adds to one comparison's weight, in bits; 0 for most. */
    public float termFrequencyBits(PackedRecords records, int a, int b, int comparison) {
        Comparison asked = comparisons[comparison];
        if (!asked.hasTermFrequency()) {
            return 0;
        }
        Lexicon words = records.lexicon(comparison);
        int[] x = records.page(a);
        int[] y = records.page(b);
        int i = records.offset(a);
        int j = records.offset(b);
        return asked.termFrequencyBits(words, x, i, y, j, asked.ownLevel(words, x, i, y, j));
    }

    /** One frequency table that records can be counted for. */
    public final class CountedTable {
        private final int comparison;
        private final int table;

        private CountedTable(int comparison, int table) {
            this.comparison = comparison;
            this.table = table;
        }

        public String name() {
            return comparisons[comparison].comparator().tables().get(table);
        }

        /** Whether terms must stand as digests in a model file. */
        public boolean isHashed() {
            return comparisons[comparison].comparator().isHashed();
        }

        /** Gives the record's terms of this table to the sink: equal numbers for equal terms. */
        public void terms(PackedRecords records, int record, java.util.function.LongConsumer sink) {
            Comparison of = comparisons[comparison];
            int[] page = records.page(record);
            int at = records.offset(record) + of.at();
            if (page[at] != 0) {
                of.comparator().terms(records.lexicon(comparison), page, at, (found, term) -> {
                    if (found == table) {
                        sink.accept(term);
                    }
                });
            }
        }

        /** A term as a text. */
        public String text(PackedRecords records, long term) {
            return comparisons[comparison].comparator().termText(records.lexicon(comparison), term);
        }
    }

    /** The frequency tables that the schema asks for. */
    public List<CountedTable> countedTables() {
        List<CountedTable> tables = new ArrayList<>();
        for (int i = 0; i < comparisons.length; i++) {
            int count = comparisons[i].hasTermFrequency()
                    ? comparisons[i].comparator().tables().size()
                    : 0;
            for (int table = 0; table < count; table++) {
                tables.add(new CountedTable(i, table));
            }
        }
        return tables;
    }
}
