package vn.khop.terminology.expand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.RandomResources;
import vn.khop.terminology.Seed;
import vn.khop.terminology.load.FhirResources;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.Coding;
import vn.khop.terminology.resource.DefinedCodeSystem;
import vn.khop.terminology.resource.LayeredSpace;
import vn.khop.terminology.resource.ListedSpace;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.resource.TypedValue;
import vn.khop.terminology.resource.ValueSetDefinition;
import vn.khop.terminology.validate.CodeCheck;
import vn.khop.terminology.validate.CodedValue;

/** Two ways to know the same: what an expansion lists, a check finds, and nothing else. */
class ExpansionAndValidationTest {
    private static final int ROUNDS = 400;
    private static final int SETS = 4;

    @Test
    void aCodeIsValidExactlyWhereTheExpansionListsIt() {
        Seed seed = Seed.ofThisRun();
        SplittableRandom random = seed.random();
        for (int round = 0; round < ROUNDS; round++) {
            DefinedCodeSystem system = FhirResources.codeSystem(RandomResources.codeSystem(random));
            List<ValueSetDefinition> sets = new ArrayList<>();
            for (int i = 0; i < SETS; i++) {
                sets.add(FhirResources.valueSet(RandomResources.valueSet(random, i)));
            }
            ResourceSpace space = new LayeredSpace(List.of(new ListedSpace(List.of(system), sets, List.of())));
            for (ValueSetDefinition set : sets) {
                Set<String> listed = codes(
                        ValueSetExpander.expand(scope(space, List.of()), set).contains());
                Set<String> valid = new TreeSet<>();
                IntStream.range(0, RandomResources.CODES + 2)
                        .mapToObj(i -> "c" + i)
                        .filter(code -> isValid(space, set, code))
                        .forEach(valid::add);
                assertEquals(
                        new TreeSet<>(listed),
                        valid,
                        set.header().json() + " of " + system.header().json() + " " + seed);
            }
        }
    }

    @Test
    void pagesOneAfterAnotherAreTheWholeAndTheTotalIsTheSameOnEach() {
        Seed seed = Seed.ofThisRun();
        SplittableRandom random = seed.random();
        for (int round = 0; round < ROUNDS; round++) {
            DefinedCodeSystem system = FhirResources.codeSystem(RandomResources.codeSystem(random));
            ValueSetDefinition set = FhirResources.valueSet(RandomResources.valueSet(random, 0));
            ResourceSpace space = new LayeredSpace(List.of(new ListedSpace(List.of(system), List.of(set), List.of())));
            Expansion whole = ValueSetExpander.expand(scope(space, List.of("excludeNested")), set);
            int count = 1 + random.nextInt(5);
            List<String> paged = new ArrayList<>();
            for (int offset = 0; offset < whole.total() + count; offset += count) {
                Settings.Builder settings = new Settings.Builder(true);
                settings.add("excludeNested", TypedValue.bool(true));
                settings.add("count", TypedValue.string(Integer.toString(count)));
                settings.add("offset", TypedValue.string(Integer.toString(offset)));
                Expansion page = ValueSetExpander.expand(new Scope(space, settings.build(), Clock.systemUTC()), set);
                assertEquals(whole.total(), page.total(), seed.toString());
                page.contains().forEach(entry -> paged.add(entry.code()));
            }
            assertEquals(whole.contains().stream().map(Expansion.Entry::code).toList(), paged, seed.toString());
        }
    }

    @Test
    void valueSetsThatImportEachOtherTwiceAtEachStepAreRefusedAndNotDoubledWithoutEnd() {
        List<ValueSetDefinition> sets = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            ObjectNode set = JsonNodeFactory.instance.objectNode();
            set.put("resourceType", "ValueSet")
                    .put("url", RandomResources.SET + i)
                    .put("status", "active");
            ArrayNode includes = set.putObject("compose").putArray("include");
            for (int twice = 0; i > 0 && twice < 2; twice++) {
                includes.addObject().putArray("valueSet").add(RandomResources.SET + (i - 1));
            }
            sets.add(FhirResources.valueSet(set));
        }
        ResourceSpace space = new LayeredSpace(List.of(new ListedSpace(List.of(), sets, List.of())));
        ValueSetDefinition last = sets.get(sets.size() - 1);
        assertEquals(
                "too-costly",
                assertThrows(Refused.class, () -> ValueSetExpander.expand(scope(space, List.of()), last))
                        .issues()
                        .get(0)
                        .type());
        assertEquals(
                "too-costly",
                assertThrows(Refused.class, () -> isValid(space, last, "c0"))
                        .issues()
                        .get(0)
                        .type());
    }

    private static Scope scope(ResourceSpace space, List<String> switches) {
        Settings.Builder settings = new Settings.Builder(true);
        switches.forEach(name -> settings.add(name, TypedValue.bool(true)));
        return new Scope(space, settings.build(), Clock.systemUTC());
    }

    private static Set<String> codes(List<Expansion.Entry> entries) {
        Set<String> codes = new LinkedHashSet<>();
        entries.forEach(entry -> {
            codes.add(entry.code());
            codes.addAll(codes(entry.contains()));
        });
        return codes;
    }

    private static boolean isValid(ResourceSpace space, ValueSetDefinition set, String code) {
        CodedValue value = new CodedValue(
                CodedValue.Form.CODING, List.of(Coding.of(RandomResources.SYSTEM, code)), Optional.empty());
        return CodeCheck.inValueSet(scope(space, List.of()), set, value).result();
    }
}
