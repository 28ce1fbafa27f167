/**
 * HL7 v2 over MLLP: how hospitals' systems feed, ask and are told in the words of ADT, QBP and ACK. The only room that knows the HL7 v2 library; it knows nothing of HTTP, FHIR or SQL, and decides nothing
 * about who is who. Read {@link vn.khop.server.hl7v2.MessageDesk} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.server.hl7v2;
