/**
 * How is it remembered? The only room that knows SQL: one database, PostgreSQL or the embedded one, holds the truth. It decides nothing about persons.
 * Read {@link vn.khop.server.store.SqlAccessLog} for its smallest table.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.server.store;
