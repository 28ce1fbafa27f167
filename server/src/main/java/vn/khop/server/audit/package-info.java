/**
 * Who saw whom? Every answer that shows a person is first written to the access log, or it is not given. Knows ids, never names, and not how the log is stored.
 * Read {@link vn.khop.server.audit.AccessLog} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.server.audit;
