/** Tests of the normalisers: hand-made tables, laws on random text, rates on the samples. */
@NullMarked
package vn.khop.mpi.normalise;

import org.jspecify.annotations.NullMarked;
