package vn.khop.mpi.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.record.AddressValue;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.reference.CodeSet;

/**
 * Addresses, compared on the communes of today where each may lie. A house in a lane says more than "hamlet 3", which every
 * commune has: the street's own frequency tells.
 */
final class AddressComparator extends FieldComparator {
    static final List<String> LEVELS =
            List.of("place", "street", "near-place", "commune", "district", "province", "differs");
    private static final int PLACE = 0;
    private static final int STREET = 1;
    private static final int NEAR_PLACE = 2;
    private static final int COMMUNE = 3;
    private static final int DISTRICT = 4;
    private static final int PROVINCE = 5;
    private static final int DIFFERS = 6;

    /** A set of possible communes larger than this tells a district at best. */
    private static final int COMMUNES_MAX = 8;

    private static final int STREET_EDITS_MAX = 2;
    private static final int NEAR_STREET_LETTERS_MIN = 9;

    private final String field;
    private final String table;

    AddressComparator(String field, String table) {
        this.field = field;
        this.table = table;
    }

    /**
     * The part of an address that its neighbours share.
     *
     * @param isPrecise whether a commune is named
     */
    private record Area(
            AddressValue.Level level, boolean isPrecise, CodeSet communes, CodeSet oldDistricts, CodeSet provinces) {
        static Area of(AddressValue address) {
            boolean isPrecise = address.level() == AddressValue.Level.COMMUNE
                    && address.communes().size() <= COMMUNES_MAX;
            return new Area(
                    address.level(), isPrecise, address.communes(), address.oldDistricts(), address.provinces());
        }

        /* Written out: what a record makes of itself takes a microsecond where the compiler does not see through it. */
        @Override
        public boolean equals(@Nullable Object other) {
            return this == other
                    || (other instanceof Area area
                            && level == area.level
                            && isPrecise == area.isPrecise
                            && communes.equals(area.communes)
                            && oldDistricts.equals(area.oldDistricts)
                            && provinces.equals(area.provinces));
        }

        @Override
        public int hashCode() {
            int hash = level.ordinal() * 2 + (isPrecise ? 1 : 0);
            hash = 1_000_003 * hash + communes.hashCode();
            hash = 1_000_003 * hash + oldDistricts.hashCode();
            return 1_000_003 * hash + provinces.hashCode();
        }
    }

    /** The area, then the street. */
    @Override
    int width() {
        return 2;
    }

    @Override
    void encode(PersonRecord record, Lexicon words, int[] row, int at) {
        record.value(field, AddressValue.class)
                .filter(address -> address.level() != AddressValue.Level.NONE
                        || !address.street().isEmpty())
                .ifPresent(address -> {
                    row[at] = words.idOfValue(Area.of(address));
                    row[at + 1] = words.idOf(address.street());
                });
    }

    /**
     * Of an area what tells most areas apart at once; of a street its length and a hash of its digits, for what is between them
     * does not count.
     */
    @Override
    long note(Object value) {
        if (value instanceof Area area) {
            return Sketch.of(area);
        }
        return value instanceof String street ? noteOfStreet(street) : 0;
    }

    private static long noteOfStreet(String street) {
        int hash = 7;
        boolean isInNumber = false;
        for (int i = 0; i < street.length(); i++) {
            char c = street.charAt(i);
            boolean isDigit = c >= '0' && c <= '9';
            if (isDigit) {
                hash = 31 * (isInNumber ? hash : 31 * hash) + c;
            }
            isInNumber = isDigit;
        }
        return (long) hash << Integer.SIZE | street.length();
    }

    /**
     * An area in one long: level, whether it is precise, and its codes as few bits, one for each code by its hash. Where two
     * areas have none of these bits in common they have no code in common; where they have, the sets tell.
     */
    private static final class Sketch {
        private static final int LEVEL_BITS = 2;
        private static final long PRECISE = 1L << LEVEL_BITS;
        private static final int COMMUNE_SHIFT = LEVEL_BITS + 1;
        private static final int COMMUNE_BITS = 29;
        private static final int DISTRICT_SHIFT = COMMUNE_SHIFT + COMMUNE_BITS;
        private static final int DISTRICT_BITS = 16;
        private static final int PROVINCE_SHIFT = DISTRICT_SHIFT + DISTRICT_BITS;
        private static final int PROVINCE_BITS = 16;
        private static final long COMMUNES = mask(COMMUNE_SHIFT, COMMUNE_BITS);
        private static final long DISTRICTS = mask(DISTRICT_SHIFT, DISTRICT_BITS);
        private static final long PROVINCES = mask(PROVINCE_SHIFT, PROVINCE_BITS);

        private static long mask(int shift, int bits) {
            return (1L << bits) - 1 << shift;
        }

        static long of(Area area) {
            return area.level().ordinal()
                    | (area.isPrecise() ? PRECISE : 0)
                    | bits(area.communes(), COMMUNE_SHIFT, COMMUNE_BITS)
                    | bits(area.oldDistricts(), DISTRICT_SHIFT, DISTRICT_BITS)
                    | bits(area.provinces(), PROVINCE_SHIFT, PROVINCE_BITS);
        }

        private static long bits(CodeSet codes, int shift, int bits) {
            return codes.numbers()
                    .mapToLong(code -> 1L << shift + Integer.remainderUnsigned(code * 0x9e3779b9 >>> 8, bits))
                    .reduce(0, (x, y) -> x | y);
        }

        static boolean isOf(long sketch, AddressValue.Level level) {
            return (sketch & (1L << LEVEL_BITS) - 1) == level.ordinal();
        }
    }

    @Override
    int level(Lexicon words, int[] x, int i, int[] y, int j) {
        long a = words.note(x[i]);
        boolean isSameArea = x[i] == y[j];
        long b = isSameArea ? a : words.note(y[j]);
        boolean sharesCommune = (a & b & Sketch.COMMUNES) != 0
                && (isSameArea
                        || area(words, x[i])
                                .communes()
                                .intersects(area(words, y[j]).communes()));
        int street = x[i + 1];
        if (street != Lexicon.NONE && street == y[j + 1]) {
            return sharesCommune ? PLACE : STREET;
        }
        if (sharesCommune && (a & b & Sketch.PRECISE) != 0) {
            return isNearStreet(words, street, y[j + 1]) ? NEAR_PLACE : COMMUNE;
        }
        if (Sketch.isOf(a, AddressValue.Level.NONE) || Sketch.isOf(b, AddressValue.Level.NONE)) {
            return NULL_LEVEL;
        }
        boolean isWide = Sketch.isOf(a, AddressValue.Level.PROVINCE) || Sketch.isOf(b, AddressValue.Level.PROVINCE);
        if (!isWide
                && (sharesCommune
                        || ((a & b & Sketch.DISTRICTS) != 0
                                && area(words, x[i])
                                        .oldDistricts()
                                        .intersects(area(words, y[j]).oldDistricts())))) {
            return DISTRICT;
        }
        return (a & b & Sketch.PROVINCES) != 0
                        && area(words, x[i])
                                .provinces()
                                .intersects(area(words, y[j]).provinces())
                ? PROVINCE
                : DIFFERS;
    }

    private static Area area(Lexicon words, int id) {
        return (Area) words.value(id);
    }

    private static boolean isNearStreet(Lexicon words, int a, int b) {
        long noteA = words.note(a);
        long noteB = words.note(b);
        if (noteA >>> Integer.SIZE != noteB >>> Integer.SIZE
                || Math.min((int) noteA, (int) noteB) < NEAR_STREET_LETTERS_MIN
                || Math.abs((int) noteA - (int) noteB) > STREET_EDITS_MAX) {
            return false;
        }
        return Distance.edits(words.text(a), words.text(b), STREET_EDITS_MAX) <= STREET_EDITS_MAX;
    }

    @Override
    float termFrequencyBits(Lexicon words, int[] x, int i, int[] y, int j, int level) {
        return level == PLACE || level == STREET ? words.weight(0, x[i + 1]) : 0;
    }

    @Override
    List<String> tables() {
        return List.of(table);
    }

    @Override
    boolean isHashed() {
        return true;
    }

    @Override
    void terms(Lexicon words, int[] x, int i, TermSink sink) {
        if (x[i + 1] != Lexicon.NONE) {
            sink.accept(0, x[i + 1]);
        }
    }
}
