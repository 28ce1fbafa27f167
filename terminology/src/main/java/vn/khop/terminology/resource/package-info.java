/** What FHIR's terminology resources define, as values without a FHIR library: code systems with supplements, value sets, concept maps, and the space in which one names another. It must not know where a resource came from or what is asked of it. Read {@link vn.khop.terminology.resource.CodeSystemSource} first. */
@NullMarked
package vn.khop.terminology.resource;

import org.jspecify.annotations.NullMarked;
