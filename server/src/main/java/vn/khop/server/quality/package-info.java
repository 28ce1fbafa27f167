/**
 * How good is what each hospital sends? Counts what came by facility and day, in the background and once, and answers from the counts. Judges records by what the engine found when it read them and has
 * no rule of its own about numbers, dates or addresses; knows nothing of HTTP, SQL or the FHIR library. Read {@link vn.khop.server.quality.QualityCounting} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.server.quality;
