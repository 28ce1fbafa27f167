package vn.khop.mpi.normalise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.record.Finding;
import vn.khop.mpi.record.FindingKind;
import vn.khop.mpi.record.PhoneNumber;
import vn.khop.mpi.record.PhoneNumbers;
import vn.khop.reference.PhoneChanges;
import vn.khop.reference.PhoneChanges.AreaCode;

/**
 * {@code phone}: one or several numbers, with or without country code, punctuation and the leading zero.
 *
 * <p>Numbers of 11 digits with a mobile prefix of before 2018 and landline numbers with an area code of before 2017 become
 * today's. In 17 areas an old landline number looks like a mobile number of today; then the mobile number is the value, being
 * likelier, and the landline number a further candidate.
 */
final class PhoneNormaliser implements Normaliser {
    private static final int MOBILE_DIGITS = 10;
    private static final int LANDLINE_DIGITS = 11;
    private static final int EXTENSION_DIGITS_MAX = 5;

    private final PhoneChanges changes;
    /** By the first four digits. */
    private final boolean[] isMobile = new boolean[10_000];

    /** By the first three digits; null where no area's old numbers look like mobile ones. */
    private final @Nullable AreaCode[] areaByMobilePrefix = new AreaCode[1_000];

    private final Set<String> newAreaCodes;
    private final List<AreaCode> changedAreas;

    PhoneNormaliser(PhoneChanges changes) {
        this.changes = changes;
        for (String prefix : changes.mobilePrefixes()) {
            int further = (int) Math.pow(10, 4 - prefix.length());
            int from = Integer.parseInt(prefix) * further;
            Arrays.fill(isMobile, from, from + further, true);
        }
        this.newAreaCodes =
                Set.copyOf(changes.areaCodes().stream().map(AreaCode::newCode).toList());
        this.changedAreas = changes.areaCodes().stream()
                .filter(area -> area.validFrom().isPresent())
                .sorted(Comparator.comparingInt(
                        (AreaCode area) -> -area.oldCode().length()))
                .toList();
        for (AreaCode area : changes.areaCodes()) {
            area.mobilePrefixes().forEach(prefix -> areaByMobilePrefix[Integer.parseInt(prefix)] = area);
        }
    }

    @Override
    public Normalised normalise(List<String> raw) {
        if (raw.size() == 1 && isPlainMobile(raw.get(0))) {
            return Normalised.of(new PhoneNumbers(List.of(mobile(raw.get(0)))));
        }
        List<PhoneNumber> numbers = new ArrayList<>(2);
        List<Finding> findings = new ArrayList<>(0);
        for (String text : raw) {
            for (String item : Lists.items(text)) {
                for (String number : apart(item)) {
                    read(item, number, findings).ifPresent(numbers::add);
                }
            }
        }
        return numbers.isEmpty()
                ? new Normalised(Optional.empty(), findings)
                : Normalised.of(new PhoneNumbers(Lists.each(numbers)), findings);
    }

    /** Ten digits as they are dialled today: what most fields hold. */
    private boolean isPlainMobile(String text) {
        return text.length() == MOBILE_DIGITS && Spacing.isDigits(text) && isMobile(text) && !isFiller(text);
    }

    /** The numbers of one item, each digits with + kept in front: groups of digits are joined until a number is whole. */
    private static List<String> apart(String item) {
        List<String> numbers = new ArrayList<>(1);
        StringBuilder number = new StringBuilder(12);
        boolean isAfterGap = false;
        for (int i = 0; i < item.length(); i++) {
            char c = item.charAt(i);
            boolean isDigit = c >= '0' && c <= '9';
            boolean startsNumber = c == '+' || (c == '0' && isAfterGap);
            if (startsNumber && digitCount(number) >= 9) {
                numbers.add(number.toString());
                number.setLength(0);
            }
            if (isDigit || (c == '+' && number.length() == 0)) {
                number.append(c);
            }
            isAfterGap = !isDigit;
        }
        numbers.add(number.toString());
        return numbers;
    }

    private static int digitCount(CharSequence number) {
        return number.length() > 0 && number.charAt(0) == '+' ? number.length() - 1 : number.length();
    }

    private Optional<PhoneNumber> read(String item, String number, List<Finding> findings) {
        boolean hasPlus = number.startsWith("+");
        String digits = hasPlus ? number.substring(1) : number;
        if (digits.isEmpty() || isFiller(digits)) {
            findings.add(new Finding(FindingKind.FILLER, item));
            return Optional.empty();
        }
        if (hasPlus && !digits.startsWith("84")) {
            return foreign(item, digits, findings);
        }
        String national = national(digits, hasPlus);
        if (isFiller(national)) {
            findings.add(new Finding(FindingKind.FILLER, item));
            return Optional.empty();
        }
        Optional<PhoneNumber> known = known(national, findings);
        if (known.isEmpty() && !national.startsWith("0")) {
            known = known("0" + national, findings);
            known.ifPresent(restored -> findings.add(new Finding(FindingKind.LOST_ZERO_RESTORED, restored.value())));
        }
        if (known.isEmpty()) {
            known = withoutExtension(item, hasPlus, findings);
        }
        if (known.isEmpty() && isPlausible(national)) {
            return Optional.of(PhoneNumber.of(national, PhoneNumber.Kind.UNKNOWN));
        }
        if (known.isEmpty()) {
            findings.add(new Finding(FindingKind.UNKNOWN_SHAPE, item));
        }
        return known;
    }

    /** "024 3825 1234 - 102": a number as it is dialled today and up to five digits behind it that are an extension. */
    private Optional<PhoneNumber> withoutExtension(String item, boolean hasPlus, List<Finding> findings) {
        int end = item.length();
        while (end > 0 && Character.isDigit(item.charAt(end - 1))) {
            end--;
        }
        int extension = item.length() - end;
        String digits = Spacing.digits(item.substring(0, end));
        if (extension == 0 || extension > EXTENSION_DIGITS_MAX || digits.length() < MOBILE_DIGITS) {
            return Optional.empty();
        }
        Optional<PhoneNumber> known = known(national(digits, hasPlus), findings);
        known.ifPresent(number -> findings.add(new Finding(FindingKind.STRAY_CHARACTERS, item)));
        return known;
    }

    /** A number of a prefix that is not in use is kept: prefixes come faster than tables. */
    private static boolean isPlausible(String national) {
        return national.startsWith("0")
                && !national.startsWith("00")
                && national.length() >= 9
                && national.length() <= LANDLINE_DIGITS;
    }

    private static Optional<PhoneNumber> foreign(String item, String digits, List<Finding> findings) {
        if (digits.length() >= 7 && digits.length() <= 15) {
            return Optional.of(PhoneNumber.of("+" + digits, PhoneNumber.Kind.FOREIGN));
        }
        findings.add(new Finding(FindingKind.UNKNOWN_SHAPE, item));
        return Optional.empty();
    }

    /** Without the country code, where there is one: +84, 0084, or 84 before a whole number. */
    private static String national(String digits, boolean hasPlus) {
        int code =
                hasPlus ? 2 : digits.startsWith("0084") ? 4 : digits.startsWith("84") && digits.length() >= 11 ? 2 : 0;
        if (code == 0) {
            return digits;
        }
        return digits.startsWith("0", code) ? digits.substring(code) : "0" + digits.substring(code);
    }

    private Optional<PhoneNumber> known(String national, List<Finding> findings) {
        if (national.length() == MOBILE_DIGITS && isMobile(national)) {
            return Optional.of(mobile(national));
        }
        if (national.length() == 11) {
            Optional<PhoneNumber> converted = changes.mobileChange(national.substring(0, 4))
                    .map(change -> PhoneNumber.of(change.newPrefix() + national.substring(4), PhoneNumber.Kind.MOBILE));
            if (converted.isPresent()) {
                findings.add(
                        new Finding(FindingKind.PHONE_CONVERTED, converted.get().value()));
                return converted;
            }
            if (newAreaCodes.contains(national.substring(0, 3)) || newAreaCodes.contains(national.substring(0, 4))) {
                return Optional.of(landline(national, findings));
            }
        }
        return oldLandline(national, findings);
    }

    private PhoneNumber mobile(String national) {
        AreaCode area = areaByMobilePrefix[number(national, 3)];
        return area == null
                ? PhoneNumber.of(national, PhoneNumber.Kind.MOBILE)
                : new PhoneNumber(
                        national,
                        PhoneNumber.Kind.MOBILE,
                        List.of(
                                national,
                                area.newCode()
                                        + national.substring(area.oldCode().length())));
    }

    /** A landline number of today; 0240, 0241, 0280 and 0281 were areas of their own where 024 and 028 are today. */
    private PhoneNumber landline(String national, List<Finding> findings) {
        List<String> candidates = new ArrayList<>(1);
        candidates.add(national);
        candidates.addAll(converted(national));
        if (candidates.size() > 1) {
            findings.add(new Finding(FindingKind.AMBIGUOUS_PHONE, String.join(" ", candidates)));
        }
        return new PhoneNumber(national, PhoneNumber.Kind.LANDLINE, candidates);
    }

    private Optional<PhoneNumber> oldLandline(String national, List<Finding> findings) {
        List<String> candidates = converted(national);
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        findings.add(new Finding(FindingKind.PHONE_CONVERTED, candidates.get(0)));
        return Optional.of(new PhoneNumber(candidates.get(0), PhoneNumber.Kind.LANDLINE, candidates));
    }

    /** What a number with an area code of before 2017 is today: 11 digits, as every landline number of today. */
    private List<String> converted(String national) {
        List<String> converted = new ArrayList<>(1);
        for (AreaCode area : changedAreas) {
            if (national.startsWith(area.oldCode())) {
                String today =
                        area.newCode() + national.substring(area.oldCode().length());
                if (today.length() == LANDLINE_DIGITS) {
                    converted.add(today);
                }
            }
        }
        return converted;
    }

    private boolean isMobile(String national) {
        return isMobile[number(national, 4)];
    }

    private static int number(String digits, int length) {
        int number = 0;
        for (int i = 0; i < length; i++) {
            number = number * 10 + digits.charAt(i) - '0';
        }
        return number;
    }

    /** One digit over and over, perhaps behind a prefix, or digits counting up or down. */
    private static boolean isFiller(String digits) {
        return IdentifierNormaliser.isFillerFrom(digits, 0)
                || (digits.length() >= 9 && IdentifierNormaliser.isFillerFrom(digits, digits.length() - 7));
    }
}
