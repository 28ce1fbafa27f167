/** How fast the stages of matching are, in process. Open {@link vn.khop.benchmarks.mpi.NormaliseBenchmark} first. */
@org.jspecify.annotations.NullMarked
package vn.khop.benchmarks.mpi;
