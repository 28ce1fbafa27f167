/**
 * What does this code mean, is it right, what is it called, and which code has this name? Answers from immutable images of code lists.
 * Knows nothing of HTTP, SQL, FHIR libraries or Spring. Open {@link vn.khop.terminology.Terminology} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.terminology;
