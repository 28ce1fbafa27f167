package vn.khop.mpi;

import java.util.Arrays;

/** Connected components of records, by union and find. */
final class Components {
    private final int[] parents;

    Components(int size) {
        parents = new int[size];
        Arrays.setAll(parents, i -> i);
    }

    private int root(int record) {
        int root = record;
        while (parents[root] != root) {
            parents[root] = parents[parents[root]];
            root = parents[root];
        }
        return root;
    }

    void join(int a, int b) {
        int x = root(a);
        int y = root(b);
        parents[Math.max(x, y)] = Math.min(x, y);
    }

    /**
     * The components of two records and more, in the order of their first records.
     *
     * @param numbers for each record the number of its component; -1 of a record that is alone
     * @param members the records of all components, one component after the other, ascending within
     * @param starts where each component starts among the members, and where the last one ends
     */
    record Groups(int[] numbers, int[] members, int[] starts) {
        int count() {
            return starts.length - 1;
        }

        int[] members(int group) {
            return Arrays.copyOfRange(members, starts[group], starts[group + 1]);
        }
    }

    Groups groups() {
        int size = parents.length;
        int[] sizes = new int[size];
        for (int i = 0; i < size; i++) {
            sizes[root(i)]++;
        }
        int[] numbers = new int[size];
        int count = 0;
        int total = 0;
        for (int i = 0; i < size; i++) {
            boolean isFirst = parents[i] == i && sizes[i] > 1;
            numbers[i] = isFirst ? count : -1;
            count += isFirst ? 1 : 0;
            total += isFirst ? sizes[i] : 0;
        }
        int[] starts = new int[count + 1];
        for (int i = 0, next = 0; i < size; i++) {
            if (numbers[i] >= 0) {
                starts[next + 1] = starts[next] + sizes[i];
                next++;
            }
        }
        int[] members = new int[total];
        int[] filled = Arrays.copyOf(starts, count);
        for (int i = 0; i < size; i++) {
            numbers[i] = numbers[root(i)];
            if (numbers[i] >= 0) {
                members[filled[numbers[i]]++] = i;
            }
        }
        return new Groups(numbers, members, starts);
    }
}
