package vn.khop.terminology.lookup;

import java.util.Optional;
import vn.khop.terminology.compile.OpenImages;
import vn.khop.terminology.question.CodeSystemView;

/**
 * Looks many codes up in one code system, one line of JSON each: {@code ["A00","Bệnh tả",true]} with the name to show and whether the code is
 * to be used, {@code ["X",null,null]} for a code that is not there.
 */
public interface BulkLookup {
    /** What stands in a line behind the code, where the list does not have it. */
    byte[] UNKNOWN = JsonBytes.of(",null,null]\n");

    byte[] ACTIVE = JsonBytes.of(",true]\n");
    byte[] INACTIVE = JsonBytes.of(",false]\n");

    /** In a compiled release. @param language of the names; where a concept has none in it, or none is wanted, the name it shows by itself */
    static BulkLookup in(OpenImages.Entry opened, Optional<String> language) {
        return new ImageLookup(opened, language);
    }

    /** In any other code system. @param language as above */
    static BulkLookup in(CodeSystemView system, Optional<String> language) {
        return new ViewLookup(system, language);
    }

    /** The line that goes before all others: which release answers. */
    void head(JsonBytes out);

    /** The line of one code. */
    void line(String code, JsonBytes out);

    /** Says which version of which list answers. */
    static void head(String system, String version, JsonBytes out) {
        out.raw("{\"system\":")
                .string(system)
                .raw(",\"version\":")
                .string(version)
                .raw("}\n");
    }
}
