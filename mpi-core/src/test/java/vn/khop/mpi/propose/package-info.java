@NullMarked
package vn.khop.mpi.propose;

import org.jspecify.annotations.NullMarked;
