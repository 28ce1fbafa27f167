/** Which concepts of one code system a value set's filters and a reader's words select, as sets of ordinals. It must not know value sets that import each other nor how answers are written. Read {@link vn.khop.terminology.filter.FilterSelection} first. */
@NullMarked
package vn.khop.terminology.filter;

import org.jspecify.annotations.NullMarked;
