package vn.khop.server.fhir;

import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.interceptor.api.IInterceptorService;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.rest.server.IPagingProvider;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.hl7.fhir.r4.model.Bundle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * HAPI's persistence in a Spring context of its own: what changes seldom and must speak all of FHIR. It shares the database with the store and nothing else.
 * Patients are not in it; they are answered from our own store.
 */
public final class ResourceContext implements AutoCloseable {
    /** The resource types that HAPI keeps and that somebody may read and write. */
    static final Set<String> TYPES =
            Set.of("CodeSystem", "ConceptMap", "Location", "NamingSystem", "Organization", "ValueSet");

    private final AnnotationConfigApplicationContext context;

    private ResourceContext(AnnotationConfigApplicationContext context) {
        this.context = context;
    }

    /**
     * Starts it; takes half a minute.
     *
     * @param database closed by the caller, after this context
     * @param indexes the folder of the search indexes; derived, so it may be deleted while the server is down
     * @param elsewhere where the search indexes are instead
     * @param storing what happens when a code resource is stored
     * @param answers what codes mean, to whoever validates
     */
    public static ResourceContext start(
            DataSource database,
            String jdbcUrl,
            Path indexes,
            Optional<ResourceIndex> elsewhere,
            CodeStoring storing,
            CodeSupport answers) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean(ResourceStorage.class, () -> new ResourceStorage(database, jdbcUrl, indexes, elsewhere));
        context.registerBean(CodeSupport.class, () -> answers);
        context.register(ResourceConfiguration.class);
        context.setDisplayName("HAPI resources");
        context.refresh();
        context.getBean(IInterceptorService.class).registerInterceptor(storing);
        return new ResourceContext(context);
    }

    List<IResourceProvider> providers() {
        return context.getBean(ResourceProviderFactory.class).createProviders().stream()
                .filter(IResourceProvider.class::isInstance)
                .map(IResourceProvider.class::cast)
                .filter(provider -> TYPES.contains(provider.getResourceType().getSimpleName()))
                .toList();
    }

    @SuppressWarnings("unchecked")
    IFhirSystemDao<Bundle, ?> bundles() {
        return context.getBean(IFhirSystemDao.class);
    }

    IPagingProvider pagingProvider() {
        return context.getBean(IPagingProvider.class);
    }

    ISearchParamRegistry searchParameters() {
        return context.getBean(ISearchParamRegistry.class);
    }

    IValidationSupport validationSupport() {
        return context.getBean(IValidationSupport.class);
    }

    @Override
    public void close() {
        context.close();
    }
}
