package vn.khop.mpi;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.normalise.Normaliser;
import vn.khop.mpi.record.FieldNames;
import vn.khop.mpi.record.FieldValue;
import vn.khop.mpi.record.Finding;
import vn.khop.mpi.record.FindingKind;
import vn.khop.mpi.record.PartialDate;
import vn.khop.mpi.record.PersonName;
import vn.khop.mpi.record.PersonName.Newborn;

/**
 * Recognises a newborn child that stands under its mother's name without a word that says so: TT 30/2020 and the tables of
 * QĐ 130 and 4750 write the mother's (father's, guardian's) name into HO_TEN until the child has one.
 *
 * <p>Two things tell. An infant that is named as its guardian bears the guardian's name, perhaps with the letter or number of
 * one of twins behind it. An infant with such a letter or number is one of several, whoever the guardian is. A name alone never
 * tells: most newborn children come with a name of their own. Nor does a woman's name ("Thị") with a boy's sex: as often it is a
 * girl whose sex was mistyped, and she would be taken for a nameless child that her twin brother may be as well.
 *
 * <p>The reverse: a note "(con)" behind the name of a child of more than a year says whose child somebody else is, or nothing.
 */
final class NewbornRule {
    private static final int INFANT_DAYS_MAX = 365;
    private static final String CHILDRENS_CARD = "te";

    private final int name;
    private final int birthDate;
    private final int guardian;
    private final int recordedAt;
    private final Normaliser nameNormaliser;

    private NewbornRule(FieldNames names, Normaliser nameNormaliser) {
        this.nameNormaliser = nameNormaliser;
        name = names.place("name");
        birthDate = names.place("birthDate");
        guardian = names.place("guardian");
        recordedAt = names.place("recordedAt");
    }

    /** The rule for a schema with a name, a birth date and the day of the record; none for others. */
    static Optional<NewbornRule> of(FieldNames names, Normaliser nameNormaliser) {
        NewbornRule rule = new NewbornRule(names, nameNormaliser);
        return rule.name >= 0 && rule.birthDate >= 0 && rule.recordedAt >= 0 ? Optional.of(rule) : Optional.empty();
    }

    /** Place of the name, where {@link #recognised} goes. */
    int name() {
        return name;
    }

    /**
     * The name as a newborn child's, if it is one by the rule, or as one's own, if it was taken for one wrongly.
     *
     * @param values by place
     * @param nameFindings what reading the name found: a number of one of twins that no name has stands there
     */
    Optional<PersonName> recognised(@Nullable FieldValue[] values, List<Finding> nameFindings) {
        if (!(values[name] instanceof PersonName own)) {
            return Optional.empty();
        }
        if (own.newborn().isPresent()) {
            return isNoteOfAnOlderChild(values, nameFindings)
                    ? Optional.of(named(own, Optional.empty()))
                    : Optional.empty();
        }
        int days = daysOfLife(values);
        if (days < 0 || days > INFANT_DAYS_MAX) {
            return Optional.empty();
        }
        PersonName withoutLetter = withoutLetter(own);
        int order = withoutLetter.equals(own) ? order(nameFindings) : letterOrder(own);
        if (guardian >= 0
                && values[guardian] instanceof PersonName of
                && (isSameName(own, of) || isSameName(withoutLetter, of))) {
            return Optional.of(asNewborn(of, isSameName(own, of) ? order(nameFindings) : order));
        }
        if (order > 0) {
            return Optional.of(asNewborn(withoutLetter, order));
        }
        return Optional.empty();
    }

    /** What to say about a name that was recognised: which rule, none of the name. */
    static Finding finding() {
        return new Finding(FindingKind.NEWBORN, "by rule");
    }

    private boolean isNoteOfAnOlderChild(@Nullable FieldValue[] values, List<Finding> nameFindings) {
        boolean isNote = nameFindings.stream()
                .filter(finding -> finding.kind() == FindingKind.NEWBORN)
                .anyMatch(newborn -> nameFindings.contains(new Finding(FindingKind.BRACKET_NOTE, newborn.detail())));
        return isNote
                && values[birthDate] instanceof PartialDate born
                && values[recordedAt] instanceof PartialDate recorded
                && (recorded.year() - born.year() > 1 || daysOfLife(values) > INFANT_DAYS_MAX);
    }

    /** Days from birth to the record; -1 where one of them is not known to the day, or they stand in the wrong order. */
    private int daysOfLife(@Nullable FieldValue[] values) {
        if (!(values[birthDate] instanceof PartialDate born) || !(values[recordedAt] instanceof PartialDate recorded)) {
            return -1;
        }
        boolean isKnown = born.precision() == PartialDate.Precision.DAY
                && recorded.precision() == PartialDate.Precision.DAY
                && recorded.year() - born.year() <= 1;
        return isKnown ? (int) Math.max(-1, epochDay(recorded) - epochDay(born)) : -1;
    }

    private static long epochDay(PartialDate date) {
        return LocalDate.of(date.year(), date.month(), date.day()).toEpochDay();
    }

    /** Names of two parts at least; marks must agree where both carry some. */
    private static boolean isSameName(PersonName a, PersonName b) {
        return !a.family().isAbsent()
                && a.reading().folded().equals(b.reading().folded())
                && (!a.isAccented()
                        || !b.isAccented()
                        || a.reading().key().equals(b.reading().key()));
    }

    private static PersonName asNewborn(PersonName mother, int order) {
        return named(mother, Optional.of(new Newborn(order)));
    }

    private static PersonName named(PersonName name, Optional<Newborn> newborn) {
        return new PersonName(name.text(), name.reading(), name.alternatives(), name.isAccented(), newborn);
    }

    /** The name without the letter A to D of one of several children at its end. */
    private PersonName withoutLetter(PersonName own) {
        String text = own.text();
        int end = text.length() - 2;
        if (letterOrder(own) == 0 || text.indexOf(' ') == end) {
            return own;
        }
        return nameNormaliser.normalise(text.substring(0, end)).value().orElse(own) instanceof PersonName shorter
                ? shorter
                : own;
    }

    private static int letterOrder(PersonName own) {
        String text = own.text();
        int end = text.length() - 2;
        char last = text.charAt(text.length() - 1);
        return end > 0 && text.charAt(end) == ' ' && last >= 'a' && last <= 'd' ? last - 'a' + 1 : 0;
    }

    /**
     * The single digit of a note ("(2)") or of what stood in the name beside letters ("YẾN 2"); 0 if there is none. "(TE1)" is the
     * group of a card.
     */
    private static int order(List<Finding> nameFindings) {
        for (Finding finding : nameFindings) {
            boolean isNote = finding.kind() == FindingKind.BRACKET_NOTE
                    && !finding.detail().startsWith(CHILDRENS_CARD);
            if (isNote || finding.kind() == FindingKind.STRAY_CHARACTERS) {
                String digits = finding.detail().replaceAll("[^0-9]", "");
                if (digits.length() == 1) {
                    return digits.charAt(0) - '0';
                }
            }
        }
        return 0;
    }
}
