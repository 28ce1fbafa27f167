/**
 * Many small rows of numbers in few large arrays: what ten million records need, without an object for each. Knows nothing of
 * records, and is used by the stages that look at pairs. Read {@link vn.khop.mpi.pack.PackedRows} first.
 */
@NullMarked
package vn.khop.mpi.pack;

import org.jspecify.annotations.NullMarked;
