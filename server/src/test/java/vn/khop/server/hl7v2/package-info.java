/** HL7 v2 as a hospital's system speaks it: over real sockets, against the started server. Read {@code MllpClient} first. */
@org.jspecify.annotations.NullMarked
package vn.khop.server.hl7v2;
