package vn.khop.mpi.block;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import vn.khop.mpi.model.SchemaDefinition.BlockingRuleDefinition;
import vn.khop.mpi.record.PersonRecord;

/** A blocking rule ready to run. */
final class BlockingRule {
    private final String name;
    private final List<KeyPart> parts;
    private final List<KeyPart> refine;

    private BlockingRule(String name, List<KeyPart> parts, List<KeyPart> refine) {
        this.name = name;
        this.parts = parts;
        this.refine = refine;
    }

    /**
     * @throws IllegalArgumentException if a key part is unknown; the message names the rule
     */
    static BlockingRule compile(BlockingRuleDefinition definition) {
        try {
            return new BlockingRule(
                    definition.name(),
                    definition.keys().stream().map(KeyPart::parse).toList(),
                    definition.refine().stream().map(KeyPart::parse).toList());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("blocking rule '" + definition.name() + "': " + e.getMessage(), e);
        }
    }

    /** The keys before refinement; none unless the record has every part. */
    Set<String> keys(PersonRecord record) {
        List<String> keys = List.of(name);
        for (KeyPart part : parts) {
            keys = joined(keys, part.texts(record));
        }
        return new LinkedHashSet<>(keys);
    }

    /** How many times a key of this rule can be refined. */
    int refinementsMax() {
        return refine.size();
    }

    /**
     * A key with one more part. A record without the part gets the key with the part left empty, so it meets the others
     * that do not have it either.
     */
    List<String> refined(String key, int refinement, PersonRecord record) {
        List<String> texts = refine.get(refinement).texts(record);
        return joined(List.of(key), texts.isEmpty() ? List.of("") : texts);
    }

    private static List<String> joined(List<String> heads, List<String> tails) {
        List<String> joined = new ArrayList<>(heads.size() * tails.size());
        for (String head : heads) {
            for (String tail : tails) {
                joined.add(head + "|" + tail);
            }
        }
        return joined;
    }
}
