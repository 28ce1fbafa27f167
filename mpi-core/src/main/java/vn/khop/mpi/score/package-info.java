/**
 * How strongly two records speak for one person: levels become bits under a model, and every total can show its parts as a
 * {@link vn.khop.mpi.score.MatchExplanation}. The package knows no threshold and no decision. Read {@link
 * vn.khop.mpi.score.Scorer} first.
 */
@NullMarked
package vn.khop.mpi.score;

import org.jspecify.annotations.NullMarked;
