/**
 * How is it said in FHIR? The R4 face at {@code /fhir}: patients and codes from our own store and images, everything else from HAPI's persistence once it has joined.
 * The only room that knows the FHIR library; it decides nothing about who is who. Read {@link vn.khop.server.fhir.FhirFace} first.
 */
@org.jspecify.annotations.NullMarked
package vn.khop.server.fhir;
