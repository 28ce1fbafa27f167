/**
 * From a code to what is known of it: one code by the evaluator, whatever source has it, or many at once from a compiled image. It must not
 * know how an answer is written over HTTP. Open {@link vn.khop.terminology.lookup.ConceptDetails} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.terminology.lookup;
