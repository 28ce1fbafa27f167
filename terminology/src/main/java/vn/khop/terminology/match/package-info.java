/** Which concepts of a code system have the properties that somebody knows, wholly or in part. It must not know how an answer is written. Read {@link vn.khop.terminology.match.ConceptMatches} first. */
@NullMarked
package vn.khop.terminology.match;

import org.jspecify.annotations.NullMarked;
