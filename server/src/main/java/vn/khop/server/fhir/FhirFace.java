package vn.khop.server.fhir;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The servlet at {@code /fhir}: one face for the client, whichever part of the house answers.
 *
 * <p>The web server has it before the rest of the house is made, since codes are answered in front of it by then; {@link #begin} makes what it needs.
 * It holds one complete HAPI servlet and replaces it whole when HAPI's persistence joins: a switch of one reference, because the tables of a running
 * {@code RestfulServer} are plain lists that must not change under requests, and because the order of registration decides who answers an operation.
 */
public final class FhirFace extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Supplier<FhirProviders> providers;
    private transient volatile @Nullable FhirServer current;

    /** @param providers our own: they answer before anything of HAPI's that claims the same operation; first asked for by {@link #begin} */
    public FhirFace(Supplier<FhirProviders> providers) {
        this.providers = providers;
    }

    /** Once the web server has started, and before the first request is let through. */
    public void begin() {
        answerBy(FhirServer.withoutResources(providers.get()));
    }

    /** From the next request on, HAPI's resources answer too. */
    public void join(ResourceContext resources) {
        answerBy(FhirServer.withResources(providers.get(), resources));
    }

    private void answerBy(FhirServer server) {
        try {
            server.init(getServletConfig());
        } catch (ServletException e) {
            throw new IllegalStateException("the FHIR face cannot be made", e);
        }
        current = server;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        Objects.requireNonNull(current, "requests are let through when the face has begun")
                .service(request, response);
    }
}
