/**
 * From a code to what the list says of it. Knows the compiled image only. Open {@link vn.khop.terminology.lookup.CodeLookup} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.terminology.lookup;
