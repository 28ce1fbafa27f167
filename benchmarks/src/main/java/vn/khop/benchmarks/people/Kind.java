package vn.khop.benchmarks.people;

/**
 * How well the hospitals of a file work. Rates are for a record of a hospital of average care; one hospital's rate is this times
 * its own factor of 0.5 to 1.5, and what is missing depends on its {@link Grade}. Rates for {@code (city / hard)}, in 1,000:
 *
 * <ul>
 *   <li>names: a key wrong, missing, doubled or exchanged (72 / 155); a sound of the region written for another, l/n, s/x, ch/tr,
 *       d/gi/v, final c/t and n/ng (32 / 58), or a tone, hỏi/ngã (12 / 20); Huỳnh for Hoàng, Võ for Vũ, Phước for Phúc (60 / 80 of
 *       their bearers); middle names left out (36 / 63) or as an initial (20 / 38); family name last (15 / 32); keys of Telex left in
 *       the text (21 / 80); notes "(BHYT)", "- TE" (6 / 7); other placement of the tone or y for i (50 / 50); NFD, double and
 *       no-break spaces, Icelandic Ð
 *   <li>dates: a digit or the day wrong (22 / 60), the month (9 / 19), the year by 1, 2 or 10 (11 / 24), day and month exchanged
 *       where that is a date (26 / 60); of people whose papers had only a year, seven of eight records say 1 January, 0000 or the
 *       year; 15 in 1,000 of the other people born before 1975
 *   <li>numbers: citizen number mistyped (28 / 56), card (24 / 28), telephone (18 / 15), fillers like 000000000000 (4 / 6); nine-digit
 *       identity cards and lost zeros by grade; on a child, a parent's number (110 of those given)
 *   <li>sex wrong (15 / 32) or missing (15 / 36)
 * </ul>
 */
enum Kind {
    /** A city's better and worse hospitals. */
    CITY(new Rates(72, 32, 12, 60, 36, 20, 15, 21, 6, 22, 9, 11, 26, 28, 24, 18, 4, 15, 15)),
    /** Hospitals that leave out and mistype about twice as much. */
    HARD(new Rates(155, 58, 20, 80, 63, 38, 32, 80, 7, 60, 19, 24, 60, 56, 28, 15, 6, 32, 36));

    /** In 1,000; see the list above, in its order. */
    record Rates(
            int key,
            int sound,
            int tone,
            int familyTwin,
            int middleLost,
            int initial,
            int inverted,
            int telex,
            int note,
            int day,
            int month,
            int year,
            int swap,
            int citizenNumber,
            int card,
            int phone,
            int filler,
            int sexWrong,
            int sexMissing) {}

    private final Rates rates;

    Kind(Rates rates) {
        this.rates = rates;
    }

    Rates rates() {
        return rates;
    }
}
