package vn.khop.mpi.decide;

import java.util.Optional;
import vn.khop.mpi.model.LinkageModel;

/** Decides about two records alone: by the thresholds, unless a protection speaks against it. Immutable. */
public final class Decider {
    private final double linkBits;
    private final double reviewBits;
    private final Protections protections;

    /**
     * @throws IllegalArgumentException if the schema asks for a protection that does not exist
     */
    public Decider(LinkageModel model) {
        linkBits = model.schema().thresholds().linkBits();
        reviewBits = model.schema().thresholds().reviewBits();
        protections = new Protections(model.schema());
    }

    /** At this weight, in bits, a pair links. */
    public double linkBits() {
        return linkBits;
    }

    /** Below this weight, in bits, a pair is left apart without a further look. */
    public double reviewBits() {
        return reviewBits;
    }

    /**
     * @param levels of the pair, as {@link vn.khop.mpi.compare.ComparisonVector#packed}
     * @param a the {@link RecordFacts} of one record
     * @param b those of the other
     */
    public LinkDecision decide(long levels, double totalBits, int a, int b) {
        if (totalBits < reviewBits) {
            return new LinkDecision.NonLink(totalBits, Optional.empty());
        }
        Optional<Veto> veto = veto(levels, a, b);
        if (veto.isPresent()) {
            return veto.get().isCannotLink()
                    ? new LinkDecision.NonLink(totalBits, veto)
                    : new LinkDecision.ClericalReview(totalBits, veto);
        }
        return totalBits >= linkBits
                ? new LinkDecision.Link(totalBits)
                : new LinkDecision.ClericalReview(totalBits, Optional.empty());
    }

    /** Why the two must not be joined, whatever they score; as {@link #decide}. */
    public Optional<Veto> veto(long levels, int a, int b) {
        return protections.veto(levels, a, b);
    }

    /** Whether the pair tells that the two are of one household. */
    public boolean isHousehold(long levels) {
        return protections.isHousehold(levels);
    }

    /** Whether the two, who are of one household, may be twins; of {@link #veto} what depends on that. */
    public boolean isDoubtfulInHousehold(long levels, int a, int b) {
        return protections
                .veto(levels, a, b, true)
                .filter(veto -> veto.isOfHousehold() || veto == Veto.TWINS)
                .isPresent();
    }

    /** Whether a number is the same that two of one household do not share. */
    public boolean isProven(long levels) {
        return protections.isProven(levels);
    }

    /** Whether the names agree, marks and all, as those of namesakes do and no twins' do. */
    public boolean isSameName(long levels) {
        return protections.isSameName(levels);
    }

    /** Whether the telephone is the same, and not that of a child's parents; as {@link #decide}. */
    public boolean isOwnTelephone(long levels, int a, int b) {
        return protections.isOwnTelephone(levels, a, b);
    }

    /** Whether both have a telephone and not the same, and they are not two children; as {@link #decide}. */
    public boolean isOtherTelephone(long levels, int a, int b) {
        return protections.isOtherTelephone(levels, a, b);
    }

    /** Whether a telephone may be the same, or a number is. */
    public boolean isTelephoneOrNumber(long levels) {
        return protections.isTelephoneOrNumber(levels);
    }
}
