package vn.khop.server.fhir.terminology;

import java.util.Optional;
import vn.khop.terminology.lookup.JsonBytes;
import vn.khop.terminology.resource.Coding;
import vn.khop.terminology.resource.ConceptMapDefinition.Relationship;
import vn.khop.terminology.translate.Translation;
import vn.khop.terminology.translate.Translation.Match;

/** A translation that hangs on nothing but the code, written as bytes, as {@link AnswerJson} says it. */
final class PlainTranslation {
    private static final byte[] START =
            JsonBytes.of("{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"result\",\"valueBoolean\":");
    private static final byte[] MATCH = JsonBytes.of(",{\"name\":\"match\",\"part\":[");
    private static final byte[] CONCEPT = JsonBytes.of("{\"name\":\"concept\",\"valueCoding\":");
    private static final byte[] SOURCE = JsonBytes.of("{\"name\":\"source\",\"valueCoding\":");
    private static final byte[] SOURCE_COMMENT = JsonBytes.of("{\"name\":\"sourceComment\",\"valueString\":");
    private static final byte[] TARGET_COMMENT = JsonBytes.of("{\"name\":\"targetComment\",\"valueString\":");
    private static final byte[] ORIGIN = JsonBytes.of("{\"name\":\"originMap\",\"valueCanonical\":");
    private static final byte[] NEXT = JsonBytes.of("},");
    private static final byte[] END_OF_MATCH = JsonBytes.of("}]}");
    private static final byte[] END = JsonBytes.of("]}");

    private final byte[] relationship;
    private final FhirRelease release;

    PlainTranslation(FhirRelease release) {
        this.release = release;
        relationship = JsonBytes.of(
                "{\"name\":\"" + (release == FhirRelease.R4 ? "equivalence" : "relationship") + "\",\"valueCode\":");
    }

    /** @param isReverse whether the sources were asked for, and are told */
    void write(Translation translation, boolean isReverse, JsonBytes out) {
        out.raw(START).raw(translation.result() ? "true}" : "false}");
        for (Match match : translation.matches()) {
            out.raw(MATCH);
            if (match.relationship().isPresent()) {
                out.raw(relationship).string(said(match.relationship().get())).raw(NEXT);
            }
            if (match.target().isPresent()) {
                coding(CONCEPT, match.target().get(), out);
            }
            if (isReverse) {
                coding(SOURCE, match.source(), out);
            }
            comment(SOURCE_COMMENT, match.sourceComment(), out);
            comment(TARGET_COMMENT, match.targetComment(), out);
            out.raw(ORIGIN).string(match.originMap()).raw(END_OF_MATCH);
        }
        out.raw(END);
    }

    private String said(Relationship known) {
        return release == FhirRelease.R4 ? known.equivalence() : known.relationship();
    }

    private static void comment(byte[] name, Optional<String> text, JsonBytes out) {
        if (text.isPresent()) {
            out.raw(name).string(text.get()).raw(NEXT);
        }
    }

    private static void coding(byte[] name, Coding coding, JsonBytes out) {
        out.raw(name);
        String before = "{\"";
        before = field(before, "system", coding.system(), out);
        before = field(before, "code", coding.code(), out);
        before = field(before, "display", coding.display(), out);
        out.raw(before.equals("{\"") ? "{" : "").raw("}").raw(NEXT);
    }

    private static String field(String before, String name, Optional<String> text, JsonBytes out) {
        if (text.isEmpty()) {
            return before;
        }
        out.raw(before).raw(name).raw("\":").string(text.get());
        return ",\"";
    }
}
