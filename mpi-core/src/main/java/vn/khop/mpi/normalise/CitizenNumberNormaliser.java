package vn.khop.mpi.normalise;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import vn.khop.mpi.record.CitizenNumber;
import vn.khop.mpi.record.Finding;
import vn.khop.mpi.record.FindingKind;
import vn.khop.mpi.record.Identifier;
import vn.khop.mpi.record.IdentifierType;
import vn.khop.reference.VietnameseText;

/**
 * {@code citizen-number}: the field SO_CCCD, which by decision holds a citizen number, an old identity card's number or a
 * passport, without saying which, and was a number once, so that leading zeros are gone.
 *
 * <p>12 digits are a citizen number. 11 or 10 digits become one if zeros before them make it well formed: a place code of the
 * list and a birth year that has come. 9 digits are an old identity card; so are 8, with the zero that was lost. A capital and
 * 7 digits are a Vietnamese passport. Among words the one number of 12 or 9 digits is taken. Several numbers in one field are each read: an old card's beside the new one is an alias.
 */
final class CitizenNumberNormaliser implements Normaliser {
    private static final int QR_STROKES_MIN = 6;
    private static final int CITIZEN_DIGITS = 12;
    private static final int OLD_CARD_DIGITS = 9;
    private static final Pattern WORD_BREAK = Pattern.compile("[^0-9a-z]+|(?<=cccd|cmnd|cmt)");

    private final Set<String> placeCodes;
    private final int yearMax;

    /**
     * @param placeCodes the published place codes, 3 digits each
     * @param yearMax the last year of birth that a restored number may carry and that of any other is believed
     */
    CitizenNumberNormaliser(Set<String> placeCodes, int yearMax) {
        this.placeCodes = Set.copyOf(placeCodes);
        this.yearMax = yearMax;
    }

    @Override
    public Normalised normalise(List<String> raw) {
        List<String> texts = raw;
        if (raw.size() == 1) {
            String numbers = numbersOfQrCode(raw.get(0));
            texts = numbers.isEmpty() ? raw : List.of(numbers);
        }
        return Lists.identifiers(texts, this::read);
    }

    /**
     * The citizen number and the old card's number at the beginning of what the card's QR code holds: number, old number, name,
     * birth date, sex, address, day of issue, parted by strokes, and on newer cards more. Empty for any other text.
     */
    private static String numbersOfQrCode(String text) {
        int first = text.indexOf('|');
        int second = text.indexOf('|', first + 1);
        int strokes = 0;
        for (int at = first; at >= 0; at = text.indexOf('|', at + 1)) {
            strokes++;
        }
        return strokes < QR_STROKES_MIN ? "" : text.substring(0, second);
    }

    private void read(String item, Collection<Identifier> identifiers, List<Finding> findings) {
        String value = IdentifierNormaliser.compact(item);
        if (value.isEmpty() || IdentifierNormaliser.isFiller(value)) {
            findings.add(new Finding(FindingKind.FILLER, item));
        } else if (Spacing.isDigits(value)) {
            readDigits(item, value, identifiers, findings);
        } else if (isPassport(value)) {
            identifiers.add(Identifier.of(IdentifierType.PASSPORT, value));
        } else {
            readWithin(item, identifiers, findings);
        }
    }

    /** "CCCD: 001196479322 cấp 2021": the one number of 12 or 9 digits in a text; "OO1196479322": letters O for zeros. */
    private void readWithin(String item, Collection<Identifier> identifiers, List<Finding> findings) {
        List<String> numbers = WORD_BREAK
                .splitAsStream(VietnameseText.fold(item))
                .filter(word -> word.length() == CITIZEN_DIGITS || word.length() == OLD_CARD_DIGITS)
                .filter(Spacing::isDigits)
                .toList();
        String zeros = IdentifierNormaliser.compact(item).replace('O', '0');
        if (numbers.size() == 1 && !IdentifierNormaliser.isFiller(numbers.get(0))) {
            findings.add(new Finding(FindingKind.STRAY_CHARACTERS, item));
            readDigits(item, numbers.get(0), identifiers, findings);
        } else if (zeros.length() == CITIZEN_DIGITS && Spacing.isDigits(zeros) && isWellFormed(zeros)) {
            identifiers.add(Identifier.restored(IdentifierType.CITIZEN_NUMBER, zeros));
            findings.add(new Finding(FindingKind.CHARACTER_REPAIRED, zeros));
        } else {
            findings.add(new Finding(FindingKind.UNKNOWN_SHAPE, item));
        }
    }

    private void readDigits(String item, String digits, Collection<Identifier> identifiers, List<Finding> findings) {
        switch (digits.length()) {
            case 12 -> {
                identifiers.add(Identifier.of(IdentifierType.CITIZEN_NUMBER, digits));
                if (!placeCodes.contains(digits.substring(0, 3))) {
                    findings.add(new Finding(FindingKind.UNKNOWN_PLACE_CODE, digits.substring(0, 3)));
                }
                if (new CitizenNumber(digits).birthYear() > yearMax) {
                    findings.add(new Finding(FindingKind.FUTURE_BIRTH_YEAR, digits));
                }
            }
            case 11, 10 -> {
                String restored = "0".repeat(12 - digits.length()) + digits;
                if (isWellFormed(restored)) {
                    identifiers.add(Identifier.restored(IdentifierType.CITIZEN_NUMBER, restored));
                    findings.add(new Finding(FindingKind.LOST_ZERO_RESTORED, restored));
                } else {
                    findings.add(new Finding(FindingKind.UNKNOWN_SHAPE, item));
                }
            }
            case 9 -> identifiers.add(Identifier.of(IdentifierType.OLD_IDENTITY_CARD, digits));
            case 8 -> {
                identifiers.add(Identifier.restored(IdentifierType.OLD_IDENTITY_CARD, "0" + digits));
                findings.add(new Finding(FindingKind.LOST_ZERO_RESTORED, "0" + digits));
            }
            default -> findings.add(new Finding(FindingKind.UNKNOWN_SHAPE, item));
        }
    }

    private boolean isWellFormed(String number) {
        return placeCodes.contains(number.substring(0, 3)) && new CitizenNumber(number).birthYear() <= yearMax;
    }

    /**
     * One or two letters and 6 to 8 digits. The portal accepts one letter and seven digits only; two letters occur on foreign
     * passports.
     */
    private static boolean isPassport(String value) {
        int letters = 0;
        while (letters < value.length() && value.charAt(letters) >= 'A' && value.charAt(letters) <= 'Z') {
            letters++;
        }
        int digits = value.length() - letters;
        return letters >= 1 && letters <= 2 && digits >= 6 && digits <= 8 && Spacing.isDigits(value.substring(letters));
    }
}
