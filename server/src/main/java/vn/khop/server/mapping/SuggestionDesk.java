package vn.khop.server.mapping;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.Optional;
import vn.khop.terminology.compile.OpenImages;
import vn.khop.terminology.suggest.Experience;
import vn.khop.terminology.suggest.Judgement;
import vn.khop.terminology.suggest.Suggester;
import vn.khop.terminology.suggest.SuggestionModel;
import vn.khop.terminology.suggest.TargetIndex;

/*
 * What is learned is a function of the shipped model, the release and the decisions in the order of their numbers, so every server comes to the same; each keeps how far it has
 * come and goes on from there. Only rows that somebody looked at teach: what was taken in bulk would teach the model that it is right.
 */
/** Suggests with all that was decided until now, in whatever hospital's list. Thread-safe. */
final class SuggestionDesk {
    private static final int RELEASES_MAX = 6;
    private static final int AT_ONCE = 1_000;

    private final MappingStore store;
    private final Cache<String, Learned> learned =
            Caffeine.newBuilder().maximumSize(RELEASES_MAX).build();

    private record Learned(Suggester suggester, long decision) {}

    SuggestionDesk(MappingStore store) {
        this.store = store;
    }

    Suggester suggester(OpenImages.Entry release) {
        return learned.asMap()
                .compute(release.image().digest(), (digest, before) -> {
                    Learned now = before == null
                            ? new Learned(
                                    new Suggester(TargetIndex.of(release), SuggestionModel.shipped(), Experience.NONE),
                                    0)
                            : before;
                    return caughtUp(release.release().id().system(), now);
                })
                .suggester();
    }

    private Learned caughtUp(String system, Learned before) {
        Learned now = before;
        while (true) {
            List<MappingStore.Taught> more = store.taughtAfter(system, now.decision(), AT_ONCE);
            if (more.isEmpty()) {
                return now;
            }
            now = new Learned(
                    now.suggester()
                            .learned(more.stream()
                                    .flatMap(one -> judgement(one).stream())
                                    .toList()),
                    more.get(more.size() - 1).decision().number());
        }
    }

    /** Suggestions are of one code each: who chose several has not said that one of them alone is right, nor that any is wrong. */
    private static Optional<Judgement> judgement(MappingStore.Taught taught) {
        MappingDecision decision = taught.decision();
        return decision.kind() == MappingDecision.Kind.NO_MAP
                ? Optional.of(new Judgement(taught.row().row(), "", true))
                : decision.onlyCode()
                        .map(code -> new Judgement(
                                taught.row().row(), code, decision.kind() != MappingDecision.Kind.REJECT));
    }
}
