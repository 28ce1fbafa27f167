package vn.khop.mpi.compare;

import org.jspecify.annotations.Nullable;

/** What the comparisons of one model need of one record. Made by {@link Comparisons#prepare}; only good for comparing. */
public final class Features {
    private final @Nullable Object[] byComparison;

    Features(@Nullable Object[] byComparison) {
        this.byComparison = byComparison;
    }

    @Nullable
    Object of(int comparison) {
        return byComparison[comparison];
    }
}
