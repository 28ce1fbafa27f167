/** Tests of the values that every stage speaks. */
@NullMarked
package vn.khop.mpi.record;

import org.jspecify.annotations.NullMarked;
