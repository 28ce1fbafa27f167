/**
 * From words, as a person types them, to concepts: with tone marks or without, in any order, the last word perhaps unfinished. Reads the
 * compiled text index. Open {@link vn.khop.terminology.search.TextSearch} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.terminology.search;
