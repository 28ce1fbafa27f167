package vn.khop.terminology.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/*
 * The order is by tiers, each worth more than all after it together, then by the length of the shown name, then by the source. So it can be
 * found by splitting: those of the first tier come before those without, and in each half the second tier decides, and so on. Only the part
 * of the halves in which the page lies is ever put in order; of the rest it is enough to know how many they are.
 */
/** The concepts that fit a text, best first. Immutable. */
final class RankedConcepts {
    private static final int LENGTHS = 1 << 12;
    private static final int WORD_SHIFT = 6;

    private final List<Reading> readings;
    private final IntUnaryOperator length;
    private final int total;

    /**
     * One way to read the text.
     *
     * @param fitting those that fit in this reading and in none before
     * @param tiers what some of them are better by, the most telling first
     */
    record Reading(FixedBitSet fitting, List<Tier> tiers) {}

    /** What some concepts are better by: found once, and only where the order of a page hangs on it. */
    static final class Tier {
        private final Search search;
        private @Nullable FixedBitSet found;

        /** Looks for the better ones; it may find others that do not fit. */
        interface Search {
            FixedBitSet find() throws IOException;
        }

        Tier(Search search) {
            this.search = search;
        }

        FixedBitSet concepts() throws IOException {
            FixedBitSet known = found;
            if (known == null) {
                known = search.find();
                found = known;
            }
            return known;
        }
    }

    /** @param length of a concept's shown name */
    RankedConcepts(List<Reading> readings, IntUnaryOperator length) {
        this.readings = List.copyOf(readings);
        this.length = length;
        total = readings.stream()
                .mapToInt(reading -> reading.fitting().cardinality())
                .sum();
    }

    int total() {
        return total;
    }

    int[] page(int offset, int count) throws IOException {
        Page page = new Page(offset, count);
        for (Reading reading : readings) {
            split(reading.fitting(), reading.tiers(), 0, page);
        }
        return page.taken.stream().mapToInt(Integer::intValue).toArray();
    }

    private static final class Page {
        private final List<Integer> taken = new ArrayList<>();
        private long toSkip;
        private int toTake;

        Page(int offset, int count) {
            toSkip = offset;
            toTake = count;
        }
    }

    private void split(FixedBitSet group, List<Tier> tiers, int tier, Page page) throws IOException {
        if (page.toTake == 0) {
            return;
        }
        int size = group.cardinality();
        if (size <= page.toSkip) {
            page.toSkip -= size;
            return;
        }
        if (tier == tiers.size() || size == 1) {
            inOrder(group, size, page);
            return;
        }
        FixedBitSet members = tiers.get(tier).concepts();
        if (!group.intersects(members)) {
            split(group, tiers, tier + 1, page);
            return;
        }
        FixedBitSet better = group.clone();
        better.and(members);
        split(better, tiers, tier + 1, page);
        if (page.toTake > 0) {
            FixedBitSet rest = group.clone();
            rest.andNot(members);
            split(rest, tiers, tier + 1, page);
        }
    }

    /** Takes the page's part of a group by length, then by ordinal: counted first, so that only that part is sorted. */
    private void inOrder(FixedBitSet group, int size, Page page) {
        int[] counts = new int[LENGTHS];
        long[] words = group.getBits();
        for (int i = 0; i < words.length; i++) {
            for (long word = words[i]; word != 0; word &= word - 1) {
                counts[length((i << WORD_SHIFT) + Long.numberOfTrailingZeros(word))]++;
            }
        }
        int wanted = (int) Math.min((long) page.toSkip + page.toTake, size);
        int least = -1;
        int before = 0;
        int most = 0;
        for (int seen = 0; seen < wanted; most++) {
            if (least < 0 && seen + counts[most] > page.toSkip) {
                least = most;
                before = seen;
            }
            seen += counts[most];
        }
        int[] starts = new int[LENGTHS];
        int gathered = 0;
        for (int i = least; i < most; i++) {
            starts[i] = gathered;
            gathered += counts[i];
        }
        int[] sorted = new int[gathered];
        for (int i = 0; i < words.length; i++) {
            for (long word = words[i]; word != 0; word &= word - 1) {
                int concept = (i << WORD_SHIFT) + Long.numberOfTrailingZeros(word);
                int characters = length(concept);
                if (characters >= least && characters < most) {
                    sorted[starts[characters]++] = concept;
                }
            }
        }
        int from = (int) page.toSkip - before;
        int to = wanted - before;
        for (int i = from; i < to; i++) {
            page.taken.add(sorted[i]);
        }
        page.toTake -= to - from;
        page.toSkip = 0;
    }

    private int length(int concept) {
        return Math.min(length.applyAsInt(concept), LENGTHS - 1);
    }
}
