package vn.khop.server.config;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import vn.khop.server.fhir.CodeAnswers;
import vn.khop.server.fhir.FhirFace;
import vn.khop.server.fhir.terminology.CodeDesk;
import vn.khop.server.security.BearerAdmission;
import vn.khop.server.security.RememberedTokens;
import vn.khop.server.security.RoutePolicies;

/** Wires the code operations in front of the filter chains. */
@Configuration(proxyBeanMethods = false)
class CodeAnswersConfiguration {
    /** After the request has its name, the server is known to be ready and the request is counted; before anything else. */
    private static final int AFTER_NAME_READINESS_AND_COUNT = Ordered.HIGHEST_PRECEDENCE + 2;

    @Bean
    FilterRegistrationBean<CodeAnswers> codeAnswers(
            FhirFace face, CodeDesk codeDeskOfR5, RememberedTokens accessTokens, RoutePolicies policies) {
        CodeAnswers.Paths paths =
                new CodeAnswers.Paths().at("/fhir", face.codes()).at("/fhir/r5", codeDeskOfR5);
        CodeAnswers answers = new CodeAnswers(paths, new BearerAdmission(accessTokens, policies, paths.all()));
        FilterRegistrationBean<CodeAnswers> registration = new FilterRegistrationBean<>(answers);
        registration.setUrlPatterns(answers.mappings());
        registration.setOrder(AFTER_NAME_READINESS_AND_COUNT);
        return registration;
    }
}
