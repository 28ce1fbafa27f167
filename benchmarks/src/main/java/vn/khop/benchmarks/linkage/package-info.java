/**
 * Whole-process measurements of linking, ours beside a peer's in one run: CPU seconds, wall time, peak memory, and precision and
 * recall counted here, by code that shares nothing with the engine. It knows the product only as a command and as files. Read {@link
 * vn.khop.benchmarks.linkage.MeasureLinkage} first.
 */
@NullMarked
package vn.khop.benchmarks.linkage;

import org.jspecify.annotations.NullMarked;
