/**
 * Who is asking, and what may they ask? Roles, scopes, the actor of a request, the one table of route policies, the filter chains made of it,
 * the demo's own authorization server and the browser's session. It knows nothing of persons, codes, SQL or the FHIR library.
 * Read {@link vn.khop.server.security.Actor} first, then {@code RoutePolicy}.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.server.security;
