package vn.khop.mpi.compare;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.model.TermTable;
import vn.khop.mpi.record.AddressValue;
import vn.khop.mpi.record.PersonRecord;

/**
 * Addresses, compared on the communes of today where each may lie. A house in a lane says more than "hamlet 3", which every
 * commune has: the street's own frequency tells.
 */
final class AddressComparator extends FieldComparator<AddressComparator.Feature> {
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
    private final TermTable streets;

    AddressComparator(String field, String table, TermTable streets) {
        this.field = field;
        this.table = table;
        this.streets = streets;
    }

    /**
     * @param numbers the digits of the street, in order
     * @param isPrecise whether a commune is named
     */
    record Feature(AddressValue address, String street, String numbers, boolean isPrecise, float streetBits) {}

    @Override
    @Nullable
    Feature prepare(PersonRecord record) {
        return record.value(field, AddressValue.class)
                .filter(address -> address.level() != AddressValue.Level.NONE
                        || !address.street().isEmpty())
                .map(this::feature)
                .orElse(null);
    }

    private Feature feature(AddressValue address) {
        boolean isPrecise = address.level() == AddressValue.Level.COMMUNE
                && address.communes().size() <= COMMUNES_MAX;
        return new Feature(
                address,
                address.street(),
                address.street().replaceAll("[^0-9]+", " ").trim(),
                isPrecise,
                (float) streets.bits(address.street()));
    }

    @Override
    int level(Feature a, Feature b) {
        boolean sharesCommune = a.address().communes().intersects(b.address().communes());
        if (!a.street().isEmpty() && a.street().equals(b.street())) {
            return sharesCommune ? PLACE : STREET;
        }
        if (sharesCommune && a.isPrecise() && b.isPrecise()) {
            return isNearStreet(a, b) ? NEAR_PLACE : COMMUNE;
        }
        if (isUnknown(a) || isUnknown(b)) {
            return NULL_LEVEL;
        }
        boolean isWide = isProvinceOnly(a) || isProvinceOnly(b);
        if (!isWide
                && (sharesCommune
                        || a.address().oldDistricts().intersects(b.address().oldDistricts()))) {
            return DISTRICT;
        }
        return a.address().provinces().intersects(b.address().provinces()) ? PROVINCE : DIFFERS;
    }

    private static boolean isNearStreet(Feature a, Feature b) {
        return Math.min(a.street().length(), b.street().length()) >= NEAR_STREET_LETTERS_MIN
                && a.numbers().equals(b.numbers())
                && Distance.edits(a.street(), b.street(), STREET_EDITS_MAX) <= STREET_EDITS_MAX;
    }

    private static boolean isUnknown(Feature feature) {
        return feature.address().level() == AddressValue.Level.NONE;
    }

    private static boolean isProvinceOnly(Feature feature) {
        return feature.address().level() == AddressValue.Level.PROVINCE;
    }

    @Override
    float termFrequencyBits(Feature a, Feature b, int level) {
        return level == PLACE || level == STREET ? a.streetBits() : 0;
    }

    @Override
    void terms(PersonRecord record, BiConsumer<String, String> count) {
        record.value(field, AddressValue.class)
                .map(AddressValue::street)
                .filter(street -> !street.isEmpty())
                .ifPresent(street -> count.accept(table, street));
    }

    @Override
    List<String> hashedTables() {
        return List.of(table);
    }
}
