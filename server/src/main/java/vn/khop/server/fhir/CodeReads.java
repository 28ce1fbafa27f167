package vn.khop.server.fhir;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import vn.khop.server.fhir.terminology.CodeDesk;
import vn.khop.terminology.resource.ResourceSpace;

/**
 * Reads and searches of code systems, value sets and concept maps, before HAPI: a search finds the posted ones and the compiled releases alike, and a release can be
 * read by its id. A posted resource is read from HAPI, which knows its versions.
 */
@Interceptor
public final class CodeReads {
    private final CodeDesk desk;
    private final Supplier<ResourceSpace> notPosted;
    private final boolean complete;

    /**
     * @param notPosted what HAPI does not keep
     * @param complete whether HAPI's persistence has joined
     */
    CodeReads(CodeDesk desk, Supplier<ResourceSpace> notPosted, boolean complete) {
        this.desk = desk;
        this.notPosted = notPosted;
        this.complete = complete;
    }

    /** False when the answer was written here. Public because HAPI calls it by reflection. */
    @Hook(Pointcut.SERVER_INCOMING_REQUEST_PRE_PROCESSED)
    public boolean answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("GET")) {
            return true;
        }
        String path = Optional.ofNullable(request.getPathInfo()).orElse("/").replaceAll("^/|/$", "");
        if (!CodeDesk.isOfResources(path)) {
            return true;
        }
        boolean isSearch = !path.contains("/");
        if (isSearch || desk.has(notPosted.get(), path) || (!complete && desk.has(path))) {
            desk.readOrSearch(path, request, response);
            return false;
        }
        return true;
    }
}
