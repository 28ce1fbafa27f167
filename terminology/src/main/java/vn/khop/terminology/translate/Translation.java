package vn.khop.terminology.translate;

import java.util.List;
import java.util.Optional;
import vn.khop.terminology.resource.Coding;
import vn.khop.terminology.resource.ConceptMapDefinition.Dependency;
import vn.khop.terminology.resource.ConceptMapDefinition.Relationship;

/**
 * Every translation that the maps have.
 *
 * @param result whether one of them says that there is a translation
 * @param message why there is none
 * @param usedMaps maps that others deferred to
 */
public record Translation(boolean result, Optional<String> message, List<Match> matches, List<String> usedMaps) {
    public Translation {
        matches = List.copyOf(matches);
        usedMaps = List.copyOf(usedMaps);
    }

    /**
     * One of them.
     *
     * @param target empty where the map says that there is none
     * @param relationship how the target relates to the source; empty where the map does not say
     * @param sourceComment what the map says of the source concept
     * @param targetComment what it says of this mapping
     * @param originMap the map that was asked, with its version
     */
    public record Match(
            Coding source,
            Optional<Coding> target,
            Optional<Relationship> relationship,
            Optional<String> sourceComment,
            Optional<String> targetComment,
            List<Dependency> dependsOn,
            List<Dependency> products,
            String originMap) {
        public Match {
            dependsOn = List.copyOf(dependsOn);
            products = List.copyOf(products);
        }
    }
}
