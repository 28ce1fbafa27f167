package vn.khop.benchmarks.people;

import java.time.LocalDate;
import java.util.List;

/**
 * A person as it is, whatever hospitals write.
 *
 * @param family in the usual spelling; for a name of another pattern (Ê Đê, Ba Na) its first word
 * @param middle one or more syllables, or empty
 * @param given last word of the name
 * @param birth the day that the registry has
 * @param knowsBirthday false where papers before the citizen card gave a year only
 * @param citizenNumber 12 digits, or empty before the birth is registered
 * @param oldIdentityCard nine digits, or empty for who was too young to have one
 * @param insurance the ten digits that last
 * @param cards letters and benefit digit of the cards held one after the other, the present one first; then the issuing province
 * @param phones own number first, then a second one, then the household's; empty only for a household without any
 * @param home where the household lives; the same object for all its members
 * @param elsewhere where the person lives at times: a former home, a rented room
 * @param parents mother first; empty where they do not live in the household
 * @param multiple 0, or the order within a multiple birth
 */
record Person(
        String family,
        String middle,
        String given,
        boolean isMale,
        LocalDate birth,
        boolean knowsBirthday,
        String citizenNumber,
        String oldIdentityCard,
        String insurance,
        List<String> cards,
        List<String> phones,
        Residence home,
        Residence elsewhere,
        List<Person> parents,
        int multiple) {

    String fullName() {
        return middle.isEmpty() ? family + " " + given : family + " " + middle + " " + given;
    }

    /** Completed years on a day; negative before birth. */
    int age(LocalDate day) {
        int years = day.getYear() - birth.getYear();
        return day.getDayOfYear() < birth.getDayOfYear() ? years - 1 : years;
    }

    /** The same person with somebody else's name and birthday. */
    Person named(Person namesake) {
        return new Person(
                namesake.family,
                namesake.middle,
                namesake.given,
                isMale,
                namesake.birth,
                namesake.knowsBirthday,
                citizenNumber.isEmpty() ? "" : CitizenNumbers.withBirth(citizenNumber, isMale, namesake.birth),
                oldIdentityCard,
                insurance,
                cards,
                phones,
                home,
                elsewhere,
                parents,
                0);
    }
}
