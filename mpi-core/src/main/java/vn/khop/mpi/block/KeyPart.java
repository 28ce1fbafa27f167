package vn.khop.mpi.block;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import vn.khop.mpi.record.AddressValue;
import vn.khop.mpi.record.FieldValue;
import vn.khop.mpi.record.Identifier;
import vn.khop.mpi.record.IdentifierType;
import vn.khop.mpi.record.IdentifierValues;
import vn.khop.mpi.record.NameReading;
import vn.khop.mpi.record.PartialDate;
import vn.khop.mpi.record.PersonName;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.PhoneNumber;
import vn.khop.mpi.record.PhoneNumbers;
import vn.khop.mpi.record.SexValue;
import vn.khop.mpi.record.TextValue;

/**
 * One part of a blocking key: "name.given" is the part {@code given} of the field {@code name}, "phone" the field as a whole.
 * A part has no text for a record without the value, one for most, several where the field is a list.
 */
public final class KeyPart {
    private static final Map<String, Function<FieldValue, List<String>>> VOCABULARY = Map.ofEntries(
            Map.entry("", value -> value.fold(new Whole())),
            Map.entry("full", name(reading -> reading.folded())),
            Map.entry("given", name(reading -> reading.given().folded())),
            Map.entry("family", name(reading -> reading.family().folded())),
            Map.entry("syllables", name(reading -> sorted(reading.folded()))),
            Map.entry("sound", name(reading -> Sound.of(sorted(reading.folded())))),
            Map.entry(
                    "family-and-given",
                    name(reading -> reading.family().isAbsent()
                            ? ""
                            : sorted(reading.family().folded() + " "
                                    + reading.given().folded()))),
            Map.entry("initials", name(reading -> initials(reading.folded()))),
            Map.entry("day", date(KeyPart::day)),
            Map.entry("anniversary", date(KeyPart::anniversary)),
            Map.entry("year", date(date -> Integer.toString(date.year()))),
            Map.entry("place", address(KeyPart::places)),
            Map.entry("street", address(address -> address.street().isEmpty() ? List.of() : List.of(address.street()))),
            Map.entry("commune", address(KeyPart::communes)),
            Map.entry("start", Fragment.START),
            Map.entry("end", Fragment.END),
            Map.entry("consonants", Fragment.CONSONANTS));

    private final String field;
    private final Function<FieldValue, List<String>> extract;

    private KeyPart(String field, Function<FieldValue, List<String>> extract) {
        this.field = field;
        this.extract = extract;
    }

    /**
     * @throws IllegalArgumentException if the part after the dot is not in the vocabulary; the message lists it
     */
    public static KeyPart parse(String text) {
        int dot = text.indexOf('.');
        String part = dot < 0 ? "" : text.substring(dot + 1);
        Function<FieldValue, List<String>> extract = VOCABULARY.get(part);
        if (extract == null || (dot >= 0 && part.isEmpty())) {
            throw new IllegalArgumentException("unknown key part '" + part + "' in '" + text + "', expected one of "
                    + String.join(", ", new TreeSet<>(VOCABULARY.keySet()).tailSet("a")));
        }
        return new KeyPart(dot < 0 ? text : text.substring(0, dot), extract);
    }

    /** The texts of this part, without repeats; empty where the record does not have it. */
    public List<String> texts(PersonRecord record) {
        return record.value(field).map(extract).orElse(List.of());
    }

    private static Function<FieldValue, List<String>> name(Function<NameReading, String> part) {
        return value -> {
            if (!(value instanceof PersonName name)) {
                return List.of();
            }
            Set<String> texts = new LinkedHashSet<>();
            texts.add(part.apply(name.reading()));
            name.alternatives().forEach(reading -> texts.add(part.apply(reading)));
            texts.remove("");
            return List.copyOf(texts);
        };
    }

    private static Function<FieldValue, List<String>> date(Function<PartialDate, String> part) {
        return value -> {
            if (!(value instanceof PartialDate date)) {
                return List.of();
            }
            String text = part.apply(date);
            return text.isEmpty() ? List.of() : List.of(text);
        };
    }

    private static Function<FieldValue, List<String>> address(Function<AddressValue, List<String>> part) {
        return value -> value instanceof AddressValue address ? part.apply(address) : List.of();
    }

    /** Year, and day and month in either order: a swapped date has the same key. The default day says nothing. */
    private static String day(PartialDate date) {
        if (date.precision() != PartialDate.Precision.DAY || date.isDefaultDay()) {
            return "";
        }
        int low = Math.min(date.day(), date.month());
        int high = Math.max(date.day(), date.month());
        return Integer.toString(date.year() * 10_000 + low * 100 + high);
    }

    /** Day and month in either order, without the year, for years that are a digit off. */
    private static String anniversary(PartialDate date) {
        String day = day(date);
        return day.isEmpty() ? "" : day.substring(4);
    }

    private static List<String> places(AddressValue address) {
        if (address.street().isEmpty() || address.level() != AddressValue.Level.COMMUNE) {
            return List.of();
        }
        return communes(address).stream()
                .map(commune -> address.street() + "," + commune)
                .toList();
    }

    private static List<String> communes(AddressValue address) {
        return address.level() == AddressValue.Level.COMMUNE
                ? address.communes().codes()
                : List.of();
    }

    private static String sorted(String words) {
        String[] split = words.split(" ");
        Arrays.sort(split);
        return String.join(" ", split);
    }

    private static String initials(String words) {
        StringBuilder initials = new StringBuilder();
        for (String word : words.split(" ")) {
            if (!word.isEmpty()) {
                initials.append(word.charAt(0));
            }
        }
        char[] letters = initials.toString().toCharArray();
        Arrays.sort(letters);
        return new String(letters);
    }

    /** A whole value as key texts: numbers without their card forms, a name without order. */
    private static final class Whole implements FieldValue.Cases<List<String>> {
        @Override
        public List<String> name(PersonName name) {
            return List.of(sorted(name.reading().folded()));
        }

        @Override
        public List<String> date(PartialDate date) {
            return List.of(Integer.toString(date.packed()));
        }

        @Override
        public List<String> sex(SexValue sex) {
            return List.of(Integer.toString(sex.sex().code()));
        }

        @Override
        public List<String> identifiers(IdentifierValues identifiers) {
            Set<String> texts = new LinkedHashSet<>();
            for (Identifier identifier : identifiers.all()) {
                texts.add(lasting(identifier));
            }
            return List.copyOf(texts);
        }

        @Override
        public List<String> phones(PhoneNumbers phones) {
            Set<String> texts = new LinkedHashSet<>();
            for (PhoneNumber phone : phones.all()) {
                texts.addAll(phone.candidates());
            }
            return List.copyOf(texts);
        }

        @Override
        public List<String> address(AddressValue address) {
            return address.level() == AddressValue.Level.NONE ? List.of() : places(address);
        }

        @Override
        public List<String> text(TextValue text) {
            return List.of(text.folded());
        }
    }

    /** What stays of an identifier when its form changes: the number at the end of an insurance card. */
    private static String lasting(Identifier identifier) {
        boolean isCard = identifier.type() == IdentifierType.INSURANCE_CARD
                || identifier.type() == IdentifierType.TEMPORARY_CARD;
        String value = identifier.value();
        return isCard && value.length() > 10 ? value.substring(value.length() - 10) : value;
    }
}
