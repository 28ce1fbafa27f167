package vn.khop.server.registry;

import java.util.Arrays;
import java.util.Map;

/**
 * Which records were committed since somebody looked last, as {@link RecordStore#news} tells it.
 *
 * @param seen what to ask after next time
 * @param isComplete false if some of it was forgotten since
 * @param isOfOneself whether the transaction that asks has itself put records that nobody else sees
 * @param versions what became present, by record
 */
public record News(Seen seen, boolean isComplete, boolean isOfOneself, Map<SourceId, Integer> versions) {
    public News {
        versions = Map.copyOf(versions);
    }

    /**
     * The transactions whose work was seen: those before {@code next}, but for those that were under way. Of two moments the later one has seen all that the earlier one had.
     *
     * @param underWay ascending
     */
    public record Seen(long next, long[] underWay) {
        public Seen {
            underWay = underWay.clone();
        }

        @Override
        public long[] underWay() {
            return underWay.clone();
        }

        /** The later one of two. */
        public Seen orLater(Seen other) {
            return other.next - other.underWay.length > next - underWay.length ? other : this;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Seen seen && next == seen.next && Arrays.equals(underWay, seen.underWay);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(next) * 31 + Arrays.hashCode(underWay);
        }
    }
}
