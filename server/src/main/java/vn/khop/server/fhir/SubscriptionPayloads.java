package vn.khop.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.Patient;
import vn.khop.server.notify.Payloads;
import vn.khop.server.notify.Subscription;
import vn.khop.server.notify.Telling;
import vn.khop.server.registry.ChangeEvent;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.Successions;
import vn.khop.server.registry.ToldChanges;
import vn.khop.server.security.Actor;
import vn.khop.server.security.CurrentActor;

/**
 * A change of a person for a subscriber: by rest-hook the Patient, as an update of {@code {endpoint}/Patient/{id}} or its deletion, or nothing but a POST where no payload is wanted (FHIR R4 Subscription); by message PMIR's
 * patient feed (IHE ITI-93).
 */
public final class SubscriptionPayloads implements Payloads {
    private final FhirContext fhirContext;
    private final ToldChanges changes;
    private final PatientReads reads;
    private final String base;

    /** @param server the public address of this server */
    public SubscriptionPayloads(
            FhirContext fhirContext,
            ToldChanges changes,
            Registry registry,
            Successions successions,
            CurrentActor currentActor,
            IdentifierSystems systems,
            String server) {
        this.fhirContext = fhirContext;
        this.changes = changes;
        this.reads = new PatientReads(registry, successions, currentActor, fhirContext, systems);
        this.base = server + "/fhir";
    }

    @Override
    public Optional<Payload> of(Subscription subscription, ChangeEvent event, String id) {
        Actor actor = subscription.actor(id);
        return changes.how(event, subscription.criterion(), actor).map(how -> {
            Subscription.Channel channel = subscription.channel();
            if (channel.form() == Subscription.Form.EMPTY) {
                return new Payload("POST", channel.endpoint(), "", new byte[0]);
            }
            Optional<Patient> patient =
                    how == ToldChanges.How.GONE ? Optional.empty() : reads.present(event.person(), actor);
            String person = event.person().value();
            return channel.kind() == Subscription.Kind.MESSAGE
                    ? message(channel, id, change(how, person, patient))
                    : update(channel, person, patient);
        });
    }

    private Payload update(Subscription.Channel channel, String person, Optional<Patient> patient) {
        URI url = URI.create(
                channel.endpoint() + (channel.endpoint().toString().endsWith("/") ? "" : "/") + "Patient/" + person);
        return patient.map(shown -> new Payload("PUT", url, type(channel), bytes(channel, shown)))
                .orElseGet(() -> new Payload("DELETE", url, "", new byte[0]));
    }

    private Payload message(Subscription.Channel channel, String id, BundleEntryComponent change) {
        Bundle message = FeedMessages.of(id, base, channel.endpoint().toString(), change);
        return new Payload("POST", channel.endpoint(), type(channel), bytes(channel, message));
    }

    private BundleEntryComponent change(ToldChanges.How how, String person, Optional<Patient> patient) {
        BundleEntryComponent entry = new BundleEntryComponent();
        entry.setFullUrl(base + "/Patient/" + person);
        patient.ifPresent(entry::setResource);
        boolean isNew = how == ToldChanges.How.CREATED;
        HTTPVerb method = patient.isEmpty() ? HTTPVerb.DELETE : isNew ? HTTPVerb.POST : HTTPVerb.PUT;
        entry.getRequest().setMethod(method).setUrl(isNew ? "Patient" : "Patient/" + person);
        entry.getResponse().setStatus(patient.isEmpty() ? "204" : isNew ? "201" : "200");
        return entry;
    }

    private static String type(Subscription.Channel channel) {
        return channel.form() == Subscription.Form.XML ? "application/fhir+xml" : "application/fhir+json";
    }

    private byte[] bytes(Subscription.Channel channel, IBaseResource resource) {
        IParser parser =
                channel.form() == Subscription.Form.XML ? fhirContext.newXmlParser() : fhirContext.newJsonParser();
        return parser.encodeResourceToString(resource).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Telling.Answer read(byte[] body, String contentType) {
        try {
            IParser parser = contentType.contains("xml") ? fhirContext.newXmlParser() : fhirContext.newJsonParser();
            IBaseResource answer = parser.parseResource(new String(body, StandardCharsets.UTF_8));
            return answer instanceof Bundle bundle
                            && bundle.getEntryFirstRep().getResource() instanceof MessageHeader header
                            && header.getResponse().hasCode()
                    ? new Telling.Answer(
                            verdict(header.getResponse().getCode()),
                            "response " + header.getResponse().getCode())
                    : new Telling.Answer(Telling.Verdict.TAKEN, "no response message");
        } catch (DataFormatException unreadable) {
            // Who says 200 has taken it, whatever else he says.
            return new Telling.Answer(Telling.Verdict.TAKEN, "no response message");
        }
    }

    private static Telling.Verdict verdict(MessageHeader.ResponseType code) {
        return switch (code) {
            case FATALERROR -> Telling.Verdict.REFUSED;
            case TRANSIENTERROR -> Telling.Verdict.FAILED;
            case OK, NULL -> Telling.Verdict.TAKEN;
        };
    }
}
