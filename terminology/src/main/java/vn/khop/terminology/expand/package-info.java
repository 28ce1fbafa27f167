/** Which codes a value set has, page by page, flat or nested, with what a reader wants to see of them. It must not know how an answer is written. Read {@link vn.khop.terminology.expand.ValueSetExpander} first. */
@NullMarked
package vn.khop.terminology.expand;

import org.jspecify.annotations.NullMarked;
