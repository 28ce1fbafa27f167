package vn.khop.server.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springframework.boot.autoconfigure.jackson.Jackson2ObjectMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How JSON is read and written at {@code /api/v1}, and what its OpenAPI document says of itself. */
@Configuration(proxyBeanMethods = false)
class RestConfiguration {
    /** What we do not know is refused and not ignored: a misspelt field would else silently widen a search. What is absent is left out, and not null. */
    @Bean
    Jackson2ObjectMapperBuilderCustomizer strictJson() {
        return json -> json.serializationInclusion(JsonInclude.Include.NON_NULL)
                .featuresToEnable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .featuresToDisable(MapperFeature.ALLOW_COERCION_OF_SCALARS);
    }

    @Bean
    OpenAPI openApi() {
        OpenAPI document = new OpenAPI()
                .info(new Info()
                        .title("Khớp")
                        .version("1")
                        .description(
                                "Persons, why their records were joined, codes, and who saw whom. FHIR is at /fhir.")
                        .license(new License().name("Apache-2.0")))
                .addSecurityItem(new SecurityRequirement().addList("bearer"));
        document.schemaRequirement(
                "bearer",
                new SecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .bearerFormat("JWT"));
        return document;
    }
}
