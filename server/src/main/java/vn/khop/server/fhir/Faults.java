package vn.khop.server.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InternalErrorException;
import ca.uhn.fhir.rest.server.exceptions.UnclassifiedServerFailureException;
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
    private static final int SERVICE_UNAVAILABLE = 503;

    /** Public because HAPI calls it by reflection. Null leaves the exception as it is. */
    @Hook(Pointcut.SERVER_PRE_PROCESS_OUTGOING_EXCEPTION)
    public @Nullable BaseServerResponseException answer(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
            if (cause instanceof AccessLogUnavailable) {
                LOG.error("an answer was withheld because the access log cannot be written", cause);
                return new UnclassifiedServerFailureException(
                        SERVICE_UNAVAILABLE,
                        "the access log cannot be written, so no person is shown or taken: try again later");
            }
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
}
