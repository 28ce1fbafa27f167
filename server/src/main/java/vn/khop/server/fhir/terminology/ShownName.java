package vn.khop.server.fhir.terminology;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.IntBuffer;
import java.util.List;
import java.util.Optional;
import vn.khop.terminology.compile.ConceptFile;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.question.ConceptNames;
import vn.khop.terminology.resource.ConceptDesignation;
import vn.khop.terminology.resource.DesignationUse;
import vn.khop.terminology.resource.LanguagePreference;
import vn.khop.terminology.resource.LanguageTag;
import vn.khop.terminology.space.ImageCodeSystem;

/**
 * Which of a concept's names readers of some languages are shown. That hangs on the languages and uses of its names and not on their words, and concepts
 * of one list have few kinds of both: so {@link ConceptNames} is asked once for each kind.
 */
final class ShownName {
    private static final int KINDS_MAX = 1_000;

    private final ConceptFile concepts;
    private final Optional<LanguageTag> ownLanguage;
    private final LanguagePreference languages;
    private final Cache<IntBuffer, Integer> known =
            Caffeine.newBuilder().maximumSize(KINDS_MAX).build();

    ShownName(ImageCodeSystem system, LanguagePreference languages) {
        concepts = system.concepts();
        ownLanguage = system.header().language();
        this.languages = languages;
    }

    /** The designation of a record that is shown, as its place in the image; below 0 for none. */
    int in(int record) {
        int[] labels = new int[concepts.designationCount(record)];
        int designation = concepts.designations(record);
        for (int i = 0; i < labels.length; i++) {
            labels[i] = concepts.entryKind(designation);
            designation = concepts.afterEntry(designation);
        }
        int left = known.get(IntBuffer.wrap(labels), any -> placeIn(labels));
        if (left < 0) {
            return left;
        }
        int shown = concepts.designations(record);
        for (; left > 0; left--) {
            shown = concepts.afterEntry(shown);
        }
        return shown;
    }

    private int placeIn(int[] labels) {
        ConceptNames names = new ConceptNames();
        for (int i = 0; i < labels.length; i++) {
            ConceptFile.Label label = concepts.labels().get(labels[i]);
            boolean isDisplay = i == 0 || label.use().equals(Designation.DISPLAY);
            names.add(
                    new ConceptDesignation(
                            i == 0 ? ownLanguage : LanguageTag.parse(label.language()),
                            Optional.of(isDisplay ? DesignationUse.DISPLAY : ImageCodeSystem.SYNONYM),
                            Integer.toString(i),
                            List.of()),
                    Optional.empty());
        }
        return names.preferredText(Optional.of(languages))
                .map(Integer::parseInt)
                .orElse(-1);
    }
}
