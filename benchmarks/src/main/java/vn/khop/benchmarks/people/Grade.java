package vn.khop.benchmarks.people;

import java.util.List;

/**
 * What a hospital's system asks for and keeps: shares in 100 of the records that have a field, and of the forms that it has.
 *
 * @param share how many of 100 hospitals
 * @param citizenNumber of adults' records; of children's, less than half of that
 * @param oldCard of the numbers of those who have one, nine-digit identity cards
 * @param lostZeros of the twelve-digit numbers that start with zeros, stored as a number
 * @param oldMobile telephones that changed in 2018 and still stand with eleven digits
 * @param district addresses that still name the district
 */
record Grade(
        int share,
        int citizenNumber,
        int insurance,
        int phone,
        int address,
        int oldCard,
        int lostZeros,
        int phoneLostZero,
        int oldMobile,
        int district,
        Writing writing) {
    /** How names and addresses are written. */
    enum Writing {
        /** With marks, in Unicode. */
        MARKED,
        /** Plain letters. */
        UNMARKED,
        /** Names in fonts of the 1990s, the rest in plain letters. */
        LEGACY
    }

    private static final List<Grade> CITY = List.of(
            new Grade(27, 95, 92, 97, 98, 1, 1, 0, 0, 22, Writing.MARKED),
            new Grade(20, 83, 86, 89, 95, 11, 1, 1, 0, 42, Writing.MARKED),
            new Grade(31, 74, 80, 82, 91, 19, 10, 6, 1, 61, Writing.MARKED),
            new Grade(12, 57, 70, 69, 84, 43, 13, 5, 24, 87, Writing.UNMARKED),
            new Grade(10, 50, 71, 70, 82, 50, 1, 0, 22, 93, Writing.LEGACY));
    private static final List<Grade> HARD = List.of(
            new Grade(28, 92, 86, 89, 93, 3, 1, 0, 0, 25, Writing.MARKED),
            new Grade(20, 82, 70, 69, 86, 13, 10, 6, 1, 57, Writing.MARKED),
            new Grade(20, 72, 44, 38, 71, 26, 3, 2, 1, 56, Writing.MARKED),
            new Grade(23, 60, 51, 49, 73, 42, 12, 6, 13, 88, Writing.UNMARKED),
            new Grade(9, 50, 54, 52, 71, 42, 3, 0, 14, 95, Writing.LEGACY));

    /** The grade of a hospital that stands better than that many of 100. */
    static Grade at(Kind kind, int percent) {
        int left = percent;
        List<Grade> grades = kind == Kind.CITY ? CITY : HARD;
        for (Grade grade : grades) {
            left -= grade.share;
            if (left < 0) {
                return grade;
            }
        }
        return grades.get(grades.size() - 1);
    }
}
