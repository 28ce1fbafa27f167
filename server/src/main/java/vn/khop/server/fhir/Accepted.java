package vn.khop.server.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.ResponseDetails;

/** Answers 202 where what was asked for was taken and is not done yet; HAPI's operations know 200 only. */
@Interceptor
public final class Accepted {
    private static final String MARK = Accepted.class.getName();
    private static final int ACCEPTED = 202;

    static void mark(RequestDetails request) {
        request.getUserData().put(MARK, true);
    }

    @Hook(Pointcut.SERVER_OUTGOING_RESPONSE)
    public void say(RequestDetails request, ResponseDetails response) {
        if (request.getUserData().containsKey(MARK)) {
            response.setResponseCode(ACCEPTED);
        }
    }
}
