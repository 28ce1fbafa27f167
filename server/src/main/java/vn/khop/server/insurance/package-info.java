/**
 * What do the files say that hospitals make for the health insurance anyway? Reads the envelopes of QĐ 130, 4750 and 3176 and the check-in message into feeds for the registry, and says of each row what of
 * the official rules it breaks. Knows nothing of HTTP, SQL or the FHIR library, and keeps nothing clinical. Read {@link vn.khop.server.insurance.ClaimDesk} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.server.insurance;
