package vn.khop.mpi.normalise;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import vn.khop.mpi.record.Finding;
import vn.khop.mpi.record.FindingKind;
import vn.khop.mpi.record.Identifier;
import vn.khop.mpi.record.IdentifierType;

/**
 * {@code insurance}: the field MA_THE_BHYT, a list of cards joined by ";".
 *
 * <p>15 characters (two letters for the group, benefit digit 1 to 5, province, ten digits) give the card and the insurance
 * number at its end, which stays when the card changes. 10 digits are an insurance number; 9 are one that lost its zero. 12
 * digits are a citizen number, which replaces the insurance number since 2025-08-01. TE1 cards are kept as temporary cards when
 * they have the old temporary form, and as cards otherwise.
 */
final class InsuranceNormaliser implements Normaliser {
    private static final int CARD_LENGTH = 15;
    private static final int FACILITY_LENGTH = 5;

    private final Set<String> groups;

    InsuranceNormaliser(Set<String> groups) {
        this.groups = Set.copyOf(groups);
    }

    @Override
    public Normalised normalise(List<String> raw) {
        return Lists.identifiers(raw, this::read);
    }

    private void read(String item, Collection<Identifier> identifiers, List<Finding> findings) {
        String value = IdentifierNormaliser.compact(item);
        if (value.isEmpty() || IdentifierNormaliser.isFiller(value)) {
            findings.add(new Finding(FindingKind.FILLER, item));
        } else if (isCard(value)) {
            readCard(value, identifiers, findings);
        } else if (!Spacing.isDigits(value)) {
            readWithin(item, value, identifiers, findings);
        } else {
            switch (value.length()) {
                case 10 -> identifiers.add(Identifier.of(IdentifierType.INSURANCE_NUMBER, value));
                case 9 -> {
                    identifiers.add(Identifier.restored(IdentifierType.INSURANCE_NUMBER, "0" + value));
                    findings.add(new Finding(FindingKind.LOST_ZERO_RESTORED, "0" + value));
                }
                case 12 -> identifiers.add(Identifier.of(IdentifierType.CITIZEN_NUMBER, value));
                default -> findings.add(new Finding(FindingKind.UNKNOWN_SHAPE, item));
            }
        }
    }

    /** "BHYT DN4199984605724-01022": the one card in a text, before the code of the facility where it is registered or behind a word. */
    private void readWithin(String item, String value, Collection<Identifier> identifiers, List<Finding> findings) {
        int found = -1;
        int cards = 0;
        for (int from = 0; from + CARD_LENGTH <= value.length(); from++) {
            if (isCard(value.substring(from, from + CARD_LENGTH))) {
                found = from;
                cards++;
            }
        }
        int rest = value.length() - found - CARD_LENGTH;
        boolean isRegistered = rest == FACILITY_LENGTH && Spacing.isDigits(value.substring(value.length() - rest));
        if (cards != 1 || (rest != 0 && !isRegistered)) {
            findings.add(new Finding(FindingKind.UNKNOWN_SHAPE, item));
            return;
        }
        findings.add(new Finding(FindingKind.STRAY_CHARACTERS, item));
        readCard(value.substring(found, found + CARD_LENGTH), identifiers, findings);
    }

    private void readCard(String card, Collection<Identifier> identifiers, List<Finding> findings) {
        String number = card.substring(5);
        if (IdentifierNormaliser.isFiller(number)) {
            findings.add(new Finding(FindingKind.FILLER, card));
            return;
        }
        if (!groups.contains(card.substring(0, 2))) {
            findings.add(new Finding(FindingKind.UNKNOWN_CARD_GROUP, card.substring(0, 2)));
        }
        if (isTemporary(card)) {
            identifiers.add(Identifier.of(IdentifierType.TEMPORARY_CARD, card));
            findings.add(new Finding(FindingKind.TEMPORARY_CARD, card));
            return;
        }
        identifiers.add(Identifier.of(IdentifierType.INSURANCE_CARD, card));
        identifiers.add(Identifier.of(IdentifierType.INSURANCE_NUMBER, number));
    }

    private static boolean isCard(String value) {
        return value.length() == CARD_LENGTH
                && isCapital(value.charAt(0))
                && isCapital(value.charAt(1))
                && value.charAt(2) >= '1'
                && value.charAt(2) <= '5'
                && Spacing.isDigits(value.substring(3));
    }

    /** TE1, province, district, 000 and five digits: the form of QĐ 917 for a child that has no number yet. */
    private static boolean isTemporary(String card) {
        return card.startsWith("TE1") && card.startsWith("000", 7);
    }

    private static boolean isCapital(char c) {
        return c >= 'A' && c <= 'Z';
    }
}
