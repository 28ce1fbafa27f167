/**
 * Who is told of what has changed, and has he heard it? Reads the feed of changes on for each destination, in order, and keeps what nobody would take. HL7 v2's notices and FHIR's subscriptions go out by it; how a message
 * is written it does not know, nor SQL. Read {@link vn.khop.server.notify.Telling} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.server.notify;
