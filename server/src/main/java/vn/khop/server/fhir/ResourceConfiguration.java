package vn.khop.server.fhir;

import ca.uhn.fhir.batch2.jobs.config.Batch2JobsConfig;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.IDaoRegistry;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.config.ThreadPoolFactoryConfig;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.batch2.JpaBatch2Config;
import ca.uhn.fhir.jpa.binstore.DatabaseBinaryContentStorageSvcImpl;
import ca.uhn.fhir.jpa.config.JpaConfig;
import ca.uhn.fhir.jpa.config.r4.JpaR4Config;
import ca.uhn.fhir.jpa.config.util.HapiEntityManagerFactoryUtil;
import ca.uhn.fhir.jpa.config.util.ResourceCountCacheUtil;
import ca.uhn.fhir.jpa.dao.FulltextSearchSvcImpl;
import ca.uhn.fhir.jpa.dao.IFulltextSearchSvc;
import ca.uhn.fhir.jpa.dao.search.HSearchSortHelperImpl;
import ca.uhn.fhir.jpa.dao.search.IHSearchSortHelper;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.config.SubscriptionSettings;
import ca.uhn.fhir.jpa.model.entity.ResourceTable;
import ca.uhn.fhir.jpa.provider.DaoRegistryResourceSupportedSvc;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.jpa.search.IStaleSearchDeletingSvc;
import ca.uhn.fhir.jpa.search.StaleSearchDeletingSvcImpl;
import ca.uhn.fhir.jpa.subscription.channel.config.SubscriptionChannelConfig;
import ca.uhn.fhir.jpa.subscription.match.deliver.email.IEmailSender;
import ca.uhn.fhir.jpa.term.TermCodeSystemStorageSvcImpl;
import ca.uhn.fhir.jpa.term.TermConceptMappingSvcImpl;
import ca.uhn.fhir.jpa.term.api.ITermCodeSystemStorageSvc;
import ca.uhn.fhir.jpa.term.api.ITermConceptMappingSvc;
import ca.uhn.fhir.jpa.util.ResourceCountCache;
import ca.uhn.fhir.jpa.validation.JpaValidationSupportChain;
import ca.uhn.fhir.rest.api.IResourceSupportedSvc;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import jakarta.persistence.EntityManagerFactory;
import javax.sql.DataSource;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.WorkerContextValidationSupportAdapter;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.ConceptMap;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** The beans that HAPI's JPA server expects its host to give. Lives in {@link ResourceContext} only; the front context never sees it. */
@Configuration
@EnableTransactionManagement
@Import({
    JpaR4Config.class,
    ThreadPoolFactoryConfig.class,
    JpaBatch2Config.class,
    Batch2JobsConfig.class,
    SubscriptionChannelConfig.class
})
class ResourceConfiguration {
    private static final int PAGE_SIZE = 20;
    private static final int PAGE_SIZE_MAX = 200;

    @Bean(destroyMethod = "")
    DataSource dataSource(ResourceStorage storage) {
        return storage.database();
    }

    @Primary
    @Bean
    LocalContainerEntityManagerFactoryBean entityManagerFactory(
            ConfigurableListableBeanFactory beans,
            FhirContext fhirContext,
            JpaStorageSettings settings,
            ResourceStorage storage) {
        LocalContainerEntityManagerFactoryBean factory =
                HapiEntityManagerFactoryUtil.newEntityManagerFactory(beans, fhirContext, settings);
        factory.setPersistenceUnitName("HAPI_PU");
        factory.setJpaPropertyMap(storage.hibernateProperties());
        factory.setDataSource(storage.database());
        return factory;
    }

    @Primary
    @Bean
    JpaTransactionManager transactionManager(EntityManagerFactory factory) {
        return new JpaTransactionManager(factory);
    }

    @Bean
    JpaStorageSettings storageSettings() {
        JpaStorageSettings settings = new JpaStorageSettings();
        settings.setAllowExternalReferences(true);
        // Patients live in our own store, so a reference to one finds no row in HAPI's tables.
        settings.setEnforceReferentialIntegrityOnWrite(false);
        settings.setEnforceReferentialIntegrityOnDelete(false);
        settings.setHibernateSearchIndexFullText(true);
        // Turning this on makes the write of a large CodeSystem quadratic.
        settings.setHibernateSearchIndexSearchParams(false);
        settings.setPreExpandValueSets(false);
        return settings;
    }

    @Bean
    PartitionSettings partitionSettings() {
        return new PartitionSettings();
    }

    @Bean
    SubscriptionSettings subscriptionSettings() {
        return new SubscriptionSettings();
    }

    @Bean
    IFulltextSearchSvc fullTextSearch() {
        return new FulltextSearchSvcImpl();
    }

    @Bean
    IStaleSearchDeletingSvc staleSearchDeleting() {
        return new StaleSearchDeletingSvcImpl();
    }

    @Bean
    IHSearchSortHelper sortHelper(ISearchParamRegistry searchParameters) {
        return new HSearchSortHelperImpl(searchParameters);
    }

    @Bean
    IResourceSupportedSvc resourceSupported(IDaoRegistry daos) {
        return new DaoRegistryResourceSupportedSvc(daos);
    }

    @Bean(name = "myResourceCountsCache")
    ResourceCountCache resourceCounts(IFhirSystemDao<?, ?> systemDao) {
        return ResourceCountCacheUtil.newResourceCountCache(systemDao);
    }

    /** No mail is ever sent from here. */
    @Bean
    IEmailSender emailSender() {
        return details -> {};
    }

    @Bean
    DatabaseBinaryContentStorageSvcImpl binaryStorage() {
        return new DatabaseBinaryContentStorageSvcImpl();
    }

    @Bean
    DatabaseBackedPagingProvider pagingProvider() {
        DatabaseBackedPagingProvider paging = new DatabaseBackedPagingProvider();
        paging.setDefaultPageSize(PAGE_SIZE);
        paging.setMaximumPageSize(PAGE_SIZE_MAX);
        return paging;
    }

    /** Codes are answered from our own evaluator, so HAPI's tables of concepts stay empty: a code list of 15,000 would take half a minute to write there. */
    @Bean
    ITermCodeSystemStorageSvc termCodeSystemStorageSvc() {
        return new TermCodeSystemStorageSvcImpl() {
            @Override
            public void storeNewCodeSystemVersionIfNeeded(
                    CodeSystem codeSystem, ResourceTable row, RequestDetails request) {}
        };
    }

    @Bean
    ITermConceptMappingSvc termConceptMappingSvc() {
        return new TermConceptMappingSvcImpl() {
            @Override
            public void storeTermConceptMapAndChildren(ResourceTable row, ConceptMap conceptMap) {}

            @Override
            public void deleteConceptMapAndChildren(ResourceTable row) {}
        };
    }

    /** HAPI's own, behind ours; it makes snapshots by itself, so that what the validator asks goes to ours. */
    @Bean
    JpaValidationSupportChain validationSupportOfHapi(FhirContext fhirContext) {
        return new JpaValidationSupportChain(
                fhirContext,
                ValidationSupportChain.CacheConfiguration.defaultValues(),
                new WorkerContextValidationSupportAdapter());
    }

    /** Ours in front, so that a resource is validated with the same answers as {@code $validate-code} gives. */
    @Bean(name = JpaConfig.JPA_VALIDATION_SUPPORT_CHAIN)
    @Primary
    IValidationSupport jpaValidationSupportChain(CodeSupport codes) {
        return new InFrontOfHapi(codes);
    }

    /** HAPI's chain needs parts that need this one: so it joins by a setter. */
    static final class InFrontOfHapi extends FreshCodes {
        InFrontOfHapi(CodeSupport codes) {
            super(codes);
        }

        @Autowired
        void join(JpaValidationSupportChain validationSupportOfHapi, WorkerContextValidationSupportAdapter adapter) {
            addValidationSupport(validationSupportOfHapi);
            adapter.setValidationSupport(this);
        }
    }
}
