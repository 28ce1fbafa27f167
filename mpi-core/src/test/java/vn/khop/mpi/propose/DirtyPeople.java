package vn.khop.mpi.propose;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Invented people in files of many kinds, each record written down with slips, and whose record it is. Names are made of
 * syllables and spread as names are: a few that many have, many that few have. What differs between kinds: the columns and what
 * they are called, how many records a person has, how dirty they are, whether families live together.
 */
final class DirtyPeople {
    private static final String[] SYLLABLES =
            ("an bel cor da el far gu hen is jo kar lin mar ner ol per qui ros sen tor ul ver wil xa yan zem ber chi dor "
                            + "fin ger hal ing jen kel lau mo nor pet ram sal tin vik wes bra cle dru gro stan tre")
                    .split(" ");
    private static final double RANK_OFFSET = 8;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

    /** What a column holds; how it is spoiled follows from it. */
    enum Column {
        GIVEN,
        FAMILY,
        FULL,
        BIRTH,
        YEAR,
        MONTH,
        DAY,
        SEX,
        STREET,
        CITY,
        POSTCODE,
        PHONE,
        EMAIL,
        NUMBER,
        JOB
    }

    /**
     * A kind of file.
     *
     * @param columns by header, in order
     * @param persons how many
     * @param recordsMean records of one person on average; at least 1
     * @param dirt how likely a value is wrong, in [0, 1]
     * @param missing how likely it is not there
     * @param isOneSlip whether each further record of a person has exactly one wrong value
     * @param familyMean persons of one household on average; 1 for none
     */
    record Kind(
            String name,
            Map<String, Column> columns,
            int persons,
            double recordsMean,
            double dirt,
            double missing,
            boolean isOneSlip,
            double familyMean) {}

    /** Rows without header, and whose each is, by row. */
    record File(List<String> header, List<List<String>> rows, List<Integer> persons) {}

    private final Kind kind;
    private final SplittableRandom random;
    private final List<String> givenNames;
    private final List<String> familyNames;
    private final List<String> streets;
    private final List<String> cities;
    private final List<String> jobs;

    private DirtyPeople(Kind kind, long seed) {
        this.kind = kind;
        random = new SplittableRandom(seed);
        int names = 60 + (int) Math.sqrt(kind.persons()) * 4;
        givenNames = words(names, 2);
        familyNames = words(names * 2, 3);
        streets = words(names * 3, 3);
        cities = words(40, 3);
        jobs = words(25, 3);
    }

    static File file(Kind kind, long seed) {
        return new DirtyPeople(kind, seed).write();
    }

    private List<String> words(int count, int syllablesMax) {
        List<String> words = new ArrayList<>();
        while (words.size() < count) {
            StringBuilder word = new StringBuilder();
            for (int i = 1 + random.nextInt(syllablesMax); i >= 0; i--) {
                word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
            }
            String made = word.toString();
            if (made.length() >= 4 && !words.contains(made)) {
                words.add(made);
            }
        }
        return words;
    }

    /** Words get rarer with their rank, as names do: the first is the name of about 3 in 100. */
    private String drawn(List<String> words) {
        double top = RANK_OFFSET * Math.pow(1 + words.size() / RANK_OFFSET, random.nextDouble());
        return words.get(Math.min(words.size() - 1, (int) (top - RANK_OFFSET)));
    }

    private File write() {
        List<List<String>> rows = new ArrayList<>();
        List<Integer> persons = new ArrayList<>();
        int person = 0;
        while (person < kind.persons()) {
            Map<Column, String> household = household();
            do {
                Map<Column, String> clean = person(household);
                int records = 1;
                while (random.nextDouble() < 1 - 1 / kind.recordsMean()) {
                    records++;
                }
                for (int i = 0; i < records; i++) {
                    rows.add(i == 0 && kind.isOneSlip() ? row(clean, -1) : row(clean, slip()));
                    persons.add(person);
                }
                person++;
            } while (random.nextDouble() < 1 - 1 / kind.familyMean());
        }
        return new File(List.copyOf(kind.columns().keySet()), rows, persons);
    }

    private int slip() {
        return kind.isOneSlip() ? random.nextInt(kind.columns().size()) : Integer.MAX_VALUE;
    }

    private Map<Column, String> household() {
        Map<Column, String> household = new LinkedHashMap<>();
        int city = cities.indexOf(drawn(cities));
        household.put(Column.FAMILY, drawn(familyNames));
        household.put(Column.STREET, (1 + random.nextInt(120)) + " " + drawn(streets) + " street");
        household.put(Column.CITY, cities.get(city));
        household.put(Column.POSTCODE, String.format(Locale.ROOT, "%05d", 10_000 + city * 137 + random.nextInt(9)));
        household.put(Column.PHONE, String.format(Locale.ROOT, "0%09d", random.nextInt(1_000_000_000)));
        return household;
    }

    private Map<Column, String> person(Map<Column, String> household) {
        Map<Column, String> person = new LinkedHashMap<>(household);
        person.put(Column.GIVEN, drawn(givenNames));
        if (kind.familyMean() == 1) {
            person.put(Column.FAMILY, drawn(familyNames));
        }
        LocalDate birth = LocalDate.of(1925, 1, 1).plusDays(random.nextInt(33_000));
        person.put(Column.BIRTH, birth.toString());
        person.put(Column.SEX, random.nextBoolean() ? "F" : "M");
        person.put(Column.EMAIL, email(person));
        person.put(Column.NUMBER, Integer.toString(1_000_000 + random.nextInt(9_000_000)));
        person.put(Column.JOB, drawn(jobs));
        return person;
    }

    private String email(Map<Column, String> person) {
        return person.getOrDefault(Column.GIVEN, "").charAt(0) + "." + person.get(Column.FAMILY) + random.nextInt(100)
                + "@" + drawn(cities) + ".org";
    }

    /**
     * @param slip the one column to spoil; negative for none, past the last for any
     */
    private List<String> row(Map<Column, String> clean, int slip) {
        Map<Column, String> written = new LinkedHashMap<>(clean);
        int at = 0;
        for (Column column : kind.columns().values()) {
            Column source =
                    column == Column.YEAR || column == Column.MONTH || column == Column.DAY ? Column.BIRTH : column;
            boolean isSpoiled = slip >= kind.columns().size() ? random.nextDouble() < kind.dirt() : at == slip;
            if (isSpoiled && column == Column.FULL) {
                Column part = random.nextBoolean() ? Column.GIVEN : Column.FAMILY;
                written.put(part, spoiled(part, written.getOrDefault(part, "")));
            } else if (isSpoiled) {
                written.put(source, spoiled(source, written.getOrDefault(source, "")));
            }
            at++;
        }
        if (slip >= kind.columns().size() && random.nextDouble() < kind.dirt() / 4) {
            String given = written.getOrDefault(Column.GIVEN, "");
            written.put(Column.GIVEN, written.getOrDefault(Column.FAMILY, ""));
            written.put(Column.FAMILY, given);
        }
        List<String> row = new ArrayList<>();
        for (Column column : kind.columns().values()) {
            boolean isMissing = random.nextDouble() < kind.missing() * (column == Column.BIRTH ? 0.3 : 1);
            row.add(isMissing ? "" : value(column, written));
        }
        return row;
    }

    private static String value(Column column, Map<Column, String> person) {
        String birth = person.getOrDefault(Column.BIRTH, "");
        return switch (column) {
            case FULL -> person.get(Column.GIVEN) + " " + person.get(Column.FAMILY);
            case YEAR -> birth.substring(0, 4);
            case MONTH -> Integer.toString(Integer.parseInt(birth.substring(5, 7)));
            case DAY -> Integer.toString(Integer.parseInt(birth.substring(8)));
            default -> person.getOrDefault(column, "");
        };
    }

    private String spoiled(Column column, String value) {
        return switch (column) {
            case SEX -> value.equals("F") ? "M" : "F";
            case BIRTH -> otherBirth(LocalDate.parse(value));
            case CITY, JOB -> random.nextInt(3) == 0 ? drawn(column == Column.CITY ? cities : jobs) : typo(value);
            case POSTCODE, NUMBER, PHONE ->
                random.nextInt(4) == 0 ? Integer.toString(10_000 + random.nextInt(80_000)) : digitTypo(value);
            case STREET ->
                random.nextInt(3) == 0 ? (1 + random.nextInt(120)) + " " + drawn(streets) + " street" : typo(value);
            case GIVEN ->
                switch (random.nextInt(6)) {
                    case 0 -> value.substring(0, 1);
                    case 1 -> drawn(givenNames);
                    case 2 -> typo(typo(value));
                    default -> typo(value);
                };
            case FAMILY ->
                switch (random.nextInt(6)) {
                    case 0 -> drawn(familyNames);
                    case 1 -> typo(typo(value));
                    default -> typo(value);
                };
            default -> typo(value);
        };
    }

    private String otherBirth(LocalDate birth) {
        LocalDate other = switch (random.nextInt(7)) {
            case 0 -> birth.plusDays(1 + random.nextInt(3));
            case 1 -> birth.plusMonths(1);
            case 2 -> birth.plusYears(1 + random.nextInt(2));
            case 3 -> birth.minusYears(10);
            case 4 ->
                birth.getDayOfMonth() <= 12
                        ? LocalDate.of(birth.getYear(), birth.getDayOfMonth(), birth.getMonthValue())
                        : birth.withDayOfMonth(1);
            case 5 -> LocalDate.of(birth.getYear(), 1, 1);
            default -> birth.withDayOfMonth(1 + random.nextInt(28));
        };
        return other.toString();
    }

    private String typo(String value) {
        if (value.length() < 2) {
            return value;
        }
        int at = random.nextInt(value.length() - 1);
        String letter = String.valueOf(LETTERS.charAt(random.nextInt(LETTERS.length())));
        return switch (random.nextInt(4)) {
            case 0 -> value.substring(0, at) + value.substring(at + 1);
            case 1 -> value.substring(0, at) + letter + value.substring(at);
            case 2 -> value.substring(0, at) + letter + value.substring(at + 1);
            default -> value.substring(0, at) + value.charAt(at + 1) + value.charAt(at) + value.substring(at + 2);
        };
    }

    private String digitTypo(String value) {
        int at = random.nextInt(value.length() - 1);
        return random.nextBoolean()
                ? value.substring(0, at) + random.nextInt(10) + value.substring(at + 1)
                : value.substring(0, at) + value.charAt(at + 1) + value.charAt(at) + value.substring(at + 2);
    }
}
