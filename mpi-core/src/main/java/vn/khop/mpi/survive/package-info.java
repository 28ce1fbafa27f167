/**
 * What the person looks like: the golden record, a pure function of its members, each value with the record that it came from
 * and the rule that chose it. The package knows no score. Read {@link vn.khop.mpi.survive.Survivorship} first.
 */
@NullMarked
package vn.khop.mpi.survive;

import org.jspecify.annotations.NullMarked;
