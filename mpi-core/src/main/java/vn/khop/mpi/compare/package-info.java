/**
 * How alike two records are, comparison by comparison: one {@link vn.khop.mpi.compare.ComparisonVector} of ordered levels for a
 * pair. A comparator prepares what it needs of a record once ({@link vn.khop.mpi.compare.Features}) and then compares prepared
 * records only. The package knows no probability of any level. Read {@link vn.khop.mpi.compare.Comparisons} first.
 */
@NullMarked
package vn.khop.mpi.compare;

import org.jspecify.annotations.NullMarked;
