package vn.khop.mpi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.model.SchemaDefinition.FieldDefinition;
import vn.khop.mpi.normalise.Normalised;
import vn.khop.mpi.normalise.Normaliser;
import vn.khop.mpi.normalise.Normalisers;
import vn.khop.mpi.normalise.VerificationNormaliser;
import vn.khop.mpi.record.FieldNames;
import vn.khop.mpi.record.FieldValue;
import vn.khop.mpi.record.Finding;
import vn.khop.mpi.record.FindingKind;
import vn.khop.mpi.record.IdentifierValues;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.mpi.record.TextValue;
import vn.khop.reference.ReferenceData;

/** Understands raw records under a schema: each field by itself, then what only several fields together tell. */
final class RecordNormaliser {
    /** A field {@code xVerified} says whether the numbers of the field {@code x} were confirmed. */
    private static final String VERIFIED_SUFFIX = "Verified";

    private final FieldNames names;
    private final List<Field> fields = new ArrayList<>();
    private final List<Verification> verifications = new ArrayList<>();
    private final Optional<NewbornRule> newborns;
    private final CitizenNumberCheck citizenNumbers;

    private record Field(List<String> columns, Normaliser normaliser) {}

    /** Places of a field with numbers and of the field that says whether they were confirmed. */
    private record Verification(int numbers, int verified) {}

    /**
     * @throws IllegalArgumentException if a field names an unknown normaliser, or confirms a field that there is not; the message
     *     names field and normaliser
     */
    RecordNormaliser(SchemaDefinition schema) {
        Normalisers standard = Normalisers.standard(ReferenceData.open());
        names = new FieldNames(
                schema.fields().stream().map(FieldDefinition::name).toList());
        for (FieldDefinition field : schema.fields()) {
            try {
                Normaliser normaliser = standard.named(field.normaliser());
                fields.add(new Field(field.columns(), normaliser));
                if (normaliser instanceof VerificationNormaliser) {
                    verifications.add(verification(field));
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("field '" + field.name() + "': " + e.getMessage(), e);
            }
        }
        citizenNumbers = new CitizenNumberCheck(names);
        newborns = NewbornRule.of(names, standard.named("vietnamese-name"));
    }

    private Verification verification(FieldDefinition field) {
        int stem = field.name().length() - VERIFIED_SUFFIX.length();
        int numbers = field.name().endsWith(VERIFIED_SUFFIX)
                ? names.place(field.name().substring(0, stem))
                : -1;
        if (numbers < 0) {
            throw new IllegalArgumentException(
                    "a field of normaliser 'verification' is named after the field that it speaks "
                            + "of, as citizenNumber" + VERIFIED_SUFFIX + " after citizenNumber");
        }
        return new Verification(numbers, names.place(field.name()));
    }

    PersonRecord normalise(RawRecord raw) {
        @Nullable FieldValue[] values = new FieldValue[fields.size()];
        Findings findings = new Findings();
        for (int i = 0; i < values.length; i++) {
            List<String> texts = texts(raw, fields.get(i).columns());
            if (!texts.isEmpty()) {
                Normalised normalised = fields.get(i).normaliser().normalise(texts);
                values[i] = normalised.value().orElse(null);
                findings.add(i, normalised.findings());
            }
        }
        for (Verification verification : verifications) {
            verify(values, verification);
        }
        citizenNumbers
                .contradiction(values)
                .ifPresent(finding -> findings.add(citizenNumbers.numbers(), List.of(finding)));
        newborns.ifPresent(rule -> recogniseNewborn(rule, values, findings));
        return new PersonRecord(raw, names.map(values), findings.map());
    }

    private static List<String> texts(RawRecord raw, List<String> columns) {
        if (columns.size() == 1) {
            return raw.value(columns.get(0)).map(List::of).orElse(List.of());
        }
        List<String> texts = new ArrayList<>(columns.size());
        for (String column : columns) {
            raw.value(column).ifPresent(texts::add);
        }
        return texts;
    }

    private static void verify(@Nullable FieldValue[] values, Verification verification) {
        if (values[verification.verified()] instanceof TextValue text
                && VerificationNormaliser.isVerified(text)
                && values[verification.numbers()] instanceof IdentifierValues numbers) {
            values[verification.numbers()] = numbers.verified();
        }
    }

    private static void recogniseNewborn(NewbornRule rule, @Nullable FieldValue[] values, Findings findings) {
        rule.recognised(values, findings.of(rule.name())).ifPresent(child -> {
            values[rule.name()] = child;
            if (child.newborn().isPresent()) {
                findings.add(rule.name(), List.of(NewbornRule.finding()));
            } else {
                findings.remove(rule.name(), FindingKind.NEWBORN);
            }
        });
    }

    /** Findings by field; most records have none. */
    private final class Findings {
        private @Nullable List<Finding> @Nullable [] byPlace;

        @SuppressWarnings({"unchecked", "rawtypes"})
        void add(int place, List<Finding> found) {
            if (found.isEmpty()) {
                return;
            }
            if (byPlace == null) {
                byPlace = new List[fields.size()];
            }
            List<Finding> before = byPlace[place];
            byPlace[place] = before == null
                    ? found
                    : Stream.concat(before.stream(), found.stream()).toList();
        }

        void remove(int place, FindingKind kind) {
            if (byPlace != null) {
                byPlace[place] =
                        of(place).stream().filter(found -> found.kind() != kind).toList();
            }
        }

        List<Finding> of(int place) {
            List<Finding> found = byPlace == null ? null : byPlace[place];
            return found == null ? List.of() : found;
        }

        Map<String, List<Finding>> map() {
            return byPlace == null ? Map.of() : names.map(byPlace);
        }
    }
}
