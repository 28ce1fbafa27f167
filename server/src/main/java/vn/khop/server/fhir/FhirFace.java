package vn.khop.server.fhir;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import vn.khop.server.fhir.terminology.CodeDesk;

/**
 * The servlet at {@code /fhir}: one face for the client, whichever part of the house answers.
 *
 * <p>It holds one complete HAPI servlet and replaces it whole when HAPI's persistence joins: a switch of one reference, because the tables of a running
 * {@code RestfulServer} are plain lists that must not change under requests, and because the order of registration decides who answers an operation.
 */
public final class FhirFace extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient FhirProviders providers;
    private transient volatile FhirServer current;

    /** @param providers our own: they answer before anything of HAPI's that claims the same operation */
    public FhirFace(FhirProviders providers) {
        this.providers = providers;
        this.current = FhirServer.withoutResources(providers);
    }

    /** The desk that answers the code operations of this face. */
    public CodeDesk codes() {
        return providers.codes();
    }

    @Override
    public void init(ServletConfig config) throws ServletException {
        super.init(config);
        current.init(config);
    }

    /** From the next request on, HAPI's resources answer too. */
    public void join(ResourceContext resources) {
        FhirServer complete = FhirServer.withResources(providers, resources);
        try {
            complete.init(getServletConfig());
        } catch (ServletException e) {
            throw new IllegalStateException("HAPI's resources cannot join the FHIR face", e);
        }
        current = complete;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        current.service(request, response);
    }
}
