package vn.khop.terminology.question;

import java.util.Optional;

/**
 * One thing to tell of an answer.
 *
 * @param type FHIR's issue type, e.g. {@code code-invalid}
 * @param detail HL7's tx-issue-type, e.g. {@code not-in-vs}
 * @param messageId the message's key; empty where the text has none
 * @param text in the reader's language
 * @param path the FHIRPath of what it is about; empty where it is about the whole
 */
public record Issue(
        Severity severity, String type, Optional<String> detail, Optional<String> messageId, String text, String path) {
    /** Source: FHIR, issue-severity. */
    public enum Severity {
        ERROR("error"),
        WARNING("warning"),
        INFORMATION("information");

        private final String code;

        Severity(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }

    public static Issue error(String type, String detail, Message message, String path) {
        return of(Severity.ERROR, type, detail, message, path);
    }

    public static Issue warning(String type, String detail, Message message, String path) {
        return of(Severity.WARNING, type, detail, message, path);
    }

    public static Issue information(String type, String detail, Message message, String path) {
        return of(Severity.INFORMATION, type, detail, message, path);
    }

    public static Issue of(Severity severity, String type, String detail, Message message, String path) {
        return new Issue(severity, type, Optional.of(detail), Optional.of(message.id()), message.text(), path);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }
}
