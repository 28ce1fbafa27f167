/**
 * From a list as its publisher hands it out to a {@link vn.khop.terminology.concept.CodeSystem}, or to every reason why a row is none.
 * Knows no image and is known by no reader. Open {@link vn.khop.terminology.load.ListLoader} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.terminology.load;
