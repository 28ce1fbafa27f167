package vn.khop.terminology.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.Seed;
import vn.khop.terminology.load.FhirResources;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.LayeredSpace;
import vn.khop.terminology.resource.ListedSpace;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.translate.IndexedTranslations.Kind;

/** What is looked up is what the {@link Translator} says, on drawn maps, from either side. */
class IndexedTranslationsTest {
    private static final int SPACES = 4_000;

    @Test
    void everyIndexedTranslationIsWhatTheTranslatorSays() {
        Seed seed = Seed.ofThisRun();
        SplittableRandom random = seed.random();
        int indexed = 0;
        int reversed = 0;
        int several = 0;
        int unmapped = 0;
        int left = 0;
        for (int i = 0; i < SPACES; i++) {
            List<ConceptMapDefinition> maps = new ArrayList<>();
            for (int map = random.nextInt(3); map >= 0; map--) {
                maps.add(FhirResources.conceptMap(RandomConceptMaps.draw(random, "urn:m" + map, "urn:none")));
            }
            ResourceSpace space = new LayeredSpace(List.of(new ListedSpace(List.of(), List.of(), maps)));
            Kind kind = new Kind(
                    random.nextBoolean() ? Optional.empty() : Optional.of(Canonical.parse("urn:m" + random.nextInt(3))),
                    RandomConceptMaps.system(random),
                    random.nextBoolean() ? Optional.empty() : Optional.of(RandomConceptMaps.system(random)),
                    random.nextBoolean());
            Optional<IndexedTranslations> translations = IndexedTranslations.of(space, kind, Optional.empty());
            for (int code = 0; code <= RandomConceptMaps.CODES; code++) {
                String asked = "c" + code;
                Optional<Translation> found =
                        translations.filter(known -> known.scopes().isEmpty()).flatMap(known -> known.translate(asked));
                if (found.isEmpty()) {
                    left++;
                    continue;
                }
                Translation expected = Translator.translate(
                        new Scope(space, new Settings.Builder(true).build(), Clock.systemUTC()), kind.about(asked));
                assertEquals(expected, found.get(), () -> kind + " " + asked + " " + seed);
                indexed++;
                reversed += kind.isReverse() ? 1 : 0;
                several += found.get().matches().size() > 1 ? 1 : 0;
                unmapped += code == RandomConceptMaps.CODES ? 1 : 0;
            }
        }
        assertTrue(indexed > SPACES / 4 && left > SPACES / 4, indexed + " indexed, " + left + " left " + seed);
        assertTrue(
                reversed > 100 && several > 100 && unmapped > 10,
                reversed + " reversed, " + several + " with several hits, " + unmapped + " unmapped " + seed);
    }

    @Test
    void aMapsOwnScopeIsToldAndNotDecided() {
        SplittableRandom random = new SplittableRandom(1);
        ConceptMapDefinition map = FhirResources.conceptMap(
                RandomConceptMaps.draw(random, "urn:m", "urn:set").put("sourceCanonical", "urn:set"));
        String system = map.groups().get(0).source().orElseThrow().url();
        ResourceSpace space = new LayeredSpace(List.of(new ListedSpace(List.of(), List.of(), List.of(map))));
        assertEquals(
                Optional.of(List.of("urn:set")),
                IndexedTranslations.of(
                                space, new Kind(Optional.empty(), system, Optional.empty(), false), Optional.empty())
                        .map(IndexedTranslations::scopes));
    }

    @Test
    void whatIsKnownOfMapsStaysWhileTheyAreTheVerySame() {
        SplittableRandom random = new SplittableRandom(2);
        ConceptMapDefinition one = FhirResources.conceptMap(RandomConceptMaps.draw(random, "urn:m1", "urn:none"));
        ConceptMapDefinition other = FhirResources.conceptMap(RandomConceptMaps.draw(random, "urn:m1", "urn:none"));
        Kind kind = new Kind(
                Optional.of(Canonical.parse("urn:m1")),
                one.groups().get(0).source().orElseThrow().url(),
                Optional.empty(),
                false);
        Optional<IndexedTranslations> first = IndexedTranslations.of(spaceOf(one), kind, Optional.empty());
        assertTrue(first.isPresent());
        assertSame(
                first.get(),
                IndexedTranslations.of(spaceOf(one), kind, first).orElseThrow(),
                "another space, the same map");
        assertNotSame(first, IndexedTranslations.of(spaceOf(other), kind, first), "another map of the same name");
    }

    private static ResourceSpace spaceOf(ConceptMapDefinition map) {
        return new LayeredSpace(List.of(new ListedSpace(List.of(), List.of(), List.of(map))));
    }
}
