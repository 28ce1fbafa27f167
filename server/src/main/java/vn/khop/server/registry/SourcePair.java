package vn.khop.server.registry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Two different source records, the smaller id first, so that a pair has one form. */
public record SourcePair(SourceId a, SourceId b) implements Comparable<SourcePair> {
    public SourcePair {
        if (a.compareTo(b) >= 0) {
            throw new IllegalArgumentException("a pair holds two different records, the smaller id first");
        }
    }

    /** The pair of two different records given in any order. */
    public static SourcePair of(SourceId one, SourceId other) {
        return one.compareTo(other) < 0 ? new SourcePair(one, other) : new SourcePair(other, one);
    }

    /** Every pair that can be made of these. */
    static List<SourcePair> within(Collection<SourceId> records) {
        List<SourceId> sorted = records.stream().sorted().toList();
        List<SourcePair> pairs = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            for (int j = i + 1; j < sorted.size(); j++) {
                pairs.add(new SourcePair(sorted.get(i), sorted.get(j)));
            }
        }
        return pairs;
    }

    /** Every pair of one of these with one of those. */
    static List<SourcePair> across(Collection<SourceId> these, Collection<SourceId> those) {
        return these.stream()
                .flatMap(one -> those.stream().map(other -> of(one, other)))
                .toList();
    }

    @Override
    public int compareTo(SourcePair other) {
        int byFirst = a.compareTo(other.a);
        return byFirst != 0 ? byFirst : b.compareTo(other.b);
    }
}
