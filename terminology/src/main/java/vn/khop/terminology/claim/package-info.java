/**
 * Whether codes may stand where a claim has them: what the lists say of a code as properties, asked for a patient and a day. Knows no
 * list by name. Open {@link vn.khop.terminology.claim.ClaimCheck} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.terminology.claim;
