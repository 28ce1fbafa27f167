package vn.khop.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServerUtils;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;

/**
 * What an operation was asked, from its URL, a Parameters body, or a bare resource where it takes one. A parameter that the operation does not know is refused by
 * name; HAPI's own binding would leave it out in silence.
 */
final class OperationInput {
    /** How the answer is written, not what is asked. */
    private static final Set<String> GENERAL = Set.of("_format", "_pretty", "_summary", "_elements");

    private final String operation;
    private final List<Parameters.ParametersParameterComponent> parameters;

    private OperationInput(String operation, List<Parameters.ParametersParameterComponent> parameters) {
        this.operation = operation;
        this.parameters = parameters;
    }

    /**
     * @param supported the names that the operation takes, in the order to tell them
     */
    static OperationInput read(RequestDetails request, String operation, List<String> supported) {
        List<Parameters.ParametersParameterComponent> parameters = new ArrayList<>();
        request.getParameters().forEach((name, values) -> {
            if (!GENERAL.contains(name)) {
                Arrays.stream(values).forEach(value -> parameters.add(text(name, value)));
            }
        });
        if (request.getRequestType() == RequestTypeEnum.POST) {
            body(request).ifPresent(body -> {
                if (body instanceof Parameters given) {
                    parameters.addAll(given.getParameter());
                } else if (body instanceof Resource resource) {
                    parameters.add(new Parameters.ParametersParameterComponent(new StringType("resource"))
                            .setResource(resource));
                }
            });
        }
        for (Parameters.ParametersParameterComponent parameter : parameters) {
            if (!supported.contains(String.valueOf(parameter.getName()))) {
                throw Refusal.unsupportedParameter(List.of(String.valueOf(parameter.getName())), operation, supported);
            }
        }
        return new OperationInput(operation, parameters);
    }

    private static Parameters.ParametersParameterComponent text(String name, String value) {
        return new Parameters.ParametersParameterComponent(new StringType(name)).setValue(typed(value));
    }

    /** A URL says no types: what reads as a whole number or as true or false is one. */
    private static Type typed(String value) {
        if (value.equals("true") || value.equals("false")) {
            return new BooleanType(value);
        }
        try {
            int number = Integer.parseInt(value);
            return String.valueOf(number).equals(value) ? new IntegerType(number) : new StringType(value);
        } catch (NumberFormatException e) {
            return new StringType(value);
        }
    }

    /** What came, as JSON or as XML; empty if nothing came. */
    static Optional<IBaseResource> body(RequestDetails request) {
        byte[] bytes = request.loadRequestContents();
        if (bytes.length == 0) {
            return Optional.empty();
        }
        EncodingEnum encoding = Optional.ofNullable(RestfulServerUtils.determineRequestEncodingNoDefault(request))
                .orElse(EncodingEnum.JSON);
        FhirContext fhirContext = request.getFhirContext();
        IParser parser = encoding.newParser(fhirContext);
        return Optional.of(parser.parseResource(new String(bytes, StandardCharsets.UTF_8)));
    }

    /** The parameter's value; refused if it came more than once. */
    Optional<Type> value(String name) {
        List<Type> values = parameters.stream()
                .filter(parameter -> name.equals(parameter.getName()) && parameter.hasValue())
                .map(Parameters.ParametersParameterComponent::getValue)
                .toList();
        if (values.size() > 1) {
            throw cameSeveralTimes(name, values.size());
        }
        return values.stream().findFirst();
    }

    private RuntimeException cameSeveralTimes(String name, int times) {
        return Refusal.invalid(
                IssueType.INVALID,
                "parameter '" + name + "' of " + operation + " came " + times + " times, expected once");
    }

    /** Every value of a parameter that may come several times. */
    List<Type> values(String name) {
        return parameters.stream()
                .filter(parameter -> name.equals(parameter.getName()) && parameter.hasValue())
                .map(Parameters.ParametersParameterComponent::getValue)
                .toList();
    }

    /** What was asked, to be given back with the answer. */
    Parameters asParameters() {
        return new Parameters().setParameter(parameters);
    }

    Optional<String> text(String name) {
        return value(name).map(this::primitive).filter(text -> !text.isBlank());
    }

    List<String> texts(String name) {
        return parameters.stream()
                .filter(parameter -> name.equals(parameter.getName()) && parameter.hasValue())
                .map(parameter -> primitive(parameter.getValue()))
                .toList();
    }

    private String primitive(Type value) {
        if (!value.isPrimitive()) {
            throw Refusal.invalid(
                    IssueType.INVALID,
                    "a parameter of " + operation + " is a " + value.fhirType() + ", expected a simple value");
        }
        return String.valueOf(value.primitiveValue());
    }

    String required(String name) {
        return text(name)
                .orElseThrow(() -> Refusal.invalid(
                        IssueType.REQUIRED, "parameter '" + name + "' of " + operation + " is missing"));
    }

    Optional<Integer> number(String name) {
        return value(name).map(value -> {
            if (value instanceof IntegerType number && number.getValue() != null) {
                return number.getValue();
            }
            throw Refusal.invalid(
                    IssueType.VALUE,
                    "parameter '" + name + "' of " + operation + " is not a whole number (valueInteger)");
        });
    }

    boolean isTrue(String name) {
        return value(name)
                .map(value -> {
                    if (value instanceof BooleanType said && said.getValue() != null) {
                        return said.getValue();
                    }
                    throw Refusal.invalid(
                            IssueType.VALUE,
                            "parameter '" + name + "' of " + operation + " is neither true nor false (valueBoolean)");
                })
                .orElse(false);
    }

    /** The resource of this kind; refused if it is missing or another. */
    <R extends Resource> R resource(String name, Class<R> kind) {
        return optionalResource(name, kind)
                .orElseThrow(() -> Refusal.invalid(
                        IssueType.REQUIRED,
                        "parameter '" + name + "' of " + operation + " is missing: send a " + kind.getSimpleName()
                                + ", bare or in Parameters"));
    }

    /** The resource of this kind, if there is one; refused if there are several, or it is another. */
    <R extends Resource> Optional<R> optionalResource(String name, Class<R> kind) {
        List<Resource> resources = parameters.stream()
                .filter(parameter -> name.equals(parameter.getName()) && parameter.getResource() != null)
                .map(Parameters.ParametersParameterComponent::getResource)
                .toList();
        if (resources.size() > 1) {
            throw cameSeveralTimes(name, resources.size());
        }
        if (resources.isEmpty()) {
            return Optional.empty();
        }
        Resource resource = resources.get(0);
        if (!kind.isInstance(resource)) {
            throw Refusal.invalid(
                    IssueType.INVALID,
                    "parameter '" + name + "' of " + operation + " is a " + resource.fhirType() + ", expected a "
                            + kind.getSimpleName());
        }
        return Optional.of(kind.cast(resource));
    }
}
