package vn.khop.benchmarks.people;

import java.time.LocalDate;
import java.util.List;

/**
 * A person as it is.
 *
 * @param citizenNumber 12 digits, or empty before one is issued
 * @param oldIdentityCard 9 digits, or empty
 * @param insurance the ten digits that last, or empty
 * @param group letters and benefit digit of the card
 * @param phones own or the household's, empty for none
 * @param addresses the present one first, as parts
 * @param mother the mother's name, for a child
 */
record Person(
        String id,
        String family,
        String middle,
        String given,
        boolean isMale,
        LocalDate birth,
        String citizenNumber,
        String oldIdentityCard,
        String insurance,
        String group,
        List<String> phones,
        List<Address> addresses,
        String mother,
        String father,
        String motherNumber) {
    /** Street part, commune, district or empty, province. */
    record Address(String street, String commune, String district, String province) {}

    String fullName() {
        return middle.isEmpty() ? family + " " + given : family + " " + middle + " " + given;
    }
}
