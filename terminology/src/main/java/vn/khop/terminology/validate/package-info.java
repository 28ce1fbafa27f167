/**
 * Whether a code is in a release, may be used, and is called what the asker calls it; and if not, why. Open
 * {@link vn.khop.terminology.validate.CodeValidation} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.terminology.validate;
