/**
 * How is it remembered? The only room that knows SQL: one database, PostgreSQL or the embedded one, holds the truth. It decides nothing about persons.
 * Read {@link vn.khop.server.store.SqlRecordStore} for who keeps which rows.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.server.store;
