package vn.khop.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.MessageHeader;
import org.hl7.fhir.r4.model.MessageHeader.ResponseType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import vn.khop.server.refused.RefusedMessage;
import vn.khop.server.refused.RefusedMessages;
import vn.khop.server.refused.WayIn;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.FacilityFeed;
import vn.khop.server.registry.FeedOutcome;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.Refused;
import vn.khop.server.registry.SourceFeed;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.SourceRecord;
import vn.khop.server.security.Actor;
import vn.khop.server.security.CurrentActor;

/*
 * A source speaks of its patients by the ids of its own FHIR server, and may name them by these alone, in a merge or a deletion. So the number under which an id came first is remembered with the source's endpoint and client;
 * the id means the same record from then on. What is done with a record is what ITI-104 does with it (PatientFeed): a message is another envelope for it. All of a message is one transaction.
 */
/** PMIR's patient feed, IHE ITI-93: {@code POST $process-message} with new, changed, merged, parted and deleted patients, and newborns with their mothers. */
final class ProcessMessage implements WayIn {
    static final String NAME = "$process-message";
    private static final Set<String> GENERAL = Set.of("_format", "_pretty");
    /** FHIR's own parameter; clients that wait for the answer say so. */
    private static final String ASYNC = "async";

    private static final int SERVER_FAULT = 500;
    private static final int TOO_MANY = 429;
    private static final int ID_LENGTH_MAX = 64;
    private static final String EVENT = "ITI-93";
    private static final String HEADER_ID = "MessageHeader.id";

    private final PatientFeed patients;
    private final FacilityFeed feed;
    private final CurrentActor currentActor;
    private final FhirContext fhirContext;
    private final IdentifierSystems systems;
    private final RefusedMessages refused;
    private final Clock clock;
    private final Faults faults = new Faults();

    ProcessMessage(
            PatientFeed patients,
            FacilityFeed feed,
            CurrentActor currentActor,
            FhirContext fhirContext,
            IdentifierSystems systems,
            RefusedMessages refused,
            Clock clock) {
        this.patients = patients;
        this.feed = feed;
        this.currentActor = currentActor;
        this.fhirContext = fhirContext;
        this.systems = systems;
        this.refused = refused;
        this.clock = clock;
    }

    @Operation(
            name = NAME,
            manualRequest = true,
            canonicalUrl = "http://hl7.org/fhir/OperationDefinition/MessageHeader-process-message")
    public Bundle process(RequestDetails request) {
        request.getParameters().forEach((name, values) -> {
            boolean isAtOnce = name.equals(ASYNC) && List.of(values).equals(List.of("false"));
            if (!isAtOnce && !GENERAL.contains(name)) {
                throw Refusal.unsupportedParameter(List.of(name), NAME, List.of("_format", "_pretty", "async=false"));
            }
        });
        Actor actor = currentActor.get();
        Bundle message = message(request);
        MessageHeader header = header(message);
        String source = request.getServerBaseForRequest();
        try {
            OperationOutcome told = take(message, header, actor, actor.clientId());
            return answer(header, source, ResponseType.OK, told);
        } catch (RuntimeException fault) {
            BaseServerResponseException why = refusal(fault);
            if (isOurs(why)) {
                return answer(header, source, ResponseType.TRANSIENTERROR, outcome(why));
            }
            return isKept(request, header, why, actor)
                    ? answer(header, source, ResponseType.FATALERROR, outcome(why))
                    : answer(header, source, ResponseType.TRANSIENTERROR, notNow());
        }
    }

    private BaseServerResponseException refusal(RuntimeException fault) {
        BaseServerResponseException refusal =
                fault instanceof BaseServerResponseException known ? known : faults.answer(fault);
        if (refusal == null) {
            throw fault;
        }
        return refusal;
    }

    private static boolean isOurs(BaseServerResponseException why) {
        return why.getStatusCode() >= SERVER_FAULT || why.getStatusCode() == TOO_MANY;
    }

    private static OperationOutcome outcome(BaseServerResponseException why) {
        return why.getOperationOutcome() instanceof OperationOutcome said
                ? said
                : Refusal.outcome(IssueType.TRANSIENT, String.valueOf(why.getMessage()), "");
    }

    private static OperationOutcome notNow() {
        return Refusal.outcome(
                IssueType.TRANSIENT,
                "the server cannot work at this moment: nothing of this message was taken, send it again in a while",
                "");
    }

    /** Keeps what is not taken, so that it can be seen and mended; false if that cannot be done now. */
    private boolean isKept(RequestDetails request, MessageHeader header, BaseServerResponseException why, Actor actor) {
        if (isReused(why)) {
            return true;
        }
        Instant now = clock.instant();
        try {
            refused.keep(new RefusedMessage(
                    0,
                    RefusedMessage.Format.FHIR,
                    actor.clientId(),
                    facility(request, actor),
                    id(header),
                    EVENT,
                    request.loadRequestContents(),
                    now,
                    now,
                    1,
                    why(why),
                    RefusedMessage.State.REFUSED,
                    Optional.empty()));
            return true;
        } catch (RuntimeException fault) {
            faults.answer(fault);
            return false;
        }
    }

    /** An id that was given to two messages: what came second is no message that waits. */
    private static boolean isReused(BaseServerResponseException why) {
        return outcome(why).getIssue().stream()
                .anyMatch(issue -> issue.getCode() == IssueType.DUPLICATE
                        && issue.getExpression().stream()
                                .anyMatch(place -> place.getValue().equals(HEADER_ID)));
    }

    private static RefusedMessage.Why why(BaseServerResponseException refusal) {
        OperationOutcome.OperationOutcomeIssueComponent issue = outcome(refusal).getIssueFirstRep();
        String code = issue.hasCode() ? issue.getCode().toCode() : IssueType.PROCESSING.toCode();
        return new RefusedMessage.Why(
                code.toUpperCase(Locale.ROOT).replace('-', '_'),
                code,
                issue.getExpression().stream().map(StringType::getValue).collect(Collectors.joining(", ")),
                String.valueOf(issue.getDiagnostics()));
    }

    /** Whose patients it is about, as far as the client may speak for them; read anew, since what was taken apart is no longer what came. */
    private String facility(RequestDetails request, Actor actor) {
        Optional<String> ofPatients = parsed(request.loadRequestContents()).getEntry().stream()
                .filter(entry -> entry.getResource() instanceof Bundle)
                .flatMap(entry -> ((Bundle) entry.getResource()).getEntry().stream())
                .filter(entry -> entry.getResource() instanceof Patient)
                .flatMap(entry -> ((Patient) entry.getResource()).getIdentifier().stream())
                .filter(Identifier::hasSystem)
                .flatMap(identifier -> systems.facility(identifier.getSystem()).stream())
                .filter(actor.facilities()::includes)
                .findFirst();
        Set<String> own =
                actor.facilities().everywhere() ? Set.of() : actor.facilities().codes();
        return ofPatients.orElseGet(() -> own.size() == 1 ? own.iterator().next() : "");
    }

    private Bundle parsed(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        IParser parser = text.stripLeading().startsWith("<") ? fhirContext.newXmlParser() : fhirContext.newJsonParser();
        return bundle(parser.parseResource(text));
    }

    @Override
    public String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }

    @Override
    public byte[] content(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A feed of patients says who they are, and nothing else. */
    @Override
    public byte[] settled(byte[] content) {
        return content;
    }

    @Override
    public Optional<RefusedMessage.Why> takeAgain(RefusedMessage kept, byte[] content, Actor person) {
        try {
            Bundle message = parsed(content);
            Actor actor = kept.facility().isEmpty() ? person : person.speakingFor(kept.facility());
            take(message, header(message), actor, kept.application());
            return Optional.empty();
        } catch (RuntimeException fault) {
            BaseServerResponseException refusal = refusal(fault);
            if (isOurs(refusal)) {
                throw fault;
            }
            return Optional.of(why(refusal));
        }
    }

    private static Bundle message(RequestDetails request) {
        return bundle(OperationInput.body(request)
                .orElseThrow(() -> Refusal.invalid(IssueType.REQUIRED, NAME + " needs a message: found no body")));
    }

    private static Bundle bundle(IBaseResource body) {
        if (!(body instanceof Bundle bundle) || bundle.getType() != BundleType.MESSAGE) {
            throw Refusal.unprocessable(
                    IssueType.INVALID,
                    "Bundle.type",
                    "found another resource, or a Bundle of another type, expected a Bundle of type message");
        }
        return bundle;
    }

    /** The library takes an entry's fullUrl for its id where that has none. */
    private static String id(MessageHeader header) {
        return header.getIdElement().getIdPart().replace("urn:uuid:", "");
    }

    /** Without it nobody could be answered by a message. */
    private static MessageHeader header(Bundle message) {
        if (!(message.getEntryFirstRep().getResource() instanceof MessageHeader header)
                || header.getIdElement().getIdPart() == null) {
            throw Refusal.unprocessable(
                    IssueType.REQUIRED,
                    "Bundle.entry[0].resource",
                    "the first entry of a message is its MessageHeader, with an id");
        }
        require(
                id(header).length() <= ID_LENGTH_MAX,
                HEADER_ID,
                "found an id of " + id(header).length() + " characters, expected " + ID_LENGTH_MAX + " at most");
        return header;
    }

    private static Bundle answer(MessageHeader asked, String source, ResponseType code, OperationOutcome told) {
        Bundle answer = FeedMessages.response(UUID.randomUUID().toString(), id(asked), source, code);
        if (told.hasIssue()) {
            String id = UUID.randomUUID().toString();
            told.setId(id);
            MessageHeader header = (MessageHeader) answer.getEntryFirstRep().getResource();
            header.getResponse().setDetails(new Reference("OperationOutcome/" + id));
            answer.addEntry().setFullUrl(source + "/OperationOutcome/" + id).setResource(told);
        }
        return answer;
    }

    /**
     * What is to be told beside that it was taken.
     *
     * @param client whose message it is
     */
    private OperationOutcome take(Bundle message, MessageHeader header, Actor actor, String client) {
        Bundle history = history(message, header);
        String hash = ContentOf.hash(fhirContext, message);
        Entries entries = new Entries(history, header.getSource().getEndpoint(), actor, client);
        List<Change> changes = entries.changes();
        String key = client + "|pmir|" + id(header);
        List<Change> known =
                changes.stream().filter(change -> change.record().isPresent()).toList();
        String facility =
                known.isEmpty() ? "" : known.get(0).record().orElseThrow().facility();
        List<String> numbers = known.stream()
                .map(change -> change.record().orElseThrow())
                .filter(named -> named.facility().equals(facility))
                .map(Named::localId)
                .toList();
        try {
            return feed.inOne(facility, numbers, key, () -> {
                OperationOutcome told = all(changes, entries, key, hash, actor);
                Stream.of(facility, "")
                        .distinct()
                        .forEach(whose ->
                                refused.taken(RefusedMessage.Format.FHIR, client, whose, id(header), this::settled));
                return told;
            });
        } catch (Refused refused) {
            throw Refusal.of(refused);
        }
    }

    private OperationOutcome all(List<Change> changes, Entries entries, String key, String hash, Actor actor) {
        Optional<RecordStore.Message> before = feed.message(key);
        if (before.isPresent()) {
            if (!before.get().contentHash().equals(hash)) {
                throw Refusal.unprocessable(
                        IssueType.DUPLICATE,
                        HEADER_ID,
                        "a message with this id came before and said something else: give each its own");
            }
            return new OperationOutcome();
        }
        OperationOutcome told = new OperationOutcome();
        Optional<SourceRecord> first = Optional.empty();
        for (Change change : changes) {
            Optional<FeedOutcome> outcome = performed(change, entries, actor);
            outcome.filter(one -> one.effect() == FeedOutcome.Effect.HELD)
                    .ifPresent(held -> PatientFeed.whyHeld(held).getIssue().forEach(issue -> {
                        issue.addExpression(change.place());
                        told.addIssue(issue);
                    }));
            first = first.or(() -> outcome.map(FeedOutcome::source));
        }
        first.ifPresent(record ->
                feed.remember(new RecordStore.Message(key, hash, record.id(), record.version(), clock.instant())));
        return told;
    }

    /** Says at which entry it failed. */
    private Optional<FeedOutcome> performed(Change change, Entries entries, Actor actor) {
        try {
            return entries.perform(change, actor);
        } catch (Refused refused) {
            throw at(change, Refusal.of(refused));
        } catch (BaseServerResponseException refused) {
            throw at(change, refused);
        }
    }

    private static BaseServerResponseException at(Change change, BaseServerResponseException refused) {
        if (refused.getOperationOutcome() instanceof OperationOutcome outcome) {
            outcome.getIssue().forEach(issue -> issue.addExpression(change.place()));
        }
        return refused;
    }

    /** The Bundle that the header is about, once all of the envelope is as it should be. */
    private static Bundle history(Bundle message, MessageHeader header) {
        require(
                message.getEntry().size() == 2,
                "Bundle.entry",
                "found " + message.getEntry().size()
                        + " entries, expected two: the MessageHeader and the history Bundle");
        for (int place = 0; place < 2; place++) {
            require(
                    message.getEntry().get(place).hasFullUrl(),
                    "Bundle.entry[" + place + "].fullUrl",
                    "an entry of a message has a fullUrl");
        }
        require(
                FeedMessages.EVENT.equals(
                        header.getEvent() == null ? null : header.getEvent().primitiveValue()),
                "MessageHeader.event",
                "found another event, expected eventUri " + FeedMessages.EVENT);
        String definition = String.valueOf(header.getDefinition());
        require(
                definition.split("\\|", 2)[0].equals(FeedMessages.DEFINITION),
                "MessageHeader.definition",
                "found another definition or none, expected " + FeedMessages.DEFINITION);
        require(
                header.getSource().hasEndpoint(),
                "MessageHeader.source.endpoint",
                "source.endpoint is missing: where does the message come from?");
        require(
                header.hasDestination()
                        && header.getDestination().stream()
                                .allMatch(MessageHeader.MessageDestinationComponent::hasEndpoint),
                "MessageHeader.destination",
                "destination is missing, or one without endpoint: expected one at least");
        require(
                header.getFocus().size() == 1,
                "MessageHeader.focus",
                "found " + header.getFocus().size() + " of focus, expected one: the history Bundle");
        BundleEntryComponent second = message.getEntry().get(1);
        if (!(second.getResource() instanceof Bundle history) || history.getType() != BundleType.HISTORY) {
            throw Refusal.unprocessable(
                    IssueType.INVALID, "Bundle.entry[1].resource", "the second entry is a Bundle of type history");
        }
        String focus = String.valueOf(header.getFocusFirstRep().getReference());
        require(
                focus.equals(second.getFullUrl())
                        || focus.equals("Bundle/" + history.getIdElement().getIdPart()),
                "MessageHeader.focus",
                "focus names another resource than the history Bundle of the message");
        require(
                history.hasEntry() && history.getEntry().size() <= Bundles.ENTRIES_MAX,
                "Bundle.entry[1].resource.entry",
                "found " + history.getEntry().size() + " changes, expected 1 to " + Bundles.ENTRIES_MAX);
        return history;
    }

    private static void require(boolean holds, String element, String diagnostics) {
        if (!holds) {
            throw Refusal.unprocessable(IssueType.INVALID, element, diagnostics);
        }
    }

    /** A record by its facility and the facility's number. */
    private record Named(String facility, String localId) {}

    /**
     * One entry of the history.
     *
     * @param key as the source names the patient, such as {@code Patient/123}
     * @param record empty where only the source's id is known, which may be that of nobody
     */
    private record Change(int index, HTTPVerb method, String key, Optional<Patient> patient, Optional<Named> record) {
        String place() {
            return "Bundle.entry[1].resource.entry[" + index + "]";
        }

        Optional<Reference> survivor() {
            return patient.stream()
                    .flatMap(one -> one.getLink().stream())
                    .filter(link -> link.getType() == Patient.LinkType.REPLACEDBY)
                    .map(Patient.PatientLinkComponent::getOther)
                    .findFirst();
        }
    }

    /** The entries of one history, and who they are about. */
    private final class Entries {
        private final Bundle history;
        private final String source;
        private final Actor actor;
        private final String client;
        /** By fullUrl, and by type and id. */
        private final Map<String, Integer> places = new LinkedHashMap<>();

        Entries(Bundle history, String source, Actor actor, String client) {
            this.history = history;
            this.source = source;
            this.actor = actor;
            this.client = client;
            for (int index = 0; index < history.getEntry().size(); index++) {
                BundleEntryComponent entry = history.getEntry().get(index);
                requireShape(entry, "Bundle.entry[1].resource.entry[" + index + "]");
                int place = index;
                keys(entry).forEach(key -> places.putIfAbsent(key, place));
            }
        }

        private void requireShape(BundleEntryComponent entry, String place) {
            HTTPVerb method = entry.getRequest().getMethod();
            require(
                    method == HTTPVerb.POST || method == HTTPVerb.PUT || method == HTTPVerb.DELETE,
                    place + ".request.method",
                    "found another method or none, expected POST, PUT or DELETE");
            require(entry.getRequest().hasUrl(), place + ".request.url", "request.url is missing");
            require(
                    String.valueOf(entry.getResponse().getStatus()).startsWith("2"),
                    place + ".response.status",
                    "response.status is missing or no success: a message tells of changes that have happened");
            require(
                    entry.hasResource() || method == HTTPVerb.DELETE,
                    place + ".resource",
                    "the resource is missing, which only a DELETE goes without");
            require(
                    !entry.hasResource()
                            || entry.getResource() instanceof Patient
                            || (entry.getResource() instanceof RelatedPerson && method != HTTPVerb.DELETE),
                    place + ".resource",
                    "found another resource, expected a Patient, or a RelatedPerson that a Patient links to");
        }

        private List<String> keys(BundleEntryComponent entry) {
            List<String> keys = new ArrayList<>();
            if (entry.hasFullUrl()) {
                keys.add(entry.getFullUrl());
            }
            key(entry).ifPresent(keys::add);
            return keys;
        }

        /** Type and id, as the source has them. */
        private Optional<String> key(BundleEntryComponent entry) {
            Resource resource = entry.getResource();
            String id = resource == null ? null : resource.getIdElement().getIdPart();
            String type = resource == null ? "Patient" : resource.fhirType();
            String url = entry.getRequest().getUrl();
            boolean isById = url.startsWith(type + "/") && url.length() > type.length() + 1;
            return id != null && !id.startsWith("urn:")
                    ? Optional.of(type + "/" + id)
                    : isById ? Optional.of(url) : Optional.empty();
        }

        /** The patients' entries in the order in which they are taken: whoever is to stand for another comes first. */
        List<Change> changes() {
            link();
            List<Change> changes = new ArrayList<>();
            Set<Named> seen = new HashSet<>();
            for (int index = 0; index < history.getEntry().size(); index++) {
                BundleEntryComponent entry = history.getEntry().get(index);
                if (!(entry.getResource() instanceof RelatedPerson)) {
                    Change change = change(entry, index);
                    if (change.record().isPresent() && !seen.add(change.record().get())) {
                        throw at(
                                change,
                                Refusal.unprocessable(
                                        IssueType.DUPLICATE, "", "two entries are about one patient, expected one"));
                    }
                    changes.add(change);
                }
            }
            changes.sort(
                    java.util.Comparator.comparing(change -> change.survivor().isPresent()));
            return changes;
        }

        private Change change(BundleEntryComponent entry, int index) {
            HTTPVerb method = entry.getRequest().getMethod();
            Optional<Patient> patient = Optional.ofNullable((Patient) entry.getResource());
            String key = key(entry).orElse("");
            Change bare = new Change(index, method, key, patient, Optional.empty());
            Optional<Named> record = patient.flatMap(this::byNumber)
                    .or(() -> byCondition(entry.getRequest().getUrl()))
                    .or(() -> known(key));
            if (record.isEmpty() && method != HTTPVerb.DELETE) {
                throw at(
                        bare,
                        Refusal.unprocessable(
                                IssueType.REQUIRED,
                                "Patient.identifier",
                                "none of the patient's identifiers is a number of a facility that this client feeds for, and the id was not told before"));
            }
            return new Change(index, method, key, patient, record);
        }

        /** By the facility's own number among its identifiers. */
        private Optional<Named> byNumber(Patient patient) {
            Set<Named> numbers = new HashSet<>();
            for (Identifier identifier : patient.getIdentifier()) {
                if (identifier.hasSystem()
                        && identifier.hasValue()
                        && identifier.getUse() != Identifier.IdentifierUse.OLD) {
                    systems.facility(identifier.getSystem())
                            .filter(facility -> actor.facilities().includes(facility))
                            .map(facility ->
                                    new Named(facility, identifier.getValue().strip()))
                            .ifPresent(numbers::add);
                }
            }
            if (numbers.size() > 1) {
                throw Refusal.unprocessable(
                        IssueType.MULTIPLEMATCHES,
                        "Patient.identifier",
                        "the patient has " + numbers.size()
                                + " numbers of facilities that this client feeds for, expected one: send each facility's record by itself");
            }
            return numbers.stream().findFirst();
        }

        private Optional<Named> byCondition(String url) {
            if (!url.startsWith("Patient?")) {
                return Optional.empty();
            }
            Identifier identifier = patients.identifier(url);
            return systems.facility(identifier.getSystem()).map(facility -> new Named(facility, identifier.getValue()));
        }

        /** By an id that the source told before, or one of ours. */
        private Optional<Named> known(String key) {
            if (!key.startsWith("Patient/")) {
                return Optional.empty();
            }
            return feed.message(keyOf(key))
                    .map(RecordStore.Message::source)
                    .or(() -> SourceId.parse(key.substring("Patient/".length())))
                    .flatMap(feed::present)
                    .filter(record -> actor.facilities().includes(record.facility()))
                    .map(record -> new Named(record.facility(), record.localId()));
        }

        private String keyOf(String key) {
            return "pmir-patient:"
                    + UUID.nameUUIDFromBytes((client + "|" + source + "|" + key).getBytes(StandardCharsets.UTF_8));
        }

        /** Puts what RelatedPersons say into the Patients that it is about, as they would say it in ITI-104: contained, with the relative's numbers. */
        private void link() {
            Set<Integer> linked = new HashSet<>();
            for (BundleEntryComponent entry : history.getEntry()) {
                if (entry.getResource() instanceof Patient patient) {
                    for (Patient.PatientLinkComponent link : List.copyOf(patient.getLink())) {
                        Integer at = places.get(String.valueOf(link.getOther().getReference()));
                        boolean isRelative = at != null
                                && link.getType() == Patient.LinkType.SEEALSO
                                && history.getEntry().get(at).getResource() instanceof RelatedPerson;
                        if (isRelative) {
                            linked.add(at);
                            patient.getLink().remove(link);
                            relate(patient, (RelatedPerson) history.getEntry()
                                    .get(Objects.requireNonNull(at))
                                    .getResource());
                        }
                    }
                }
            }
            for (int index = 0; index < history.getEntry().size(); index++) {
                require(
                        !(history.getEntry().get(index).getResource() instanceof RelatedPerson)
                                || linked.contains(index),
                        "Bundle.entry[1].resource.entry[" + index + "]",
                        "no Patient of the message links to this RelatedPerson");
            }
        }

        /** @param one who is this relative, as FHIR has it, or who has it where it says of itself whose it is */
        private void relate(Patient one, RelatedPerson related) {
            boolean isKnownKind = related.getRelationship().stream()
                    .flatMap(relationship -> relationship.getCoding().stream())
                    .anyMatch(coding -> RelatedPersons.kind(String.valueOf(coding.getCode()))
                            .isPresent());
            require(isKnownKind, "RelatedPerson.relationship", "found no relationship that is known here, such as MTH");
            Integer at = places.get(String.valueOf(related.getPatient().getReference()));
            Patient whose =
                    at != null && history.getEntry().get(at).getResource() instanceof Patient patient ? patient : null;
            if (whose == null) {
                throw Refusal.unprocessable(
                        IssueType.NOTFOUND,
                        "RelatedPerson.patient",
                        "the patient whose relative this is, is not in the message: send both together");
            }
            RelatedPerson contained = new RelatedPerson();
            contained.setRelationship(related.getRelationship());
            contained.setIdentifier(whose == one ? related.getIdentifier() : one.getIdentifier());
            require(
                    contained.getIdentifier().stream().anyMatch(Identifier::hasValue),
                    "RelatedPerson.identifier",
                    "the relative has no number: there is nothing to know it by");
            whose.addLink().setType(Patient.LinkType.SEEALSO).setOther(new Reference(contained));
        }

        Optional<FeedOutcome> perform(Change change, Actor by) {
            if (change.method() == HTTPVerb.DELETE) {
                return change.record()
                        .flatMap(named -> feed.remove(named.facility(), named.localId(), Optional.empty(), by));
            }
            Named named = change.record().orElseThrow();
            Patient patient = change.patient().orElseThrow().copy();
            Optional<Named> survivor = change.survivor().map(other -> survivor(other, change));
            FeedOutcome outcome = survivor.isPresent() && !patient.hasName()
                    ? merged(named, survivor.get(), by)
                    : fed(named, patient, survivor, by);
            remember(change, outcome);
            return Optional.of(outcome);
        }

        private Named survivor(Reference other, Change change) {
            String key = String.valueOf(other.getReference());
            Identifier number = other.getIdentifier();
            Optional<Named> byNumber = number.hasSystem() && number.hasValue()
                    ? systems.facility(number.getSystem())
                            .map(facility ->
                                    new Named(facility, number.getValue().strip()))
                    : Optional.empty();
            Named survivor = byNumber.or(() -> Optional.ofNullable(places.get(key))
                            .map(at -> change(history.getEntry().get(at), at))
                            .flatMap(Change::record))
                    .or(() -> known(key.substring(Math.max(0, key.lastIndexOf("Patient/")))))
                    .orElseThrow(
                            () -> Refusal.unprocessable(
                                    IssueType.NOTFOUND,
                                    "Patient.link.other",
                                    "the patient that stands for this one is not known: feed it first, or name it by its identifier"));
            require(
                    survivor.facility().equals(change.record().orElseThrow().facility()),
                    "Patient.link.other",
                    "the two are of two facilities: a facility merges its own numbers, and clerks the persons of several");
            return survivor;
        }

        /** Of a merge that says no more than that: the data of the record stay what they were. */
        private FeedOutcome merged(Named subsumed, Named survivor, Actor by) {
            SourceRecord record = feed.present(subsumed.facility(), subsumed.localId())
                    .orElseThrow(() -> Refusal.unprocessable(
                            IssueType.NOTFOUND, "Patient", "the patient that is merged is not known: feed it first"));
            Map<String, String> columns = new LinkedHashMap<>(record.columns());
            columns.put(Columns.REPLACED_BY, survivor.localId());
            return feed.feed(
                    new SourceFeed(
                            record.facility(),
                            record.localId(),
                            columns,
                            record.document(),
                            record.eventTime(),
                            Optional.empty()),
                    by);
        }

        private FeedOutcome fed(Named named, Patient patient, Optional<Named> survivor, Actor by) {
            String system = systems.ofFacility(named.facility());
            boolean hasNumber = patient.getIdentifier().stream()
                    .anyMatch(one ->
                            system.equals(one.getSystem()) && named.localId().equals(one.getValue()));
            if (!hasNumber) {
                patient.addIdentifier().setSystem(system).setValue(named.localId());
            }
            survivor.ifPresent(other -> patient.getLink().stream()
                    .filter(link -> link.getType() == Patient.LinkType.REPLACEDBY)
                    .forEach(link -> link.setOther(new Reference()
                            .setIdentifier(new Identifier().setSystem(system).setValue(other.localId())))));
            String condition =
                    "Patient?identifier=" + URLEncoder.encode(system + "|" + named.localId(), StandardCharsets.UTF_8);
            return patients.take(patient, condition, Optional.empty(), by);
        }

        private void remember(Change change, FeedOutcome outcome) {
            if (change.key().isEmpty()) {
                return;
            }
            Optional<RecordStore.Message> before = feed.message(keyOf(change.key()));
            if (before.isEmpty()) {
                feed.remember(new RecordStore.Message(
                        keyOf(change.key()),
                        "",
                        outcome.source().id(),
                        outcome.source().version(),
                        clock.instant()));
            } else if (!before.get().source().equals(outcome.source().id())) {
                throw Refusal.unprocessable(
                        IssueType.DUPLICATE,
                        "Patient.id",
                        "this id was told before for another number of the facility: an id is one patient's for good");
            }
        }
    }
}
