/**
 * Which pairs are worth comparing: blocking rules give each record a few keys, and two records are candidates when they share
 * one. {@link vn.khop.mpi.block.BlockingRules} makes the keys of one record, {@link vn.khop.mpi.block.CandidatePairs} finds all
 * pairs of a file. The package knows no comparison and no score. Read {@link vn.khop.mpi.block.BlockingRules} first.
 */
@NullMarked
package vn.khop.mpi.block;

import org.jspecify.annotations.NullMarked;
