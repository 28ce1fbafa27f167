package vn.khop.server.registry;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import vn.khop.mpi.record.PersonRecord;

/*
 * Where the bar is, and why only there. A hospital's number says that the two versions are one patient, so most updates are corrections and the bar must let them
 * through; what an overlay costs, one patient's history in another's file, is much more than a clerk's minute. What a household shares (telephone, address, guardian)
 * speaks for neither. docs/registry.md says which share of drawn corrections is held, and which share of drawn overlays is found.
 */
/** Says whether an update turns a record into somebody else: what is a person's own changes together, by more than a correction explains. */
final class OverlayGuard {
    /** What the versions' own facts must weigh for a correction, in bits. */
    static final double CORRECTION_BITS_MIN = 2;

    /** One fact alone is a correction, however far apart: a birth date, a name at marriage, a newborn's first name. */
    private static final int DISAGREEING_MIN = 2;

    private static final Set<String> OWN_FACTS = Set.of(
            Columns.Fields.NAME,
            Columns.Fields.BIRTH_DATE,
            Columns.Fields.SEX,
            Columns.Fields.CITIZEN_NUMBER,
            Columns.Fields.INSURANCE);

    private final Linkage linkage;

    OverlayGuard(Linkage linkage) {
        this.linkage = linkage;
    }

    /** The weight of the own facts, in bits, of an update that is to be held; empty for a correction. */
    Optional<Double> overlay(PersonRecord before, PersonRecord after) {
        PairExplanation explanation = linkage.explain(before, after);
        List<PairExplanation.Line> own = explanation.comparisons().stream()
                .filter(line -> OWN_FACTS.contains(line.comparison()))
                .toList();
        double bits = own.stream().mapToDouble(PairExplanation.Line::bits).sum();
        long disagreeing = own.stream().filter(line -> line.bits() < 0).count();
        boolean isOverlay =
                linkage.isForbidden(before, after) || (disagreeing >= DISAGREEING_MIN && bits < CORRECTION_BITS_MIN);
        return isOverlay ? Optional.of(bits) : Optional.empty();
    }
}
