/** How fast a code is answered for, in process. Open {@link vn.khop.benchmarks.terminology.CodeQuestionsBenchmark} first. */
@org.jspecify.annotations.NullMarked
package vn.khop.benchmarks.terminology;
