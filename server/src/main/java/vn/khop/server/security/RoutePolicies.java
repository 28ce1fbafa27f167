package vn.khop.server.security;

import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/**
 * The one table that says who may use which route, and the only place that decides it. The first line that covers a request decides; a request that no line covers
 * is refused, so a new route is closed until somebody writes its line. A test walks all routes of the running server and fails for one without a line.
 */
public final class RoutePolicies implements AuthorizationManager<RequestAuthorizationContext> {
    /** A FHIR id (R4, 2.24.0.1): so that no operation name passes for one. */
    private static final String ID = "{id:[A-Za-z0-9.-]{1,64}}";

    private static final String VERSION = "{version:[A-Za-z0-9.-]{1,64}}";

    private static final List<HttpMethod> METHODS = List.of(GET, POST, PUT, PATCH, DELETE);

    private static final List<String> CLOSED_BESIDES = List.of(
            "CodeSystem",
            "ConceptMap",
            "Location",
            "NamingSystem",
            "OperationDefinition",
            "Organization",
            "Patient",
            "Provenance",
            "RelatedPerson",
            "ValueSet");

    /** An operation of a type or of one of its resources; long names are no names. */
    private static final Pattern OPERATION =
            Pattern.compile("/fhir/([A-Za-z]{1,40})(?:/[A-Za-z0-9.-]{1,64})?/(?:\\$|%24)[A-Za-z-]{1,80}");

    private static final List<String> DRAWS_IN =
            List.of("_include", "_revinclude", "_has", "_list", "_query", "_filter");

    private static final List<RoutePolicy> TABLE = table();

    private final RequestActor actors;
    private final boolean anonymousTerminology;
    private final boolean purposeRequired;

    /** @param anonymousTerminology {@code khop.terminology.anonymous-read} */
    public RoutePolicies(RequestActor actors, boolean anonymousTerminology, boolean purposeRequired) {
        this.actors = actors;
        this.anonymousTerminology = anonymousTerminology;
        this.purposeRequired = purposeRequired;
    }

    /** Every line, in the order in which they are asked. */
    static List<RoutePolicy> lines() {
        return TABLE;
    }

    /** @param path within the application, with its slash; encoded as in the request line */
    static Optional<RoutePolicy> find(HttpMethod method, String path) {
        PathContainer requestPath = PathContainer.parsePath(path);
        return TABLE.stream()
                .filter(policy -> policy.covers(method, requestPath))
                .findFirst();
    }

    @Override
    @SuppressWarnings("deprecation") // the interface still asks for both; this one only forwards
    public AuthorizationDecision check(Supplier<Authentication> authentication, RequestAuthorizationContext context) {
        HttpServletRequest request = context.getRequest();
        String path = request.getRequestURI().substring(request.getContextPath().length());
        Optional<RoutePolicy> policy = find(HttpMethod.valueOf(request.getMethod()), path);
        policy.ifPresent(line -> RequestQuestion.note(line, request));
        Actor actor = actors.of(authentication.get(), request);
        boolean isPermitted =
                policy.filter(line -> permits(line, actor, request)).isPresent();
        if (!isPermitted && mayKnowThatItIsMissing(path, actor)) {
            Refusal.noteUnknownOperation(request);
        }
        return new AuthorizationDecision(isPermitted);
    }

    /** Whoever may ask some operation of a type is told that another is not there, instead of being refused as if it were; it is closed to him all the same. */
    private boolean mayKnowThatItIsMissing(String path, Actor actor) {
        Matcher operation = OPERATION.matcher(path);
        if (actor.username().equals(Actor.ANONYMOUS) || !operation.matches() || isNamed(path)) {
            return false;
        }
        String operations = "/fhir/" + operation.group(1) + "/$";
        return TABLE.stream()
                .filter(line -> line.path().getPatternString().startsWith(operations))
                .anyMatch(line -> line.access().permits(actor, true, anonymousTerminology, purposeRequired));
    }

    /** Whether a line is about just this operation, by whatever method. */
    private static boolean isNamed(String path) {
        PathContainer requestPath = PathContainer.parsePath(path);
        return TABLE.stream()
                .filter(line -> !line.path().getPatternString().endsWith("/**"))
                .anyMatch(line -> line.path().matches(requestPath));
    }

    /**
     * Whether the actor may do this, as one entry of a Bundle: the same line decides that would for a request of its own.
     *
     * @param path with its slash, such as {@code /fhir/Patient}; without a query
     */
    public boolean permitsEntry(HttpMethod method, String path, Actor actor) {
        boolean known = !actor.username().equals(Actor.ANONYMOUS);
        return find(method, path)
                .filter(line -> line.access().permits(actor, known, anonymousTerminology, purposeRequired))
                .isPresent();
    }

    /** Whether the line of this request lets the actor in. */
    boolean permits(RoutePolicy policy, Actor actor, HttpServletRequest request) {
        boolean known = !actor.username().equals(Actor.ANONYMOUS);
        String path = request.getRequestURI().substring(request.getContextPath().length());
        return policy.access().permits(actor, known, anonymousTerminology, purposeRequired)
                && !drawsInOthers(request, path);
    }

    /** A search of one kind of resource must not bring others along, or ask about them: whoever may read code lists may not read the audit through them. */
    private static boolean drawsInOthers(HttpServletRequest request, String path) {
        return request.getMethod().equals(GET.name())
                && path.startsWith("/fhir/")
                && !path.startsWith("/fhir/Patient")
                && request.getParameterMap().keySet().stream()
                        .anyMatch(name -> DRAWS_IN.stream().anyMatch(name::startsWith));
    }

    @Override
    public AuthorizationResult authorize(Supplier<Authentication> authentication, RequestAuthorizationContext context) {
        return check(authentication, context);
    }

    private static List<RoutePolicy> table() {
        Access clerks = Access.roles(Role.CLERK, Role.CLERK_LEAD);
        Access codes = Access.terminologyReading();
        Access codeAdmins = Access.roles(Role.TERMINOLOGY_ADMIN);
        Access anyRole =
                Access.roles(Role.HUB, Role.CLERK, Role.CLERK_LEAD, Role.TERMINOLOGY_ADMIN, Role.AUDITOR, Role.ADMIN);
        Access search =
                Access.hubWith(Scope.ITI_78, Role.CLERK, Role.CLERK_LEAD).orPatients("s");
        Access read = Access.hubWith(Scope.ITI_78, Role.CLERK, Role.CLERK_LEAD).orPatients("r");
        Access match =
                Access.hubWith(Scope.ITI_119, Role.CLERK, Role.CLERK_LEAD).orPatients("rs");
        Access feed = Access.hubWith(Scope.ITI_104).orPatients("cu");
        Access crossReference = Access.hubWith(Scope.ITI_83);

        List<RoutePolicy> table = new ArrayList<>();
        Lines lines = new Lines(table);
        lines.add(
                GET, Access.everyone(), "/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness");
        lines.add(
                GET,
                Access.roles(Role.ADMIN),
                "/actuator",
                "/actuator/info",
                "/actuator/prometheus",
                "/actuator/health/**");

        lines.add(
                GET, Access.everyone(), "/fhir/metadata", "/fhir/$versions", "/fhir/r5/metadata", "/fhir/r5/$versions");
        lines.add(POST, match, "/fhir/Patient/$match");
        lines.add(GET, crossReference, "/fhir/Patient/$ihe-pix");
        lines.add(POST, crossReference, "/fhir/Patient/$ihe-pix");
        lines.add(PUT, feed, "/fhir/Patient", "/fhir/Patient/");
        lines.add(DELETE, feed, "/fhir/Patient", "/fhir/Patient/");
        lines.add(POST, Access.hubWith(Scope.ITI_104, Role.CLERK, Role.CLERK_LEAD), "/fhir/Patient/$merge");
        lines.add(POST, clerks, "/fhir/Patient/$unmerge");
        lines.add(POST, search, "/fhir/Patient/_search");
        lines.add(GET, search, "/fhir/Patient", "/fhir/Patient/");
        lines.add(GET, read, "/fhir/Patient/" + ID, "/fhir/Patient/" + ID + "/_history/" + VERSION);
        // The next page of a search comes from the root: GET /fhir?_getpages=...
        lines.add(GET, search, "/fhir", "/fhir/");
        lines.add(
                GET,
                Access.roles(Role.AUDITOR, Role.ADMIN),
                "/fhir/AuditEvent",
                "/fhir/AuditEvent/",
                "/fhir/AuditEvent/" + ID);
        lines.add(POST, Access.hubWith(Scope.ITI_93), "/fhir/$process-message");
        Access exporters = Access.hubWith(Scope.EXPORT);
        lines.add(GET, exporters, "/fhir/$export");
        lines.add(POST, exporters, "/fhir/$export");
        Access subscribers = Access.hubWith(Scope.ITI_94);
        Access subscribersAndAdmin = Access.hubWith(Scope.ITI_94, Role.ADMIN);
        lines.add(POST, subscribers, "/fhir/Subscription", "/fhir/Subscription/");
        lines.add(PUT, subscribers, "/fhir/Subscription/" + ID);
        lines.add(GET, subscribersAndAdmin, "/fhir/Subscription", "/fhir/Subscription/", "/fhir/Subscription/" + ID);
        lines.add(DELETE, subscribersAndAdmin, "/fhir/Subscription/" + ID);
        lines.add(GET, clerks, "/fhir/Task", "/fhir/Task/", "/fhir/Task/" + ID);
        lines.add(POST, clerks, "/fhir/Task/_search");
        lines.add(PUT, clerks, "/fhir/Task/" + ID);
        lines.add(
                GET,
                Access.hubWith(Scope.ITI_78, Role.CLERK, Role.CLERK_LEAD, Role.AUDITOR),
                "/fhir/Provenance",
                "/fhir/Provenance/",
                "/fhir/Provenance/" + ID);
        Access relatives = Access.hubWith(Scope.ITI_78, Role.CLERK, Role.CLERK_LEAD);
        lines.add(GET, relatives, "/fhir/RelatedPerson", "/fhir/RelatedPerson/", "/fhir/RelatedPerson/" + ID);
        lines.add(POST, relatives, "/fhir/RelatedPerson/_search");
        // One's own operations are described to whoever may know that there are any.
        lines.add(GET, anyRole, "/fhir/OperationDefinition/" + ID);
        for (String base : List.of("/fhir/", "/fhir/r5/")) {
            for (String operation : List.of(
                    "CodeSystem/$lookup",
                    "CodeSystem/$validate-code",
                    "CodeSystem/$subsumes",
                    "CodeSystem/$find-matches",
                    "ValueSet/$expand",
                    "ValueSet/$validate-code",
                    "ConceptMap/$translate")) {
                String ofInstance = operation.replace("/$", "/" + ID + "/$");
                lines.add(GET, codes, base + operation, base + ofInstance);
                lines.add(POST, codes, base + operation, base + ofInstance);
            }
            for (String operation :
                    List.of("CodeSystem/$batch-validate-code", "ValueSet/$batch-validate-code", "$closure")) {
                lines.add(GET, codes, base + operation);
                lines.add(POST, codes, base + operation);
            }
        }
        // A bundle, of which each entry is held against its own line.
        lines.add(POST, Access.roles(Role.HUB, Role.CLERK, Role.CLERK_LEAD, Role.TERMINOLOGY_ADMIN), "/fhir", "/fhir/");
        for (String type : List.of("CodeSystem", "ValueSet", "ConceptMap")) {
            lines.addStored(type, codes, codeAdmins);
            lines.add(GET, codes, "/fhir/r5/" + type, "/fhir/r5/" + type + "/" + ID);
        }
        lines.addStored("NamingSystem", anyRole, codeAdmins);
        for (String type : List.of("Organization", "Location")) {
            lines.addStored(type, anyRole, Access.roles(Role.ADMIN));
        }
        // What is asked of these besides is closed in so many words.
        for (String type : CLOSED_BESIDES) {
            for (HttpMethod method : METHODS) {
                lines.add(method, Access.nobody(), "/fhir/" + type + "/**");
            }
        }

        lines.add(GET, Access.anybodyKnown(), "/api/v1/session", "/api/openapi.json", "/api/openapi.json.yaml");
        // What of it is a lead's alone, the registry knows.
        lines.add(
                POST,
                clerks,
                "/api/v1/persons/search",
                "/api/v1/persons/decisions",
                "/api/v1/persons/decisions/preview");
        lines.add(GET, crossReference, "/api/v1/changes");
        Access leads = Access.roles(Role.CLERK_LEAD, Role.ADMIN);
        lines.add(GET, leads, "/api/v1/models", "/api/v1/models/runs/{run}", "/api/v1/models/runs/{run}/findings");
        lines.add(GET, Access.roles(Role.CLERK_LEAD), "/api/v1/models/runs/{run}/findings/{finding}");
        lines.add(POST, leads, "/api/v1/models", "/api/v1/models/rehearse", "/api/v1/models/activate");
        Access exportersAndLeads = Access.hubWith(Scope.EXPORT, Role.CLERK_LEAD, Role.ADMIN);
        lines.add(GET, leads, "/api/v1/exports");
        lines.add(POST, leads, "/api/v1/exports/{exportId}/approve");
        lines.add(GET, exportersAndLeads, "/api/v1/exports/{exportId}");
        lines.add(DELETE, exportersAndLeads, "/api/v1/exports/{exportId}");
        lines.add(GET, exporters, "/api/v1/exports/{exportId}/files/{name}");
        lines.add(GET, leads, "/api/v1/matching/weights", "/api/v1/matching/reviews", "/api/v1/matching/levels");
        lines.add(GET, clerks, "/api/v1/unlinkable", "/api/v1/unlinkable/counts");
        lines.add(
                GET,
                clerks,
                "/api/v1/tasks",
                "/api/v1/tasks/counts",
                "/api/v1/tasks/figures",
                "/api/v1/tasks/{taskId}",
                "/api/v1/tasks/{taskId}/comparison");
        lines.add(
                POST,
                clerks,
                "/api/v1/tasks/{taskId}/unmask",
                "/api/v1/tasks/{taskId}/preview",
                "/api/v1/tasks/{taskId}/take",
                "/api/v1/tasks/{taskId}/review",
                "/api/v1/tasks/{taskId}/escalate",
                "/api/v1/tasks/{taskId}/ask-hospital",
                "/api/v1/tasks/{taskId}/release",
                "/api/v1/tasks/{taskId}/defer",
                "/api/v1/tasks/{taskId}/decide");
        lines.add(
                GET,
                clerks,
                "/api/v1/persons/{enterpriseId}",
                "/api/v1/persons/{enterpriseId}/explanation",
                "/api/v1/persons/{enterpriseId}/identifiers");
        lines.add(GET, clerks, "/api/v1/persons/{enterpriseId}/numbers", "/api/v1/persons/{enterpriseId}/relations");
        lines.add(POST, clerks, "/api/v1/persons/{enterpriseId}/relations", "/api/v1/persons/{enterpriseId}/unmask");
        lines.add(POST, Access.citizenGateway(), "/api/v1/citizens/identifiers");
        lines.add(GET, Access.roles(Role.CLERK_LEAD, Role.AUDITOR, Role.ADMIN), "/api/v1/measures/anchored-share");
        lines.add(GET, Access.roles(Role.AUDITOR, Role.ADMIN), "/api/v1/revocations");
        lines.add(POST, Access.roles(Role.ADMIN), "/api/v1/revocations");
        lines.add(GET, Access.roles(Role.AUDITOR, Role.ADMIN), "/api/v1/keys");
        lines.add(POST, Access.roles(Role.ADMIN), "/api/v1/keys/rotate");
        lines.add(
                GET,
                Access.roles(Role.ADMIN),
                "/api/v1/loads",
                "/api/v1/loads/{loadId}",
                "/api/v1/loads/{loadId}/bad-rows");
        lines.add(POST, Access.roles(Role.ADMIN), "/api/v1/loads", "/api/v1/loads/{loadId}/resume");
        // What a message says is a patient's: whoever runs the service sees what is wrong with it and no more.
        lines.add(GET, Access.hubWith(Scope.ITI_104, Role.CLERK_LEAD, Role.ADMIN), "/api/v1/messages");
        Access menders = Access.hubWith(Scope.ITI_104, Role.CLERK_LEAD);
        Access measurers = Access.hubWith(Scope.ITI_104, Role.CLERK_LEAD, Role.ADMIN);
        lines.add(
                GET,
                measurers,
                "/api/v1/quality",
                "/api/v1/quality/{facility}",
                "/api/v1/quality/{facility}/failures",
                "/api/v1/quality/{facility}/codes");
        lines.add(GET, menders, "/api/v1/messages/{number}");
        lines.add(GET, leads, "/api/v1/notices", "/api/v1/notices/destinations", "/api/v1/facilities");
        lines.add(POST, leads, "/api/v1/notices/{number}/replay");
        lines.add(
                POST,
                menders,
                "/api/v1/messages/resend",
                "/api/v1/messages/{number}/resend",
                "/api/v1/messages/{number}/dismiss");
        lines.add(POST, menders, "/api/v1/insurance/refusals/{number}/resend");
        lines.add(
                GET,
                Access.hubWith(Scope.ITI_104, Role.CLERK, Role.CLERK_LEAD),
                "/api/v1/insurance/refusals",
                "/api/v1/insurance/refusals/{number}");
        lines.add(
                POST,
                Access.hubWith(Scope.ITI_104),
                "/api/v1/insurance/claims",
                "/api/v1/insurance/check-ins",
                "/api/v1/cards/qr",
                "/api/v1/cards/insurance-lookup");
        lines.add(GET, codes, "/api/v1/code-systems");
        lines.add(
                POST,
                codes,
                "/api/v1/code-systems/search",
                "/api/v1/code-systems/lookup",
                "/api/v1/code-systems/children",
                "/api/v1/codes:lookup");
        lines.add(POST, codes, "/api/v1/claims/checks");
        lines.add(
                GET,
                codes,
                "/api/v1/syndication/feed.xml",
                "/api/v1/syndication/releases/{digest}.zip",
                "/api/v1/syndication/releases/{digest}.json",
                "/api/v1/syndication/resources/{digest}.json");
        // The second person may be whoever runs the service.
        lines.add(
                POST,
                Access.roles(Role.TERMINOLOGY_ADMIN, Role.ADMIN),
                "/api/v1/releases/approve",
                "/api/v1/releases/diff",
                "/api/v1/releases/impact");
        lines.add(GET, codeAdmins, "/api/v1/releases/declarations");
        lines.add(GET, Access.roles(Role.TERMINOLOGY_ADMIN, Role.AUDITOR, Role.ADMIN), "/api/v1/releases");
        lines.add(
                POST,
                codeAdmins,
                "/api/v1/releases/columns",
                "/api/v1/releases/drafts",
                "/api/v1/releases/validate",
                "/api/v1/releases/activate",
                "/api/v1/releases/retire",
                "/api/v1/releases/rollback");
        // A hospital reads and brings its own lists; people decide.
        Access mappers = Access.roles(Role.TERMINOLOGY_ADMIN, Role.HUB);
        lines.add(
                GET,
                mappers,
                "/api/v1/mappings",
                "/api/v1/mappings/{number}",
                "/api/v1/mappings/{number}/rows",
                "/api/v1/mappings/{number}/rows/{row}/decisions",
                "/api/v1/mappings/{number}/export",
                "/api/v1/mappings/{number}/repairs");
        lines.add(POST, mappers, "/api/v1/mappings", "/api/v1/mappings/{number}/rows");
        lines.add(
                POST,
                codeAdmins,
                "/api/v1/mappings/{number}/rows/{row}/decisions",
                "/api/v1/mappings/{number}/decisions",
                "/api/v1/mappings/{number}/accept",
                "/api/v1/mappings/{number}/apply",
                "/api/v1/mappings/{number}/publish");
        Access auditors = Access.roles(Role.AUDITOR, Role.ADMIN);
        lines.add(
                GET,
                auditors,
                "/api/v1/access-log",
                "/api/v1/access-log/entries",
                "/api/v1/access-log/entries/{position}",
                "/api/v1/access-log/standing",
                "/api/v1/access-log/clients");
        lines.add(POST, auditors, "/api/v1/access-log/verify");
        // The purpose and the log-in that it needs besides are looked at there.
        lines.add(POST, read, "/api/v1/break-glass");
        lines.add(GET, auditors, "/api/v1/break-glass");
        lines.add(POST, auditors, "/api/v1/break-glass/{number}/review");
        lines.add(GET, auditors, "/api/v1/subject-requests");
        lines.add(
                POST,
                auditors,
                "/api/v1/subject-requests",
                "/api/v1/subject-requests/{number}/answer",
                "/api/v1/subject-requests/{number}/extend",
                "/api/v1/subject-requests/{number}/close");

        // Logging in and out: open, because whoever needs them has no session yet or wants none any more.
        lines.add(
                GET,
                Access.everyone(),
                "/login",
                "/login/failed",
                "/login/oauth2/code/khop",
                "/oauth2/authorization/khop");
        lines.add(POST, Access.everyone(), "/logout");
        lines.add(GET, Access.everyone(), "/issuer/login", "/issuer/login.css");
        lines.add(POST, Access.everyone(), "/issuer/login");
        // The shell of the UI holds no data; what it shows comes from /api.
        lines.add(
                GET,
                Access.everyone(),
                "/",
                "/index.html",
                "/assets/**",
                "/{file:khop\\.svg|favicon\\.ico|robots\\.txt}");
        lines.add(
                GET,
                Access.everyone(),
                "/persons",
                "/persons/**",
                "/codes",
                "/codes/**",
                "/access-log",
                "/access-log/**",
                "/quality",
                "/quality/**",
                "/matching",
                "/matching/**",
                "/admin",
                "/admin/**",
                "/tasks",
                "/tasks/**",
                "/releases",
                "/releases/**",
                "/mappings",
                "/mappings/**");
        // Error pages are reached by the server's own dispatch only.
        for (HttpMethod method : METHODS) {
            lines.add(method, Access.nobody(), "/error");
        }
        return List.copyOf(table);
    }

    private record Lines(List<RoutePolicy> table) {
        void add(HttpMethod method, Access access, String... paths) {
            for (String path : paths) {
                table.add(RoutePolicy.on(method, path, access));
            }
        }

        /** What the FHIR face serves of a type that HAPI keeps. */
        void addStored(String type, Access readers, Access writers) {
            String resource = "/fhir/" + type;
            add(
                    GET,
                    readers,
                    resource,
                    resource + "/",
                    resource + "/" + ID,
                    resource + "/" + ID + "/_history/" + VERSION);
            add(POST, writers, resource, resource + "/");
            add(POST, writers, resource + "/$validate", resource + "/" + ID + "/$validate");
            add(PUT, writers, resource + "/" + ID);
            add(DELETE, writers, resource + "/" + ID);
        }
    }
}
