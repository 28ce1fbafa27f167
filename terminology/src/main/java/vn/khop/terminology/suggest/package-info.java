/**
 * Which concept of a list is meant by a row of a hospital's own: candidates with reasons and the probability of each. Knows no file of a
 * hospital and no database: rows and targets come in as values, and what people decided as values too. Read
 * {@link vn.khop.terminology.suggest.Suggester} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.terminology.suggest;
