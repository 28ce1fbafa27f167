package vn.khop.server.fhir;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.UriType;

/** The words and the outer form of PMIR's messages, IHE ITI-93. */
final class FeedMessages {
    static final String EVENT = "urn:ihe:iti:pmir:2019:patient-feed";
    static final String RESPONSE = "urn:ihe:iti:pmir:2019:patient-feed-response";
    static final String DEFINITION = "https://profiles.ihe.net/ITI/PMIR/MessageDefinition/IHE.PMIR.MessageDefinition";

    private FeedMessages() {}

    /**
     * A message with one change.
     *
     * @param id the header's; the history's is made of it
     * @param source where it comes from: the base of a FHIR server
     */
    static Bundle of(String id, String source, String destination, BundleEntryComponent change) {
        String historyId = UUID.nameUUIDFromBytes((id + "#history").getBytes(StandardCharsets.UTF_8))
                .toString();
        MessageHeader header = new MessageHeader();
        header.setId(id);
        header.setEvent(new UriType(EVENT));
        header.setDefinition(DEFINITION);
        header.getSource().setEndpoint(source);
        header.addDestination().setEndpoint(destination);
        header.addFocus(new Reference("Bundle/" + historyId));
        Bundle history = new Bundle();
        history.setId(historyId);
        history.setType(BundleType.HISTORY);
        history.addEntry(change);
        Bundle message = new Bundle();
        message.setId(UUID.nameUUIDFromBytes((id + "#message").getBytes(StandardCharsets.UTF_8))
                .toString());
        message.setType(BundleType.MESSAGE);
        message.addEntry().setFullUrl(source + "/MessageHeader/" + id).setResource(header);
        message.addEntry().setFullUrl(source + "/Bundle/" + historyId).setResource(history);
        return message;
    }

    /** The answer to a message, without its issues. */
    static Bundle response(String id, String asked, String source, MessageHeader.ResponseType code) {
        MessageHeader header = new MessageHeader();
        header.setId(id);
        header.setEvent(new UriType(RESPONSE));
        header.getSource().setEndpoint(source);
        header.getResponse().setIdentifier(asked).setCode(code);
        Bundle response = new Bundle();
        response.setType(BundleType.MESSAGE);
        response.addEntry().setFullUrl(source + "/MessageHeader/" + id).setResource(header);
        return response;
    }
}
