/** Tests of {@code load}. */
@org.jspecify.annotations.NullMarked
package vn.khop.terminology.load;
