package vn.khop.mpi;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import vn.khop.mpi.cluster.Clustering;

/**
 * A partition of the records of a run, 4 bytes each, and what a clerk must still decide. A person is named after its first
 * record.
 */
public final class FoundPersons {
    private final IntFunction<String> ids;
    private final int[] firstOfCluster;
    private final List<Clustering.Review> open;
    private final List<Clustering.Review> reviews;

    /**
     * @param firstOfCluster for each record the first of its cluster
     * @param open every pair of records of two persons that may be one
     * @param reviews of these for each two persons the strongest
     */
    FoundPersons(
            IntFunction<String> ids,
            int[] firstOfCluster,
            List<Clustering.Review> open,
            List<Clustering.Review> reviews) {
        this.ids = ids;
        this.firstOfCluster = firstOfCluster;
        this.open = List.copyOf(open);
        this.reviews = List.copyOf(reviews);
    }

    /** Record and person of every record, persons in the order of their first records, records in the order of their ids. */
    public void forEach(BiConsumer<String, String> sink) {
        int[] next = new int[firstOfCluster.length];
        int[] last = new int[firstOfCluster.length];
        for (int record = 0; record < next.length; record++) {
            int first = firstOfCluster[record];
            next[record] = -1;
            if (first != record) {
                next[last[first]] = record;
            }
            last[first] = record;
        }
        for (int record = 0; record < next.length; record++) {
            if (firstOfCluster[record] == record) {
                String person = ids.apply(record);
                for (int member = record; member >= 0; member = next[member]) {
                    sink.accept(ids.apply(member), person);
                }
            }
        }
    }

    /** How many persons there are. */
    public int count() {
        int count = 0;
        for (int record = 0; record < firstOfCluster.length; record++) {
            count += firstOfCluster[record] == record ? 1 : 0;
        }
        return count;
    }

    /** How many records the largest persons have, largest first. */
    public int[] largest(int most) {
        int[] sizes = new int[firstOfCluster.length];
        for (int first : firstOfCluster) {
            sizes[first]++;
        }
        java.util.Arrays.sort(sizes);
        int[] largest = new int[Math.min(most, count())];
        for (int i = 0; i < largest.length; i++) {
            largest[i] = sizes[sizes.length - 1 - i];
        }
        return largest;
    }

    /** Pairs of records of two persons that may be one, strongest first. */
    public List<Clustering.Review> open() {
        return open;
    }

    /** Pairs for a clerk, at most one for two persons; strongest first. */
    public List<Clustering.Review> reviews() {
        return reviews;
    }

    /** The same with an object for everything: of a small file. */
    public Clustering toClustering() {
        List<List<String>> clusters = new ArrayList<>();
        String[] last = {""};
        forEach((record, person) -> {
            if (!person.equals(last[0]) || clusters.isEmpty()) {
                clusters.add(new ArrayList<>());
                last[0] = person;
            }
            clusters.get(clusters.size() - 1).add(record);
        });
        return new Clustering(clusters, open);
    }
}
