package vn.khop.server.fhir.terminology;

import java.util.Optional;

/** The operations on codes, by the type that they belong to. */
public enum CodeOperation {
    LOOKUP("CodeSystem", "lookup"),
    VALIDATE_IN_SYSTEM("CodeSystem", "validate-code"),
    SUBSUMES("CodeSystem", "subsumes"),
    FIND_MATCHES("CodeSystem", "find-matches"),
    EXPAND("ValueSet", "expand"),
    VALIDATE_IN_SET("ValueSet", "validate-code"),
    BATCH_VALIDATE_IN_SET("ValueSet", "batch-validate-code", false),
    BATCH_VALIDATE_IN_SYSTEM("CodeSystem", "batch-validate-code", false),
    TRANSLATE("ConceptMap", "translate"),
    /** Of no type: {@code [base]/$closure}. */
    CLOSURE("ConceptMap", "closure", false);

    private static final String ID = "[A-Za-z0-9.-]{1,64}";

    private final String type;
    private final String name;
    private final boolean isOfInstances;

    CodeOperation(String type, String name) {
        this(type, name, true);
    }

    CodeOperation(String type, String name, boolean isOfInstances) {
        this.type = type;
        this.name = name;
        this.isOfInstances = isOfInstances;
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
        return this == CLOSURE ? "$" + name : type + "/$" + name;
    }

    /** Whether one resource can be asked too: {@code CodeSystem/[id]/$lookup}. */
    public boolean isOfInstances() {
        return isOfInstances;
    }

    /** Where it is defined. */
    public String definition() {
        return "http://hl7.org/fhir/OperationDefinition/" + type + "-" + name;
    }

    /** An operation, and the id of the resource that is asked. */
    public record Asked(CodeOperation operation, Optional<String> id) {}

    /** What a path under the base asks; empty where that is no operation on codes. */
    public static Optional<Asked> at(String path) {
        for (CodeOperation operation : values()) {
            if (operation.path().equals(path)) {
                return Optional.of(new Asked(operation, Optional.empty()));
            }
            String before = operation.type + "/";
            String after = "/$" + operation.name;
            if (operation.isOfInstances
                    && path.startsWith(before)
                    && path.endsWith(after)
                    && path.length() > before.length() + after.length()) {
                String id = path.substring(before.length(), path.length() - after.length());
                if (id.matches(ID)) {
                    return Optional.of(new Asked(operation, Optional.of(id)));
                }
            }
        }
        return Optional.empty();
    }
}
