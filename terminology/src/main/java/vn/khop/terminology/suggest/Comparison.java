package vn.khop.terminology.suggest;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/*
 * A candidate has several names and a row several readings (as written, with abbreviations written out, by its ingredient): of all pairs that
 * counts in which most words are shared. Everything here is a function of the two texts, the rarities of the list and the relations; no
 * weight is known here.
 */
/** A row against one candidate: the evidence as numbers, by {@link Evidence}. */
final class Comparison {
    private static final double LENGTHS_MAX = 2;
    private static final double ALIKE_MIN = 0.4;
    private static final int START_WORDS = 2;

    private final int target;
    private final double[] evidence;
    private final IndexedName row;
    private final IndexedName name;

    private Comparison(int target, double[] evidence, IndexedName row, IndexedName name) {
        this.target = target;
        this.evidence = evidence;
        this.row = row;
        this.name = name;
    }

    int target() {
        return target;
    }

    double value(Evidence one) {
        return evidence[one.ordinal()];
    }

    double[] evidence() {
        return evidence;
    }

    /** The reading of the row that fitted best. */
    IndexedName row() {
        return row;
    }

    /** The name that fitted best. */
    IndexedName name() {
        return name;
    }

    static Comparison of(Question question, TargetIndex index, int target, double nearBest) {
        IndexedName bestRow = question.readings().get(0);
        IndexedName bestName = index.name(index.namesOf(target)[0]);
        double best = -1;
        for (IndexedName row : question.readings()) {
            for (int number : index.namesOf(target)) {
                double shared = shared(row, index.name(number), index);
                if (shared > best) {
                    best = shared;
                    bestRow = row;
                    bestName = index.name(number);
                }
            }
        }
        double[] evidence = new double[Evidence.values().length];
        compareWords(evidence, bestRow, bestName, index, question.relations());
        compareSigns(evidence, bestRow, bestName);
        set(evidence, Evidence.NEAR_BEST, nearBest);
        set(evidence, Evidence.WRITTEN_OUT, question.isWrittenOut(bestRow) ? 1 : 0);
        set(evidence, Evidence.INACTIVE, index.target(target).isActive() ? 0 : 1);
        if (question.hasGroup()) {
            double likeness = index.groupLikeness(question.groupLikeness(), target);
            if (likeness >= 0) {
                set(evidence, Evidence.SAME_GROUP, likeness);
                set(evidence, Evidence.GROUP_DIFFERS, likeness == 0 ? 1 : 0);
            }
        }
        compareDrugs(evidence, question.drug(), index.drug(target));
        if (!question.drug().ingredients().isEmpty()
                && !index.drug(target).ingredients().isEmpty()) {
            set(evidence, Evidence.TRADE_NAME, tradeName(question, index, target));
        }
        String code = index.target(target).code();
        set(evidence, Evidence.ACCEPTED_BEFORE, question.experience().accepted(question.key(), code));
        set(evidence, Evidence.REJECTED_BEFORE, question.experience().rejected(question.key(), code));
        return new Comparison(target, evidence, bestRow, bestName);
    }

    private static void set(double[] evidence, Evidence one, double value) {
        evidence[one.ordinal()] = value;
    }

    /** The names that are made of ingredients stand behind those that the list gives. */
    private static double tradeName(Question question, TargetIndex index, int target) {
        int[] names = index.namesOf(target);
        int given = Math.min(names.length, index.target(target).names().size());
        double best = 0;
        for (int i = 0; i < given; i++) {
            best = Math.max(best, shared(question.readings().get(0), index.name(names[i]), index));
        }
        return best;
    }

    private static double shared(IndexedName row, IndexedName name, TargetIndex index) {
        double shared = 0;
        double all = 0;
        int i = 0;
        int j = 0;
        while (i < row.words.length || j < name.words.length) {
            int left = i < row.words.length ? row.words[i] : Integer.MAX_VALUE;
            int right = j < name.words.length ? name.words[j] : Integer.MAX_VALUE;
            double rarity = index.rarity(Math.min(left, right));
            all += rarity;
            if (left == right) {
                shared += rarity;
            }
            i += left <= right ? 1 : 0;
            j += right <= left ? 1 : 0;
        }
        return all == 0 ? 0 : shared / all;
    }

    private static void compareWords(
            double[] evidence,
            IndexedName row,
            IndexedName name,
            TargetIndex index,
            Map<Integer, Map<Integer, Double>> relations) {
        double shared = 0;
        double ofRow = 0;
        double ofName = 0;
        double tonesDiffer = 0;
        int[] onlyRow = new int[row.words.length];
        int[] onlyName = new int[name.words.length];
        int rowCount = 0;
        int nameCount = 0;
        int i = 0;
        int j = 0;
        while (i < row.words.length || j < name.words.length) {
            int left = i < row.words.length ? row.words[i] : Integer.MAX_VALUE;
            int right = j < name.words.length ? name.words[j] : Integer.MAX_VALUE;
            if (left == right) {
                double rarity = index.rarity(left);
                shared += rarity;
                ofRow += rarity;
                ofName += rarity;
                if (row.hasMarks && row.toned[i] != name.toned[j]) {
                    tonesDiffer += rarity;
                }
                i++;
                j++;
            } else if (left < right) {
                ofRow += index.rarity(left);
                onlyRow[rowCount++] = left;
                i++;
            } else {
                ofName += index.rarity(right);
                onlyName[nameCount++] = right;
                j++;
            }
        }
        set(evidence, Evidence.ROW_COVERED, ratio(shared, ofRow));
        set(evidence, Evidence.TARGET_COVERED, ratio(shared, ofName));
        set(evidence, Evidence.WORDS_SHARED, ratio(shared, ofRow + ofName - shared));
        set(evidence, Evidence.TONES_DIFFER, ratio(tonesDiffer, ofRow));
        double bothPairs = 0;
        double allPairs = 0;
        for (i = 0, j = 0; i < row.pairs.length || j < name.pairs.length; ) {
            int left = i < row.pairs.length ? row.pairs[i] : Integer.MAX_VALUE;
            int right = j < name.pairs.length ? name.pairs[j] : Integer.MAX_VALUE;
            double rarity = index.pairRarity(Math.min(left, right));
            allPairs += rarity;
            bothPairs += left == right ? rarity : 0;
            i += left <= right ? 1 : 0;
            j += right <= left ? 1 : 0;
        }
        set(evidence, Evidence.PAIRS_SHARED, ratio(bothPairs, allPairs));
        boolean isSame = Arrays.equals(row.sequence, name.sequence) && row.sequence.length > 0;
        set(evidence, Evidence.SAME_NAME_TONELESS, isSame ? 1 : 0);
        set(evidence, Evidence.SAME_NAME, isSame && tonesDiffer == 0 && row.hasMarks == name.hasMarks ? 1 : 0);
        double rowRelated = 0;
        double rowAlike = 0;
        double[] nameRelated = new double[nameCount];
        for (int a = 0; a < rowCount; a++) {
            Map<Integer, Double> related = relations.getOrDefault(onlyRow[a], Map.of());
            double bestRelated = 0;
            double bestAlike = 0;
            for (int b = 0; b < nameCount; b++) {
                double sure = related.getOrDefault(onlyName[b], 0.0);
                bestRelated = Math.max(bestRelated, sure);
                nameRelated[b] = Math.max(nameRelated[b], sure);
                bestAlike = Math.max(bestAlike, alike(row, onlyRow[a], name, onlyName[b], index));
            }
            rowRelated += bestRelated * index.rarity(onlyRow[a]);
            rowAlike += bestAlike * index.rarity(onlyRow[a]);
        }
        double relatedInName = 0;
        for (int b = 0; b < nameCount; b++) {
            relatedInName += nameRelated[b] * index.rarity(onlyName[b]);
        }
        set(evidence, Evidence.ROW_RELATED, ratio(rowRelated, ofRow));
        set(evidence, Evidence.TARGET_RELATED, ratio(relatedInName, ofName));
        set(evidence, Evidence.ALIKE, ratio(rowAlike, ofRow));
    }

    /** How alike two words are that may be one, spelt otherwise; Vietnamese syllables with other letters are other words. */
    static double alike(IndexedName row, int word, IndexedName name, int other, TargetIndex index) {
        if (!index.isPlain(row, word) || !index.isPlain(name, other)) {
            return 0;
        }
        double alike = TargetIndex.alike(index.word(row, word), index.word(name, other));
        return alike >= ALIKE_MIN ? alike : 0;
    }

    private static void compareSigns(double[] evidence, IndexedName row, IndexedName name) {
        int bothNumbers = 0;
        for (int number : row.numbers) {
            bothNumbers += Arrays.binarySearch(name.numbers, number) >= 0 ? 1 : 0;
        }
        int allNumbers = row.numbers.length + name.numbers.length - bothNumbers;
        if (row.numbers.length > 0 && name.numbers.length > 0) {
            set(evidence, Evidence.NUMBERS_AGREE, (double) bothNumbers / allNumbers);
            set(evidence, Evidence.NUMBERS_DIFFER, (double) (allNumbers - bothNumbers) / allNumbers);
        } else if (allNumbers > 0) {
            set(evidence, Evidence.NUMBERS_LACKING, 1);
        }
        set(evidence, Evidence.CONTRARY, row.isContraryTo(name) ? 1 : 0);
        set(evidence, Evidence.NEGATION_DIFFERS, row.negation != name.negation ? 1 : 0);
        set(evidence, Evidence.TARGET_OTHER, name.isOther && !row.isOther ? 1 : 0);
        set(evidence, Evidence.ROW_OTHER, row.isOther && !name.isOther ? 1 : 0);
        set(evidence, Evidence.TARGET_UNSPECIFIED, name.isUnspecified && !row.isUnspecified ? 1 : 0);
        set(evidence, Evidence.ROW_UNSPECIFIED, row.isUnspecified && !name.isUnspecified ? 1 : 0);
        int left = row.sequence.length;
        int right = name.sequence.length;
        if (left > 0 && right > 0) {
            double same = 0;
            for (int i = 0; i < START_WORDS && i < Math.min(left, right) && row.sequence[i] == name.sequence[i]; i++) {
                same += 1.0 / START_WORDS;
            }
            set(evidence, Evidence.SAME_START, same);
            set(evidence, Evidence.SAME_END, row.sequence[left - 1] == name.sequence[right - 1] ? 1 : 0);
            set(evidence, Evidence.LENGTHS_DIFFER, Math.min(LENGTHS_MAX, Math.abs(Math.log((double) left / right))));
        }
    }

    private static void compareDrugs(double[] evidence, DrugText row, DrugText target) {
        double ingredients = agreement(row.ingredients(), target.ingredients(), true);
        if (ingredients >= 0) {
            set(evidence, Evidence.SAME_INGREDIENTS, ingredients);
            set(evidence, Evidence.INGREDIENTS_DIFFER, 1 - ingredients);
        }
        double strengths = agreement(row.strengths(), target.strengths(), false);
        if (strengths >= 0) {
            set(evidence, Evidence.SAME_STRENGTH, strengths);
            set(evidence, Evidence.STRENGTH_DIFFERS, strengths == 0 ? 1 : 0);
        }
        double forms = agreement(row.forms(), target.forms(), false);
        if (forms >= 0) {
            set(evidence, Evidence.SAME_FORM, forms > 0 ? 1 : 0);
            set(evidence, Evidence.FORM_DIFFERS, forms > 0 ? 0 : 1);
        }
        double routes = agreement(row.routes(), target.routes(), false);
        if (routes >= 0) {
            set(evidence, Evidence.SAME_ROUTE, routes > 0 ? 1 : 0);
            set(evidence, Evidence.ROUTE_DIFFERS, routes > 0 ? 0 : 1);
        }
    }

    /** How much of both is shared; below 0 where one of them says nothing. */
    private static double agreement(Set<String> row, Set<String> target, boolean isSpelled) {
        if (row.isEmpty() || target.isEmpty()) {
            return -1;
        }
        double shared = 0;
        for (String one : row) {
            double best = 0;
            for (String other : target) {
                best = Math.max(best, one.equals(other) ? 1 : isSpelled ? nearly(one, other) : 0);
            }
            shared += best;
        }
        return Math.min(1, shared / (row.size() + target.size() - Math.min(shared, target.size())));
    }

    private static double nearly(String one, String other) {
        double alike = TargetIndex.alike(one, other);
        return alike >= 0.6 ? alike : 0;
    }

    private static double ratio(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }
}
