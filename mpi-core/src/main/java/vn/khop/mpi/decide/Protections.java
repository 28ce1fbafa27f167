package vn.khop.mpi.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import vn.khop.mpi.compare.ComparisonVector;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.model.SchemaDefinition.ComparisonDefinition;

/**
 * The protections that a schema asks for: patterns of two people who share nearly everything. They read the levels of the
 * comparisons called name, birthDate, sex, citizenNumber, insurance, phone, address and guardian, as far as the schema has them.
 */
final class Protections {
    static final Set<String> NAMES = Set.of(
            "verified-numbers",
            "numbers-of-other-births",
            "newborn-and-mother",
            "generation",
            "twins",
            "identifier-alone",
            "name-and-birth-date-alone");

    private final Set<String> asked;
    private final Levels generationApart;
    private final Levels sameDay;
    private final Levels dateAgrees;
    private final Levels birthAgrees;
    private final Levels sameName;
    private final Levels nameAgrees;
    private final Levels givenDiffers;
    private final Levels otherGiven;
    private final Levels givenUnsure;
    private final Levels otherPart;
    private final Levels givenMistyped;
    private final Levels newbornName;
    private final Levels otherSex;
    private final Levels sameNumber;
    private final Levels sameInsurance;
    private final Levels otherNumber;
    private final Levels otherVerifiedNumber;
    private final Levels otherInsurance;
    private final Levels sameTelephone;
    private final Levels nearTelephone;
    private final Levels otherTelephone;
    private final List<Levels> sameHousehold;
    private final List<Levels> furtherEvidence;

    /**
     * @throws IllegalArgumentException if a protection is unknown; the message lists those there are
     */
    Protections(SchemaDefinition schema) {
        asked = Set.copyOf(schema.protections());
        for (String protection : schema.protections()) {
            if (!NAMES.contains(protection)) {
                throw new IllegalArgumentException("unknown protection '" + protection + "', expected some of "
                        + String.join(", ", new java.util.TreeSet<>(NAMES)));
            }
        }
        generationApart = Levels.of(schema, "birthDate", "generation-apart");
        sameDay = Levels.of(schema, "birthDate", "exact");
        dateAgrees = Levels.of(
                schema, "birthDate", "exact", "swapped", "near", "year-and-default", "same-year", "lunar-year");
        birthAgrees = Levels.of(schema, "birthDate", "exact", "swapped", "near", "year-and-default", "lunar-year");
        sameName = Levels.of(schema, "name", "exact");
        nameAgrees = Levels.of(
                schema,
                "name",
                "exact",
                "folded",
                "reordered",
                "typo",
                "shortened",
                "marks-differ",
                "typo-in-given",
                "variant",
                "loose",
                "other-given",
                "newborn",
                "middle-differs");
        givenDiffers = Levels.of(schema, "name", "family-only", "differs");
        otherGiven = Levels.of(schema, "name", "other-given");
        givenUnsure = Levels.of(
                schema,
                "name",
                "typo-in-given",
                "marks-differ",
                "loose",
                "other-given",
                "middle-differs",
                "given-only",
                "variant");
        otherPart = Levels.of(schema, "name", "middle-differs", "given-only");
        givenMistyped = Levels.of(schema, "name", "typo-in-given", "marks-differ");
        newbornName = Levels.of(schema, "name", "newborn");
        otherSex = Levels.of(schema, "sex", "differs");
        sameNumber = Levels.of(schema, "citizenNumber", "equal");
        sameInsurance = Levels.of(schema, "insurance", "equal");
        otherNumber = Levels.of(schema, "citizenNumber", "differs", "verified-differs");
        otherVerifiedNumber = Levels.of(schema, "citizenNumber", "verified-differs");
        otherInsurance = Levels.of(schema, "insurance", "differs");
        sameTelephone = Levels.of(schema, "phone", "equal");
        nearTelephone = Levels.of(schema, "phone", "near");
        otherTelephone = Levels.of(schema, "phone", "differs");
        sameHousehold = List.of(
                sameTelephone,
                Levels.of(schema, "address", "place", "near-place"),
                Levels.of(schema, "guardian", "exact", "folded", "loose"));
        furtherEvidence = List.of(
                Levels.of(schema, "citizenNumber", "equal", "near", "equal-foreign"),
                Levels.of(schema, "insurance", "equal", "near"),
                Levels.of(schema, "phone", "equal", "near"),
                Levels.of(schema, "address", "place", "street", "near-place", "commune"),
                Levels.of(schema, "guardian", "exact", "folded", "loose"),
                Levels.of(schema, "mrn", "equal"));
    }

    /** Some levels of one comparison. */
    private record Levels(int comparison, int mask) {
        static Levels of(SchemaDefinition schema, String comparison, String... levels) {
            List<ComparisonDefinition> comparisons = schema.comparisons();
            int mask = 0;
            for (int i = 0; i < comparisons.size(); i++) {
                if (comparisons.get(i).name().equals(comparison)) {
                    List<String> names = new ArrayList<>();
                    comparisons.get(i).levels().forEach(level -> names.add(level.name()));
                    for (String level : levels) {
                        mask |= names.contains(level) ? 1 << names.indexOf(level) : 0;
                    }
                    return new Levels(i, mask);
                }
            }
            return new Levels(0, 0);
        }

        boolean has(long packed) {
            int level = ComparisonVector.level(packed, comparison);
            return level >= 0 && (mask >> level & 1) == 1;
        }
    }

    /**
     * Why the pair must not be joined, if some protection says so.
     *
     * @param a the {@link RecordFacts} of one record
     * @param b those of the other
     */
    Optional<Veto> veto(long levels, int a, int b) {
        return veto(levels, a, b, isHousehold(levels));
    }

    /**
     * As {@link #veto(long, int, int)}.
     *
     * @param isHousehold whether the two are known to be of one household
     */
    Optional<Veto> veto(long levels, int a, int b, boolean isHousehold) {
        if (asked.contains("verified-numbers") && otherVerifiedNumber.has(levels)) {
            return Optional.of(Veto.VERIFIED_NUMBERS_DIFFER);
        }
        if (generationApart.has(levels)) {
            return generationVeto(a, b);
        }
        if (asked.contains("twins") && !sameNumber.has(levels)) {
            if (isTwins(levels, a, b, isHousehold)) {
                return Optional.of(Veto.TWINS);
            }
            if (isHouseholdWithOtherNumber(levels, a, b, isHousehold)) {
                return Optional.of(Veto.HOUSEHOLD_WITH_OTHER_NUMBER);
            }
            if (isPerhapsTwins(levels, a, b, isHousehold)) {
                return Optional.of(Veto.PERHAPS_TWINS);
            }
        }
        if (asked.contains("numbers-of-other-births") && otherNumber.has(levels) && RecordFacts.tellOtherBirths(a, b)) {
            return Optional.of(Veto.NUMBERS_OF_OTHER_BIRTHS);
        }
        if (asked.contains("identifier-alone") && !nameAgrees.has(levels) && !dateAgrees.has(levels)) {
            return Optional.of(Veto.IDENTIFIER_ALONE);
        }
        if (asked.contains("name-and-birth-date-alone")
                && furtherEvidence.stream().noneMatch(evidence -> evidence.has(levels))) {
            return Optional.of(Veto.NAME_AND_BIRTH_DATE_ALONE);
        }
        return Optional.empty();
    }

    private Optional<Veto> generationVeto(int a, int b) {
        if (asked.contains("newborn-and-mother") && (RecordFacts.isInfant(a) || RecordFacts.isInfant(b))) {
            return Optional.of(Veto.NEWBORN_AND_MOTHER);
        }
        return asked.contains("generation") ? Optional.of(Veto.GENERATION_APART) : Optional.empty();
    }

    /** As {@link Decider#isProven}. */
    boolean isProven(long levels) {
        return sameNumber.has(levels) || sameInsurance.has(levels);
    }

    /** Whether the two share what a household shares. */
    boolean isHousehold(long levels) {
        return sameHousehold.stream().anyMatch(household -> household.has(levels));
    }

    /** As {@link Decider#isSameName}. */
    boolean isSameName(long levels) {
        return sameName.has(levels);
    }

    /** As {@link Decider#isOwnTelephone}. */
    boolean isOwnTelephone(long levels, int a, int b) {
        return sameTelephone.has(levels) && !areChildren(a, b);
    }

    /** As {@link Decider#isOtherTelephone}. */
    boolean isOtherTelephone(long levels, int a, int b) {
        return otherTelephone.has(levels) && !areChildren(a, b);
    }

    /** As {@link Decider#isTelephoneOrNumber}. */
    boolean isTelephoneOrNumber(long levels) {
        return sameTelephone.has(levels) || nearTelephone.has(levels) || isProven(levels);
    }

    private boolean hasOtherNumber(long levels) {
        return otherNumber.has(levels) || otherInsurance.has(levels);
    }

    /**
     * On one day into one household. Given names are at times garbled, so something else must differ too: a number where they are
     * merely near, for a sex is as easily wrong as a name. Newborn children's own order is a number that tells them apart; so are two
     * citizen numbers that each tell of its own child's birth and sex, whatever the names.
     */
    private boolean isTwins(long levels, int a, int b, boolean isHousehold) {
        if (!sameDay.has(levels) || !isHousehold) {
            return false;
        }
        int orderOfA = RecordFacts.newbornOrder(a);
        int orderOfB = RecordFacts.newbornOrder(b);
        if (orderOfA > 0 && orderOfB > 0 && orderOfA != orderOfB) {
            return true;
        }
        if (sameInsurance.has(levels)) {
            return false;
        }
        boolean isNewbornOfOtherSex =
                otherSex.has(levels) && (newbornName.has(levels) || (orderOfA >= 0 && orderOfB >= 0));
        return isNewbornOfOtherSex
                || (areChildren(a, b) && otherNumber.has(levels) && RecordFacts.tellOneBirth(a, b))
                || (givenDiffers.has(levels) && (hasOtherNumber(levels) || otherSex.has(levels)))
                || (givenUnsure.has(levels) && hasOtherNumber(levels));
    }

    /**
     * However alike the names are written: Hùng and Hưng are one name without their marks. Not where marks and all agree, for
     * nobody calls two children so: then a number is wrong. Where both given names are in use and the day is the same, whatever
     * their homes: a household has two.
     */
    private boolean isHouseholdWithOtherNumber(long levels, int a, int b, boolean isHousehold) {
        if (!hasOtherNumber(levels) || sameInsurance.has(levels) || sameName.has(levels)) {
            return false;
        }
        return isHousehold
                ? birthAgrees.has(levels) || (dateAgrees.has(levels) && areChildren(a, b))
                : sameDay.has(levels) && otherGiven.has(levels);
    }

    /**
     * Nothing tells for sure: parents give twins names that are a slip of the pen apart, dates are garbled as names are, and a
     * household has two telephones and two addresses. So two given names with one birth date are one person's only if a number
     * says so; in one household so are two who differ in another
     * part of the name, children of two sexes, and infants a slip of the pen apart. And a child that is one of several may be any of them until a number says which.
     */
    private boolean isPerhapsTwins(long levels, int a, int b, boolean isHousehold) {
        if (sameInsurance.has(levels)) {
            return sameDay.has(levels) && isHousehold && givenDiffers.has(levels) && otherSex.has(levels);
        }
        if (isOneOfSeveral(a, b)) {
            return true;
        }
        if (birthAgrees.has(levels) && (givenDiffers.has(levels) || otherGiven.has(levels))) {
            return true;
        }
        if (sameDay.has(levels) && areChildren(a, b) && otherSex.has(levels) && !sameName.has(levels)) {
            return true;
        }
        return sameDay.has(levels)
                && isHousehold
                && (otherPart.has(levels)
                        || (otherSex.has(levels) && givenUnsure.has(levels))
                        || (givenMistyped.has(levels) && RecordFacts.isInfant(a) && RecordFacts.isInfant(b)));
    }

    private static boolean areChildren(int a, int b) {
        return RecordFacts.isChild(a) && RecordFacts.isChild(b);
    }

    /** One is a newborn child of several, and nothing says which of them the other is. */
    private static boolean isOneOfSeveral(int a, int b) {
        return RecordFacts.newbornOrder(a) > 0 != RecordFacts.newbornOrder(b) > 0;
    }
}
