package vn.khop.mpi.normalise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.record.AddressValue;
import vn.khop.mpi.record.FieldValue;
import vn.khop.mpi.record.Finding;
import vn.khop.mpi.record.IdentifierValues;
import vn.khop.mpi.record.NamePart;
import vn.khop.mpi.record.PartialDate;
import vn.khop.mpi.record.PersonName;
import vn.khop.mpi.record.PhoneNumber;
import vn.khop.mpi.record.PhoneNumbers;
import vn.khop.mpi.record.SexValue;
import vn.khop.mpi.record.TextValue;
import vn.khop.reference.NameFrequencies;
import vn.khop.reference.ReferenceData;
import vn.khop.reference.VietnameseText;

class NormaliserLawsTest {
    private static final Normalisers NORMALISERS = Normalisers.standard(ReferenceData.open());

    @Test
    void everyNormaliserIsTotalRepeatableAndNeverSilentAboutWhatItRefuses() {
        SplittableRandom random = RandomText.random();
        for (int i = 0; i < 1_000; i++) {
            String text = RandomText.address(random);
            for (String name : NORMALISERS.names()) {
                Normaliser normaliser = NORMALISERS.named(name);
                Normalised once = normaliser.normalise(text);
                assertEquals(once, normaliser.normalise(text), () -> name + ", " + RandomText.seedNote());
                boolean isBlank = Spacing.clean(text).isEmpty();
                boolean isOnlyPunctuation = Lists.items(text).isEmpty();
                assertTrue(
                        once.value().isPresent() || !once.findings().isEmpty() || isBlank || isOnlyPunctuation,
                        () -> name + " refused in silence, " + RandomText.seedNote());
            }
        }
    }

    @Test
    void normalisingWhatANormaliserMadeGivesTheSameValue() {
        SplittableRandom random = RandomText.random();
        for (int i = 0; i < 1_000; i++) {
            String text = RandomText.address(random);
            for (String name :
                    List.of("partial-date", "sex", "identifier", "text", "citizen-number", "insurance", "phone")) {
                Normaliser normaliser = NORMALISERS.named(name);
                Optional<FieldValue> once = normaliser.normalise(text).value();
                if (once.isPresent()) {
                    Optional<FieldValue> twice =
                            normaliser.normalise(once.get().fold(WRITTEN)).value();
                    assertEquals(
                            once.get().fold(WRITTEN),
                            twice.map(value -> value.fold(WRITTEN)).orElse(""),
                            () -> name + ", " + RandomText.seedNote());
                }
            }
        }
    }

    @Test
    void theOrderOfAListChangesNothingButTheOrder() {
        SplittableRandom random = RandomText.random();
        for (int i = 0; i < 1_000; i++) {
            String a = RandomText.number(random);
            String b = RandomText.number(random);
            for (String name : List.of("citizen-number", "insurance", "phone")) {
                Normaliser normaliser = NORMALISERS.named(name);
                assertEquals(
                        valuesOf(normaliser.normalise(a + ";" + b)),
                        valuesOf(normaliser.normalise(b + ";" + a)),
                        () -> name + ", " + RandomText.seedNote());
                Set<String> each = new TreeSet<>(valuesOf(normaliser.normalise(a)));
                each.addAll(valuesOf(normaliser.normalise(b)));
                assertEquals(
                        each,
                        valuesOf(normaliser.normalise(a + ";" + b)),
                        () -> name + " reads each item by itself, " + RandomText.seedNote());
            }
        }
    }

    private static Set<String> valuesOf(Normalised normalised) {
        Set<String> values = new TreeSet<>();
        normalised
                .value()
                .ifPresent(value -> values.addAll(
                        value instanceof PhoneNumbers phones
                                ? phones.all().stream()
                                        .map(phone -> String.join(" ", phone.candidates()))
                                        .toList()
                                : ((IdentifierValues) value)
                                        .all().stream()
                                                .map(each -> each.type() + each.value())
                                                .toList()));
        return values;
    }

    @Test
    void theTextOfANameGivesTheNameAgain() {
        SplittableRandom random = RandomText.random();
        NameFrequencies names = ReferenceData.open().nameFrequencies();
        Normaliser normaliser = NORMALISERS.named("vietnamese-name");
        String[] forms = {"", "H'", "Y ", "A ", "Hơ "};
        for (int i = 0; i < 3_000; i++) {
            String written = forms[random.nextInt(forms.length)]
                    + any(random, names.familyNames())
                    + " "
                    + any(random, names.middleNames())
                    + " "
                    + any(random, names.givenNames());
            String raw = random.nextBoolean() ? written : VietnameseText.fold(written);
            PersonName once = (PersonName) normaliser.normalise(raw).value().orElseThrow();
            assertEquals(
                    once, normaliser.normalise(once.text()).value().orElseThrow(), () -> raw + RandomText.seedNote());
        }
    }

    private static String any(SplittableRandom random, List<NameFrequencies.NameCount> names) {
        return names.get(random.nextInt(names.size())).name();
    }

    @Test
    void namesAreTheSameInEveryNormalFormAndCase() {
        SplittableRandom random = RandomText.random();
        Normaliser names = NORMALISERS.named("vietnamese-name");
        for (int i = 0; i < 1_000; i++) {
            String text = RandomText.address(random).replace("İ", "");
            Optional<FieldValue> composed = names.normalise(text).value();
            Optional<FieldValue> decomposed = names.normalise(Normalizer.normalize(text, Normalizer.Form.NFD))
                    .value();
            assertEquals(composed, decomposed, RandomText::seedNote);
            composed.map(value -> (PersonName) value).ifPresent(name -> {
                for (NamePart part : List.of(name.family(), name.middle(), name.given())) {
                    assertEquals(part.key(), Spelling.key(part.key()), RandomText::seedNote);
                    assertEquals(part.folded(), VietnameseText.fold(part.folded()), RandomText::seedNote);
                    assertFalse(part.text().startsWith(" ") || part.text().endsWith(" "), RandomText::seedNote);
                }
            });
        }
    }

    @Test
    void findingsAndRecordsDoNotPrintWhatTheyHold() {
        Normalised normalised = NORMALISERS.named("citizen-number").normalise("1196479322");
        String printed = normalised.findings().stream().map(Finding::toString).collect(Collectors.joining());
        assertFalse(printed.contains("1196479322"), printed);
        assertFalse(normalised.value().orElseThrow().toString().contains("1196479322"));
    }

    /** A value in a form that its normaliser reads. */
    private static final FieldValue.Cases<String> WRITTEN = new FieldValue.Cases<>() {
        @Override
        public String name(PersonName name) {
            return name.text();
        }

        @Override
        public String date(PartialDate date) {
            return date.isoText();
        }

        @Override
        public String sex(SexValue sex) {
            return Integer.toString(sex.sex().code());
        }

        @Override
        public String identifiers(IdentifierValues identifiers) {
            return identifiers.all().stream()
                    .map(each -> each.value())
                    .distinct()
                    .collect(Collectors.joining(";"));
        }

        @Override
        public String phones(PhoneNumbers phones) {
            return phones.all().stream().map(PhoneNumber::value).distinct().collect(Collectors.joining(";"));
        }

        @Override
        public String address(AddressValue address) {
            return address.text();
        }

        @Override
        public String text(TextValue text) {
            return text.text();
        }
    };
}
