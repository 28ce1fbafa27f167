package vn.khop.mpi.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.model.SchemaReader;
import vn.khop.mpi.record.FieldValue;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.PhoneNumber;
import vn.khop.mpi.record.PhoneNumbers;
import vn.khop.mpi.record.RawRecord;
import vn.khop.mpi.record.TextValue;

class CandidatePairsTest {
    private static final String SCHEMA = """
            name: test
            fields:
              city: {column: city, normaliser: text}
              street: {column: street, normaliser: text}
              house: {column: house, normaliser: text}
              phone: {column: phone, normaliser: phone}
            comparisons:
              city: {comparator: text, fields: [city], levels: {exact: {m: 0.9}, differs: {m: 0.1}}}
            distinct-by: []
            blocking:
              by-phone: {keys: [phone, city], refine: [street, house]}
              by-street: {keys: [street, city], refine: [phone, house]}
              by-city: {keys: [city], refine: [phone, house, street]}
            thresholds: {link: 0.9, review: 0.5}
            protections: []
            """;

    private final long seed = System.getProperty("tests.seed") == null
            ? new SplittableRandom().nextLong()
            : Long.parseUnsignedLong(System.getProperty("tests.seed"), 16);
    private final SplittableRandom random = new SplittableRandom(seed);

    private PersonRecord record(int i) {
        Map<String, FieldValue> fields = new HashMap<>();
        for (String field : List.of("city", "street", "house")) {
            int value = random.nextInt(field.equals("city") ? 3 : 9);
            if (value > 0) {
                fields.put(field, new TextValue(field + value, field + value));
            }
        }
        Set<String> numbers = new TreeSet<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            numbers.add("09000000" + random.nextInt(12));
        }
        if (!numbers.isEmpty()) {
            fields.put(
                    "phone",
                    new PhoneNumbers(numbers.stream()
                            .map(number -> PhoneNumber.of(number, PhoneNumber.Kind.MOBILE))
                            .toList()));
        }
        return new PersonRecord(new RawRecord("r" + i, Map.of()), fields, Map.of());
    }

    /** Pairs and the rules that find them, by comparing the keys of any two records. */
    private static Map<String, Integer> byBruteForce(BlockingRules rules, KeyTable table) {
        Map<String, Integer> found = new TreeMap<>();
        for (int rule = 0; rule < rules.ruleCount(); rule++) {
            List<Set<Long>> keys = new ArrayList<>();
            for (int record = 0; record < table.size(); record++) {
                Set<Long> own = new TreeSet<>();
                rules.keys(table, record, rule, (key, depth) -> own.add(key));
                keys.add(own);
            }
            for (int a = 0; a < keys.size(); a++) {
                for (int b = a + 1; b < keys.size(); b++) {
                    if (keys.get(a).stream().anyMatch(keys.get(b)::contains)) {
                        found.merge(a + " " + b, 1 << rule, (x, y) -> x | y);
                    }
                }
            }
        }
        return found;
    }

    @Test
    void everyPairThatSharesAKeyIsVisitedOnceWithAllRulesThatFindItHoweverKeysAreRefined() {
        for (int round = 0; round < 12; round++) {
            int size = round % 6 == 0 ? 1700 : 50 + random.nextInt(600);
            List<PersonRecord> records = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                records.add(record(i));
            }
            BlockingRules rules = BlockingRules.compile(SchemaReader.parse("test", SCHEMA), Set.of());
            KeyTable table = rules.table(records);
            CandidatePairs candidates = CandidatePairs.find(rules, table);
            Map<String, Integer> visited = new TreeMap<>();
            candidates.visit(() -> (a, b) -> {
                synchronized (visited) {
                    assertTrue(a < b);
                    assertTrue(
                            visited.put(a + " " + b, rules.rulesThatFind(table, a, b)) == null,
                            "seed " + Long.toHexString(seed) + ": visited twice");
                }
            });
            assertEquals(byBruteForce(rules, table), visited, "seed " + Long.toHexString(seed));
            long counted = candidates.statistics().comparedPairs();
            assertEquals(visited.size(), counted);
            if (size == 1700) {
                assertTrue(!rules.hotKeys().isEmpty(), "a large file has crowded keys");
            }
        }
    }

    @Test
    void hotKeysTurnIntoTheSameKeysForARecordThatComesLater() {
        List<PersonRecord> records = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            records.add(record(i));
        }
        BlockingRules rules = BlockingRules.compile(SchemaReader.parse("test", SCHEMA), Set.of());
        KeyTable table = rules.table(records);
        CandidatePairs.find(rules, table);
        BlockingRules later = BlockingRules.compile(SchemaReader.parse("test", SCHEMA), rules.hotKeys());
        for (int i = 0; i < records.size(); i += 7) {
            Set<String> keys = new TreeSet<>();
            for (int rule = 0; rule < rules.ruleCount(); rule++) {
                rules.keys(table, i, rule, (key, depth) -> keys.add(KeyHash.text(key)));
            }
            assertEquals(keys, new TreeSet<>(later.all(records.get(i))));
        }
    }
}
