/**
 * What has a person asked about the data that is kept of them, and is it done in time? Knows ids, never names. Read {@link vn.khop.server.rights.RightsDesk} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.server.rights;
