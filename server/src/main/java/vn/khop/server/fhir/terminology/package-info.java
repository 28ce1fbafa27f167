/** How questions about codes are said in FHIR, R4 and R5 alike: one neutral shape is read from URLs, JSON and XML, answered by the terminology module, and written as JSON with few differences between the versions. It must not know who asks. Read {@link vn.khop.server.fhir.terminology.CodeDesk} first. */
@NullMarked
package vn.khop.server.fhir.terminology;

import org.jspecify.annotations.NullMarked;
