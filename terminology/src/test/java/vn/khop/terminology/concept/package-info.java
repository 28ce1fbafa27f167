/** Tests of {@code concept}. */
@org.jspecify.annotations.NullMarked
package vn.khop.terminology.concept;
