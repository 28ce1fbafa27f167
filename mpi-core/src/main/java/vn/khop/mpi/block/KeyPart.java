package vn.khop.mpi.block;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
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
 * Only whether two records have the same part is ever asked, so a part is a hash: none for a record without the value, one for
 * most, several where the field is a list or can be read in several ways.
 */
public final class KeyPart {
    private static final int[] NONE = {};

    /** How a part is got from a field's value. */
    @FunctionalInterface
    private interface Extract {
        void of(FieldValue value, Hashes hashes);
    }

    private static final Map<String, Extract> VOCABULARY = Map.ofEntries(
            Map.entry("", KeyPart::whole),
            Map.entry("full", name((reading, hash) -> hash.inOrder(reading.folded()))),
            Map.entry(
                    "given",
                    name((reading, hash) -> hash.inOrder(reading.given().folded()))),
            Map.entry(
                    "family",
                    name((reading, hash) -> hash.inOrder(reading.family().folded()))),
            Map.entry("syllables", name(KeyPart::syllables)),
            Map.entry("sound", name(KeyPart::sounds)),
            Map.entry("family-and-given", name(KeyPart::familyAndGiven)),
            Map.entry("initials", name(KeyPart::initials)),
            Map.entry("day", date(KeyPart::day)),
            Map.entry("anniversary", date(date -> day(date) % 10_000)),
            Map.entry("year", date(PartialDate::year)),
            Map.entry("place", address(KeyPart::places)),
            Map.entry("street", address((address, hashes) -> hashes.addText(address.street()))),
            Map.entry("commune", address(KeyPart::communes)),
            Map.entry("start", text(Fragment::start)),
            Map.entry("end", text(Fragment::end)),
            Map.entry("consonants", text(Fragment::consonants)));

    private final String field;
    private final Extract extract;

    private KeyPart(String field, Extract extract) {
        this.field = field;
        this.extract = extract;
    }

    /**
     * @throws IllegalArgumentException if the part after the dot is not in the vocabulary; the message lists it
     */
    public static KeyPart parse(String text) {
        int dot = text.indexOf('.');
        String part = dot < 0 ? "" : text.substring(dot + 1);
        Extract extract = VOCABULARY.get(part);
        if (extract == null || (dot >= 0 && part.isEmpty())) {
            throw new IllegalArgumentException("unknown key part '" + part + "' in '" + text + "', expected one of "
                    + String.join(", ", new TreeSet<>(VOCABULARY.keySet()).tailSet("a")));
        }
        return new KeyPart(dot < 0 ? text : text.substring(0, dot), extract);
    }

    /** The hashes of this part, without repeats, never 0; none where the record does not have it. */
    public int[] hashes(PersonRecord record) {
        FieldValue value = record.fields().get(field);
        if (value == null) {
            return NONE;
        }
        Hashes hashes = new Hashes();
        extract.of(value, hashes);
        return hashes.toArray();
    }

    /** What an extractor found. */
    private static final class Hashes {
        private int[] hashes = NONE;

        void add(int hash) {
            for (int known : hashes) {
                if (known == hash) {
                    return;
                }
            }
            hashes = Arrays.copyOf(hashes, hashes.length + 1);
            hashes[hashes.length - 1] = hash;
        }

        void addText(String text) {
            if (!text.isEmpty()) {
                add(KeyHash.ofPart(text));
            }
        }

        int[] toArray() {
            return hashes;
        }
    }

    /** The hash of a name's part, built piece by piece. */
    private static final class NameHash {
        private long sum;
        private boolean hasPieces;

        /** A text whose order counts. */
        void inOrder(String text) {
            if (!text.isEmpty()) {
                sum += KeyHash.ofPart(text);
                hasPieces = true;
            }
        }

        /** The syllables of a text, whose order does not count. */
        void anyOrder(String text, ToIntFunction<String> hash) {
            for (int from = 0, to; from < text.length(); from = to + 1) {
                to = text.indexOf(' ', from);
                to = to < 0 ? text.length() : to;
                if (to > from) {
                    // A sum does not know in which order it was made.
                    sum += KeyHash.spread(hash.applyAsInt(text.substring(from, to)));
                    hasPieces = true;
                }
            }
        }

        void addTo(Hashes hashes) {
            if (hasPieces) {
                hashes.add(KeyHash.ofSum(sum));
            }
        }
    }

    private static Extract name(BiConsumer<NameReading, NameHash> part) {
        return (value, hashes) -> {
            if (value instanceof PersonName name) {
                add(part, name.reading(), hashes);
                for (NameReading reading : name.alternatives()) {
                    add(part, reading, hashes);
                }
            }
        };
    }

    private static void add(BiConsumer<NameReading, NameHash> part, NameReading reading, Hashes hashes) {
        NameHash hash = new NameHash();
        part.accept(reading, hash);
        hash.addTo(hashes);
    }

    private static void syllables(NameReading reading, NameHash hash) {
        hash.anyOrder(reading.family().folded(), KeyHash::ofPart);
        hash.anyOrder(reading.middle().folded(), KeyHash::ofPart);
        hash.anyOrder(reading.given().folded(), KeyHash::ofPart);
    }

    private static void sounds(NameReading reading, NameHash hash) {
        ToIntFunction<String> sound = syllable -> KeyHash.ofPart(Sound.of(syllable));
        hash.anyOrder(reading.family().folded(), sound);
        hash.anyOrder(reading.middle().folded(), sound);
        hash.anyOrder(reading.given().folded(), sound);
    }

    private static void familyAndGiven(NameReading reading, NameHash hash) {
        if (!reading.family().isAbsent()) {
            hash.anyOrder(reading.family().folded(), KeyHash::ofPart);
            hash.anyOrder(reading.given().folded(), KeyHash::ofPart);
        }
    }

    private static void initials(NameReading reading, NameHash hash) {
        ToIntFunction<String> initial = syllable -> KeyHash.ofPart(syllable.substring(0, 1));
        hash.anyOrder(reading.family().folded(), initial);
        hash.anyOrder(reading.middle().folded(), initial);
        hash.anyOrder(reading.given().folded(), initial);
    }

    /**
     * @param part a number above 0, or 0 where the date does not have the part
     */
    private static Extract date(ToIntFunction<PartialDate> part) {
        return (value, hashes) -> {
            int number = value instanceof PartialDate date ? part.applyAsInt(date) : 0;
            if (number > 0) {
                hashes.add(KeyHash.ofNumber(number));
            }
        };
    }

    /** Year, and day and month in either order: a swapped date has the same key. The default day says nothing. */
    private static int day(PartialDate date) {
        if (date.precision() != PartialDate.Precision.DAY || date.isDefaultDay()) {
            return 0;
        }
        int low = Math.min(date.day(), date.month());
        int high = Math.max(date.day(), date.month());
        return date.year() * 10_000 + low * 100 + high;
    }

    private static Extract address(BiConsumer<AddressValue, Hashes> part) {
        return (value, hashes) -> {
            if (value instanceof AddressValue address) {
                part.accept(address, hashes);
            }
        };
    }

    private static void places(AddressValue address, Hashes hashes) {
        if (!address.street().isEmpty()) {
            int street = KeyHash.ofPart(address.street());
            Hashes communes = new Hashes();
            communes(address, communes);
            for (int commune : communes.toArray()) {
                hashes.add(KeyHash.ofSum((long) street * 31 + commune));
            }
        }
    }

    private static void communes(AddressValue address, Hashes hashes) {
        if (address.level() == AddressValue.Level.COMMUNE) {
            address.communes().numbers().forEach(code -> hashes.add(KeyHash.ofNumber(code + 1)));
        }
    }

    private static Extract text(Function<String, String> piece) {
        return (value, hashes) -> hashes.addText(piece.apply(Fragment.compact(value)));
    }

    /** A whole value: numbers without their card forms, a name without order. */
    private static void whole(FieldValue value, Hashes hashes) {
        value.fold(new Whole(hashes));
    }

    private record Whole(Hashes hashes) implements FieldValue.Cases<Hashes> {
        @Override
        public Hashes name(PersonName name) {
            add(KeyPart::syllables, name.reading(), hashes);
            return hashes;
        }

        @Override
        public Hashes date(PartialDate date) {
            hashes.add(KeyHash.ofNumber(date.packed()));
            return hashes;
        }

        @Override
        public Hashes sex(SexValue sex) {
            hashes.add(KeyHash.ofNumber(sex.sex().code() + 1));
            return hashes;
        }

        @Override
        public Hashes identifiers(IdentifierValues identifiers) {
            for (Identifier identifier : identifiers.all()) {
                hashes.addText(lasting(identifier));
            }
            return hashes;
        }

        @Override
        public Hashes phones(PhoneNumbers phones) {
            for (PhoneNumber phone : phones.all()) {
                for (String candidate : phone.candidates()) {
                    hashes.addText(candidate);
                }
            }
            return hashes;
        }

        @Override
        public Hashes address(AddressValue address) {
            places(address, hashes);
            return hashes;
        }

        @Override
        public Hashes text(TextValue text) {
            hashes.addText(text.folded());
            return hashes;
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
