package vn.khop.server.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InternalErrorException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.UnclassifiedServerFailureException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.khop.server.audit.AccessLogUnavailable;

/**
 * What is said and logged when the server itself fails. HAPI would log the exception with its message, which may quote what it choked on; its own log of failures is
 * off in {@code application.yaml}, and only the kind of a fault and its place are logged here. A refusal of wrong input is no fault and is not logged at all.
 */
final class Faults {
    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);
    private static final Pattern ELEMENT =
            Pattern.compile("\\[element=\"([a-zA-Z]{1,40})\"\\] Invalid attribute value");
    private static final Pattern PLACE = Pattern.compile("line: ([0-9]{1,9}), column: ([0-9]{1,9})");
    private static final int SERVICE_UNAVAILABLE = 503;

    /** Public because HAPI calls it by reflection. Null leaves the exception as it is. */
    @Hook(Pointcut.SERVER_PRE_PROCESS_OUTGOING_EXCEPTION)
    public @Nullable BaseServerResponseException answer(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
            if (cause instanceof DataFormatException) {
                return Refusal.invalid(IssueType.STRUCTURE, unreadable(String.valueOf(cause.getMessage())));
            }
            if (cause instanceof AccessLogUnavailable) {
                LOG.error("an answer was withheld because the access log cannot be written", cause);
                return new UnclassifiedServerFailureException(
                        SERVICE_UNAVAILABLE,
                        "the access log cannot be written, so no person is shown or taken: try again later");
            }
        }
        if (failure instanceof InvalidRequestException refused && refused.getOperationOutcome() == null) {
            String message = String.valueOf(refused.getMessage());
            if (message.contains("Failed to parse request body")) {
                return Refusal.invalid(IssueType.STRUCTURE, unreadable(message));
            }
            if (message.contains("does not know how to handle")) {
                return Refusal.invalid(
                        IssueType.NOTSUPPORTED,
                        "this server does not know how to handle this method, path and these parameters together");
            }
        }
        if (isOfReading(root)) {
            return Refusal.invalid(IssueType.STRUCTURE, unreadable(""));
        }
        boolean isFault = failure instanceof InternalErrorException
                || !(failure instanceof BaseServerResponseException || failure instanceof DataFormatException);
        if (!isFault) {
            return null;
        }
        StackTraceElement[] trace = root.getStackTrace();
        LOG.error("{} at {}", root.getClass().getName(), trace.length == 0 ? "an unknown place" : trace[0]);
        return new InternalErrorException("the server failed to answer; the log of this moment says where");
    }

    /** HAPI's parser falls over some of what is no resource, such as null where one is expected. */
    private static boolean isOfReading(Throwable root) {
        return root instanceof NullPointerException
                && Arrays.stream(root.getStackTrace())
                        .anyMatch(at -> at.getClassName().startsWith("ca.uhn.fhir.parser.")
                                && at.getMethodName().equals("parseResource"));
    }

    /** HAPI quotes what it cannot read, which may be a name or a number of a patient; the element that it names is one that FHIR defines. */
    static String unreadable(String message) {
        Matcher value = ELEMENT.matcher(message);
        if (value.find()) {
            return "the value of '" + value.group(1) + "' is not one that its type takes";
        }
        Matcher place = PLACE.matcher(message);
        return "the body is not a resource that FHIR defines, as JSON or as XML"
                + (place.find() ? ": see line " + place.group(1) + ", column " + place.group(2) : "");
    }
}
