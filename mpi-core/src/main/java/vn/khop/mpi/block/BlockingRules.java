package vn.khop.mpi.block;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.model.SchemaDefinition.BlockingRuleDefinition;
import vn.khop.mpi.pack.LongSet;
import vn.khop.mpi.pack.Words;
import vn.khop.mpi.record.PersonRecord;

/**
 * The keys under which a record can be found: two records are candidates exactly when they share one. A pure function of schema,
 * hot keys and record. A key is a rule's parts, hashed; a <em>hot</em> key, which too many records share, is replaced by longer
 * ones, with one more part of the rule's refinements each time.
 *
 * <p>Whether two records share a rule's key is read off their parts: where each of the rule's parts has one value, and it is the
 * same, they do. Only where a part has several values, a commune that was split say, are keys listed and met.
 */
public final class BlockingRules {
    /** How often a key can be refined. */
    static final int REFINEMENTS_MAX = 3;

    private static final int PARTS_MAX = 31;

    /** Between a rule's name and one of its hot keys. */
    private static final String HOT_KEY = ": ";

    private final List<KeyPart> parts;
    private final Rule[] rules;
    private final int[] distinctBy;

    /**
     * @param base positions of the parts of its key
     * @param refine positions of the parts of its refinements
     * @param allParts the parts of both as bits
     * @param start where its keys start
     * @param hotKeys its keys that are refined; grows while a file's hot keys are found
     */
    private record Rule(String name, int[] base, int[] refine, int allParts, long start, LongSet hotKeys) {}

    private BlockingRules(List<KeyPart> parts, Rule[] rules, int[] distinctBy) {
        this.parts = parts;
        this.rules = rules;
        this.distinctBy = distinctBy;
    }

    /**
     * @param hotKeys the keys to refine, as {@link #hotKeys} gives them
     * @throws IllegalArgumentException if a rule names an unknown key part, or there are too many parts or refinements; the
     *     message names the rule
     */
    public static BlockingRules compile(SchemaDefinition schema, Collection<String> hotKeys) {
        Map<String, Integer> positions = new LinkedHashMap<>();
        List<KeyPart> parts = new ArrayList<>();
        List<Rule> rules = new ArrayList<>();
        for (BlockingRuleDefinition definition : schema.blocking()) {
            try {
                rules.add(rule(definition, positions, parts));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("blocking rule '" + definition.name() + "': " + e.getMessage(), e);
            }
        }
        int[] distinctBy = positions(schema.distinctBy(), positions, parts);
        BlockingRules compiled = new BlockingRules(List.copyOf(parts), rules.toArray(Rule[]::new), distinctBy);
        for (Rule rule : compiled.rules) {
            String prefix = rule.name() + HOT_KEY;
            hotKeys.stream()
                    .filter(key -> key.startsWith(prefix))
                    .forEach(key -> rule.hotKeys().add(KeyHash.parse(key.substring(prefix.length()))));
        }
        return compiled;
    }

    public static BlockingRules of(LinkageModel model) {
        return compile(model.schema(), model.hotKeys());
    }

    private static Rule rule(BlockingRuleDefinition definition, Map<String, Integer> positions, List<KeyPart> parts) {
        int[] base = positions(definition.keys(), positions, parts);
        int[] refine = positions(definition.refine(), positions, parts);
        if (parts.size() > PARTS_MAX) {
            throw new IllegalArgumentException(
                    "the rules have more than " + PARTS_MAX + " different key parts; use fewer");
        }
        if (refine.length > REFINEMENTS_MAX) {
            throw new IllegalArgumentException(refine.length + " refinements, expected at most " + REFINEMENTS_MAX);
        }
        int allParts = IntStream.concat(Arrays.stream(base), Arrays.stream(refine))
                .reduce(0, (mask, part) -> mask | 1 << part);
        return new Rule(definition.name(), base, refine, allParts, KeyHash.ofRule(definition.name()), new LongSet());
    }

    private static int[] positions(List<String> names, Map<String, Integer> positions, List<KeyPart> parts) {
        int[] found = new int[names.size()];
        for (int i = 0; i < found.length; i++) {
            String name = names.get(i);
            Integer known = positions.get(name);
            if (known == null) {
                parts.add(KeyPart.parse(name));
                known = positions.size();
                positions.put(name, known);
            }
            found[i] = known;
        }
        return found;
    }

    public int ruleCount() {
        return rules.length;
    }

    public String name(int rule) {
        return rules[rule].name();
    }

    /** A table without records. */
    public KeyTable newTable() {
        return new KeyTable(parts.size());
    }

    /** A table of these records, by their positions in the list. */
    public KeyTable table(List<PersonRecord> records) {
        KeyTable table = newTable();
        table.reserve(records.size());
        for (int i = 0; i < records.size(); i++) {
            fill(table, i, records.get(i));
            refine(table, i);
        }
        return table;
    }

    /** Fills the row at a reserved position. */
    public void fill(KeyTable table, int position, PersonRecord record) {
        int[][] values = new int[parts.size()][];
        for (int part = 0; part < values.length; part++) {
            values[part] = parts.get(part).hashes(record);
        }
        table.put(position, values);
    }

    /**
     * Refines the keys of a record that is filled in as far as hot keys are known. Not while other records of the table are
     * filled in.
     */
    public void refine(KeyTable table, int position) {
        for (int rule = 0; rule < rules.length; rule++) {
            if (!rules[rule].hotKeys().isEmpty()) {
                measureDepth(table, position, rule);
            }
        }
    }

    /**
     * Tells persons apart by the schema's {@code distinct-by} parts, as far as they can be told before any pair is compared: equal
     * for records that agree there. 0 where the schema names none.
     */
    public long person(KeyTable table, int record) {
        if (distinctBy.length == 0) {
            return 0;
        }
        int[] page = table.page(record);
        int at = table.offset(record);
        long person = 1;
        for (int part : distinctBy) {
            person = KeyHash.with(person, KeyTable.first(page, at, part));
        }
        return person;
    }

    /** Finds how often the record's key of a rule is refined, after the hot keys have changed. */
    void measureDepth(KeyTable table, int record, int rule) {
        int[] deepest = new int[1];
        keys(table, record, rule, (key, depth) -> deepest[0] = Math.max(deepest[0], depth));
        table.setDepth(record, rule, deepest[0]);
    }

    /** Receives keys. */
    @FunctionalInterface
    interface KeySink {
        /**
         * @param depth how often the key is refined
         */
        void accept(long key, int depth);
    }

    /** The record's keys by one rule; the same key may come twice. */
    void keys(KeyTable table, int record, int rule, KeySink sink) {
        keys(table, table.page(record), table.offset(record), rule, sink);
    }

    private void keys(KeyTable table, int[] page, int at, int rule, KeySink sink) {
        Rule of = rules[rule];
        if ((KeyTable.several(page, at) & of.allParts()) != 0) {
            baseKeys(table, page, at, of, 0, of.start(), sink);
        } else if (hasKey(of, page, at)) {
            int depth = depth(of, page, at);
            sink.accept(key(of, page, at, depth), depth);
        }
    }

    /** Whether the key is one of the record's by the rule. */
    boolean hasKey(KeyTable table, int record, int rule, long key) {
        boolean[] isFound = new boolean[1];
        keys(table, record, rule, (one, depth) -> isFound[0] |= one == key);
        return isFound[0];
    }

    private static boolean hasKey(Rule rule, int[] page, int at) {
        for (int part : rule.base()) {
            if (KeyTable.first(page, at, part) == KeyHash.MISSING) {
                return false;
            }
        }
        return true;
    }

    /** The key with its first refinements, of a record with one value of each part. */
    private static long key(Rule rule, int[] page, int at, int depth) {
        long key = rule.start();
        for (int part : rule.base()) {
            key = KeyHash.with(key, KeyTable.first(page, at, part));
        }
        for (int d = 0; d < depth; d++) {
            key = KeyHash.with(key, KeyTable.first(page, at, rule.refine()[d]));
        }
        return key;
    }

    /** How often the key is refined, by what is hot now. */
    private int depth(Rule rule, int[] page, int at) {
        int depth = 0;
        if (!rule.hotKeys().isEmpty()) {
            while (depth < rule.refine().length && rule.hotKeys().contains(key(rule, page, at, depth))) {
                depth++;
            }
        }
        return depth;
    }

    /** One sort word for each key of each record by a rule, sorted. */
    Words words(KeyTable table, int rule) {
        Words words = new Words(table.size() + 16);
        Rule of = rules[rule];
        for (int record = 0; record < table.size(); record++) {
            int[] page = table.page(record);
            int at = table.offset(record);
            if ((KeyTable.several(page, at) & of.allParts()) != 0) {
                int position = record;
                baseKeys(table, page, at, of, 0, of.start(), (key, depth) -> words.add(Words.of(half(key), position)));
            } else if (hasKey(of, page, at)) {
                words.add(Words.of(half(key(of, page, at, KeyTable.depth(page, at, rule))), record));
            }
        }
        words.sort();
        return words;
    }

    private void baseKeys(KeyTable table, int[] page, int at, Rule rule, int next, long key, KeySink sink) {
        if (next == rule.base().length) {
            refinedKeys(table, page, at, rule, 0, key, sink);
            return;
        }
        for (int hash : table.values(page, at, rule.base()[next])) {
            baseKeys(table, page, at, rule, next + 1, KeyHash.with(key, hash), sink);
        }
    }

    /** A record without a refining part gets the key with the part left empty, so it meets the others that do not have it either. */
    private void refinedKeys(KeyTable table, int[] page, int at, Rule rule, int depth, long key, KeySink sink) {
        if (depth == rule.refine().length || !rule.hotKeys().contains(key)) {
            sink.accept(key, depth);
            return;
        }
        int[] values = table.values(page, at, rule.refine()[depth]);
        if (values.length == 0) {
            refinedKeys(table, page, at, rule, depth + 1, KeyHash.with(key, KeyHash.MISSING), sink);
        }
        for (int hash : values) {
            refinedKeys(table, page, at, rule, depth + 1, KeyHash.with(key, hash), sink);
        }
    }

    /** Whether keys of the rule can be refined more often than this. */
    boolean canRefine(int rule, int depth) {
        return depth < rules[rule].refine().length;
    }

    boolean addHot(int rule, long key) {
        return rules[rule].hotKeys().add(key);
    }

    /** The keys that are refined, each as its rule's name and a hash. */
    public List<String> hotKeys() {
        List<String> keys = new ArrayList<>();
        for (Rule rule : rules) {
            Arrays.stream(rule.hotKeys().sorted())
                    .mapToObj(key -> rule.name() + HOT_KEY + KeyHash.text(key))
                    .sorted()
                    .forEach(keys::add);
        }
        return keys;
    }

    /** The record's keys of all rules: short texts without any value of the record, the same in every run. */
    public Set<String> all(PersonRecord record) {
        KeyTable table = table(List.of(record));
        Set<String> all = new LinkedHashSet<>();
        for (int rule = 0; rule < rules.length; rule++) {
            keys(table, 0, rule, (key, depth) -> all.add(KeyHash.text(key)));
        }
        return all;
    }

    /** The rules by which two records find each other, as positions in the schema's list; empty if none does. */
    public List<Integer> rulesThatFind(PersonRecord a, PersonRecord b) {
        int found = rulesThatFind(table(List.of(a, b)), 0, 1);
        List<Integer> list = new ArrayList<>();
        for (int rest = found; rest != 0; rest &= rest - 1) {
            list.add(Integer.numberOfTrailingZeros(rest));
        }
        return list;
    }

    /** The rules by which two records of a table find each other: bit r is set if rule r does. */
    public int rulesThatFind(KeyTable table, int a, int b) {
        return rulesThatFind(table, table.page(a), table.offset(a), table.page(b), table.offset(b));
    }

    private int rulesThatFind(KeyTable table, int[] x, int i, int[] y, int j) {
        int several = KeyTable.several(x, i) | KeyTable.several(y, j);
        int found = 0;
        for (int r = 0; r < rules.length; r++) {
            found |= isShared(table, r, x, i, y, j, several) ? 1 << r : 0;
        }
        return found;
    }

    /** Whether some rule finds the two. */
    public boolean isCandidate(KeyTable table, int a, int b) {
        return isFoundBefore(table, table.page(a), table.offset(a), table.page(b), table.offset(b), rules.length);
    }

    /** Whether some rule before the given one finds the records of two rows of the table; stops at the first that does. */
    boolean isFoundBefore(KeyTable table, int[] x, int i, int[] y, int j, int rule) {
        int several = KeyTable.several(x, i) | KeyTable.several(y, j);
        for (int r = 0; r < rule; r++) {
            if (isShared(table, r, x, i, y, j, several)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the two have a key of the rule in common.
     *
     * @param several the parts of which one of them has several values
     */
    private boolean isShared(KeyTable table, int r, int[] x, int i, int[] y, int j, int several) {
        Rule rule = rules[r];
        for (int part : rule.base()) {
            int hash = KeyTable.first(x, i, part);
            boolean isSame = hash == KeyTable.first(y, j, part)
                    ? hash != KeyHash.MISSING
                    : (several >> part & 1) != 0 && table.smallestShared(x, i, y, j, part) != KeyHash.MISSING;
            if (!isSame) {
                return false;
            }
        }
        int depth = KeyTable.depth(x, i, r);
        if ((depth | KeyTable.depth(y, j, r)) == 0) {
            return true;
        }
        if ((several & rule.allParts()) != 0) {
            return smallestListed(table, x, i, y, j, r) != NO_KEY;
        }
        for (int d = 0; d < depth; d++) {
            int part = rule.refine()[d];
            if (KeyTable.first(x, i, part) != KeyTable.first(y, j, part)) {
                return false;
            }
        }
        return true;
    }

    /** The answer of {@link #oneSharedKey} where there is none. */
    static final int NO_KEY = -1;

    /** Whether the two may share several keys of the rule. */
    boolean hasSeveralKeys(int[] x, int i, int[] y, int j, int rule) {
        return (KeyTable.several(x, i) & KeyTable.several(y, j) & rules[rule].allParts()) != 0;
    }

    /** One key of those of the rule that both have, as in a sort word, always the same one; {@link #NO_KEY} if there is none. */
    int oneSharedKey(KeyTable table, int[] x, int i, int[] y, int j, int rule) {
        Rule of = rules[rule];
        if ((KeyTable.depth(x, i, rule) | KeyTable.depth(y, j, rule)) != 0) {
            return smallestListed(table, x, i, y, j, rule);
        }
        long key = of.start();
        for (int part : of.base()) {
            int hash = table.smallestShared(x, i, y, j, part);
            if (hash == KeyHash.MISSING) {
                return NO_KEY;
            }
            key = KeyHash.with(key, hash);
        }
        return half(key);
    }

    /** The smallest key of those that both have, by listing them: where some keys are refined and others are not. */
    private int smallestListed(KeyTable table, int[] x, int i, int[] y, int j, int rule) {
        long[] ofA = keys(table, x, i, rule);
        long[] ofB = keys(table, y, j, rule);
        for (int a = 0, b = 0; a < ofA.length && b < ofB.length; ) {
            int order = Long.compare(ofA[a], ofB[b]);
            if (order == 0) {
                return (int) ofA[a];
            }
            a += order < 0 ? 1 : 0;
            b += order > 0 ? 1 : 0;
        }
        return NO_KEY;
    }

    /** Half keys as they stand in sort words, ascending. */
    private long[] keys(KeyTable table, int[] page, int at, int rule) {
        List<Long> keys = new ArrayList<>();
        keys(table, page, at, rule, (key, depth) -> keys.add((long) half(key)));
        return keys.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    /** What of a key stands in a sort word: 31 bits, so that it is never {@link #NO_KEY}. */
    static int half(long key) {
        return (int) (key >>> 33);
    }
}
