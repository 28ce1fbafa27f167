package vn.khop.server.config;

import org.springframework.beans.factory.BeanFactoryInitializer;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import vn.khop.server.fhir.CodeAnswers;
import vn.khop.server.fhir.terminology.CodeDesk;
import vn.khop.server.security.BearerAdmission;
import vn.khop.server.security.RememberedTokens;
import vn.khop.server.security.RoutePolicies;

/** Wires the code operations in front of the filter chains. */
@Configuration(proxyBeanMethods = false)
class CodeAnswersConfiguration {
    /** After the request has its name and is counted; before anything else, for codes are answered before the rest of the server is ready. */
    private static final int AFTER_NAME_AND_COUNT = Ordered.HIGHEST_PRECEDENCE + 2;

    static final int NEXT = AFTER_NAME_AND_COUNT + 1;

    @Bean
    FilterRegistrationBean<CodeAnswers> codeAnswers(
            CodeDesk codeDeskOfR4, CodeDesk codeDeskOfR5, RememberedTokens accessTokens, RoutePolicies policies) {
        CodeAnswers.Paths paths =
                new CodeAnswers.Paths().at("/fhir", codeDeskOfR4).at("/fhir/r5", codeDeskOfR5);
        CodeAnswers answers = new CodeAnswers(paths, new BearerAdmission(accessTokens, policies, paths.all()));
        FilterRegistrationBean<CodeAnswers> registration = new FilterRegistrationBean<>(answers);
        registration.setUrlPatterns(answers.mappings());
        registration.setOrder(AFTER_NAME_AND_COUNT);
        return registration;
    }

    /** Of what Spring makes before the other parts, only the filters of the web server are needed for codes: it listens before they are made. */
    @Bean
    BeanFactoryInitializer<ListableBeanFactory> codesFirst(
            ServletWebServerApplicationContext context, HeadStart headStart, Terminal terminal) {
        return parts -> {
            context.getWebServer().start();
            headStart.codesAnswer();
            terminal.step("codes answer; feeds and matches follow");
        };
    }
}
