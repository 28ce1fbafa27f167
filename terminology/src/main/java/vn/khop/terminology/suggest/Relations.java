package vn.khop.terminology.suggest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/*
 * Of each pair of names that people gave one code, the words that only one of them has are counted against each other; a word's relation to another is the
 * share of its counts, less what chance gives to a word that is everywhere. Few counts say nothing.
 */
/**
 * Words that stand for each other in lists of different hands: đặc hiệu, xác định. Learned from pairs of names; without marks.
 *
 * @param byWord to the words of the other list, with how sure, above 0 and at most 1
 */
public record Relations(Map<String, Map<String, Double>> byWord) {
    public static final Relations NONE = new Relations(Map.of());

    private static final int COUNT_MIN = 3;
    private static final double DOUBT = 2;
    private static final double SHARE_MIN = 0.12;
    private static final int KEPT_MAX = 4;
    private static final int LEFT_MAX = 8;

    public Relations {
        byWord = Map.copyOf(byWord);
    }

    /**
     * @param row how one list says it
     * @param target how the other does
     */
    public record NamePair(String row, String target) {}

    public static Relations learned(List<NamePair> pairs) {
        Map<String, Map<String, Double>> together = new TreeMap<>();
        Map<String, Double> ofWord = new TreeMap<>();
        Map<String, Double> ofOther = new TreeMap<>();
        double all = 0;
        for (NamePair pair : pairs) {
            Set<String> row = new HashSet<>(Reading.of(pair.row()).bare());
            Set<String> target = new HashSet<>(Reading.of(pair.target()).bare());
            List<String> left = without(row, target);
            List<String> right = without(target, row);
            if (left.isEmpty() || right.isEmpty() || left.size() > LEFT_MAX || right.size() > LEFT_MAX) {
                continue;
            }
            for (String word : left) {
                ofWord.merge(word, 1.0, Double::sum);
                for (String other : right) {
                    double share = 1.0 / Math.max(1, right.size() / 2.0);
                    together.computeIfAbsent(word, any -> new TreeMap<>()).merge(other, share, Double::sum);
                    ofOther.merge(other, share / left.size(), Double::sum);
                    all += share / left.size();
                }
            }
        }
        Map<String, Map<String, Double>> kept = new TreeMap<>();
        for (Map.Entry<String, Map<String, Double>> entry : together.entrySet()) {
            double count = ofWord.getOrDefault(entry.getKey(), 0.0);
            List<Map.Entry<String, Double>> best = new ArrayList<>();
            for (Map.Entry<String, Double> other : entry.getValue().entrySet()) {
                double share = other.getValue() / (count + DOUBT);
                double chance = ofOther.getOrDefault(other.getKey(), 0.0) / all;
                double sure = Math.min(1, share - chance);
                if (other.getValue() >= COUNT_MIN && sure >= SHARE_MIN) {
                    best.add(Map.entry(other.getKey(), Math.round(sure * 1000) / 1000.0));
                }
            }
            best.sort(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()));
            if (!best.isEmpty()) {
                Map<String, Double> related = new TreeMap<>();
                best.stream().limit(KEPT_MAX).forEach(one -> related.put(one.getKey(), one.getValue()));
                kept.put(entry.getKey(), related);
            }
        }
        return new Relations(kept);
    }

    private static List<String> without(Set<String> words, Set<String> taken) {
        return words.stream()
                .filter(word -> !taken.contains(word) && word.chars().noneMatch(Character::isDigit))
                .sorted()
                .toList();
    }
}
