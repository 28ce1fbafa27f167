package vn.khop.mpi.train;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes weights fall with the order of the levels: a level that its author calls stronger must not weigh less. Neighbours that
 * violate the order are pooled to one weight (pool adjacent violators), which leaves the sums of m and u as they are.
 */
final class Monotone {
    private Monotone() {}

    private static final class Pool {
        private double m;
        private double u;
        private int size;

        Pool(double m, double u, int size) {
            this.m = m;
            this.u = u;
            this.size = size;
        }

        double ratio() {
            return m / u;
        }
    }

    /** m with pooled ratios to the same u; strongest level first. */
    static double[] pooled(double[] m, double[] u) {
        List<Pool> pools = new ArrayList<>();
        for (int level = 0; level < m.length; level++) {
            pools.add(new Pool(m[level], u[level], 1));
            while (pools.size() > 1
                    && pools.get(pools.size() - 1).ratio()
                            > pools.get(pools.size() - 2).ratio()) {
                Pool last = pools.remove(pools.size() - 1);
                Pool before = pools.get(pools.size() - 1);
                before.m += last.m;
                before.u += last.u;
                before.size += last.size;
            }
        }
        double[] pooled = new double[m.length];
        int level = 0;
        for (Pool pool : pools) {
            for (int i = 0; i < pool.size; i++, level++) {
                pooled[level] = Math.min(1, pool.ratio() * u[level]);
            }
        }
        return pooled;
    }
}
