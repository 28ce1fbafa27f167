package vn.khop.mpi.propose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.reference.VietnameseText;

/*
 * Finds fields that say the same twice: who lives in one street lives in one town, and who has one postcode too. Compared one by
 * one, two strangers of one town would agree three times, and look like one person. Told from pairs of records that share the
 * narrower value and are surely of two persons, since whatever tells persons apart differs: if most of them share the wider
 * value as well, far more than chance has it, the wider follows from the narrower.
 */
/** Fields that follow from each other; see the note above the class. */
final class NestedFields {
    /** As many fields of a group as the comparator takes, the narrowest ones. */
    static final int GROUP_MAX = 3;

    private static final double FOLLOWS_MIN = 0.5;
    private static final double CHANCE_MAX = 0.25;
    private static final int PAIRS_MIN = 25;
    private static final int PAIRS_MAX = 20_000;
    private static final int NEIGHBOURS_MAX = 10;

    private final List<PlannedField> fields;
    private final List<PersonRecord> sample;
    private final String[][] texts;

    private NestedFields(List<PlannedField> fields, List<PersonRecord> sample) {
        this.fields = fields;
        this.sample = sample;
        texts = new String[fields.size()][sample.size()];
        for (int field = 0; field < texts.length; field++) {
            for (int record = 0; record < sample.size(); record++) {
                texts[field][record] = text(sample.get(record).raw(), fields.get(field));
            }
        }
    }

    private static String text(RawRecord record, PlannedField field) {
        List<String> texts = new ArrayList<>();
        field.columns().forEach(column -> record.value(column).ifPresent(texts::add));
        return VietnameseText.fold(String.join(" ", texts)).strip();
    }

    /** Groups of two or more fields, each with the widest first. */
    static List<List<PlannedField>> find(List<PlannedField> fields, List<PersonRecord> sample) {
        return new NestedFields(fields, sample).groups();
    }

    /** m of the levels of a group of two or three. */
    static Map<String, Double> levels(int size) {
        return size > 2
                ? ordered(
                        "narrow",
                        0.7,
                        "narrow-near",
                        0.1,
                        "middle",
                        0.05,
                        "middle-near",
                        0.02,
                        "wide",
                        0.05,
                        "wide-near",
                        0.02,
                        "differs",
                        0.06)
                : ordered("narrow", 0.7, "narrow-near", 0.1, "wide", 0.07, "wide-near", 0.02, "differs", 0.11);
    }

    /** Their shares among two people of one household. */
    static Map<String, Double> relatives(int size) {
        return size > 2
                ? ordered(
                        "narrow",
                        0.75,
                        "narrow-near",
                        0.05,
                        "middle",
                        0.05,
                        "middle-near",
                        0.02,
                        "wide",
                        0.05,
                        "wide-near",
                        0.02,
                        "differs",
                        0.06)
                : ordered("narrow", 0.75, "narrow-near", 0.05, "wide", 0.07, "wide-near", 0.02, "differs", 0.11);
    }

    private static Map<String, Double> ordered(Object... namesAndShares) {
        Map<String, Double> ordered = new LinkedHashMap<>();
        for (int i = 0; i < namesAndShares.length; i += 2) {
            ordered.put((String) namesAndShares[i], (Double) namesAndShares[i + 1]);
        }
        return ordered;
    }

    private List<List<PlannedField>> groups() {
        List<Integer> nestable = new ArrayList<>();
        for (int field = 0; field < fields.size(); field++) {
            if (fields.get(field).isNestable()) {
                nestable.add(field);
            }
        }
        nestable.sort(
                Comparator.comparingLong((Integer field) -> distinct(field)).reversed());
        List<List<PlannedField>> groups = new ArrayList<>();
        Set<Integer> taken = new HashSet<>();
        for (int narrow : nestable) {
            if (taken.contains(narrow)) {
                continue;
            }
            List<Integer> group = new ArrayList<>(List.of(narrow));
            for (int wide : nestable) {
                if (wide != narrow
                        && !taken.contains(wide)
                        && distinct(wide) <= distinct(narrow)
                        && follows(narrow, wide)) {
                    group.add(wide);
                }
            }
            if (group.size() > 1) {
                taken.addAll(group);
                List<PlannedField> widestFirst = new ArrayList<>();
                for (int field : group.subList(0, Math.min(GROUP_MAX, group.size()))) {
                    widestFirst.add(0, fields.get(field));
                }
                groups.add(List.copyOf(widestFirst));
            }
        }
        return groups;
    }

    private long distinct(int field) {
        return Arrays.stream(texts[field]).distinct().count();
    }

    private boolean follows(int narrow, int wide) {
        Map<String, List<Integer>> blocks = new HashMap<>();
        for (int record = 0; record < sample.size(); record++) {
            if (!texts[narrow][record].isEmpty()) {
                blocks.computeIfAbsent(texts[narrow][record], text -> new ArrayList<>())
                        .add(record);
            }
        }
        long pairs = 0;
        long agreeing = 0;
        for (List<Integer> block : blocks.values()) {
            for (int i = 0; i < block.size() && pairs < PAIRS_MAX; i++) {
                for (int j = i + 1; j < Math.min(block.size(), i + NEIGHBOURS_MAX); j++) {
                    String a = texts[wide][block.get(i)];
                    String b = texts[wide][block.get(j)];
                    if (!a.isEmpty() && !b.isEmpty() && areTwoPersons(block.get(i), block.get(j))) {
                        pairs++;
                        agreeing += a.equals(b) ? 1 : 0;
                    }
                }
            }
        }
        return pairs >= PAIRS_MIN && agreeing >= FOLLOWS_MIN * pairs && chance(wide) <= CHANCE_MAX;
    }

    /** How often two random records share a value. */
    private double chance(int field) {
        Map<String, Integer> counts = new HashMap<>();
        int filled = 0;
        for (String text : texts[field]) {
            if (!text.isEmpty()) {
                counts.merge(text, 1, Integer::sum);
                filled++;
            }
        }
        double chance = 0;
        for (int count : counts.values()) {
            chance += (double) count / filled * count / filled;
        }
        return chance;
    }

    /** Whether what tells persons apart differs wherever both have it, names from the first letter on. */
    private boolean areTwoPersons(int a, int b) {
        boolean any = false;
        for (int field = 0; field < texts.length; field++) {
            String x = texts[field][a];
            String y = texts[field][b];
            if (fields.get(field).isOwn() && !x.isEmpty() && !y.isEmpty()) {
                boolean isNumber = fields.get(field).kind() == ColumnKind.DATE
                        || fields.get(field).kind() == ColumnKind.IDENTIFIER;
                if (isNumber ? x.equals(y) : x.charAt(0) == y.charAt(0)) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }
}
