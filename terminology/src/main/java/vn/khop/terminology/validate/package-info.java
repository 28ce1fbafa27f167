/**
 * Whether a code is in a code system or value set, may be used, and is called what the asker calls it; and if not, why. It must not know
 * where a code system comes from. Open {@link vn.khop.terminology.validate.CodeCheck} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.terminology.validate;
