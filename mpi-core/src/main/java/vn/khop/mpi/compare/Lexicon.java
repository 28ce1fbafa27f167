package vn.khop.mpi.compare;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.model.TermTable;

/**
 * What the rows of one comparison point to: texts and other values that many records have, each once, and lists of numbers that
 * do not fit into a row. A value has a number, what its comparator notes of it, and, if it is a text, a weight in each of the
 * comparator's frequency tables.
 *
 * <p>Many threads may add at the same time; which number a text gets depends on who comes first, so nothing may depend on more
 * than whether two numbers are equal. Reading while others add is safe for texts that were added before.
 *
 * <p>An {@linkplain #overlay overlay} is a lexicon for one question: it knows all texts of another one and adds to itself only.
 */
final class Lexicon {
    /** No text and no list. */
    static final int NONE = 0;

    /** Of a hash, what chooses the stripe; the rest chooses the place there. */
    private static final int STRIPE_BITS = 6;

    /** For as many threads as come. */
    static final int MANY_THREADS = STRIPE_BITS;
    /** One stripe, which is made at once: that is for the few records of one question. */
    static final int ONE_THREAD = 0;

    private final int stripeBits;
    private final ToLongFunction<Object> noteOf;
    private final List<TermTable> tables;
    private final Stripe[] stripes;
    private final @Nullable Lexicon base;

    private final Lists lists;

    /**
     * @param noteOf what is noted of a value; pure
     * @param tables frequency tables that weigh the texts; the positions are the comparator's
     * @param stripeBits {@link #MANY_THREADS} or {@link #ONE_THREAD}
     */
    Lexicon(ToLongFunction<Object> noteOf, List<TermTable> tables, int stripeBits) {
        this(noteOf, tables, null, stripeBits, new Lists());
    }

    private Lexicon(
            ToLongFunction<Object> noteOf,
            List<TermTable> tables,
            @Nullable Lexicon base,
            int stripeBits,
            Lists lists) {
        this.noteOf = noteOf;
        this.tables = List.copyOf(tables);
        this.base = base;
        this.lists = lists;
        this.stripeBits = stripeBits;
        stripes = new Stripe[1 << stripeBits];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = new Stripe(tables.size());
        }
    }

    /** A lexicon for one question and one thread, which leaves this one as it is. */
    Lexicon overlay() {
        return new Lexicon(noteOf, tables, this, ONE_THREAD, new Lists());
    }

    /** The same texts and lists with other weights. Not while others add. */
    Lexicon weighed(List<TermTable> newTables) {
        Lexicon weighed = new Lexicon(noteOf, newTables, base, stripeBits, lists);
        for (int i = 0; i < stripes.length; i++) {
            weighed.stripes[i].take(stripes[i], weighed.tables);
        }
        return weighed;
    }

    /** The text's number; of an empty text {@link #NONE}. */
    int idOf(String text) {
        return text.isEmpty() ? NONE : idOfValue(text);
    }

    /** The value's number; equal values have the same. */
    int idOfValue(Object text) {
        int hash = spread(text.hashCode());
        if (base != null) {
            int known = base.find(text, hash);
            if (known != NONE) {
                return known;
            }
            return -1 - stripes[0].add(text, hash, noteOf, tables);
        }
        int stripe = stripeOf(hash);
        return (stripes[stripe].add(text, hash, noteOf, tables) << stripeBits | stripe) + 1;
    }

    private int find(Object text, int hash) {
        int stripe = stripeOf(hash);
        int index = stripes[stripe].find(text, hash);
        return index < 0 ? NONE : (index << stripeBits | stripe) + 1;
    }

    private int stripeOf(int hash) {
        return hash & stripes.length - 1;
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9e3779b9;
        return mixed ^ mixed >>> 15;
    }

    /** The text of a number that {@link #idOf} gave; empty for {@link #NONE}. */
    String text(int id) {
        return id == NONE ? "" : (String) value(id);
    }

    /** The value of a number that {@link #idOfValue} gave. */
    Object value(int id) {
        return stripe(id).values[index(id)];
    }

    /** What the comparator noted of a value; 0 for {@link #NONE}. */
    long note(int id) {
        return id == NONE ? 0 : stripe(id).notes[index(id)];
    }

    /** Bits that agreement on the text adds by a table; those of the empty text for {@link #NONE}. */
    float weight(int table, int id) {
        return id == NONE ? (float) tables.get(table).bits("") : stripe(id).weights[table][index(id)];
    }

    private Stripe stripe(int id) {
        if (id < 0) {
            return stripes[0];
        }
        return base == null ? stripes[stripeOf(id - 1)] : base.stripe(id);
    }

    private int index(int id) {
        if (id < 0) {
            return -1 - id;
        }
        return base == null ? id - 1 >>> stripeBits : base.index(id);
    }

    /** Keeps a list; its number is negative in an overlay. */
    int keep(int[] list) {
        int number = lists.keep(list) + 1;
        return base == null ? number : -number;
    }

    /** The page of a list that was kept; not to be changed by who does not own it. */
    int[] page(int list) {
        return list < 0 || base == null ? lists.page(Math.abs(list) - 1) : base.page(list);
    }

    /** From where on in its page a list is. */
    static int start(int list) {
        return Lists.start(Math.abs(list) - 1);
    }

    /** How many texts are in here, those of the lexicon below not counted. */
    int size() {
        int size = 0;
        for (Stripe stripe : stripes) {
            size += stripe.size;
        }
        return size;
    }

    /** One part of the values, by hash: open addressing, no deletion. */
    private static final class Stripe {
        private Object[] values = new Object[16];
        private long[] notes = new long[16];
        private final float[][] weights;
        /** Hash and place of a value plus one, so that a value is looked at only where its hash agrees; 0 is free. */
        private long[] slots = new long[32];

        private int size;

        Stripe(int tables) {
            weights = new float[tables][16];
        }

        synchronized int find(Object value, int hash) {
            int mask = slots.length - 1;
            int slot = hash >>> STRIPE_BITS & mask;
            for (long found = slots[slot]; found != 0; found = slots[slot]) {
                int place = (int) found - 1;
                if ((int) (found >>> Integer.SIZE) == hash && values[place].equals(value)) {
                    return place;
                }
                slot = slot + 1 & mask;
            }
            return -1;
        }

        synchronized int add(Object value, int hash, ToLongFunction<Object> noteOf, List<TermTable> tables) {
            int known = find(value, hash);
            if (known >= 0) {
                return known;
            }
            if (size == values.length) {
                grow();
            }
            values[size] = value;
            notes[size] = noteOf.applyAsLong(value);
            for (int table = 0; table < weights.length; table++) {
                weights[table][size] = (float) bits(tables.get(table), value);
            }
            size++;
            place((long) hash << Integer.SIZE | size);
            return size - 1;
        }

        private void place(long value) {
            int mask = slots.length - 1;
            int slot = (int) (value >>> Integer.SIZE + STRIPE_BITS) & mask;
            while (slots[slot] != 0) {
                slot = slot + 1 & mask;
            }
            slots[slot] = value;
        }

        private void grow() {
            int capacity = size * 2;
            values = Arrays.copyOf(values, capacity);
            notes = Arrays.copyOf(notes, capacity);
            for (int table = 0; table < weights.length; table++) {
                weights[table] = Arrays.copyOf(weights[table], capacity);
            }
            long[] smaller = slots;
            slots = new long[capacity * 2];
            for (long value : smaller) {
                if (value != 0) {
                    place(value);
                }
            }
        }

        void take(Stripe other, List<TermTable> tables) {
            values = other.values;
            notes = other.notes;
            slots = other.slots;
            size = other.size;
            for (int table = 0; table < weights.length; table++) {
                weights[table] = new float[values.length];
                for (int i = 0; i < size; i++) {
                    weights[table][i] = (float) bits(tables.get(table), values[i]);
                }
            }
        }
    }

    private static float bits(TermTable table, Object value) {
        return value instanceof String text ? (float) table.bits(text) : 0;
    }
}
