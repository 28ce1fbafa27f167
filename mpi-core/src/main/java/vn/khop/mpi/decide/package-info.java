/**
 * What follows from a score: link, ask a clerk, or leave apart, and the pairs that must never be joined whatever they score.
 * The package knows no cluster: a decision here is about two records alone. Read {@link vn.khop.mpi.decide.Decider} first.
 */
@NullMarked
package vn.khop.mpi.decide;

import org.jspecify.annotations.NullMarked;
