/** Tests of {@code compile}. */
@org.jspecify.annotations.NullMarked
package vn.khop.terminology.compile;
