/**
 * A hospital's own list on its way to a concept map: rows, suggestions, what people decided and who reviewed it, what is published, what a later release breaks. Knows no
 * SQL and no HTTP; {@code vn.khop.terminology.suggest} makes the suggestions. Read {@link vn.khop.server.mapping.Mappings} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.server.mapping;
