package vn.khop.server.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.Constants;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Refuses to answer a question about patients in a format that nobody here writes; HAPI would answer in JSON as if it had not been asked. IHE ITI-78: 406. */
@Interceptor
final class AnswerFormat {
    /** Public because HAPI calls it by reflection. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_HANDLED)
    public void require(RequestDetails request) {
        if (!"Patient".equals(request.getResourceName())) {
            return;
        }
        String[] format = request.getParameters().get(Constants.PARAM_FORMAT);
        boolean isWritten = format != null && format.length > 0
                ? Arrays.stream(format).allMatch(AnswerFormat::isWritten)
                : accepted(request).stream().anyMatch(AnswerFormat::isWritten);
        if (!isWritten) {
            throw Refusal.notAcceptable();
        }
    }

    private static List<String> accepted(RequestDetails request) {
        List<String> accepted = new ArrayList<>();
        request.getHeaders("Accept").forEach(header -> accepted.addAll(Arrays.asList(header.split(","))));
        return accepted.isEmpty() ? List.of("*/*") : accepted;
    }

    private static boolean isWritten(String format) {
        // A plus of a URL that was not encoded has come as a space.
        String type = format.split(";", 2)[0].strip().replace(' ', '+').toLowerCase(Locale.ROOT);
        if (type.equals("*/*") || type.equals("application/*")) {
            return true;
        }
        EncodingEnum encoding = EncodingEnum.forContentType(type);
        return encoding == EncodingEnum.JSON || encoding == EncodingEnum.XML;
    }
}
