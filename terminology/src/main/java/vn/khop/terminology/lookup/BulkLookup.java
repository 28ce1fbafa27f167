package vn.khop.terminology.lookup;

import java.util.Optional;
import java.util.OptionalInt;
import vn.khop.terminology.compile.ConceptFile;
import vn.khop.terminology.compile.OpenImages;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.ReleaseId;

/**
 * Looks many codes up in one release, one line of JSON each: {@code ["A00","Bệnh tả",true]} with the name to show and whether the code is
 * to be used, {@code ["X",null,null]} for a code that is not there.
 */
public final class BulkLookup {
    private static final byte[] UNKNOWN = JsonBytes.of(",null,null]\n");
    private static final byte[] ACTIVE = JsonBytes.of(",true]\n");
    private static final byte[] INACTIVE = JsonBytes.of(",false]\n");

    private final ConceptFile concepts;
    private final ReleaseId release;
    private final boolean[] isWanted;

    /** @param language of the names, by its primary subtag; where a concept has none in it, or none is wanted, the name it shows by itself */
    public BulkLookup(OpenImages.Entry opened, Optional<String> language) {
        concepts = opened.image().concepts();
        release = opened.release().id();
        isWanted = new boolean[concepts.labels().size()];
        for (int i = 0; i < isWanted.length; i++) {
            ConceptFile.Label label = concepts.labels().get(i);
            isWanted[i] = label.use().equals(Designation.DISPLAY)
                    && language.filter(wanted -> isWithin(label.language(), wanted))
                            .isPresent();
        }
    }

    private static boolean isWithin(String tag, String wanted) {
        return tag.equals(wanted) || tag.startsWith(wanted + "-");
    }

    /** The line that goes before all others: which release answers. */
    public void head(JsonBytes out) {
        out.raw("{\"system\":")
                .string(release.system())
                .raw(",\"version\":")
                .string(release.version())
                .raw("}\n");
    }

    /** The line of one code. */
    public void line(String code, JsonBytes out) {
        OptionalInt found = concepts.ordinalOf(code);
        out.raw("[").string(code);
        if (found.isEmpty()) {
            out.raw(UNKNOWN);
            return;
        }
        int concept = found.getAsInt();
        out.raw(",").string(concepts, name(concept)).raw(concepts.isActive(concept) ? ACTIVE : INACTIVE);
    }

    private int name(int concept) {
        int first = concepts.designationsFrom(concept);
        int end = concepts.designationsFrom(concept + 1);
        for (int i = first; i < end; i++) {
            if (isWanted[concepts.designationLabel(i)]) {
                return concepts.designationString(i);
            }
        }
        return concepts.designationString(first);
    }
}
