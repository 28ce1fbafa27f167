package vn.khop.mpi.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.model.TermTable;
import vn.khop.mpi.record.FieldValue;
import vn.khop.mpi.record.PartialDate;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.mpi.record.TextValue;

class GenericComparatorsTest {
    private final ExchangeableComparator family = new ExchangeableComparator("given", "family", "t");
    private final EmailComparator email = new EmailComparator("email");
    private final DatePartsComparator birth = new DatePartsComparator("birth");

    private static PersonRecord record(Map<String, FieldValue> values) {
        return new PersonRecord(new RawRecord("r", Map.of()), values, Map.of());
    }

    private static PersonRecord named(String given, String family) {
        Map<String, FieldValue> values = new HashMap<>();
        if (!given.isEmpty()) {
            values.put("given", new TextValue(given, given));
        }
        if (!family.isEmpty()) {
            values.put("family", new TextValue(family, family));
        }
        return record(values);
    }

    private static String level(FieldComparator comparator, List<String> levels, PersonRecord a, PersonRecord b) {
        Lexicon words = new Lexicon(
                comparator::note,
                comparator.tables().stream().map(t -> TermTable.EMPTY).toList(),
                Lexicon.ONE_THREAD);
        int[] x = new int[comparator.width() + 1];
        int[] y = new int[comparator.width() + 2];
        comparator.encode(a, words, x, 1);
        comparator.encode(b, words, y, 2);
        if (x[1] == 0 || y[2] == 0) {
            return "none";
        }
        assertEquals(comparator.level(words, x, 1, y, 2), comparator.level(words, y, 2, x, 1), "symmetric");
        int level = comparator.level(words, x, 1, y, 2);
        return level == FieldComparator.NULL_LEVEL ? "none" : levels.get(level);
    }

    private String family(PersonRecord a, PersonRecord b) {
        return level(family, ExchangeableComparator.LEVELS, a, b);
    }

    private String email(String a, String b) {
        return level(
                email,
                EmailComparator.LEVELS,
                record(Map.of("email", new TextValue(a, a))),
                record(Map.of("email", new TextValue(b, b))));
    }

    private String birth(PartialDate a, PartialDate b) {
        return level(birth, DatePartsComparator.LEVELS, record(Map.of("birth", a)), record(Map.of("birth", b)));
    }

    @Test
    void textsOfTwoColumnsMayBeExchanged() {
        assertEquals("exact", family(named("anna", "de witt"), named("anna", "dewitt")));
        assertEquals("near", family(named("anna", "miller"), named("anna", "milelr")));
        assertEquals("exchanged", family(named("anna", "miller"), named("miller", "anna")));
        assertEquals("exchanged", family(named("anna", "miller"), named("millar", "anna")));
        assertEquals("exchanged", family(named("", "miller"), named("miller", "anna")));
        assertEquals("similar", family(named("anna", "schneider"), named("anna", "schnyder")));
        assertEquals("shortened", family(named("anna", "miller"), named("anna", "m")));
        assertEquals("differs", family(named("anna", "miller"), named("anna", "huber")));
        assertEquals("differs", family(named("ann", "ann"), named("miller", "huber")));
        assertEquals("none", family(named("anna", ""), named("anna", "huber")));
    }

    @Test
    void anEmailAddressIsItsUserMoreThanItsHost() {
        assertEquals("exact", email("a.miller@x.test", "a.miller@x.test"));
        assertEquals("same-user", email("a.miller@x.test", "a.miller@y.test"));
        assertEquals("near", email("a.miller@x.test", "a.milelr@x.test"));
        assertEquals("similar-user", email("anna.miller@x.test", "ana.miler7@y.test"));
        assertEquals("similar-user", email("anna.miller7@x.test", "ana.miler7@elsewhere.test"));
        assertEquals("differs", email("a.miller36@x.test", "amiller72@elsewhere.test"));
        assertEquals("differs", email("a.miller@some-long-host.test", "b.huber@some-long-host.test"));
    }

    @Test
    void aBirthdayInAnotherYearIsItsOwnLevel() {
        assertEquals("exact", birth(PartialDate.of(1959, 4, 7), PartialDate.of(1959, 4, 7)));
        assertEquals("near", birth(PartialDate.of(1959, 4, 7), PartialDate.of(1969, 4, 7)));
        assertEquals("day-near-year", birth(PartialDate.of(1939, 6, 16), PartialDate.of(1943, 6, 16)));
        assertEquals("same-day", birth(PartialDate.of(1959, 4, 7), PartialDate.of(2008, 4, 7)));
        assertEquals("swapped", birth(PartialDate.of(1959, 4, 7), PartialDate.of(1959, 7, 4)));
        assertEquals("differs", birth(PartialDate.of(1959, 4, 7), PartialDate.of(2008, 5, 9)));
        assertEquals("year-and-default", birth(PartialDate.of(1959, 0, 0), PartialDate.of(1959, 7, 4)));
    }

    @Test
    void aDateWrongInTwoDigitsOrALittleInEveryPartIsSimilar() {
        assertEquals("similar", birth(PartialDate.of(1991, 5, 6), PartialDate.of(1991, 4, 5)));
        assertEquals("similar", birth(PartialDate.of(1974, 10, 5), PartialDate.of(1984, 10, 3)));
        assertEquals("similar", birth(PartialDate.of(1993, 6, 21), PartialDate.of(2003, 6, 19)));
        assertEquals("same-year", birth(PartialDate.of(1993, 6, 21), PartialDate.of(1993, 11, 30)));
        assertEquals("near-year", birth(PartialDate.of(1993, 6, 21), PartialDate.of(1995, 11, 30)));
        assertEquals("year-and-default", birth(PartialDate.of(1993, 1, 1), PartialDate.of(1993, 2, 1)));
    }

    private static PersonRecord living(String city, String postcode, String street) {
        Map<String, FieldValue> values = new HashMap<>();
        Map.of("city", city, "postcode", postcode, "street", street).forEach((field, text) -> {
            if (!text.isEmpty()) {
                values.put(field, new TextValue(text, text));
            }
        });
        return record(values);
    }

    @Test
    void ofNestedTextsTheNarrowestThatAgreesCountsOnce() {
        NestedComparator nested = new NestedComparator(List.of("city", "postcode", "street"), "t");
        PersonRecord home = living("hanau", "63450", "12 main street");
        List<String> levels = NestedComparator.LEVELS;
        assertEquals("narrow", level(nested, levels, home, living("hanau", "63450", "12 main street")));
        assertEquals("narrow", level(nested, levels, home, living("", "", "12 main street")));
        assertEquals("narrow-near", level(nested, levels, home, living("bonn", "", "12 main stret")));
        assertEquals("middle", level(nested, levels, home, living("", "63450", "7 oak road")));
        assertEquals("middle-near", level(nested, levels, home, living("bonn", "63540", "7 oak road")));
        assertEquals("wide", level(nested, levels, home, living("hanau", "", "7 oak road")));
        assertEquals("wide-near", level(nested, levels, home, living("hanua", "", "7 oak road")));
        assertEquals("differs", level(nested, levels, home, living("bonn", "53111", "")));
        assertEquals("none", level(nested, levels, living("hanau", "", ""), living("", "63450", "")));
        assertEquals("none", level(nested, levels, home, living("", "", "")));
    }

    @Test
    void anExchangedOrMistypedNameIsAsRareAsItsCommonerSpelling() {
        TermTable names = new TermTable(100, false, 0.05, Map.of("miller", 20));
        Lexicon words = new Lexicon(family::note, List.of(names), Lexicon.MANY_THREADS);
        int[] common = new int[2];
        int[] typed = new int[2];
        family.encode(named("anna", "miller"), words, common, 0);
        family.encode(named("anna", "milelr"), words, typed, 0);
        int near = family.level(words, common, 0, typed, 0);
        // log2(0.05 / 0.2) = -2.
        assertEquals(-2, family.termFrequencyBits(words, common, 0, typed, 0, near), 1e-6);
        assertEquals(-2, family.termFrequencyBits(words, typed, 0, common, 0, near), 1e-6);
    }

    @Test
    void levelsOfRandomTextsAreSymmetricAndThoseOfOneTextExact() {
        long seed = System.getProperty("tests.seed", "").isEmpty()
                ? System.nanoTime()
                : Long.parseUnsignedLong(System.getProperty("tests.seed"), 16);
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < 3000; run++) {
            PersonRecord a = named(text(random), text(random));
            PersonRecord b = named(text(random), text(random));
            family(a, b);
            email(text(random) + "x@a", text(random) + "x@a");
            PartialDate x = date(random);
            birth(x, date(random));
            String message = "-Dtests.seed=" + Long.toHexString(seed);
            assertEquals(a.value("family").isPresent() ? "exact" : "none", family(a, a), message);
            assertEquals(
                    x.precision() == PartialDate.Precision.DAY && !x.isDefaultDay() ? "exact" : "year-and-default",
                    birth(x, x),
                    message);
        }
    }

    private static PartialDate date(SplittableRandom random) {
        int month = random.nextInt(13);
        return PartialDate.of(1950 + random.nextInt(60), month, month == 0 ? 0 : random.nextInt(29));
    }

    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(7);
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(3)));
        }
        return text.toString();
    }
}
