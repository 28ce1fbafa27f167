/** Tests of {@code search}. */
@org.jspecify.annotations.NullMarked
package vn.khop.terminology.search;
