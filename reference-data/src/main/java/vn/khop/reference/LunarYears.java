package vn.khop.reference;

import java.time.LocalDate;

/**
 * When the lunar year begins (Tết). Older people know their birth year by its animal, so somebody born in January or February
 * before Tết is at times recorded with the year before. A pure calculation, for 1850 to 2399.
 */
public final class LunarYears {
    /* The Vietnamese calendar begins a month on the day of the new moon as seen in Hà Nội, and numbers months so that the eleventh
     * holds the winter solstice; a month in whose time the sun enters no new sign of thirty degrees is a leap month, and the
     * year begins two months, leap month aside, after the eleventh.
     *   1. Jean Meeus, Astronomical Algorithms (1998), chapter 49: the time of a new moon, here with its largest terms; and
     *      chapter 25: the sun's longitude, to a hundredth of a degree.
     *   2. Hồ Ngọc Đức, "Computing the Vietnamese lunar calendar": the rules, and UTC+7 for the day.
     * The state's calendar has used UTC+7 since 1968; before that it followed UTC+8, which moves a new year by a day where a
     * new moon falls in the hour before midnight. One day more or less does not matter here. */
    private static final int YEAR_MIN = 1850;
    private static final int YEAR_MAX = 2399;
    private static final double HANOI_OFFSET_DAYS = 7 / 24.0;
    private static final double SYNODIC_MONTH_DAYS = 29.530588861;
    private static final double FIRST_NEW_MOON_OF_2000 = 2451550.09766;
    private static final long UNIX_EPOCH_JULIAN_DAY = 2440588;
    private static final int MONTHS_BEFORE_NEW_YEAR = 2;

    private static final int[] EPOCH_DAYS = new int[YEAR_MAX - YEAR_MIN + 1];

    static {
        for (int year = YEAR_MIN; year <= YEAR_MAX; year++) {
            EPOCH_DAYS[year - YEAR_MIN] = calculate(year);
        }
    }

    private LunarYears() {}

    /**
     * The day on which the lunar year begins that begins in that solar year.
     *
     * @throws IllegalArgumentException if the year is not from 1850 to 2399
     */
    public static LocalDate newYear(int year) {
        if (year < YEAR_MIN || year > YEAR_MAX) {
            throw new IllegalArgumentException("year " + year + ", expected " + YEAR_MIN + " to " + YEAR_MAX);
        }
        return LocalDate.ofEpochDay(EPOCH_DAYS[year - YEAR_MIN]);
    }

    /** The lunar year of a day, by the solar year in which it began: one less than the day's own year before Tết. */
    public static int of(LocalDate day) {
        return day.isBefore(newYear(day.getYear())) ? day.getYear() - 1 : day.getYear();
    }

    private static int calculate(int year) {
        int eleventh = eleventhMonth(year - 1);
        int nextEleventh = eleventhMonth(year);
        boolean isLeapYear = nextEleventh - eleventh == 13;
        int month = eleventh + MONTHS_BEFORE_NEW_YEAR;
        if (isLeapYear && leapMonth(eleventh) <= month) {
            month++;
        }
        return (int) (newMoonDay(month) - UNIX_EPOCH_JULIAN_DAY);
    }

    /** The new moon, counted from the first of 2000, that begins the month of the winter solstice. */
    private static int eleventhMonth(int year) {
        long lastDay = LocalDate.of(year, 12, 31).toEpochDay() + UNIX_EPOCH_JULIAN_DAY;
        int month = (int) Math.floor((lastDay - FIRST_NEW_MOON_OF_2000) / SYNODIC_MONTH_DAYS) + 1;
        while (newMoonDay(month) > lastDay) {
            month--;
        }
        // The solstice is at 270 degrees, sign 9: the month must begin before it.
        return sign(newMoonDay(month)) >= 9 ? month - 1 : month;
    }

    /** The first month after the eleventh in which the sun enters no new sign. */
    private static int leapMonth(int eleventh) {
        int month = eleventh + 1;
        while (sign(newMoonDay(month)) != sign(newMoonDay(month + 1))) {
            month++;
        }
        return month;
    }

    /** Julian day number, by Hà Nội's midnight, of a new moon. */
    private static long newMoonDay(int month) {
        double t = month / 1236.85;
        double sun = Math.toRadians(2.5534 + 29.10535670 * month - 0.0000014 * t * t);
        double moon = Math.toRadians(201.5643 + 385.81693528 * month + 0.0107582 * t * t);
        double latitude = Math.toRadians(160.7108 + 390.67050284 * month - 0.0016118 * t * t);
        double node = Math.toRadians(124.7746 - 1.56375588 * month + 0.0020672 * t * t);
        double e = 1 - 0.002516 * t;
        double time = FIRST_NEW_MOON_OF_2000
                + SYNODIC_MONTH_DAYS * month
                + 0.00015437 * t * t
                - 0.40720 * Math.sin(moon)
                + 0.17241 * e * Math.sin(sun)
                + 0.01608 * Math.sin(2 * moon)
                + 0.01039 * Math.sin(2 * latitude)
                + 0.00739 * e * Math.sin(moon - sun)
                - 0.00514 * e * Math.sin(moon + sun)
                + 0.00208 * e * e * Math.sin(2 * sun)
                - 0.00111 * Math.sin(moon - 2 * latitude)
                - 0.00057 * Math.sin(moon + 2 * latitude)
                + 0.00056 * e * Math.sin(2 * moon + sun)
                - 0.00042 * Math.sin(3 * moon)
                + 0.00042 * e * Math.sin(sun + 2 * latitude)
                + 0.00038 * e * Math.sin(sun - 2 * latitude)
                - 0.00024 * e * Math.sin(2 * moon - sun)
                - 0.00017 * Math.sin(node);
        return (long) Math.floor(time - dynamicalLeadDays(t) + HANOI_OFFSET_DAYS + 0.5);
    }

    /** By how much dynamical time is ahead of the sun's; some seconds to minutes. Meeus, chapter 10. */
    private static double dynamicalLeadDays(double t) {
        double centuries = t;
        return (62.92 + 32.217 * centuries + 55.89 * centuries * centuries) / 86_400;
    }

    /** Which of twelve signs of thirty degrees the sun stands in as the day begins in Hà Nội, 0 from the spring equinox on. */
    private static int sign(long julianDay) {
        double t = (julianDay - 0.5 - HANOI_OFFSET_DAYS - 2451545.0) / 36525;
        double anomaly = Math.toRadians(357.52911 + 35999.05029 * t - 0.0001537 * t * t);
        double longitude = 280.46646
                + 36000.76983 * t
                + 0.0003032 * t * t
                + (1.914602 - 0.004817 * t) * Math.sin(anomaly)
                + 0.019993 * Math.sin(2 * anomaly)
                - 0.00569
                - 0.00478 * Math.sin(Math.toRadians(125.04 - 1934.136 * t));
        return (int) Math.floor(Math.floorMod((long) Math.floor(longitude), 360L) / 30.0);
    }
}
