package vn.khop.mpi.block;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.record.PersonRecord;

/**
 * The keys under which a record can be found. A pure function of model and record: a key that the model knows as hot, shared
 * by too many records, is replaced by longer keys.
 */
public final class BlockingKeys {
    private final List<BlockingRule> rules;
    private final Set<String> hotKeys;

    private BlockingKeys(List<BlockingRule> rules, Set<String> hotKeys) {
        this.rules = rules;
        this.hotKeys = hotKeys;
    }

    /**
     * @param hotKeys digests of the keys to refine
     * @throws IllegalArgumentException if a rule names an unknown key part; the message names rule and part
     */
    public static BlockingKeys compile(SchemaDefinition schema, Set<String> hotKeys) {
        return new BlockingKeys(
                schema.blocking().stream().map(BlockingRule::compile).toList(), Set.copyOf(hotKeys));
    }

    public static BlockingKeys of(LinkageModel model) {
        return compile(model.schema(), model.hotKeys());
    }

    public int ruleCount() {
        return rules.size();
    }

    /** The record's keys by one rule, each starting with the rule's name. */
    public Set<String> keys(PersonRecord record, int rule) {
        BlockingRule blockingRule = rules.get(rule);
        Set<String> keys = blockingRule.keys(record);
        if (hotKeys.isEmpty() || keys.isEmpty()) {
            return keys;
        }
        for (int refinement = 0; refinement < blockingRule.refinementsMax(); refinement++) {
            Set<String> next = new LinkedHashSet<>();
            for (String key : keys) {
                next.addAll(isHot(key) ? blockingRule.refined(key, refinement, record) : List.of(key));
            }
            keys = next;
        }
        return keys;
    }

    /** The keys of all rules: two records are candidates exactly when they share one. Short texts, the same in every run. */
    public Set<String> all(PersonRecord record) {
        Set<String> all = new LinkedHashSet<>();
        for (int rule = 0; rule < rules.size(); rule++) {
            all.addAll(keys(record, rule));
        }
        return all;
    }

    /** The rules by which two records find each other, as positions in the schema's list; empty if none does. */
    public List<Integer> rulesThatFind(PersonRecord a, PersonRecord b) {
        List<Integer> found = new ArrayList<>();
        for (int rule = 0; rule < rules.size(); rule++) {
            Set<String> keys = keys(a, rule);
            if (keys(b, rule).stream().anyMatch(keys::contains)) {
                found.add(rule);
            }
        }
        return found;
    }

    private boolean isHot(String key) {
        return hotKeys.contains(KeyHash.text(KeyHash.of(key)));
    }
}
