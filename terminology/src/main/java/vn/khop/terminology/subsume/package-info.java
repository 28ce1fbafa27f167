/** How two concepts of one code system stand to each other. It must not know how an answer is written. Read {@link vn.khop.terminology.subsume.Subsumption} first. */
@NullMarked
package vn.khop.terminology.subsume;

import org.jspecify.annotations.NullMarked;
