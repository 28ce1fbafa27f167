package vn.khop.benchmarks.people;

import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;
import vn.khop.reference.CitizenNumberPlaces;

/** Draws numbers of twelve digits: place of birth registration, century and sex, year, six random digits. */
final class CitizenNumbers {
    /** Of the people of the capital, how many were registered there. */
    private static final int LOCAL_PERCENT = 70;

    private static final String LOCAL = "001";

    private final List<String> places;

    CitizenNumbers(CitizenNumberPlaces places) {
        this.places = places.codes().stream().sorted().toList();
    }

    String draw(boolean isMale, LocalDate birth, SplittableRandom random) {
        String place = random.nextInt(100) < LOCAL_PERCENT ? LOCAL : places.get(random.nextInt(places.size()));
        return withBirth(place + "000" + Digits.draw(6, random), isMale, birth);
    }

    /** The number with the digits that say sex, century and year put right. */
    static String withBirth(String number, boolean isMale, LocalDate birth) {
        int century = (birth.getYear() - 1900) / 100 * 2 + (isMale ? 0 : 1);
        int year = birth.getYear() % 100;
        return number.substring(0, 3)
                + century
                + (char) ('0' + year / 10)
                + (char) ('0' + year % 10)
                + number.substring(6);
    }
}
