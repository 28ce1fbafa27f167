package vn.khop.server.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;

/** Refuses a body that is not JSON as RFC 8259 has it, or has a field twice: the FHIR library reads more than that, and of two fields the last. */
final class StrictJson {
    private static final Set<RequestTypeEnum> WITH_BODY =
            Set.of(RequestTypeEnum.POST, RequestTypeEnum.PUT, RequestTypeEnum.PATCH);

    private final JsonFactory readers = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Public because HAPI calls it by reflection. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLER_SELECTED)
    public void look(RequestDetails request) throws IOException {
        String type = request.getHeader("Content-Type");
        if (type == null
                || !type.toLowerCase(Locale.ROOT).contains("json")
                || !WITH_BODY.contains(request.getRequestType())) {
            return;
        }
        byte[] body = request.loadRequestContents();
        try (JsonParser parser = readers.createParser(body)) {
            boolean isMore = parser.nextToken() != null;
            while (isMore) {
                isMore = parser.nextToken() != null;
            }
        } catch (JsonProcessingException broken) {
            // Nested too deep: then it has no place.
            String place = broken.getLocation() == null
                    ? ""
                    : "line: " + broken.getLocation().getLineNr() + ", column: "
                            + broken.getLocation().getColumnNr();
            throw Refusal.invalid(IssueType.STRUCTURE, Faults.unreadable(place));
        }
    }
}
