package vn.khop.terminology.lookup;

import java.util.Optional;
import java.util.OptionalInt;
import vn.khop.terminology.compile.ConceptFile;
import vn.khop.terminology.compile.OpenImages;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.ReleaseId;

/** Looks many codes up in a compiled release: bytes are copied from its image. */
final class ImageLookup implements BulkLookup {
    private final ConceptFile concepts;
    private final ReleaseId release;
    private final boolean[] isWanted;

    ImageLookup(OpenImages.Entry opened, Optional<String> language) {
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

    @Override
    public void head(JsonBytes out) {
        BulkLookup.head(release.system(), release.version(), out);
    }

    @Override
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
        int record = concepts.record(concept);
        int first = concepts.designations(record);
        int designation = first;
        for (int left = concepts.designationCount(record); left > 0; left--) {
            if (isWanted[concepts.entryKind(designation)]) {
                return concepts.entryString(designation);
            }
            designation = concepts.afterEntry(designation);
        }
        return concepts.entryString(first);
    }
}
