package vn.khop.terminology.suggest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What people decided before, by the name of a row: to which codes of one list it was mapped, and which were refused. Immutable. */
public final class Experience {
    public static final Experience NONE = new Experience();

    private static final double LOGARITHM_MAX = 2;

    private final Map<String, Map<String, Integer>> accepted = new HashMap<>();
    private final Map<String, Map<String, Integer>> rejected = new HashMap<>();

    private Experience(Experience before, List<Judgement> judgements) {
        before.accepted.forEach((key, codes) -> accepted.put(key, new HashMap<>(codes)));
        before.rejected.forEach((key, codes) -> rejected.put(key, new HashMap<>(codes)));
        take(judgements);
    }

    private Experience() {}

    private void take(List<Judgement> judgements) {
        for (Judgement judgement : judgements) {
            if (!judgement.code().isEmpty()) {
                String key = key(Reading.of(judgement.row().name()));
                (judgement.isAccepted() ? accepted : rejected)
                        .computeIfAbsent(key, any -> new HashMap<>())
                        .merge(judgement.code(), 1, Integer::sum);
            }
        }
    }

    /** With what was decided since. The order does not matter. */
    public Experience and(List<Judgement> judgements) {
        return new Experience(this, judgements);
    }

    /** A name as it is remembered: its words with their marks. */
    static String key(Reading reading) {
        return String.join(" ", reading.toned());
    }

    double accepted(String key, String code) {
        return times(accepted, key, code);
    }

    double rejected(String key, String code) {
        return times(rejected, key, code);
    }

    /** Every code to which this name was mapped. */
    Set<String> codes(String key) {
        return accepted.getOrDefault(key, Map.of()).keySet();
    }

    private static double times(Map<String, Map<String, Integer>> known, String key, String code) {
        int times = known.getOrDefault(key, Map.of()).getOrDefault(code, 0);
        return Math.min(LOGARITHM_MAX, Math.log1p(times) / Math.log(2));
    }
}
