/**
 * Who belongs together, once every pair has its say: a partition of records that respects what must and what must not be
 * together, does not depend on the order of the input, and leaves to a clerk what contradicts itself. The package sees records
 * as numbered things with ids and knows no field. Read {@link vn.khop.mpi.cluster.ConstrainedClustering} first.
 */
@NullMarked
package vn.khop.mpi.cluster;

import org.jspecify.annotations.NullMarked;
