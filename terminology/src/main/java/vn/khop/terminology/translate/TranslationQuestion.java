package vn.khop.terminology.translate;

import java.util.List;
import java.util.Optional;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.Coding;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.ConceptMapDefinition.Dependency;

/**
 * What is to be translated.
 *
 * @param coding the concept; of the target where the question is reversed
 * @param given the concept map to use, where it came with the question
 * @param map the name of the concept map to use; empty for any that fits
 * @param scope the value set that the concept is to be of
 * @param otherScope the value set that the translation is to be of
 * @param otherSystem the code system that the translation is to be of
 * @param dependencies what else is known, e.g. the patient's sex
 * @param isReverse whether the sources of a target are asked for
 */
public record TranslationQuestion(
        Coding coding,
        Optional<ConceptMapDefinition> given,
        Optional<Canonical> map,
        Optional<String> scope,
        Optional<String> otherScope,
        Optional<String> otherSystem,
        List<Dependency> dependencies,
        boolean isReverse) {
    public TranslationQuestion {
        dependencies = List.copyOf(dependencies);
    }
}
