/**
 * Messages of hospitals that were not taken: kept as they came, until they come better or somebody mends them or puts them aside. It knows no format; each way in that keeps its messages here takes them again
 * ({@link vn.khop.server.refused.WayIn}). Read {@link vn.khop.server.refused.RefusedDesk} first.
 */
@NullMarked
package vn.khop.server.refused;

import org.jspecify.annotations.NullMarked;
