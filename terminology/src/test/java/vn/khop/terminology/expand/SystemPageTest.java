package vn.khop.terminology.expand;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.terminology.RandomCodeSystems;
import vn.khop.terminology.Seed;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.CodeSystemDescription;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.PropertyDefinition;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.concept.ReleaseChoice;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.load.FhirResources;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.LayeredSpace;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.resource.TypedValue;
import vn.khop.terminology.resource.ValueSetDefinition;
import vn.khop.terminology.search.SearchQuestion;

/** Pages of a compiled code system, held against a plain look at every concept. */
class SystemPageTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path images = Path.of("");

    @Test
    void pagesTogetherAreAllThatBelongInOneOrderWithTheExactTotal() throws JsonProcessingException {
        Seed seed = Seed.ofThisRun();
        SplittableRandom random = seed.random();
        CodeSystem list = RandomCodeSystems.draw(random, 300);
        ImageFolder.at(images).publish(list);
        try (Terminology terminology = Terminology.open(images)) {
            for (int question = 0; question < 60; question++) {
                Concept top = list.concepts().get(random.nextInt(list.concepts().size()));
                String typed = random.nextBoolean()
                        ? ""
                        : RandomCodeSystems.text(random).substring(0, 1);
                boolean isFiltered = random.nextInt(3) > 0;
                boolean activeOnly = random.nextBoolean();
                Set<String> members = members(list, isFiltered ? Set.of(top.code()) : Set.of(), activeOnly);
                List<String> expected = typed.isEmpty()
                        ? List.of()
                        : searched(terminology, typed).stream()
                                .filter(members::contains)
                                .toList();
                Set<String> expectedSet = typed.isEmpty() ? members : new HashSet<>(expected);
                String context = top.code() + " '" + typed + "' " + isFiltered + " " + activeOnly + " " + seed;
                List<String> paged = new ArrayList<>();
                int step = 1 + random.nextInt(40);
                for (int offset = 0; offset <= expectedSet.size(); offset += step) {
                    Expansion page = ask(terminology, isFiltered ? top.code() : "", typed, activeOnly, offset, step);
                    assertEquals(expectedSet.size(), page.total(), context);
                    page.contains().forEach(entry -> flatten(entry, paged));
                }
                if (typed.isEmpty()) {
                    assertEquals(expectedSet, new HashSet<>(paged), context);
                    assertEquals(expectedSet.size(), paged.size(), context);
                } else if (!expected.isEmpty()) {
                    assertEquals(expected, paged, context);
                }
            }
        }
    }

    /** What is kept of a list from one question to the next must not be what another date made of it. */
    @Test
    void eachDateHasTheCodesOfItsOwnDaysWhateverWasAskedBefore() throws JsonProcessingException {
        Seed seed = Seed.ofThisRun();
        SplittableRandom random = seed.random();
        LocalDate first = LocalDate.of(2025, 1, 1);
        Map<String, LocalDate> untils = new HashMap<>();
        List<Concept> concepts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            LocalDate until = first.plusDays(random.nextInt(10));
            boolean ends = random.nextBoolean();
            untils.put("c" + i, ends ? until : LocalDate.MAX);
            concepts.add(new Concept(
                    "c" + i,
                    true,
                    List.of(new Designation("vi", Designation.DISPLAY, "tên " + i)),
                    ends
                            ? List.of(new ConceptProperty("valid-until", PropertyType.DATE_TIME, until.toString()))
                            : List.of(),
                    random.nextBoolean() || i == 0 ? List.of() : List.of("c" + random.nextInt(i))));
        }
        ImageFolder.at(images)
                .publish(new CodeSystem(
                        new CodeSystemDescription(
                                new ReleaseId(RandomCodeSystems.SYSTEM, "days"),
                                "có ngày",
                                Optional.empty(),
                                Optional.empty(),
                                List.of("vi"),
                                List.of(new PropertyDefinition("valid-until", PropertyType.DATE_TIME))),
                        "days",
                        concepts));
        try (Terminology terminology = Terminology.open(images)) {
            ResourceSpace all = new LayeredSpace(List.of(terminology.space()));
            for (int question = 0; question < 60; question++) {
                Optional<LocalDate> day =
                        random.nextInt(3) == 0 ? Optional.empty() : Optional.of(first.plusDays(random.nextInt(10)));
                Set<String> expected = new HashSet<>(untils.keySet());
                day.ifPresent(asked -> expected.removeIf(
                        code -> untils.getOrDefault(code, LocalDate.MAX).isBefore(asked)));
                ResourceSpace space =
                        day.map(asked -> all.on(QuestionDate.of(asked))).orElse(all);
                boolean isFiltered = random.nextBoolean();
                String filter =
                        isFiltered ? ",\"filter\":[{\"property\":\"inactive\",\"op\":\"=\",\"value\":\"false\"}]" : "";
                List<String> found = new ArrayList<>();
                ask(space, filter, "", !isFiltered, 0, 100).contains().forEach(entry -> flatten(entry, found));
                assertEquals(expected, new HashSet<>(found), day + " " + isFiltered + " " + seed);
            }
        }
    }

    private static void flatten(Expansion.Entry entry, List<String> codes) {
        codes.add(entry.code());
        entry.contains().forEach(inner -> flatten(inner, codes));
    }

    private static List<String> searched(Terminology terminology, String typed) {
        return terminology
                .search(new SearchQuestion(
                        ReleaseChoice.current(RandomCodeSystems.SYSTEM), typed, 0, Integer.MAX_VALUE, false))
                .value()
                .orElseThrow()
                .concepts()
                .stream()
                .map(Concept::code)
                .toList();
    }

    /** Everything that can be reached downwards from these, or all. */
    private static Set<String> members(CodeSystem list, Set<String> tops, boolean activeOnly) {
        Set<String> reached = new HashSet<>(tops);
        for (boolean grew = !tops.isEmpty(); grew; ) {
            grew = false;
            for (Concept concept : list.concepts()) {
                grew |= concept.parents().stream().anyMatch(reached::contains) && reached.add(concept.code());
            }
        }
        Set<String> members = new HashSet<>();
        for (Concept concept : list.concepts()) {
            if ((tops.isEmpty() || reached.contains(concept.code())) && (!activeOnly || concept.isActive())) {
                members.add(concept.code());
            }
        }
        return members;
    }

    private static Expansion ask(
            Terminology terminology, String top, String typed, boolean activeOnly, int offset, int count)
            throws JsonProcessingException {
        String filter = top.isEmpty()
                ? ""
                : ",\"filter\":[{\"property\":\"concept\",\"op\":\"is-a\",\"value\":\"" + top + "\"}]";
        return ask(new LayeredSpace(List.of(terminology.space())), filter, typed, activeOnly, offset, count);
    }

    private static Expansion ask(
            ResourceSpace space, String filter, String typed, boolean activeOnly, int offset, int count)
            throws JsonProcessingException {
        ValueSetDefinition valueSet = FhirResources.valueSet((ObjectNode) JSON.readTree(
                "{\"resourceType\":\"ValueSet\",\"url\":\"urn:v\",\"status\":\"active\",\"compose\":{\"include\":[{\"system\":\""
                        + RandomCodeSystems.SYSTEM + "\"" + filter + "}]}}"));
        Settings.Builder settings = new Settings.Builder(true);
        settings.add("count", TypedValue.string(Integer.toString(count)));
        settings.add("offset", TypedValue.string(Integer.toString(offset)));
        settings.add("activeOnly", TypedValue.bool(activeOnly));
        if (!typed.isEmpty()) {
            settings.add("filter", TypedValue.string(typed));
        }
        return ValueSetExpander.expand(new Scope(space, settings.build(), Clock.systemUTC()), valueSet);
    }
}
