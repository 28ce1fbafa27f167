package vn.khop.terminology.validate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import vn.khop.terminology.resource.Coding;

/**
 * What is to be checked: one code, or several that are said to mean the same.
 *
 * @param json a CodeableConcept as sent, to echo; empty for the other forms
 */
public record CodedValue(Form form, List<Coding> codings, Optional<JsonNode> json) {
    public CodedValue {
        codings = List.copyOf(codings);
    }

    /** How the codes were sent; issues point into it. */
    public enum Form {
        CODE(""),
        CODING("Coding"),
        CODEABLE_CONCEPT("CodeableConcept");

        private final String path;

        Form(String path) {
            this.path = path;
        }

        public String path() {
            return path;
        }
    }

    /** Where a coding stands. */
    String path(int index) {
        return form == Form.CODEABLE_CONCEPT ? form.path() + ".coding[" + index + "]" : form.path();
    }

    static String part(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
