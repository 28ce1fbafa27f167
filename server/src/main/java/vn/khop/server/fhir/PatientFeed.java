package vn.khop.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.model.api.annotation.Description;
import ca.uhn.fhir.rest.annotation.ConditionalUrlParam;
import ca.uhn.fhir.rest.annotation.Delete;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.annotation.Update;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Patient;
import org.jspecify.annotations.Nullable;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.FacilityFeed;
import vn.khop.server.registry.FeedOutcome;
import vn.khop.server.registry.Refused;
import vn.khop.server.registry.SourceFeed;
import vn.khop.server.registry.SourceId;
import vn.khop.server.security.Actor;
import vn.khop.server.security.CurrentActor;
import vn.khop.server.security.Scope;

/** The patient feed, IHE ITI-104: a conditional update by the facility's own number stores a source record and links it before it answers. */
final class PatientFeed {
    private static final String MESSAGE_KEY = "Idempotency-Key";
    private static final int MESSAGE_KEY_LENGTH_MAX = 200;
    private static final int LOCAL_ID_LENGTH_MAX = 200;
    private static final int ACCEPTED = 202;

    private final FacilityFeed feed;
    private final CurrentActor currentActor;
    private final FhirContext fhirContext;
    private final IdentifierSystems systems;
    private final PatientReading reading;
    private final PatientWriting writing;

    PatientFeed(FacilityFeed feed, CurrentActor currentActor, FhirContext fhirContext, IdentifierSystems systems) {
        this.feed = feed;
        this.currentActor = currentActor;
        this.fhirContext = fhirContext;
        this.systems = systems;
        this.reading = new PatientReading(systems);
        this.writing = new PatientWriting(fhirContext, systems);
    }

    @Update
    @Description(
            "ITI-104: PUT Patient?identifier=system|value with the facility's own number; an update by id is refused")
    public MethodOutcome feed(
            @ResourceParam Patient patient,
            @IdParam @Nullable IdType id,
            @ConditionalUrlParam @Nullable String condition,
            RequestDetails request) {
        Actor actor = currentActor.get();
        return answer(take(patient, condition, messageKey(request, actor), actor), request);
    }

    /**
     * Takes what was sent to {@code PUT Patient?...}.
     *
     * @param condition as it stood in the URL
     * @param messageKey names the message, where the sender does
     */
    FeedOutcome take(Patient patient, @Nullable String condition, Optional<String> messageKey, Actor actor) {
        if (condition == null) {
            throw Refusal.notAllowed(
                    "a Patient is not updated by id: PUT Patient?identifier=system|value with the facility's own number (ITI-104)");
        }
        Key key = key(condition);
        return counted(key, actor, () -> taken(patient, key, messageKey, actor));
    }

    /** Tells the tally what became of a message about a facility that the caller speaks for. */
    private <T> T counted(Key key, Actor actor, Supplier<T> work) {
        long began = System.nanoTime();
        boolean isTaken = false;
        try {
            T answer = work.get();
            isTaken = true;
            return answer;
        } finally {
            if (isTaken) {
                feed.tally().taken(key.facility(), Duration.ofNanos(System.nanoTime() - began));
            } else if (actor.facilities().includes(key.facility())) {
                feed.tally().refused(key.facility());
            }
        }
    }

    private FeedOutcome taken(Patient patient, Key key, Optional<String> messageKey, Actor actor) {
        requireSupported(patient);
        requireIdentifier(patient, key);
        Map<String, String> columns = reading.columns(patient);
        reading.verification(patient)
                .filter(how -> actor.has(Scope.VERIFIED_NUMBERS))
                .ifPresent(how -> columns.put(Columns.NATIONAL_ID_VERIFIED, how));
        replacement(patient, key).ifPresent(number -> columns.put(Columns.REPLACED_BY, number));
        if (!columns.containsKey(Columns.FULL_NAME)) {
            throw Refusal.unprocessable(
                    IssueType.REQUIRED,
                    "Patient.name",
                    "Patient.name is missing: a name with text, or with family and given, is required");
        }
        try {
            return feed.feed(message(patient, key, columns, messageKey), actor);
        } catch (Refused refused) {
            throw Refusal.of(refused);
        }
    }

    @Delete(type = Patient.class)
    @Description(
            "ITI-104: DELETE Patient?identifier=system|value with the facility's own number; the record keeps its history")
    public MethodOutcome remove(
            @IdParam @Nullable IdType id, @ConditionalUrlParam @Nullable String condition, RequestDetails request) {
        Actor actor = currentActor.get();
        remove(condition, messageKey(request, actor), actor);
        return new MethodOutcome();
    }

    /** The same for {@code DELETE Patient?...}. */
    void remove(@Nullable String condition, Optional<String> messageKey, Actor actor) {
        if (condition == null) {
            throw Refusal.invalid(
                    IssueType.REQUIRED,
                    "a Patient is not deleted by id: DELETE Patient?identifier=system|value with the facility's own number (ITI-104)");
        }
        Key key = key(condition);
        counted(key, actor, () -> {
            try {
                return feed.remove(key.facility(), key.localId(), messageKey, actor);
            } catch (Refused refused) {
                throw Refusal.of(refused);
            }
        });
    }

    /** The facility and its number for the patient. */
    private record Key(String system, String facility, String localId) {}

    private Key key(String condition) {
        Map<String, String> parameters = parameters(condition);
        for (String name : parameters.keySet()) {
            if (!name.equals("identifier")) {
                throw Refusal.invalid(
                        IssueType.NOTSUPPORTED,
                        "condition '" + Refusal.named(name)
                                + "' is not supported: PUT Patient?identifier=system|value takes the facility's own number alone");
            }
        }
        String token = Optional.ofNullable(parameters.get("identifier")).orElse("");
        int bar = token.indexOf('|');
        if (bar <= 0 || bar == token.length() - 1) {
            throw Refusal.invalid(
                    IssueType.REQUIRED, "identifier needs a system and a value: PUT Patient?identifier=system|value");
        }
        String system = token.substring(0, bar);
        String facility = systems.facility(system)
                .orElseThrow(() -> Refusal.invalid(
                        IssueType.CODEINVALID,
                        "identifier domain '" + system + "' is not a facility's: expected "
                                + systems.ofFacility("{facility code}")));
        String localId = token.substring(bar + 1).strip();
        if (localId.length() > LOCAL_ID_LENGTH_MAX) {
            throw Refusal.invalid(
                    IssueType.TOOLONG,
                    "the identifier has " + localId.length() + " characters, at most " + LOCAL_ID_LENGTH_MAX
                            + " are taken");
        }
        return new Key(system, facility, localId);
    }

    /** HAPI hands the condition over as it stood in the URL. */
    private static Map<String, String> parameters(String condition) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String part : condition.substring(condition.indexOf('?') + 1).split("&")) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? part : part.substring(0, equals);
                String value = equals < 0 ? "" : part.substring(equals + 1);
                parameters.put(
                        URLDecoder.decode(name, StandardCharsets.UTF_8),
                        URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    private static void requireSupported(Patient patient) {
        if (PatientReading.isModified(patient)) {
            throw Refusal.unprocessable(
                    IssueType.NOTSUPPORTED,
                    "Patient.modifierExtension",
                    "modifierExtension is not supported, in the Patient or in a part of it: it would change what the record means");
        }
        if (patient.hasImplicitRules()) {
            throw Refusal.unprocessable(
                    IssueType.NOTSUPPORTED, "Patient.implicitRules", "Patient.implicitRules is not supported");
        }
    }

    /**
     * The facility's number that stands for this one, where the Patient says so; ITI-104 "resolve duplicate".
     *
     * @return empty for a patient's own number
     */
    private static Optional<String> replacement(Patient patient, Key key) {
        List<Patient.PatientLinkComponent> replacedBy = patient.getLink().stream()
                .filter(link -> link.getType() == Patient.LinkType.REPLACEDBY)
                .toList();
        boolean isInactive = patient.hasActive() && !patient.getActive();
        if (isInactive == replacedBy.isEmpty()) {
            throw Refusal.unprocessable(
                    IssueType.BUSINESSRULE,
                    isInactive ? "Patient.active" : "Patient.link",
                    "a duplicate is resolved by active=false together with one link.replaced-by; a record that is gone is deleted: DELETE Patient?identifier=system|value");
        }
        if (replacedBy.isEmpty()) {
            return Optional.empty();
        }
        Identifier survivor = replacedBy.get(0).getOther().getIdentifier();
        if (replacedBy.size() > 1 || !key.system().equals(survivor.getSystem()) || !survivor.hasValue()) {
            throw Refusal.unprocessable(
                    IssueType.BUSINESSRULE,
                    "Patient.link.other.identifier",
                    "the patient that stands for this one is named by one identifier of the same facility, with system and value");
        }
        return Optional.of(survivor.getValue().strip());
    }

    private static void requireIdentifier(Patient patient, Key key) {
        boolean present = patient.getIdentifier().stream()
                .anyMatch(identifier -> key.system().equals(identifier.getSystem())
                        && key.localId().equals(identifier.getValue()));
        if (!present) {
            throw Refusal.unprocessable(
                    IssueType.REQUIRED,
                    "Patient.identifier",
                    patient.hasIdentifier()
                            ? "Patient.identifier does not hold the identifier of the URL: put the same system and value into the Patient"
                            : "Patient.identifier is missing: put the identifier of the URL into the Patient");
        }
    }

    private SourceFeed message(Patient patient, Key key, Map<String, String> columns, Optional<String> messageKey) {
        Optional<Instant> eventTime = PatientReading.eventTime(patient);
        eventTime.ifPresent(time -> columns.put(Columns.RECORDED_AT, time.toString()));
        Patient stored = patient.copy();
        stored.setId((String) null);
        stored.getMeta().setVersionId(null);
        String document = fhirContext.newJsonParser().encodeResourceToString(stored);
        return new SourceFeed(key.facility(), key.localId(), columns, Optional.of(document), eventTime, messageKey);
    }

    /** Named by the client too, so that two clients may count alike. */
    static Optional<String> messageKey(RequestDetails request, Actor actor) {
        Optional<String> key =
                Optional.ofNullable(request.getHeader(MESSAGE_KEY)).filter(text -> !text.isBlank());
        if (key.filter(text -> text.length() > MESSAGE_KEY_LENGTH_MAX).isPresent()) {
            throw Refusal.invalid(
                    IssueType.TOOLONG, MESSAGE_KEY + " is longer than " + MESSAGE_KEY_LENGTH_MAX + " characters");
        }
        return key.map(text -> actor.clientId() + "|" + text);
    }

    /** The facility's own number that the condition names, as the identifier to put into a Patient. */
    Identifier identifier(String condition) {
        Key key = key(condition);
        return new Identifier().setSystem(key.system()).setValue(key.localId());
    }

    /** The record that the condition names. */
    SourceId record(String condition) {
        Key key = key(condition);
        return SourceId.of(key.facility(), key.localId());
    }

    /** The source record as it stands after it was taken. */
    Patient written(FeedOutcome outcome) {
        return writing.source(outcome.source(), outcome.person());
    }

    private MethodOutcome answer(FeedOutcome outcome, RequestDetails request) {
        if (outcome.effect() == FeedOutcome.Effect.HELD) {
            return held(outcome);
        }
        Patient patient = written(outcome);
        // HAPI names the place of a new resource only where it was created by POST.
        request.getResponse().addHeader("Location", request.getServerBaseForRequest() + "/" + patient.getId());
        MethodOutcome answer =
                new MethodOutcome(patient.getIdElement(), outcome.effect() == FeedOutcome.Effect.CREATED);
        answer.setResource(patient);
        return answer;
    }

    /** 202: the update is kept and acknowledged, and takes effect only if a clerk says so. */
    private static MethodOutcome held(FeedOutcome outcome) {
        OperationOutcome held = whyHeld(outcome);
        MethodOutcome answer = new MethodOutcome();
        answer.setResource(held);
        answer.setOperationOutcome(held);
        answer.setResponseStatusCode(ACCEPTED);
        return answer;
    }

    /** What is said of an update that is kept and not applied. */
    static OperationOutcome whyHeld(FeedOutcome outcome) {
        String task = outcome.task().map(id -> " in Task/" + id).orElse("");
        OperationOutcome held = new OperationOutcome();
        held.addIssue()
                .setSeverity(OperationOutcome.IssueSeverity.WARNING)
                .setCode(IssueType.BUSINESSRULE)
                .setDetails(new CodeableConcept()
                        .addCoding(new Coding("https://khop.vn/fhir/CodeSystem/feed-effect", "held", "Held")))
                .setDiagnostics(
                        "the update is stored and not applied: it would turn this number's patient into somebody else."
                                + " A clerk looks at it" + task
                                + "; until then version " + outcome.source().version()
                                + " stands. If it was sent by mistake, send the right patient again");
        return held;
    }
}
