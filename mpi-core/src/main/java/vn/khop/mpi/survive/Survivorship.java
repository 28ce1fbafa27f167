package vn.khop.mpi.survive;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.model.SchemaDefinition.FieldDefinition;
import vn.khop.mpi.record.AddressValue;
import vn.khop.mpi.record.FieldValue;
import vn.khop.mpi.record.IdentifierType;
import vn.khop.mpi.record.IdentifierValues;
import vn.khop.mpi.record.PartialDate;
import vn.khop.mpi.record.PersonName;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.PhoneNumbers;
import vn.khop.mpi.record.SexValue;
import vn.khop.mpi.record.TextValue;

/**
 * Chooses each field of a golden record. What stays with a person (name, birth date, sex, numbers) is what most members say in
 * their most complete form; what changes (telephone, address) is what the latest says. Ties fall to the later record, then to
 * the smaller id, so the answer depends on the set of members alone.
 */
public final class Survivorship {
    private static final String RECORDED_AT = "recordedAt";

    private final List<FieldDefinition> fields;

    public Survivorship(SchemaDefinition schema) {
        fields = schema.fields();
    }

    /** A member's value of one field, and how it stands among the others. */
    private record Candidate(PersonRecord member, FieldValue value, int recordedOn, String sameAs, int completeness) {}

    /**
     * @throws IllegalArgumentException if there are no members: a person has at least one record
     */
    public GoldenRecord survive(Collection<PersonRecord> members) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a golden record needs at least one member");
        }
        List<GoldenRecord.Field> golden = new ArrayList<>();
        for (FieldDefinition field : fields) {
            choose(field, members).ifPresent(golden::add);
        }
        return new GoldenRecord(golden);
    }

    private static Optional<GoldenRecord.Field> choose(FieldDefinition field, Collection<PersonRecord> members) {
        List<Candidate> candidates = new ArrayList<>();
        for (PersonRecord member : members) {
            member.value(field.name()).ifPresent(value -> candidates.add(candidate(member, value)));
        }
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        Comparator<Candidate> latest = Comparator.comparingInt(Candidate::recordedOn)
                .thenComparing(candidate -> candidate.member().recordId(), Comparator.reverseOrder());
        Map<String, Integer> votes = new HashMap<>();
        candidates.forEach(candidate -> votes.merge(candidate.sameAs(), 1, Integer::sum));
        boolean changes = candidates.get(0).value() instanceof PhoneNumbers
                || candidates.get(0).value() instanceof AddressValue
                || field.name().equals(RECORDED_AT);
        Comparator<Candidate> best = changes
                ? latest
                : Comparator.<Candidate>comparingInt(candidate -> votes.getOrDefault(candidate.sameAs(), 0))
                        .thenComparingInt(Candidate::completeness)
                        .thenComparing(latest);
        Candidate chosen = candidates.stream().max(best).orElseThrow();
        return Optional.of(new GoldenRecord.Field(
                field.name(),
                raw(field, chosen.member()),
                chosen.value(),
                chosen.member().recordId(),
                rule(votes, chosen, candidates, changes)));
    }

    private static SurvivorshipRule rule(
            Map<String, Integer> votes, Candidate chosen, List<Candidate> candidates, boolean changes) {
        if (candidates.stream().map(Candidate::value).distinct().count() == 1) {
            return SurvivorshipRule.ONLY_VALUE;
        }
        if (changes) {
            return SurvivorshipRule.MOST_RECENT;
        }
        int most = votes.getOrDefault(chosen.sameAs(), 0);
        if (votes.size() > 1
                && votes.values().stream().filter(count -> count == most).count() == 1) {
            return SurvivorshipRule.MOST_FREQUENT;
        }
        boolean isFuller = candidates.stream().anyMatch(other -> other.completeness() < chosen.completeness());
        return isFuller ? SurvivorshipRule.MOST_COMPLETE : SurvivorshipRule.MOST_RECENT;
    }

    private static Candidate candidate(PersonRecord member, FieldValue value) {
        int recordedOn = member.value(RECORDED_AT).map(Survivorship::day).orElse(0);
        return new Candidate(member, value, recordedOn, value.fold(new SameAs()), value.fold(new Completeness()));
    }

    private static int day(FieldValue value) {
        return value instanceof PartialDate date ? date.packed() : 0;
    }

    private static String raw(FieldDefinition field, PersonRecord member) {
        List<String> texts = new ArrayList<>();
        for (String column : field.columns()) {
            member.raw().value(column).ifPresent(texts::add);
        }
        return String.join(" ", texts);
    }

    /** Values that say the same in different forms have one text here, so that they vote together. */
    private static final class SameAs implements FieldValue.Cases<String> {
        @Override
        public String name(PersonName name) {
            return name.newborn().isPresent() ? "newborn" : name.reading().folded();
        }

        @Override
        public String date(PartialDate date) {
            return date.isoText();
        }

        @Override
        public String sex(SexValue sex) {
            return sex.sex().name();
        }

        @Override
        public String identifiers(IdentifierValues identifiers) {
            return identifiers.all().get(identifiers.all().size() - 1).value();
        }

        @Override
        public String phones(PhoneNumbers phones) {
            return phones.all().get(0).value();
        }

        @Override
        public String address(AddressValue address) {
            return address.text();
        }

        @Override
        public String text(TextValue text) {
            return text.folded();
        }
    }

    /** How much a value says, against others of its kind. */
    private static final class Completeness implements FieldValue.Cases<Integer> {
        @Override
        public Integer name(PersonName name) {
            int own = name.newborn().isPresent() ? 0 : 1000;
            return own + (name.isAccented() ? 500 : 0) + name.text().length();
        }

        @Override
        public Integer date(PartialDate date) {
            return date.precision().ordinal() * 2 + (date.isDefaultDay() ? 0 : 1);
        }

        @Override
        public Integer sex(SexValue sex) {
            return 0;
        }

        @Override
        public Integer identifiers(IdentifierValues identifiers) {
            boolean hasCitizenNumber =
                    !identifiers.of(IdentifierType.CITIZEN_NUMBER).isEmpty();
            return (hasCitizenNumber ? 100 : 0) + identifiers.all().size();
        }

        @Override
        public Integer phones(PhoneNumbers phones) {
            return phones.all().size();
        }

        @Override
        public Integer address(AddressValue address) {
            return address.level().ordinal() * 1000 + address.street().length();
        }

        @Override
        public Integer text(TextValue text) {
            return text.text().length();
        }
    }
}
