package vn.khop.server.fhir;

import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.MethodNotAllowedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.rest.server.exceptions.UnclassifiedServerFailureException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import vn.khop.server.registry.Refused;

/** The answers to what cannot be done: always an OperationOutcome that says where and what to do. */
final class Refusal {
    private static final Pattern NAME = Pattern.compile("[_$]?[a-z][a-zA-Z_-]{0,39}([:.][a-zA-Z.:_-]{1,60})?");

    private Refusal() {}

    /** 400: the request is not one that we understand. */
    static BaseServerResponseException invalid(IssueType type, String diagnostics) {
        return new InvalidRequestException(diagnostics, outcome(type, diagnostics, ""));
    }

    /** 400: a parameter that this operation does not take. */
    static BaseServerResponseException unsupportedParameter(
            Collection<String> names, String operation, Iterable<String> supported) {
        return invalid(
                IssueType.NOTSUPPORTED,
                "parameter '" + names.stream().map(Refusal::named).collect(Collectors.joining("', '"))
                        + "' is not supported by " + operation + "; supported are "
                        + String.join(", ", supported));
    }

    /** The name of a parameter, to be said again; of what looks like none, as where a value stands in a name's place, nothing is. */
    static String named(String parameter) {
        return NAME.matcher(parameter).matches() ? parameter : "…";
    }

    /** 422: the resource says something that cannot be taken. */
    static BaseServerResponseException unprocessable(IssueType type, String element, String diagnostics) {
        return new UnprocessableEntityException(diagnostics, outcome(type, diagnostics, element));
    }

    /** 409: what it speaks of is not as the client saw it. */
    static BaseServerResponseException conflict(String diagnostics) {
        return new ResourceVersionConflictException(diagnostics, outcome(IssueType.CONFLICT, diagnostics, ""));
    }

    static BaseServerResponseException notFound(String diagnostics) {
        return new ResourceNotFoundException(diagnostics, outcome(IssueType.NOTFOUND, diagnostics, ""));
    }

    /** 404 as IHE ITI-78 words it for an identifier domain that is not known. */
    static BaseServerResponseException unknownDomain() {
        String diagnostics = "targetSystem not found";
        OperationOutcome outcome = outcome(IssueType.NOTFOUND, diagnostics, "");
        outcome.getIssueFirstRep().setSeverity(IssueSeverity.WARNING);
        return new ResourceNotFoundException(diagnostics, outcome);
    }

    /** 406: only JSON and XML are spoken here. */
    static BaseServerResponseException notAcceptable() {
        String diagnostics =
                "the answer can be application/fhir+json or application/fhir+xml: ask for one of them by _format or Accept";
        BaseServerResponseException answer = new UnclassifiedServerFailureException(406, diagnostics);
        answer.setOperationOutcome(outcome(IssueType.NOTSUPPORTED, diagnostics, ""));
        return answer;
    }

    static BaseServerResponseException notAllowed(String diagnostics) {
        return new MethodNotAllowedException(diagnostics, outcome(IssueType.NOTSUPPORTED, diagnostics, ""));
    }

    static BaseServerResponseException forbidden(IssueType type, String diagnostics) {
        return new ForbiddenOperationException(diagnostics, outcome(type, diagnostics, ""));
    }

    static BaseServerResponseException of(Refused refused) {
        String diagnostics = String.valueOf(refused.getMessage());
        return switch (refused.reason()) {
            case UNKNOWN_FACILITY -> unprocessable(IssueType.CODEINVALID, "Patient.identifier", diagnostics);
            case TOO_MANY_MISSES -> tooMany(refused);
            case FACILITY_NOT_ALLOWED, ROLE_NOT_ALLOWED, NOT_REGISTERED -> forbidden(IssueType.FORBIDDEN, diagnostics);
            case MESSAGE_KEY_REUSED -> unprocessable(IssueType.DUPLICATE, "", diagnostics);
            case AMBIGUOUS_IDENTIFIER ->
                new ResourceVersionConflictException(diagnostics, outcome(IssueType.MULTIPLEMATCHES, diagnostics, ""));
            case STALE, TAKEN ->
                new ResourceVersionConflictException(diagnostics, outcome(IssueType.CONFLICT, diagnostics, ""));
            case UNKNOWN_PERSON, UNKNOWN_SOURCE, UNKNOWN_TASK -> unprocessable(IssueType.NOTFOUND, "", diagnostics);
            case SUPERSEDED_PERSON,
                    SAME_PERSON,
                    NOT_ONE_FACILITY,
                    SECOND_PERSON_NEEDED,
                    BAD_TIME,
                    BAD_ANSWER,
                    UNKNOWN_MODEL,
                    BAD_MODEL,
                    NOT_REHEARSED,
                    NOT_ENCRYPTED,
                    BAD_GROUPS,
                    NOT_MERGED,
                    NOTHING_TO_UNDO,
                    FORBIDDEN -> unprocessable(IssueType.BUSINESSRULE, "", diagnostics);
        };
    }

    private static BaseServerResponseException tooMany(Refused refused) {
        String diagnostics = String.valueOf(refused.getMessage());
        BaseServerResponseException answer = new UnclassifiedServerFailureException(429, diagnostics);
        answer.setOperationOutcome(outcome(IssueType.THROTTLED, diagnostics, ""));
        refused.retryAfter()
                .ifPresent(wait -> answer.addResponseHeader("Retry-After", Long.toString(wait.toSeconds() + 1)));
        return answer;
    }

    static OperationOutcome outcome(IssueType type, String diagnostics, String element) {
        OperationOutcome outcome = new OperationOutcome();
        OperationOutcome.OperationOutcomeIssueComponent issue = outcome.addIssue()
                .setSeverity(IssueSeverity.ERROR)
                .setCode(type)
                .setDiagnostics(diagnostics);
        if (!element.isEmpty()) {
            issue.addExpression(element);
        }
        return outcome;
    }
}
