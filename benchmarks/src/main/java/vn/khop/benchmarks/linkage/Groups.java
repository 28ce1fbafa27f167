package vn.khop.benchmarks.linkage;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Records that were put together, two groups at a time, and how right that is. Counts are kept up to date with each joining. */
final class Groups {
    /* Union by size. Each root holds how many records of each person its group has; joining adds to right pairs the products of
     * the counts of equal persons, and to found pairs the product of the sizes. Small maps are added to large ones, so that the
     * whole costs n log n. A group of one has no map: its person is known from the truth. */
    private final Truth truth;
    private final long truePairs;
    private final int[] parent;
    private final int[] size;
    private final Map<Integer, Map<Integer, Integer>> personsOf = new HashMap<>();
    private long found;
    private long right;

    Groups(Truth truth) {
        this.truth = truth;
        truePairs = truth.pairs();
        parent = new int[truth.records()];
        size = new int[truth.records()];
        Arrays.setAll(parent, i -> i);
        Arrays.fill(size, 1);
    }

    void join(int left, int right) {
        int large = root(left);
        int small = root(right);
        if (large == small) {
            return;
        }
        if (size[large] < size[small]) {
            int swap = large;
            large = small;
            small = swap;
        }
        Map<Integer, Integer> into = persons(large);
        for (Map.Entry<Integer, Integer> person : persons(small).entrySet()) {
            int before = into.getOrDefault(person.getKey(), 0);
            this.right += (long) before * person.getValue();
            into.put(person.getKey(), before + person.getValue());
        }
        found += (long) size[large] * size[small];
        size[large] += size[small];
        parent[small] = large;
        personsOf.put(large, into);
        personsOf.remove(small);
    }

    private Map<Integer, Integer> persons(int root) {
        Map<Integer, Integer> persons = personsOf.get(root);
        if (persons != null) {
            return persons;
        }
        Map<Integer, Integer> own = new HashMap<>(4);
        own.put(truth.person(root), 1);
        return own;
    }

    private int root(int record) {
        int root = record;
        while (parent[root] != root) {
            parent[root] = parent[parent[root]];
            root = parent[root];
        }
        return root;
    }

    Accuracy accuracy() {
        return new Accuracy(truePairs, found, right);
    }
}
