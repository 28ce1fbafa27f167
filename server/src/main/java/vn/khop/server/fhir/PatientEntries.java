package vn.khop.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServerUtils;
import ca.uhn.fhir.rest.server.method.BaseMethodBinding;
import ca.uhn.fhir.rest.server.method.BaseResourceReturningMethodBinding;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletSubRequestDetails;
import ca.uhn.fhir.util.ResourceReferenceInfo;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.http.HttpStatus;
import vn.khop.server.registry.FeedOutcome;
import vn.khop.server.security.Actor;

/** What an entry of a Bundle may do with Patients: the feed's conditional update and delete (ITI-104), reads, searches, {@code $match} and {@code $ihe-pix}. */
final class PatientEntries {
    private static final Set<String> OPERATIONS = Set.of("/$match", "/$ihe-pix");

    private final PatientFeed feed;
    private final FhirContext fhirContext;

    PatientEntries(PatientFeed feed, FhirContext fhirContext) {
        this.feed = feed;
        this.fhirContext = fhirContext;
    }

    /** In which turn an entry of a transaction is done: what is removed first, then what is fed, a number that another stands for after that other, then what is asked. */
    int turn(BundleEntry entry) {
        if (entry.method() == HTTPVerb.DELETE) {
            return 0;
        }
        if (entry.method() == HTTPVerb.PUT) {
            boolean isReplaced = entry.entry().getResource() instanceof Patient patient
                    && patient.getLink().stream().anyMatch(link -> link.getType() == Patient.LinkType.REPLACEDBY);
            return isReplaced ? 2 : 1;
        }
        return 3;
    }

    /**
     * Puts ids in the place of references from one entry to another, and refuses those that would have to be searched for: a condition would tell whoever may only feed what
     * there is.
     */
    void resolve(List<BundleEntry> entries) {
        Map<String, String> conditions = new HashMap<>();
        for (BundleEntry entry : entries) {
            if (entry.method() == HTTPVerb.PUT && entry.entry().hasFullUrl()) {
                entry.query().ifPresent(query -> conditions.put(entry.entry().getFullUrl(), query));
            }
        }
        for (BundleEntry entry : entries) {
            if (entry.isWrite() && entry.entry().getResource() instanceof Patient patient) {
                resolve(entry, patient, conditions);
            }
        }
    }

    private void resolve(BundleEntry entry, Patient patient, Map<String, String> conditions) {
        for (Patient.PatientLinkComponent link : patient.getLink()) {
            Reference other = link.getOther();
            Optional.ofNullable(other.getReference())
                    .flatMap(url -> Optional.ofNullable(conditions.get(url)))
                    .ifPresent(condition -> {
                        other.setReference("Patient/" + feed.record(condition));
                        if (!other.hasIdentifier()) {
                            other.setIdentifier(feed.identifier(condition));
                        }
                    });
        }
        for (ResourceReferenceInfo reference : fhirContext.newTerser().getAllResourceReferences(patient)) {
            String url = String.valueOf(
                    reference.getResourceReference().getReferenceElement().getValue());
            if (url.contains("?") || url.startsWith("urn:")) {
                throw Refusal.unprocessable(
                        IssueType.NOTSUPPORTED,
                        entry.place() + ".resource",
                        "a reference by a condition, or to an entry that is not here, is not resolved: name the other by its identifier");
            }
        }
    }

    BundleEntryComponent perform(BundleEntry entry, RequestDetails request, Actor actor) {
        return switch (entry.method()) {
            case PUT -> put(entry, request, actor);
            case DELETE -> delete(entry, request, actor);
            case GET -> asked(entry, RequestTypeEnum.GET, request);
            case POST -> {
                if (!entry.path().equals("/$match")) {
                    throw notTaken(entry);
                }
                yield asked(entry, RequestTypeEnum.POST, request);
            }
            case HEAD, PATCH, NULL -> throw notTaken(entry);
        };
    }

    private static RuntimeException notTaken(BundleEntry entry) {
        return Refusal.unprocessable(
                IssueType.NOTSUPPORTED,
                entry.place() + ".request",
                "of Patients an entry is PUT or DELETE Patient?identifier=system|value, GET, or POST Patient/$match");
    }

    private BundleEntryComponent put(BundleEntry entry, RequestDetails request, Actor actor) {
        requireCondition(entry);
        if (!(entry.entry().getResource() instanceof Patient patient)) {
            throw Refusal.unprocessable(IssueType.INVALID, entry.place() + ".resource", "the entry needs a Patient");
        }
        FeedOutcome outcome = feed.take(patient, entry.query().orElseThrow(), messageKey(entry, request, actor), actor);
        if (outcome.effect() == FeedOutcome.Effect.HELD) {
            BundleEntryComponent held = new BundleEntryComponent();
            held.getResponse()
                    .setStatus(Bundles.status(HttpStatus.ACCEPTED.value()))
                    .setOutcome(PatientFeed.whyHeld(outcome));
            return held;
        }
        Patient written = feed.written(outcome);
        boolean isNew = outcome.effect() == FeedOutcome.Effect.CREATED;
        BundleEntryComponent answer = answered(isNew ? HttpStatus.CREATED : HttpStatus.OK, written);
        answer.getResponse().setLocation(written.getId());
        return answer;
    }

    private BundleEntryComponent delete(BundleEntry entry, RequestDetails request, Actor actor) {
        requireCondition(entry);
        if (entry.entry().hasResource()) {
            throw Refusal.unprocessable(IssueType.INVALID, entry.place() + ".resource", "a DELETE has no resource");
        }
        feed.remove(entry.query().orElseThrow(), messageKey(entry, request, actor), actor);
        BundleEntryComponent answer = new BundleEntryComponent();
        answer.getResponse().setStatus(Bundles.status(HttpStatus.NO_CONTENT.value()));
        return answer;
    }

    private static void requireCondition(BundleEntry entry) {
        if (!entry.path().isEmpty()
                || entry.query().isEmpty()
                || entry.entry().getRequest().hasIfNoneExist()) {
            throw notTaken(entry);
        }
    }

    /** The key that names the whole Bundle names each of its messages by its place. */
    private static Optional<String> messageKey(BundleEntry entry, RequestDetails request, Actor actor) {
        return PatientFeed.messageKey(request, actor).map(key -> key + "#" + entry.index());
    }

    /** Asks the method that would answer a request of its own. */
    private BundleEntryComponent asked(BundleEntry entry, RequestTypeEnum type, RequestDetails request) {
        if (!(request instanceof ServletRequestDetails outer)
                || (entry.path().startsWith("/$") && !OPERATIONS.contains(entry.path()))) {
            throw notTaken(entry);
        }
        String path = "Patient" + entry.path();
        ServletSubRequestDetails inner = new ServletSubRequestDetails(outer);
        inner.setServer(outer.getServer());
        inner.setRequestType(type);
        inner.setFhirServerBase(outer.getFhirServerBase());
        inner.setParameters(parameters(entry.query().orElse("")));
        inner.setRequestPath(path);
        outer.getServer().populateRequestDetailsFromRequestPath(inner, path);
        EncodingEnum encoding = Optional.ofNullable(RestfulServerUtils.determineRequestEncodingNoDefault(outer))
                .orElse(EncodingEnum.JSON);
        Resource body = entry.entry().getResource();
        inner.setRequestContents(
                type == RequestTypeEnum.POST && body != null
                        ? encoding.newParser(fhirContext)
                                .encodeResourceToString(body)
                                .getBytes(StandardCharsets.UTF_8)
                        : new byte[0]);
        BaseMethodBinding method = outer.getServer().determineResourceMethod(inner, path);
        inner.setRestOperationType(method.getRestOperationType());
        if (!(method instanceof BaseResourceReturningMethodBinding answering)
                || !(answering.doInvokeServer(outer.getServer(), inner) instanceof Resource answer)) {
            throw notTaken(entry);
        }
        return answered(HttpStatus.OK, answer);
    }

    private static BundleEntryComponent answered(HttpStatus status, Resource resource) {
        BundleEntryComponent answer = new BundleEntryComponent();
        answer.setResource(resource);
        answer.getResponse().setStatus(Bundles.status(status.value()));
        if (resource.getMeta().hasVersionId()) {
            answer.getResponse().setEtag("W/\"" + resource.getMeta().getVersionId() + "\"");
            answer.getResponse().setLastModified(resource.getMeta().getLastUpdated());
        }
        return answer;
    }

    private static Map<String, String[]> parameters(String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String part : query.split("&")) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                parameters
                        .computeIfAbsent(
                                decoded(equals < 0 ? part : part.substring(0, equals)), name -> new ArrayList<>())
                        .add(decoded(equals < 0 ? "" : part.substring(equals + 1)));
            }
        }
        Map<String, String[]> arrays = new LinkedHashMap<>();
        parameters.forEach((name, values) -> arrays.put(name, values.toArray(String[]::new)));
        return arrays;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(IssueType.INVALID, "a query holds a percent sign that is no encoding");
        }
    }
}
