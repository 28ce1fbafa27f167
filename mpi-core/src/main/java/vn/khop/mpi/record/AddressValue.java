package vn.khop.mpi.record;

import vn.khop.reference.CodeSet;

/**
 * An address with the administrative units it may name. Names and codes were given new meanings on 2025-07-01, and communes
 * were split then, so each answer is a set: empty where the address does not tell, of one code where it is certain. Two
 * addresses are compared on {@link #communes}, the communes of today, however old each is.
 *
 * @param text the whole address: NFC, trimmed, one space between words
 * @param street what stands before the units (number, lane, street, hamlet), without marks, words separated by one space; may
 *     be empty
 * @param level the smallest unit that was recognised
 * @param oldCommunes communes before 2025-07-01 that it may name, codes of 5 digits
 * @param oldDistricts districts before 2025-07-01 that it may name or lie in, codes of 3 digits
 * @param oldProvinces provinces before 2025-07-01, codes of 2 digits
 * @param communes communes of today where the place may lie, codes of 5 digits; for an address known only to the district or
 *     province, every commune that took over a part of it
 * @param provinces provinces of today, codes of 2 digits
 */
public record AddressValue(
        String text,
        String street,
        Level level,
        CodeSet oldCommunes,
        CodeSet oldDistricts,
        CodeSet oldProvinces,
        CodeSet communes,
        CodeSet provinces)
        implements FieldValue {
    /** The smallest unit that an address names. */
    public enum Level {
        NONE,
        PROVINCE,
        DISTRICT,
        COMMUNE
    }

    /**
     * @throws IllegalArgumentException if the text is empty
     */
    public AddressValue {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("an empty address is no value");
        }
    }

    /** Whether exactly one commune of today fits. */
    public boolean isCertain() {
        return level == Level.COMMUNE && communes.size() == 1;
    }

    @Override
    public <R> R fold(Cases<R> cases) {
        return cases.address(this);
    }

    /** Without the address: it is patient data and this text may reach a log. */
    @Override
    public String toString() {
        return "AddressValue[" + level + "]";
    }
}
