package vn.khop.server.mapping;

import java.time.Instant;

/**
 * A version of a list's concept map that was published.
 *
 * @param rows how many rows of the list it has
 */
public record MappingRelease(String version, String by, Instant at, int rows) {}
