/**
 * The words of this field as values: a code system, its concepts with their designations and properties, a release, an answer and the
 * problem that stands in its place. Knows no file and no index. Open {@link vn.khop.terminology.concept.Concept} first, then
 * {@link vn.khop.terminology.concept.Answer}.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.terminology.concept;
