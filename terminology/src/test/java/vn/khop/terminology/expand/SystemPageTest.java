package vn.khop.terminology.expand;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.terminology.RandomCodeSystems;
import vn.khop.terminology.Seed;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ReleaseChoice;
import vn.khop.terminology.load.FhirResources;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.LayeredSpace;
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
        return ValueSetExpander.expand(
                new Scope(new LayeredSpace(List.of(terminology.space())), settings.build(), Clock.systemUTC()),
                valueSet);
    }
}
