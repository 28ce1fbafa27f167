package vn.khop.terminology.suggest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/*
 * Three steps, each of which can be looked at by itself: TargetIndex finds some fifty candidates by shared words, Comparison makes numbers of
 * what row and candidate share and do not, SuggestionModel makes probabilities of the numbers. What people decided enters in two places: as
 * evidence about the same name (Experience), and by moving the weights (learned).
 */
/** Suggests which concepts of one list a row may mean. Immutable; thread-safe. */
public final class Suggester {
    private static final int CANDIDATES = 50;

    private final TargetIndex index;
    private final SuggestionModel model;
    private final Experience experience;

    public Suggester(TargetIndex index, SuggestionModel model, Experience experience) {
        this.index = index;
        this.model = model;
        this.experience = experience;
    }

    public SuggestionModel model() {
        return model;
    }

    /** The likeliest concepts, the likeliest first, at most so many; none where no word of the row is known. */
    public List<Suggestion> suggest(LocalRow row, int count) {
        List<Comparison> candidates = candidates(row);
        double[] shares = model.shares(candidates);
        double[] probabilities = model.calibrated(shares);
        return IntStream.range(0, candidates.size())
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -shares[i])
                        .thenComparingInt(i -> candidates.get(i).target()))
                .limit(count)
                .map(i -> {
                    Target target = index.target(candidates.get(i).target());
                    return new Suggestion(
                            target.code(),
                            target.display(),
                            probabilities[i],
                            Reasons.of(candidates.get(i), row, index, model.relations()));
                })
                .toList();
    }

    /**
     * With the weights moved by decisions, one after the other, and with what they say of the same names. About each row: its code was accepted,
     * or refused.
     */
    public Suggester learned(List<Judgement> judgements) {
        SuggestionModel moved = model;
        for (Judgement judgement : judgements) {
            List<Comparison> candidates = candidates(judgement.row());
            int at = IntStream.range(0, candidates.size())
                    .filter(i -> index.target(candidates.get(i).target()).code().equals(judgement.code()))
                    .findFirst()
                    .orElse(-1);
            if (judgement.isAccepted()) {
                moved = moved.learned(candidates, at);
            } else if (at >= 0) {
                moved = moved.refused(candidates, at);
            }
        }
        return new Suggester(index, moved, experience.and(judgements));
    }

    List<Comparison> candidates(LocalRow row) {
        return candidates(row, model.relations());
    }

    List<Comparison> candidates(LocalRow row, Relations relations) {
        Question question = Question.of(row, index, relations, experience);
        List<TargetIndex.Found> found = index.find(question.readings(), relations, CANDIDATES);
        double best = found.isEmpty() ? 1 : found.get(0).score();
        List<Comparison> candidates = new ArrayList<>();
        Set<Integer> taken = new HashSet<>();
        for (TargetIndex.Found one : found) {
            taken.add(one.target());
            candidates.add(Comparison.of(question, index, one.target(), one.score() / best));
        }
        experience.codes(question.key()).stream()
                .sorted()
                .forEach(code -> index.ordinalOf(code).ifPresent(target -> {
                    if (taken.add(target)) {
                        candidates.add(Comparison.of(question, index, target, 0));
                    }
                }));
        return candidates;
    }
}
