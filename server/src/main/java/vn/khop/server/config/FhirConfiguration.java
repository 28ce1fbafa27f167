package vn.khop.server.config;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import vn.khop.server.codes.KnownCodes;
import vn.khop.server.codes.PostedCodes;
import vn.khop.server.export.ExportDesk;
import vn.khop.server.fhir.CodeStoring;
import vn.khop.server.fhir.CodeSupport;
import vn.khop.server.fhir.FhirFace;
import vn.khop.server.fhir.FhirProviders;
import vn.khop.server.fhir.IdentifierSystems;
import vn.khop.server.fhir.ReadinessFilter;
import vn.khop.server.fhir.ResponseBufferFilter;
import vn.khop.server.fhir.terminology.CodeDesk;
import vn.khop.server.fhir.terminology.CodeFace;
import vn.khop.server.fhir.terminology.CoreSpace;
import vn.khop.server.fhir.terminology.FhirRelease;
import vn.khop.server.fhir.terminology.QuestionLane;
import vn.khop.server.notify.Endpoints;
import vn.khop.server.notify.Subscriptions;
import vn.khop.server.refused.RefusedMessages;
import vn.khop.server.registry.Decisions;
import vn.khop.server.registry.FacilityFeed;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.Successions;
import vn.khop.server.registry.Tasks;
import vn.khop.server.registry.Together;
import vn.khop.server.security.CurrentActor;
import vn.khop.server.security.RoutePolicies;
import vn.khop.server.security.SecuritySettings;
import vn.khop.server.store.SqlAccessLog;
import vn.khop.server.store.SqlPostedResources;
import vn.khop.terminology.ReleaseSet;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.resource.LayeredSpace;
import vn.khop.terminology.resource.ListedSpace;

/** Wires the FHIR face: the servlet, its filters, and the background start of HAPI's resources. */
@Configuration(proxyBeanMethods = false)
class FhirConfiguration {
    /** What questions in R4 and over {@code /api/v1} see. */
    @Bean
    KnownCodes knownCodes(
            Terminology terminology,
            PostedCodes postedCodes,
            ListedSpace packages,
            CoreSpace coreSpaceOfR4,
            Clock clock) {
        return known(terminology, postedCodes, packages, coreSpaceOfR4, clock);
    }

    private static KnownCodes known(
            Terminology terminology, PostedCodes posted, ListedSpace packages, CoreSpace core, Clock clock) {
        return () -> {
            LocalDate today = QuestionDate.dayAt(clock.instant());
            ReleaseSet inUse = terminology.inUse();
            return new LayeredSpace(List.of(
                    inUse.space(),
                    posted.space().asOf(today),
                    packages.standing(inUse.resources()).asOf(today),
                    core));
        };
    }

    @Bean
    QuestionLane questionLane() {
        return new QuestionLane();
    }

    @Bean
    CodeDesk codeDeskOfR4(KnownCodes knownCodes, Clock clock, QuestionLane questionLane) {
        return new CodeDesk(FhirRelease.R4, knownCodes::space, clock, questionLane);
    }

    @Bean
    FhirProviders fhirProviders(
            Registry registry,
            FacilityFeed feed,
            Decisions decisions,
            Successions successions,
            Together together,
            RoutePolicies policies,
            Tasks tasks,
            Terminology terminology,
            CodeDesk codeDeskOfR4,
            ListedSpace packages,
            CoreSpace coreSpaceOfR4,
            CurrentActor currentActor,
            KhopSettings settings,
            SqlAccessLog accessLog,
            SecuritySettings security,
            Subscriptions subscriptions,
            Endpoints endpoints,
            ExportDesk exports,
            RefusedMessages refused,
            Clock clock) {
        return FhirProviders.of(
                registry,
                feed,
                decisions,
                successions,
                together,
                policies,
                tasks,
                codeDeskOfR4,
                () -> {
                    ReleaseSet inUse = terminology.inUse();
                    return new LayeredSpace(
                            List.of(inUse.space(), packages.standing(inUse.resources()), coreSpaceOfR4));
                },
                currentActor,
                new IdentifierSystems(settings.fhir().identifierBase()),
                accessLog,
                accessLog,
                security.publicUrl(),
                new FhirProviders.Outward(subscriptions, endpoints, exports, security.publicUrl(), refused, clock));
    }

    /** The web server takes it before what it answers by is made. */
    @Bean
    FhirFace fhirFace(ObjectProvider<FhirProviders> providers) {
        return new FhirFace(providers::getObject);
    }

    @Bean
    SmartInitializingSingleton beginFhirFace(FhirFace face) {
        return face::begin;
    }

    @Bean
    ServletRegistrationBean<FhirFace> fhirServlet(FhirFace face) {
        ServletRegistrationBean<FhirFace> registration = new ServletRegistrationBean<>(face, "/fhir/*");
        registration.setName("fhir");
        registration.setLoadOnStartup(1);
        return registration;
    }

    @Bean
    CoreSpace coreSpaceOfR4() {
        return new CoreSpace(FhirRelease.R4);
    }

    @Bean
    CoreSpace coreSpaceOfR5() {
        return new CoreSpace(FhirRelease.R5);
    }

    /** The specification's own codes cost some seconds of a core: only when the front answers, and behind the first questions. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> readCoreCodesBehind(CoreSpace coreSpaceOfR4, CoreSpace coreSpaceOfR5) {
        return event -> CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(() -> {
            coreSpaceOfR4.begin(Runnable::run);
            coreSpaceOfR5.begin(Runnable::run);
        });
    }

    @Bean
    CodeDesk codeDeskOfR5(
            Terminology terminology,
            PostedCodes postedCodes,
            ListedSpace packages,
            CoreSpace coreSpaceOfR5,
            Clock clock,
            QuestionLane questionLane) {
        KnownCodes known = known(terminology, postedCodes, packages, coreSpaceOfR5, clock);
        return new CodeDesk(FhirRelease.R5, known::space, clock, questionLane);
    }

    /** Codes in R5. */
    @Bean
    ServletRegistrationBean<CodeFace> codesInR5(CodeDesk codeDeskOfR5) {
        ServletRegistrationBean<CodeFace> registration =
                new ServletRegistrationBean<>(new CodeFace(codeDeskOfR5), "/fhir/r5/*");
        registration.setName("fhir-r5");
        registration.setLoadOnStartup(1);
        return registration;
    }

    @Bean
    FilterRegistrationBean<ReadinessFilter> readinessFilter(ApplicationAvailability availability) {
        FilterRegistrationBean<ReadinessFilter> registration =
                new FilterRegistrationBean<>(new ReadinessFilter(availability));
        registration.addUrlPatterns("/*");
        registration.setOrder(CodeAnswersConfiguration.NEXT);
        return registration;
    }

    @Bean
    FilterRegistrationBean<ResponseBufferFilter> responseBufferFilter() {
        FilterRegistrationBean<ResponseBufferFilter> registration =
                new FilterRegistrationBean<>(new ResponseBufferFilter());
        registration.addUrlPatterns("/fhir/*");
        registration.setOrder(Ordered.LOWEST_PRECEDENCE);
        return registration;
    }

    /** What HAPI's validator asks sees what the operations see. */
    @Bean
    CodeSupport codeSupport(KnownCodes knownCodes, Clock clock) {
        return new CodeSupport(knownCodes::space, clock);
    }

    @Bean(destroyMethod = "close")
    ResourceStart resourceStart(
            FhirFace face,
            DataSourceProperties database,
            KhopSettings settings,
            Terminal terminal,
            PostedCodes postedCodes,
            Terminology terminology,
            CodeSupport codeSupport) {
        return new ResourceStart(
                face,
                database,
                settings,
                terminal,
                connections -> new CodeStoring(new SqlPostedResources(connections), postedCodes, terminology::space),
                codeSupport);
    }

    /** Only when the front answers: HAPI's start costs both cores for half a minute. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> startResourcesBehind(ResourceStart start) {
        return event -> start.begin();
    }
}
