/**
 * How do patient records come in that are not FHIR? Reads their formats into messages for the registry; knows nothing of HTTP, SQL or the FHIR library.
 * Read {@link vn.khop.server.feed.PeopleFile} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.server.feed;
