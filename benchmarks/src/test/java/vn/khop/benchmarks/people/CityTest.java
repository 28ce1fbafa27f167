package vn.khop.benchmarks.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import vn.khop.reference.ReferenceData;

class CityTest {
    private static final int HOUSEHOLDS = 8_000;

    private final City city = new City(ReferenceData.open(), 5);

    @Test
    void aHouseholdIsTheSameWhateverWasAskedBefore() {
        List<Person> asked = city.household(1_234_567_890L);
        for (int number = 0; number < 200; number++) {
            assertTrue(city.household(number).size() > 0);
        }
        assertEquals(asked, new City(ReferenceData.open(), 5).household(1_234_567_890L));
    }

    @Test
    void childrenHaveTheFathersFamilyNameAndAMotherOldEnough() {
        int namesakes = 0;
        int children = 0;
        for (int number = 0; number < HOUSEHOLDS; number++) {
            for (Person person : city.household(number)) {
                if (!person.parents().isEmpty()) {
                    children++;
                    Person mother = person.parents().get(0);
                    Person father = person.parents().get(1);
                    // One who bears a stranger's name is allowed another family's.
                    namesakes += person.family().equals(father.family()) ? 0 : 1;
                    assertTrue(
                            !person.family().equals(father.family())
                                    || person.birth().getYear() - mother.birth().getYear() >= 18,
                            "household " + number);
                }
            }
        }
        assertTrue(children > HOUSEHOLDS / 3, children + " children");
        assertTrue(namesakes < children / 50, namesakes + " of " + children);
    }

    @Test
    void theCitizenNumberSaysSexAndYear() {
        for (int number = 0; number < HOUSEHOLDS; number++) {
            for (Person person : city.household(number)) {
                if (!person.citizenNumber().isEmpty()) {
                    int century = person.citizenNumber().charAt(3) - '0';
                    assertEquals(person.isMale(), century % 2 == 0);
                    assertEquals(person.birth().getYear() / 100, 19 + century / 2);
                    assertEquals(
                            person.birth().getYear() % 100,
                            Integer.parseInt(person.citizenNumber().substring(4, 6)));
                    assertEquals(12, person.citizenNumber().length());
                }
            }
        }
    }

    @Test
    void thereAreTwinsNewbornsNamesakesAndOldPeople() {
        int people = 0;
        int twins = 0;
        int newborns = 0;
        int old = 0;
        Map<String, Set<Integer>> householdsOfNameAndDay = new HashMap<>();
        for (int number = 0; number < HOUSEHOLDS; number++) {
            for (Person person : city.household(number)) {
                people++;
                twins += person.multiple() > 0 ? 1 : 0;
                newborns += person.birth().isAfter(City.TODAY.minusDays(28)) ? 1 : 0;
                old += person.birth().getYear() < 1960 ? 1 : 0;
                householdsOfNameAndDay
                        .computeIfAbsent(person.fullName() + person.birth(), key -> new HashSet<>())
                        .add(number);
            }
        }
        long namesakes = householdsOfNameAndDay.values().stream()
                .filter(households -> households.size() > 1)
                .count();
        String found = people + " people: " + twins + " twins, " + newborns + " newborns, " + old + " old, " + namesakes
                + " namesakes of one day";
        assertTrue(twins > people / 200 && twins < people / 20, found);
        assertTrue(newborns > 3, found);
        assertTrue(old > people / 10, found);
        assertTrue(namesakes > people / 1000 && namesakes < people / 50, found);
    }

    /** Two people drawn at random share their whole name about once in 5,000 pairs: a city of a million has 10^8 such pairs. */
    @Test
    void namesakesGrowWithTheSquareOfTheCity() {
        Map<String, Integer> bearers = new HashMap<>();
        long people = 0;
        long pairs = 0;
        for (int number = 0; number < HOUSEHOLDS; number++) {
            for (Person person : city.household(number)) {
                people++;
                pairs += bearers.merge(person.fullName(), 1, Integer::sum) - 1;
            }
        }
        double chance = 2.0 * pairs / ((double) people * people);
        assertTrue(chance > 1.0e-4 && chance < 3.5e-4, "one in " + Math.round(1 / chance) + " pairs");
    }
}
