package vn.khop.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelComponent;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import vn.khop.server.notify.Endpoints;
import vn.khop.server.notify.Subscription;
import vn.khop.server.notify.Subscriptions.Wish;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.Facilities;
import vn.khop.server.registry.PersonCriterion;
import vn.khop.server.registry.PersonIdentifier;
import vn.khop.server.registry.SourceId;
import vn.khop.server.security.Actor;

/** A FHIR Subscription as a wish of ours, and back. What it asks for beyond what is done here is refused by name. Source: FHIR R4 Subscription, IHE ITI-94. */
final class SubscriptionForm {
    private static final String CRITERIA = "Subscription.criteria";
    private static final String ENDPOINT = "Subscription.channel.endpoint";
    private static final String HEADER = "Subscription.channel.header";
    /** What a header's value is shown as; sent back so, the value stays what it was. */
    private static final String HIDDEN = "***";

    private static final int HEADERS_MAX = 10;
    private static final int HEADER_CHARACTERS_MAX = 2_000;
    private static final int CRITERIA_CHARACTERS_MAX = 500;
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?");
    /** Those that say how the message itself is sent. */
    private static final Set<String> OURS = Set.of(
            "accept",
            "connection",
            "content-length",
            "content-type",
            "date",
            "expect",
            "host",
            "idempotency-key",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "via",
            "proxy-authorization",
            "proxy-connection",
            "keep-alive");

    private final FhirContext fhirContext;
    private final IdentifierSystems systems;
    private final Endpoints endpoints;

    SubscriptionForm(FhirContext fhirContext, IdentifierSystems systems, Endpoints endpoints) {
        this.fhirContext = fhirContext;
        this.systems = systems;
        this.endpoints = endpoints;
    }

    /** @param former whose hidden headers keep their values */
    Wish wish(org.hl7.fhir.r4.model.Subscription sent, Optional<Subscription> former, Actor actor) {
        if (sent.hasModifierExtension()
                || sent.hasImplicitRules()
                || sent.getChannel().hasModifierExtension()) {
            throw unsupported(
                    "Subscription",
                    "modifierExtension and implicitRules are not supported: they would change what is asked for");
        }
        boolean isContacted = sent.getContact().stream().anyMatch(point -> point.hasSystem() && point.hasValue());
        if (!isContacted || !sent.getContact().stream().allMatch(ContactPoint::hasValue)) {
            throw Refusal.unprocessable(
                    IssueType.REQUIRED,
                    "Subscription.contact",
                    "Subscription.contact is missing: who is to be called when the endpoint fails, with system and value (ITI-94)");
        }
        if (!sent.hasReason()) {
            throw Refusal.unprocessable(
                    IssueType.REQUIRED,
                    "Subscription.reason",
                    "Subscription.reason is missing: what is it for? (FHIR R4)");
        }
        Optional<java.time.Instant> end = Optional.ofNullable(sent.getEnd()).map(Date::toInstant);
        org.hl7.fhir.r4.model.Subscription kept = sent.copy();
        kept.setId((String) null);
        kept.setMeta(null);
        kept.setStatus(null);
        kept.setErrorElement(null);
        kept.getChannel().setHeader(null);
        return new Wish(
                criterion(sent, actor),
                channel(sent.getChannel(), former),
                end,
                fhirContext.newJsonParser().encodeResourceToString(kept));
    }

    private PersonCriterion criterion(org.hl7.fhir.r4.model.Subscription sent, Actor actor) {
        String text = Optional.ofNullable(sent.getCriteria()).orElse("").strip();
        if (text.length() > CRITERIA_CHARACTERS_MAX) {
            throw Refusal.unprocessable(
                    IssueType.TOOLONG,
                    CRITERIA,
                    "criteria has " + text.length() + " characters, at most " + CRITERIA_CHARACTERS_MAX);
        }
        if (text.equals("Patient") || text.equals("Patient?")) {
            return new PersonCriterion(PersonCriterion.Kind.ANY, "");
        }
        if (!text.startsWith("Patient?")) {
            throw unsupported(CRITERIA, "criteria is not about Patients: " + known());
        }
        String[] parameters = text.substring("Patient?".length()).split("&", -1);
        if (parameters.length > 1) {
            throw unsupported(CRITERIA, "criteria has " + parameters.length + " parameters, expected one: " + known());
        }
        int equals = parameters[0].indexOf('=');
        String name = equals < 0 ? parameters[0] : parameters[0].substring(0, equals);
        String value = equals < 0 ? "" : decoded(parameters[0].substring(equals + 1));
        if (!Set.of("_id", "organization", "identifier").contains(name)) {
            throw unsupported(
                    CRITERIA, "criteria parameter '" + Refusal.named(name) + "' is not supported: " + known());
        }
        if (value.isBlank() || value.contains(",")) {
            throw unsupported(CRITERIA, "criteria parameter '" + name + "' has one value");
        }
        return switch (name) {
            case "_id" -> ofId(value);
            case "organization" -> ofFacility(value, actor);
            default -> ofIdentifier(value);
        };
    }

    private static String known() {
        return "Patient, Patient?_id=X, Patient?organization=X and Patient?identifier=X are taken";
    }

    private static String decoded(String value) {
        try {
            // A plus in a criterion is a plus.
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.unprocessable(
                    IssueType.INVALID, CRITERIA, "criteria holds a percent sign that is no encoding");
        }
    }

    private static PersonCriterion ofId(String value) {
        String id = value.startsWith("Patient/") ? value.substring("Patient/".length()) : value;
        if (EnterpriseId.parse(id).isEmpty() && SourceId.parse(id).isEmpty()) {
            throw Refusal.unprocessable(
                    IssueType.VALUE, CRITERIA, "_id is no id of a Patient here: expected E... or S...");
        }
        return new PersonCriterion(PersonCriterion.Kind.ID, id);
    }

    private static PersonCriterion ofFacility(String value, Actor actor) {
        String code = value.startsWith("Organization/") ? value.substring("Organization/".length()) : value;
        if (!Facilities.isWellFormed(code)) {
            throw Refusal.unprocessable(
                    IssueType.VALUE, CRITERIA, "organization is the code of a facility, such as 01001");
        }
        if (!actor.facilities().includes(code)) {
            throw Refusal.forbidden(
                    IssueType.FORBIDDEN,
                    "this client is told of its own facilities' patients, and the organization is another");
        }
        return new PersonCriterion(PersonCriterion.Kind.FACILITY, code);
    }

    private PersonCriterion ofIdentifier(String value) {
        int bar = value.indexOf('|');
        if (bar < 0) {
            return new PersonCriterion(PersonCriterion.Kind.IDENTIFIER, "|" + value);
        }
        String system = value.substring(0, bar);
        String number = value.substring(bar + 1).strip();
        if (system.equals(IdentifierSystems.ENTERPRISE_ID)) {
            return ofId(number);
        }
        return systems.read(system, number)
                .map(PersonIdentifier::domain)
                .map(domain -> new PersonCriterion(PersonCriterion.Kind.IDENTIFIER, domain + "|" + number))
                .orElseThrow(() -> Refusal.unprocessable(
                        IssueType.CODEINVALID, CRITERIA, "the identifier's system is not known here"));
    }

    private Subscription.Channel channel(SubscriptionChannelComponent channel, Optional<Subscription> former) {
        Subscription.Kind kind = kind(channel);
        Subscription.Form form = form(channel);
        if (kind == Subscription.Kind.MESSAGE && form == Subscription.Form.EMPTY) {
            throw Refusal.unprocessable(
                    IssueType.REQUIRED,
                    "Subscription.channel.payload",
                    "a message has a payload: application/fhir+json or application/fhir+xml");
        }
        try {
            return new Subscription.Channel(
                    kind,
                    endpoints.endpoint(
                            Optional.ofNullable(channel.getEndpoint()).orElse("")),
                    form,
                    headers(channel, former));
        } catch (Endpoints.Refused refused) {
            throw Refusal.unprocessable(IssueType.BUSINESSRULE, ENDPOINT, String.valueOf(refused.getMessage()));
        }
    }

    private static Subscription.Kind kind(SubscriptionChannelComponent channel) {
        SubscriptionChannelType type = channel.getType();
        if (type == SubscriptionChannelType.RESTHOOK) {
            return Subscription.Kind.REST_HOOK;
        }
        if (type == SubscriptionChannelType.MESSAGE) {
            return Subscription.Kind.MESSAGE;
        }
        throw unsupported(
                "Subscription.channel.type",
                "channel.type '" + (type == null ? "" : type.toCode())
                        + "' is not supported: rest-hook and message are");
    }

    private static Subscription.Form form(SubscriptionChannelComponent channel) {
        String payload = Optional.ofNullable(channel.getPayload()).orElse("");
        return switch (payload.split(";", 2)[0].strip().toLowerCase(Locale.ROOT)) {
            case "application/fhir+json" -> Subscription.Form.JSON;
            case "application/fhir+xml" -> Subscription.Form.XML;
            case "" -> Subscription.Form.EMPTY;
            default ->
                throw unsupported(
                        "Subscription.channel.payload",
                        "channel.payload is not supported: application/fhir+json and application/fhir+xml are");
        };
    }

    private static List<Subscription.Header> headers(
            SubscriptionChannelComponent channel, Optional<Subscription> former) {
        List<Subscription.Header> headers = new ArrayList<>();
        if (channel.getHeader().size() > HEADERS_MAX) {
            throw Refusal.unprocessable(
                    IssueType.TOOCOSTLY,
                    HEADER,
                    "channel.header comes " + channel.getHeader().size() + " times, at most " + HEADERS_MAX);
        }
        for (StringType header : channel.getHeader()) {
            String line = String.valueOf(header.getValue());
            int colon = line.indexOf(':');
            String name = line.substring(0, Math.max(colon, 0));
            String value = line.substring(colon + 1).strip();
            boolean isFit = HEADER_NAME.matcher(name).matches()
                    && line.length() <= HEADER_CHARACTERS_MAX
                    && HEADER_VALUE.matcher(value).matches()
                    && !OURS.contains(name.toLowerCase(Locale.ROOT));
            if (!isFit) {
                // What is in it may be a secret: it is not repeated.
                throw Refusal.unprocessable(
                        IssueType.VALUE,
                        HEADER,
                        "a channel.header is 'Name: value' in ASCII, and none of those that say how a message is sent, such as Host or Content-Type");
            }
            headers.add(value.equals(HIDDEN) ? kept(name, former) : new Subscription.Header(name, value));
        }
        return headers;
    }

    private static Subscription.Header kept(String name, Optional<Subscription> former) {
        return former.stream()
                .flatMap(known -> known.channel().headers().stream())
                .filter(header -> header.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> Refusal.unprocessable(
                        IssueType.VALUE,
                        HEADER,
                        "the value of a header is hidden, and there is none from before: give it"));
    }

    private static RuntimeException unsupported(String element, String diagnostics) {
        return Refusal.unprocessable(IssueType.NOTSUPPORTED, element, diagnostics);
    }

    /** As it is now, without the values of its headers. */
    org.hl7.fhir.r4.model.Subscription written(Subscription subscription) {
        org.hl7.fhir.r4.model.Subscription written = fhirContext
                .newJsonParser()
                .parseResource(org.hl7.fhir.r4.model.Subscription.class, subscription.document());
        written.setId("Subscription/" + subscription.id() + "/_history/" + subscription.version());
        written.getMeta().setVersionId(String.valueOf(subscription.version()));
        written.getMeta().setLastUpdated(Date.from(subscription.updatedAt()));
        written.setStatus(
                SubscriptionStatus.fromCode(subscription.status().name().toLowerCase(Locale.ROOT)));
        if (!subscription.error().isEmpty()) {
            written.setError(subscription.error());
        }
        subscription
                .channel()
                .headers()
                .forEach(header -> written.getChannel().addHeader(header.name() + ": " + HIDDEN));
        return written;
    }
}
