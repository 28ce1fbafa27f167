/**
 * Who is this person, and what do we remember of it? Source records, the persons they make up, and the log of every link. It knows nothing of HTTP, FHIR or SQL,
 * and not how a score is made. Read {@link vn.khop.server.registry.Registry} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.server.registry;
