package vn.khop.server.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import com.ctc.wstx.stax.WstxInputFactory;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.jspecify.annotations.Nullable;
import vn.khop.server.fhir.terminology.ElementNamespaces;

/*
 * The FHIR library reads more than the formats allow: of two fields the last, and elements of any namespace. Whoever reads the same body by the book would take another person from it. Questions about codes, which do not
 * pass here, are looked at so by their desk.
 */
/** Refuses a body that is not JSON as RFC 8259 has it, or has a field twice; and XML whose elements are not FHIR's own, or that brings a document type. */
final class StrictBodies {
    private static final Set<RequestTypeEnum> WITH_BODY =
            Set.of(RequestTypeEnum.POST, RequestTypeEnum.PUT, RequestTypeEnum.PATCH);

    private final JsonFactory json = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private final WstxInputFactory xml = new WstxInputFactory();

    StrictBodies() {
        xml.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        xml.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        // What they stand for is the library's to know: it takes those of HTML and refuses others.
        xml.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    }

    /** Public because HAPI calls it by reflection. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLER_SELECTED)
    public void look(RequestDetails request) throws IOException {
        if (!WITH_BODY.contains(request.getRequestType())) {
            return;
        }
        String header = request.getHeader("Content-Type");
        String type = header == null ? "" : header.toLowerCase(Locale.ROOT);
        if (type.contains("json")) {
            lookAtJson(request.loadRequestContents());
        } else if (type.contains("xml")) {
            lookAtXml(request.loadRequestContents());
        } else if (type.isBlank()) {
            lookAtUnsaid(request.loadRequestContents());
        }
    }

    /** The library then goes by how the body begins. */
    private void lookAtUnsaid(byte[] body) throws IOException {
        String text = new String(body, StandardCharsets.UTF_8).stripLeading();
        if (text.startsWith("<")) {
            lookAtXml(body);
        } else if (!text.isEmpty()) {
            lookAtJson(body);
        }
    }

    private void lookAtJson(byte[] body) throws IOException {
        try (JsonParser parser = json.createParser(body)) {
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

    private void lookAtXml(byte[] body) {
        // As the library reads it, whatever the document says of its encoding.
        InputStreamReader text = new InputStreamReader(new ByteArrayInputStream(body), StandardCharsets.UTF_8);
        try {
            XMLStreamReader reader = xml.createXMLStreamReader(text);
            ElementNamespaces namespaces = new ElementNamespaces();
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.DTD) {
                    throw Refusal.invalid(
                            IssueType.STRUCTURE,
                            "the body brings a document type, and FHIR has none: leave it out and send it again");
                }
                if (event == XMLStreamConstants.START_ELEMENT) {
                    Optional<String> wrong = namespaces.begun(reader);
                    if (wrong.isPresent()) {
                        throw Refusal.invalid(IssueType.STRUCTURE, wrong.get());
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    namespaces.ended();
                }
            }
        } catch (XMLStreamException broken) {
            throw Refusal.invalid(IssueType.STRUCTURE, Faults.unreadable(place(broken.getLocation())));
        }
    }

    private static String place(@Nullable Location at) {
        return at == null ? "" : "line: " + at.getLineNumber() + ", column: " + at.getColumnNumber();
    }
}
