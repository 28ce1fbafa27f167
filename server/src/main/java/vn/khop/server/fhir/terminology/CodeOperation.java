package vn.khop.server.fhir.terminology;

import java.util.Optional;

/** The operations on codes, by the type that they belong to. */
public enum CodeOperation {
    LOOKUP("CodeSystem", "lookup"),
    VALIDATE_IN_SYSTEM("CodeSystem", "validate-code"),
    SUBSUMES("CodeSystem", "subsumes"),
    EXPAND("ValueSet", "expand"),
    VALIDATE_IN_SET("ValueSet", "validate-code"),
    BATCH_VALIDATE_IN_SET("ValueSet", "batch-validate-code"),
    BATCH_VALIDATE_IN_SYSTEM("CodeSystem", "batch-validate-code"),
    TRANSLATE("ConceptMap", "translate");

    private final String type;
    private final String name;

    CodeOperation(String type, String name) {
        this.type = type;
        this.name = name;
    }

    public String type() {
        return type;
    }

    /** Without the dollar. */
    public String operation() {
        return name;
    }

    /** As a path names it: {@code CodeSystem/$lookup}. */
    public String path() {
        return type + "/$" + name;
    }

    /** Where it is defined. */
    public String definition() {
        return "http://hl7.org/fhir/OperationDefinition/" + type + "-" + name;
    }

    static Optional<CodeOperation> at(String path) {
        for (CodeOperation operation : values()) {
            if (operation.path().equals(path)) {
                return Optional.of(operation);
            }
        }
        return Optional.empty();
    }
}
