/**
 * What a run learned and did, for people: a few lines on the terminal ({@link vn.khop.mpi.report.ModelSummary}) and a page with
 * tables and pictures ({@link vn.khop.mpi.report.HtmlReport}). Shows counts and probabilities; of values only the commonest name
 * parts. Read {@link vn.khop.mpi.report.HtmlReport} first.
 */
@NullMarked
package vn.khop.mpi.report;

import org.jspecify.annotations.NullMarked;
