/**
 * Our own REST at {@code /api/v1}, said for a browser: persons, why they were joined, codes, who saw whom. Thin: it translates between JSON and the doors
 * {@code Registry} and {@code Terminology}, and writes the access log before it shows a person. It knows no SQL and no FHIR.
 * Read {@code PersonController} first, then {@code Problems} for how errors are said.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.server.rest;
