package vn.khop.terminology.suggest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import vn.khop.terminology.search.Abbreviations;
import vn.khop.terminology.suggest.Reason.Kind;

/** What a comparison found, in words for people. */
final class Reasons {
    private static final int WORDS_MAX = 6;

    private Reasons() {}

    static List<Reason> of(Comparison comparison, LocalRow row, TargetIndex index, Relations relations) {
        List<Reason> reasons = new ArrayList<>();
        Target target = index.target(comparison.target());
        IndexedName said = comparison.row();
        IndexedName name = comparison.name();
        add(reasons, comparison.value(Evidence.ACCEPTED_BEFORE) > 0, Kind.ACCEPTED_BEFORE, "");
        boolean isSame = comparison.value(Evidence.SAME_NAME) > 0;
        boolean isSameToneless = comparison.value(Evidence.SAME_NAME_TONELESS) > 0;
        add(reasons, isSame, Kind.SAME_NAME, "");
        add(reasons, !isSame && isSameToneless, Kind.SAME_NAME_TONELESS, "");
        List<Integer> shared = Arrays.stream(said.words)
                .filter(word -> Arrays.binarySearch(name.words, word) >= 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer word) -> -index.rarity(word)))
                .toList();
        List<Integer> missing = Arrays.stream(said.words)
                .filter(word -> Arrays.binarySearch(name.words, word) < 0)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer word) -> -index.rarity(word)))
                .toList();
        add(reasons, !isSameToneless && !shared.isEmpty(), Kind.SHARED_WORDS, words(shared, said, index));
        Set<String> related = new LinkedHashSet<>();
        Set<String> alike = new LinkedHashSet<>();
        Set<Integer> explained = new LinkedHashSet<>();
        for (int word : missing) {
            String text = index.word(said, word);
            Map<String, Double> others = relations.byWord().getOrDefault(text, Map.of());
            for (int its : name.words) {
                String other = index.word(name, its);
                boolean isMissingThere = Arrays.binarySearch(said.words, its) < 0;
                if (isMissingThere && others.containsKey(other)) {
                    related.add(index.written(said, word) + " = " + index.written(name, its));
                    explained.add(word);
                } else if (isMissingThere && Comparison.alike(said, word, name, its, index) > 0) {
                    alike.add(index.written(said, word) + " ~ " + index.written(name, its));
                    explained.add(word);
                }
            }
        }
        add(reasons, !related.isEmpty(), Kind.RELATED_WORDS, some(related));
        add(reasons, !alike.isEmpty(), Kind.ALIKE_WORDS, some(alike));
        add(
                reasons,
                comparison.value(Evidence.WRITTEN_OUT) > 0,
                Kind.ABBREVIATION,
                Abbreviations.shipped().capitalsWrittenOut(row.name()).orElse(""));
        add(reasons, comparison.value(Evidence.SAME_GROUP) >= 0.5, Kind.SAME_GROUP, String.join("; ", target.groups()));
        add(
                reasons,
                comparison.value(Evidence.SAME_INGREDIENTS) >= 0.5,
                Kind.SAME_INGREDIENTS,
                String.join(" + ", sorted(index.drug(comparison.target()).ingredients())));
        DrugText drug = DrugText.of(row);
        add(
                reasons,
                comparison.value(Evidence.SAME_STRENGTH) > 0,
                Kind.SAME_STRENGTH,
                drug.strengths().stream()
                        .filter(index.drug(comparison.target()).strengths()::contains)
                        .sorted()
                        .collect(Collectors.joining("; ")));
        add(reasons, comparison.value(Evidence.SAME_FORM) > 0, Kind.SAME_FORM, target.form());
        add(
                reasons,
                comparison.value(Evidence.NUMBERS_AGREE) > 0 && !isSameToneless,
                Kind.SAME_NUMBERS,
                IntStream.of(said.numbers)
                        .filter(number -> Arrays.binarySearch(name.numbers, number) >= 0)
                        .mapToObj(number -> index.word(said, number).replace("dot", "."))
                        .collect(Collectors.joining(" ")));
        List<Integer> unexplained =
                missing.stream().filter(word -> !explained.contains(word)).toList();
        add(reasons, !unexplained.isEmpty(), Kind.MISSING_WORDS, words(unexplained, said, index));
        add(reasons, comparison.value(Evidence.TONES_DIFFER) > 0, Kind.TONES_DIFFER, "");
        add(reasons, comparison.value(Evidence.CONTRARY) > 0, Kind.CONTRARY, said.contrary(name));
        add(reasons, comparison.value(Evidence.NEGATION_DIFFERS) > 0, Kind.NEGATION, "");
        add(reasons, comparison.value(Evidence.NUMBERS_DIFFER) > 0, Kind.NUMBERS_DIFFER, "");
        add(
                reasons,
                comparison.value(Evidence.TARGET_OTHER)
                                + comparison.value(Evidence.ROW_OTHER)
                                + comparison.value(Evidence.TARGET_UNSPECIFIED)
                                + comparison.value(Evidence.ROW_UNSPECIFIED)
                        > 0,
                Kind.OTHER_OR_UNSPECIFIED,
                "");
        add(
                reasons,
                comparison.value(Evidence.GROUP_DIFFERS) > 0,
                Kind.GROUP_DIFFERS,
                String.join("; ", target.groups()));
        add(
                reasons,
                comparison.value(Evidence.INGREDIENTS_DIFFER) > 0.5,
                Kind.INGREDIENTS_DIFFER,
                String.join(" + ", sorted(index.drug(comparison.target()).ingredients())));
        add(
                reasons,
                comparison.value(Evidence.STRENGTH_DIFFERS) > 0,
                Kind.STRENGTH_DIFFERS,
                String.join("; ", sorted(index.drug(comparison.target()).strengths())));
        add(reasons, comparison.value(Evidence.FORM_DIFFERS) > 0, Kind.FORM_DIFFERS, target.form());
        add(reasons, comparison.value(Evidence.ROUTE_DIFFERS) > 0, Kind.ROUTE_DIFFERS, target.route());
        add(reasons, comparison.value(Evidence.INACTIVE) > 0, Kind.INACTIVE, "");
        add(reasons, comparison.value(Evidence.REJECTED_BEFORE) > 0, Kind.REJECTED_BEFORE, "");
        return reasons;
    }

    private static List<String> sorted(Set<String> texts) {
        return texts.stream().sorted().toList();
    }

    private static void add(List<Reason> reasons, boolean holds, Kind kind, String detail) {
        if (holds) {
            reasons.add(new Reason(kind, detail));
        }
    }

    private static String words(List<Integer> words, IndexedName name, TargetIndex index) {
        return some(words.stream()
                .map(word -> index.written(name, word).replace("dot", "."))
                .filter(word -> !word.equals(Reading.UNSPECIFIED) && !word.equals(Reading.NOT_ELSEWHERE))
                .collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    private static String some(Set<String> texts) {
        return texts.stream().limit(WORDS_MAX).collect(Collectors.joining(", "));
    }
}
