package vn.khop.server.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.util.Map;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.boot.autoconfigure.jackson.Jackson2ObjectMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import vn.khop.server.rest.KnownParameters;

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
    WebMvcConfigurer strictParameters() {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new KnownParameters());
            }
        };
    }

    /** Every answer that is no success is a problem of one shape; {@code code} is stable. */
    @Bean
    OpenApiCustomizer problemAnswers() {
        return document -> {
            document.getComponents().addSchemas("Problem", problem());
            document.getPaths()
                    .values()
                    .forEach(path -> path.readOperations().forEach(operation -> {
                        if (operation.getOperationId() != null
                                && !operation.getResponses().containsKey("401")) {
                            PROBLEMS.forEach(
                                    (status, text) -> operation.getResponses().addApiResponse(status, answered(text)));
                        }
                    }));
        };
    }

    private static final Map<String, String> PROBLEMS = Map.of(
            "400", "The request is not one that is understood; what was found, what is expected",
            "401", "No valid access token and no session",
            "403", "The token lacks the role, scope or purpose of use",
            "404", "What was named is not known",
            "409", "Things are not as the caller saw them: read them again",
            "422", "What was asked for is understood and cannot be done",
            "429", "Too many requests: wait as long as Retry-After says",
            "503", "Not ready yet, too much to do, or the access log cannot be written: try again later");

    private static ApiResponse answered(String text) {
        return new ApiResponse()
                .description(text)
                .content(new Content()
                        .addMediaType(
                                "application/problem+json",
                                new MediaType().schema(new Schema<>().$ref("#/components/schemas/Problem"))));
    }

    /** RFC 9457, with what is ours. */
    private static Schema<?> problem() {
        return new ObjectSchema()
                .addProperty("type", new StringSchema())
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema())
                .addProperty("detail", new StringSchema())
                .addProperty("code", new StringSchema().description("stable; names the kind of problem"))
                .addProperty("messageKey", new StringSchema().description("of the text of the user interface"));
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
