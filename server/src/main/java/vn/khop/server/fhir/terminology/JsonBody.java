package vn.khop.server.fhir.terminology;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.resource.Effort;

/*
 * The tree of a body takes up to thirty times its bytes, and whoever asks meanwhile waits while the collector copies it. A reader that keeps nothing is through the same
 * body in a tenth of the time, so a large one is looked through before a tree is made of it.
 */
/** Looks through a large JSON body for more concepts than a question brings. */
final class JsonBody {
    /** As many as two batches have codes. A larger code system is stored once and asked by its name. */
    static final int CONCEPTS_MAX = 20_000;

    /** A body that is shorter holds no more concepts than are taken: each is at least {@code {"code":"a"},}. */
    private static final int LARGE_BYTES = 13 * CONCEPTS_MAX;

    private final JsonFactory readers;

    /** @param readers whose parsers bound the depth and the parts of what they read */
    JsonBody(JsonFactory readers) {
        this.readers = readers;
    }

    /**
     * @throws Refused if the body lists more concepts than are taken
     * @throws IOException if it is no JSON
     */
    void check(InputStream json, int length, Effort effort) throws IOException {
        if (length < LARGE_BYTES) {
            return;
        }
        int concepts = 0;
        try (JsonParser parser = readers.createParser(CountedInput.json(json, effort))) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT && isConcept(parser.getParsingContext())) {
                    concepts++;
                    refuseMoreThan(CONCEPTS_MAX, concepts);
                }
            }
        }
    }

    private static boolean isConcept(JsonStreamContext object) {
        JsonStreamContext list = object.getParent();
        return list != null
                && list.inArray()
                && "concept".equals(list.getParent().getCurrentName());
    }

    /** @throws Refused if these are more concepts than are taken */
    static void refuseMoreThan(int conceptsMax, int concepts) {
        if (concepts > conceptsMax) {
            throw Refused.saying(Refused.Kind.UNPROCESSABLE, "too-costly", "BODY_OF_TOO_MANY_CONCEPTS", conceptsMax);
        }
    }
}
