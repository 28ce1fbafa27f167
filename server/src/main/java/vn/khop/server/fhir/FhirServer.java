package vn.khop.server.fhir;

import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.ETagSupportEnum;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.method.BaseMethodBinding;
import java.util.Optional;
import vn.khop.server.fhir.terminology.Statements;

/** One complete HAPI servlet: our providers, and HAPI's stored resources when they are there. */
final class FhirServer extends RestfulServer {
    private static final long serialVersionUID = 1L;

    private static final int SERVICE_UNAVAILABLE = 503;

    private final boolean complete;

    private FhirServer(FhirProviders providers, Optional<ResourceContext> resources) {
        super(providers.fhirContext());
        this.complete = resources.isPresent();
        setServerName("Khớp");
        setImplementationDescription("Khớp: master patient index and terminology service");
        setServerVersion(Statements.softwareVersion());
        setDefaultResponseEncoding(EncodingEnum.JSON);
        setETagSupport(ETagSupportEnum.ENABLED);
        // HAPI puts later registrations in front, and a servlet's plain providers after its resource providers: so ours
        // answer first. ProviderOrderTest pins it.
        registerInterceptor(new StoredInteractions());
        registerInterceptor(new Faults());
        registerInterceptor(new StrictBodies());
        registerInterceptor(new Accepted());
        registerInterceptor(new AnswerFormat());
        resources.ifPresent(context -> registerProviders(context.providers()));
        registerProviders(providers.all());
        registerProvider(providers.bundles(resources.map(context -> new CodeBundles(context.bundles()))));
        registerInterceptor(new TerminologyMode(providers.codes()));
        registerInterceptor(new CodeReads(providers.codes(), providers.notPosted(), complete));
        resources.ifPresent(context -> setPagingProvider(context.pagingProvider()));
        setServerConformanceProvider(
                resources.map(context -> new Capabilities(this, context)).orElseGet(() -> new Capabilities(this)));
    }

    static FhirServer withoutResources(FhirProviders providers) {
        return new FhirServer(providers, Optional.empty());
    }

    static FhirServer withResources(FhirProviders providers, ResourceContext resources) {
        return new FhirServer(providers, Optional.of(resources));
    }

    /** What HAPI's persistence will answer is "not yet" until it has joined, never "unknown". */
    @Override
    public BaseMethodBinding determineResourceMethod(RequestDetails request, String path) {
        try {
            return super.determineResourceMethod(request, path);
        } catch (BaseServerResponseException unknown) {
            String type = request.getResourceName();
            if (complete || type == null || !ResourceContext.TYPES.contains(type)) {
                throw unknown;
            }
            throw stillStarting(type);
        }
    }

    /** 503: the part that would answer is not there yet. */
    static BaseServerResponseException stillStarting() {
        return stillStarting("what was asked for");
    }

    private static BaseServerResponseException stillStarting(String what) {
        BaseServerResponseException starting = new StillStarting(what);
        starting.addResponseHeader("Retry-After", "5");
        return starting;
    }

    /** Without a stack trace: it is an answer, not a fault, and would fill the log while clients ask again. */
    private static final class StillStarting extends BaseServerResponseException {
        private static final long serialVersionUID = 1L;

        StillStarting(String type) {
            super(SERVICE_UNAVAILABLE, type + " is served by a part that is still starting: try again in some seconds");
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
