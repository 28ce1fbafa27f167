package vn.khop.mpi.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import vn.khop.mpi.Linker;
import vn.khop.mpi.block.KeyPart;
import vn.khop.mpi.decide.LinkDecision;
import vn.khop.mpi.decide.Veto;
import vn.khop.mpi.model.SchemaDefinition.BlockingRuleDefinition;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.score.MatchExplanation;

/**
 * Everything there is to say of two records: why they score what they score, what follows, and by which blocking rules they
 * would have found each other or why not. Holds ids, levels and weights, no value of any patient. For any two records, whether
 * or not they were ever compared.
 *
 * @param a id of the one record
 * @param b id of the other
 * @param rules every rule of the schema, in its order
 */
public record PairExplanation(
        String a, String b, MatchExplanation evidence, LinkDecision decision, List<RuleOutcome> rules) {
    public PairExplanation {
        rules = List.copyOf(rules);
    }

    /**
     * What one blocking rule does with the pair.
     *
     * @param finds whether the two are candidates of each other by this rule
     * @param parts its key parts, refinements not counted
     */
    public record RuleOutcome(String rule, boolean finds, List<PartOutcome> parts) {
        public RuleOutcome {
            parts = List.copyOf(parts);
        }

        /** Why the rule does not find the pair; "" if it does. */
        public String why() {
            if (finds) {
                return "";
            }
            List<String> reasons = new ArrayList<>();
            for (PartOutcome part : parts) {
                if (part.state() != PartState.SAME) {
                    reasons.add(part.key() + " " + part.state().word());
                }
            }
            return reasons.isEmpty()
                    ? "too many records share this key, and the parts that refine it differ"
                    : String.join(", ", reasons);
        }
    }

    /** One part of a rule's key. */
    public record PartOutcome(String key, PartState state) {}

    /** How two records stand to a key part. */
    public enum PartState {
        SAME("is the same"),
        DIFFERS("differs"),
        MISSING_IN_A("is missing in the first"),
        MISSING_IN_B("is missing in the second"),
        MISSING_IN_BOTH("is missing in both");

        private final String word;

        PartState(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        static PartState of(int[] a, int[] b) {
            if (a.length == 0 && b.length == 0) {
                return MISSING_IN_BOTH;
            }
            if (a.length == 0) {
                return MISSING_IN_A;
            }
            if (b.length == 0) {
                return MISSING_IN_B;
            }
            return Arrays.stream(a).anyMatch(x -> Arrays.stream(b).anyMatch(y -> x == y)) ? SAME : DIFFERS;
        }
    }

    /** Explains two records by a model. */
    public static PairExplanation of(Linker linker, PersonRecord a, PersonRecord b) {
        List<String> finding = linker.rulesThatFind(a, b);
        List<RuleOutcome> rules = new ArrayList<>();
        for (BlockingRuleDefinition rule : linker.model().schema().blocking()) {
            List<PartOutcome> parts = new ArrayList<>();
            for (String key : rule.keys()) {
                KeyPart part = KeyPart.parse(key);
                parts.add(new PartOutcome(key, PartState.of(part.hashes(a), part.hashes(b))));
            }
            rules.add(new RuleOutcome(rule.name(), finding.contains(rule.name()), parts));
        }
        return new PairExplanation(a.recordId(), b.recordId(), linker.explain(a, b), linker.decide(a, b), rules);
    }

    /** A tree for people: the total, what it is made of, the blocking rules. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "%s and %s: %+.2f bits, probability %.6f: %s%s%n",
                a,
                b,
                evidence.totalBits(),
                evidence.probability(),
                decision.word(),
                decision.veto().map(veto -> " (" + veto.word() + ")").orElse("")));
        Node tree = tree();
        for (Node part : tree.parts()) {
            text.append(line("├─ ", part));
            for (int i = 0; i < part.parts().size(); i++) {
                text.append(line(
                        i == part.parts().size() - 1 ? "│  └─ " : "│  ├─ ",
                        part.parts().get(i)));
            }
        }
        text.append("└─ found by ")
                .append(rules.stream().filter(RuleOutcome::finds).count())
                .append(" of ")
                .append(rules.size())
                .append(" blocking rules\n");
        for (RuleOutcome rule : rules) {
            text.append("   ").append(rule.finds() ? "+ " : "- ").append(rule.rule());
            text.append(rule.finds() ? "" : ": " + rule.why()).append('\n');
        }
        return text.toString();
    }

    private static String line(String indent, Node node) {
        return String.format(
                Locale.ROOT,
                "%-44s %+8.2f%n",
                indent + node.name() + (node.level().isEmpty() ? "" : " " + node.level()),
                node.bits());
    }

    /** A part of the total: its own parts add up to it. */
    @JsonPropertyOrder({"name", "level", "bits", "parts"})
    record Node(String name, String level, double bits, List<Node> parts) {}

    /** The total as a tree whose leaves add up to it. */
    Node tree() {
        List<Node> parts = new ArrayList<>();
        parts.add(new Node("prior", "", evidence.priorBits(), List.of()));
        for (MatchExplanation.Line line : evidence.lines()) {
            List<Node> below = line.termFrequencyBits() == 0
                    ? List.of()
                    : List.of(
                            new Node("level", line.level(), line.bits(), List.of()),
                            new Node("how rare the value is", "", line.termFrequencyBits(), List.of()));
            parts.add(new Node(line.comparison(), line.level(), line.totalBits(), below));
        }
        if (evidence.relativesBits() != 0) {
            parts.add(new Node("relatives agree so too", "", evidence.relativesBits(), List.of()));
        }
        if (evidence.namesakesBits() != 0) {
            parts.add(new Node("namesakes agree so too", "", evidence.namesakesBits(), List.of()));
        }
        return new Node("total", "", evidence.totalBits(), parts);
    }

    /** One JSON object; the leaves of {@code weight} add up to its {@code bits}. */
    public String toJson() {
        record Part(String key, String state) {}
        record Rule(String rule, boolean finds, String why, List<Part> parts) {}
        @JsonPropertyOrder({
            "record_id_a",
            "record_id_b",
            "match_weight",
            "match_probability",
            "decision",
            "veto",
            "weight",
            "blocking"
        })
        record Json(
                @JsonProperty("record_id_a") String a,
                @JsonProperty("record_id_b") String b,
                @JsonProperty("match_weight") double weightBits,
                @JsonProperty("match_probability") double probability,
                String decision,
                String veto,
                Node weight,
                List<Rule> blocking) {}
        List<Rule> blocking = rules.stream()
                .map(rule -> new Rule(
                        rule.rule(),
                        rule.finds(),
                        rule.why(),
                        rule.parts().stream()
                                .map(part -> new Part(
                                        part.key(),
                                        part.state()
                                                .name()
                                                .toLowerCase(Locale.ROOT)
                                                .replace('_', '-')))
                                .toList()))
                .toList();
        try {
            return new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(new Json(
                            a,
                            b,
                            evidence.totalBits(),
                            evidence.probability(),
                            decision.word(),
                            decision.veto().map(Veto::word).orElse(""),
                            tree(),
                            blocking));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an explanation is made of texts and numbers", e);
        }
    }
}
