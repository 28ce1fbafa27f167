package vn.khop.server.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vn.khop.mpi.record.NameReading;
import vn.khop.mpi.record.PartialDate;
import vn.khop.mpi.record.PersonName;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.mpi.record.SexValue;
import vn.khop.reference.Sex;

/*
 * A newborn child comes under its mother's name by rule (TT 30/2020), with her telephone and address; an older one names its mother or guardian. A name alone says little, where one in
 * four is called Nguyễn: so whoever bears the name must be old enough and share what a household shares, a telephone, an address or a card. Twins are what the engine holds apart as twins.
 */
/** What two records of two people say of kinship between these. A pure function of the two and of the model. */
final class Kinship {
    private static final int YEARS_MIN = 12;
    private static final int YEARS_MAX = 60;
    private static final String TWINS = "twins";
    private static final Map<String, Set<String>> HOUSEHOLD = Map.of(
            Columns.Fields.PHONE, Set.of("equal"),
            Columns.Fields.ADDRESS, Set.of("place", "street", "near-place"),
            Columns.Fields.INSURANCE, Set.of("equal"),
            Columns.Fields.CITIZEN_NUMBER, Set.of("equal"));

    private final Linkage linkage;

    Kinship(Linkage linkage) {
        this.linkage = linkage;
    }

    /**
     * What the other is to the first.
     *
     * @param evidence what agrees, as words: no values
     */
    record Found(RelationKind kind, List<String> evidence) {}

    Optional<Found> of(PersonRecord record, PersonRecord other) {
        if (bornOnOneDay(record, other)) {
            return twin(record, other);
        }
        Optional<PersonName> name =
                name(other, Columns.Fields.NAME).filter(own -> own.newborn().isEmpty());
        if (name.isEmpty() || !isAGenerationOlder(other, record)) {
            return Optional.empty();
        }
        boolean isFemale = sex(other).filter(sex -> sex == Sex.FEMALE).isPresent();
        boolean isMale = sex(other).filter(sex -> sex == Sex.MALE).isPresent();
        Optional<PersonName> own = name(record, Columns.Fields.NAME);
        boolean isUnderHerName = own.filter(child ->
                        child.newborn().isPresent() && isSameName(child.reading(), child.isAccented(), name.get()))
                .isPresent();
        boolean isNamedMother = record.raw()
                .value(Columns.MOTHER_NAME)
                .flatMap(mother -> read(record, mother))
                .filter(mother -> isSameName(mother.reading(), mother.isAccented(), name.get()))
                .isPresent();
        boolean isNamedGuardian = name(record, Columns.Fields.GUARDIAN)
                .filter(guardian -> isSameName(guardian.reading(), guardian.isAccented(), name.get()))
                .isPresent();
        if (isMale && isUnderHerName) {
            return found(RelationKind.FATHER, "newborn under the name", record, other);
        }
        if (isFemale && isUnderHerName) {
            return found(RelationKind.MOTHER, "newborn under the name", record, other);
        }
        if (!isMale && isNamedMother) {
            return found(RelationKind.MOTHER, "named as mother", record, other);
        }
        return isNamedGuardian ? found(RelationKind.GUARDIAN, "named as guardian", record, other) : Optional.empty();
    }

    private Optional<Found> found(RelationKind kind, String why, PersonRecord record, PersonRecord other) {
        List<String> evidence = new ArrayList<>(List.of(why));
        evidence.addAll(household(linkage.explain(record, other)));
        return evidence.size() > 1 ? Optional.of(new Found(kind, List.copyOf(evidence))) : Optional.empty();
    }

    private Optional<Found> twin(PersonRecord record, PersonRecord other) {
        PairExplanation explained = linkage.explain(record, other);
        if (explained.veto().filter(TWINS::equals).isEmpty()) {
            return Optional.empty();
        }
        List<String> evidence = new ArrayList<>(List.of("born on one day"));
        evidence.addAll(household(explained));
        return Optional.of(new Found(RelationKind.TWIN, List.copyOf(evidence)));
    }

    private static List<String> household(PairExplanation explained) {
        return explained.comparisons().stream()
                .filter(line ->
                        HOUSEHOLD.getOrDefault(line.comparison(), Set.of()).contains(line.level()))
                .map(line -> line.comparison() + " " + line.levelLabel())
                .toList();
    }

    private Optional<PersonName> read(PersonRecord record, String name) {
        return name(
                linkage.normalise(new RawRecord(record.recordId(), Map.of(Columns.FULL_NAME, name))),
                Columns.Fields.NAME);
    }

    private static Optional<PersonName> name(PersonRecord record, String field) {
        return record.value(field).filter(PersonName.class::isInstance).map(PersonName.class::cast);
    }

    private static Optional<Sex> sex(PersonRecord record) {
        return record.value(Columns.Fields.SEX)
                .filter(SexValue.class::isInstance)
                .map(value -> ((SexValue) value).sex());
    }

    private static Optional<PartialDate> birthDate(PersonRecord record) {
        return record.value(Columns.Fields.BIRTH_DATE)
                .filter(PartialDate.class::isInstance)
                .map(PartialDate.class::cast);
    }

    private static boolean bornOnOneDay(PersonRecord record, PersonRecord other) {
        Optional<PartialDate> day = birthDate(record).filter(date -> date.precision() == PartialDate.Precision.DAY);
        return day.isPresent()
                && birthDate(other)
                        .filter(date -> date.packed() == day.get().packed())
                        .isPresent();
    }

    private static boolean isAGenerationOlder(PersonRecord elder, PersonRecord younger) {
        Optional<PartialDate> first = birthDate(elder);
        Optional<PartialDate> second = birthDate(younger);
        if (first.isEmpty() || second.isEmpty()) {
            return false;
        }
        int years = second.get().year() - first.get().year();
        return years >= YEARS_MIN && years <= YEARS_MAX;
    }

    /** Of two parts at least; marks must agree where both carry some. */
    private static boolean isSameName(NameReading reading, boolean isAccented, PersonName other) {
        return !reading.family().isAbsent()
                && reading.folded().equals(other.reading().folded())
                && (!isAccented
                        || !other.isAccented()
                        || reading.key().equals(other.reading().key()));
    }
}
