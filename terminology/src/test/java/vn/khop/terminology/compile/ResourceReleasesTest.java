package vn.khop.terminology.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.terminology.Seed;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.concept.ReleaseState;
import vn.khop.terminology.concept.ResourceRelease;
import vn.khop.terminology.load.FhirResources;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.Header;
import vn.khop.terminology.resource.ListedSpace;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.resource.Standings;
import vn.khop.terminology.resource.ValueSetDefinition;

/** Steps with versions of a value set: each day has one version or none, and questions find what the steps say. */
class ResourceReleasesTest {
    private static final String URL = "urn:khop:test:set";
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
    private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");
    private static final LocalDate JULY = LocalDate.of(2026, 7, 1);

    private static ValueSetDefinition set(String version, String status) {
        try {
            return FhirResources.valueSet(
                    (ObjectNode) new ObjectMapper().readTree("""
                    {"resourceType":"ValueSet","url":"%s","version":"%s","status":"%s","compose":{"include":[{"system":"urn:a"}]}}""".formatted(URL, version, status)));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static ListedSpace space(ValueSetDefinition... sets) {
        return ListedSpace.ofKept(List.of(), List.of(sets), List.of(), Map.of(), TODAY);
    }

    private static ReleaseId id(String version) {
        return new ReleaseId(URL, version);
    }

    private static Optional<String> found(ResourceSpace space, String version) {
        return space.valueSet(new Canonical(URL, Optional.of(version).filter(named -> !named.isEmpty())))
                .flatMap(set -> set.header().version());
    }

    private static Optional<String> on(ResourceSpace space, String day) {
        return found(space.on(QuestionDate.parse(day).orElseThrow()), "");
    }

    private static <T> T done(Answer<T> answer) {
        return answer.fold(value -> value, problem -> {
            throw new AssertionError(problem.message());
        });
    }

    @Test
    void aDraftIsFoundByNobodyThenByItsVersionThenOnItsDays() {
        ListedSpace said = space(set("1", "active"), set("2", "draft"));
        List<Header> versions = said.versions(URL);
        assertEquals(
                Optional.of("2"), found(said, "2"), "as long as nothing was decided, FHIR's draft answers to its name");

        ResourceReleases none = ResourceReleases.NONE;
        assertEquals(
                ErrorCode.RELEASE_NOT_VALIDATED,
                none.activate(id("2"), EffectivePeriod.ALWAYS, versions, NOW)
                        .problem()
                        .orElseThrow()
                        .code());
        ResourceReleases retired = done(none.retire(id("1"), LocalDate.of(2027, 1, 1), versions, NOW));
        assertEquals(Optional.empty(), found(said.standing(retired), "2"), "a draft");
        assertEquals(Optional.of("2"), found(said.standing(retired).withDrafts(), "2"), "to be compared");
        ResourceReleases validated = done(retired.validate(id("2"), versions, NOW));
        assertEquals(Optional.of("2"), found(said.standing(validated), "2"));
        assertEquals(Optional.of("1"), found(said.standing(validated), ""));
        assertEquals(Optional.empty(), on(said.standing(validated), "2027-01-01"));

        ListedSpace active =
                said.standing(done(validated.activate(id("2"), EffectivePeriod.from(JULY), versions, NOW)));
        assertEquals(Optional.of("2"), found(active, ""));
        assertEquals(Optional.of("1"), on(active, "2026-06-30"));
        assertEquals(Optional.of("2"), on(active, "2026-07-01"));
        assertEquals(
                Optional.of("active"),
                active.valueSet(new Canonical(URL, Optional.of("2")))
                        .flatMap(set -> set.header().status()),
                "what is in use is no draft any more");
        assertSame(
                active, active.standing(done(validated.activate(id("2"), EffectivePeriod.from(JULY), versions, NOW))));
    }

    @Test
    void aVersionThatComesLaterIsADraftWhateverItSaysAndARollbackUndoesOneSwitch() {
        ListedSpace before = space(set("1", "active"), set("2", "active"));
        assertEquals(
                List.of(ReleaseState.VALIDATED, ReleaseState.ACTIVE),
                ResourceReleases.NONE.standing(before.versions(URL), TODAY).stream()
                        .map(ResourceRelease::state)
                        .toList(),
                "of two without days the later one is to be used");
        ResourceReleases retired = done(ResourceReleases.NONE.retire(id("2"), JULY, before.versions(URL), NOW));
        ListedSpace more = space(set("1", "active"), set("2", "active"), set("3", "active"));
        assertEquals(Optional.empty(), found(more.standing(retired), "3"));
        assertEquals(Optional.empty(), found(more.standing(retired), ""));
        ResourceReleases back = done(retired.rollback(URL, NOW));
        assertEquals(Optional.of("2"), found(more.standing(back), ""));
        assertEquals(
                ErrorCode.NOTHING_TO_ROLL_BACK,
                back.rollback(URL, NOW).problem().orElseThrow().code());
        assertEquals(
                "there is no version 9 of " + URL + "; there are 1, 2, 3",
                back.validate(id("9"), more.versions(URL), NOW)
                        .problem()
                        .orElseThrow()
                        .message());
    }

    @Test
    void laws() {
        Seed seed = Seed.ofThisRun();
        SplittableRandom random = seed.random();
        String[] statuses = {"active", "draft", "retired"};
        for (int round = 0; round < 200; round++) {
            ValueSetDefinition[] sets = new ValueSetDefinition[4];
            for (int i = 0; i < sets.length; i++) {
                sets[i] = set(String.valueOf(i + 1), statuses[random.nextInt(statuses.length)]);
            }
            ListedSpace said = space(sets);
            List<Header> versions = said.versions(URL);
            ResourceReleases now = ResourceReleases.NONE;
            List<ResourceReleases> switches = new ArrayList<>();
            for (int step = 0; step < 10; step++) {
                ReleaseId id = id(String.valueOf(1 + random.nextInt(4)));
                LocalDate day = TODAY.plusDays(random.nextInt(20) - 10);
                ResourceReleases valid = done(now.validate(id, versions, NOW));
                Answer<ResourceReleases> next = random.nextBoolean()
                        ? valid.activate(id, EffectivePeriod.from(day), versions, NOW)
                        : valid.retire(id, day, versions, NOW);
                if (next.value().isPresent() && !next.value().get().equals(valid)) {
                    switches.add(valid);
                    now = next.value().get();
                }
                if (!switches.isEmpty()) {
                    assertOneADay(now.standing(versions, TODAY), said.standing(now), seed);
                }
                assertEquals(now, ResourceReleases.read(now.json()), seed.toString());
            }
            for (int i = switches.size() - 1; i >= 0; i--) {
                now = done(now.rollback(URL, NOW));
                assertEquals(
                        periods(switches.get(i).standing(versions, TODAY)),
                        periods(now.standing(versions, TODAY)),
                        seed.toString());
            }
        }
    }

    private static List<String> periods(List<ResourceRelease> releases) {
        return releases.stream()
                .filter(release -> release.state().isActivated())
                .map(release -> release.id() + " " + release.period())
                .toList();
    }

    private static void assertOneADay(List<ResourceRelease> releases, ListedSpace space, Seed seed) {
        for (int offset = -12; offset <= 12; offset++) {
            LocalDate day = TODAY.plusDays(offset);
            List<String> inForce = releases.stream()
                    .filter(release ->
                            release.state().isActivated() && release.period().contains(day))
                    .map(release -> release.id().version())
                    .toList();
            assertTrue(inForce.size() <= 1, seed + ": " + inForce + " on " + day);
            assertEquals(inForce.stream().findFirst(), on(space, day.toString()), seed + " on " + day);
        }
    }

    @Test
    void theFolderKeepsTheStepsAndTellsOfThem(@TempDir Path images) {
        ImageFolder folder = ImageFolder.at(images);
        List<Header> versions = space(set("1", "active")).versions(URL);
        long before = folder.generation();
        done(folder.change(now -> now.retire(id("1"), JULY, versions, NOW)));
        assertTrue(folder.generation() > before);
        assertTrue(folder.signal().value() > 0);
        Standings kept = ImageFolder.at(images).resources();
        assertEquals(
                "..2026-06-30", kept.of(versions.get(0)).orElseThrow().period().toString());
        assertTrue(folder.change(now -> now.retire(id("1"), JULY, versions, NOW))
                .problem()
                .isPresent());
        assertEquals(kept, folder.resources(), "what is refused changes nothing");
    }
}
