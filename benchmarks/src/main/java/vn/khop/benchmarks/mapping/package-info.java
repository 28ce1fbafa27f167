/** How often is the right target among the suggestions for a row, and is what they say of their own certainty true? Read {@link vn.khop.benchmarks.mapping.MeasureMapping} first. */
@org.jspecify.annotations.NullMarked
package vn.khop.benchmarks.mapping;
