package vn.khop.mpi.decide;

import java.util.Optional;
import java.util.function.Function;

/** What is to happen with a pair. Taken apart with {@link #fold}. */
public sealed interface LinkDecision permits LinkDecision.Link, LinkDecision.ClericalReview, LinkDecision.NonLink {
    /** One person, as sure as the model's link threshold asks. */
    record Link(double matchWeightBits) implements LinkDecision {
        @Override
        public <R> R fold(
                Function<Link, R> onLink, Function<ClericalReview, R> onReview, Function<NonLink, R> onNonLink) {
            return onLink.apply(this);
        }
    }

    /** Too likely to leave and not sure enough to link: a clerk decides. */
    record ClericalReview(double matchWeightBits, Optional<Veto> veto) implements LinkDecision {
        @Override
        public <R> R fold(
                Function<Link, R> onLink, Function<ClericalReview, R> onReview, Function<NonLink, R> onNonLink) {
            return onReview.apply(this);
        }
    }

    /** Two persons, by weight or by a veto. */
    record NonLink(double matchWeightBits, Optional<Veto> veto) implements LinkDecision {
        @Override
        public <R> R fold(
                Function<Link, R> onLink, Function<ClericalReview, R> onReview, Function<NonLink, R> onNonLink) {
            return onNonLink.apply(this);
        }
    }

    /** log2 of the odds that the records are one person's. */
    double matchWeightBits();

    <R> R fold(Function<Link, R> onLink, Function<ClericalReview, R> onReview, Function<NonLink, R> onNonLink);

    /** {@code link}, {@code review} or {@code non-link}: the word in files and answers. */
    default String word() {
        return fold(link -> "link", review -> "review", nonLink -> "non-link");
    }

    /** Why the pair must not be joined, where it must not. */
    default Optional<Veto> veto() {
        return fold(link -> Optional.empty(), ClericalReview::veto, NonLink::veto);
    }
}
