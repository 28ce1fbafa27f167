package vn.khop.benchmarks.people;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Whether files are as hard as each other: what is filled, in which forms, how often the records of one person agree, and how often
 * those of two do. Reads values by plain means of its own, not by the engine's. One column for each folder.
 */
@Command(
        name = "compare-files",
        mixinStandardHelpOptions = true,
        description = "Prints, for folders with records.csv and truth.csv, what makes them easy or hard, side by side.")
public final class CompareFiles implements Callable<Integer> {
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    private static final int PERSON_RECORDS_MAX = 12;

    @Parameters(arity = "1..*", description = "folders with records.csv and truth.csv")
    private List<Path> folders = List.of();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new CompareFiles()).execute(arguments));
    }

    /** A record by plain means: empty where a value is missing or a filler. */
    private record Plain(
            String rawName,
            String name,
            String sex,
            String birthDate,
            String day,
            String citizenNumber,
            String insurance,
            String phone,
            Set<String> address,
            Map<String, String> raw) {
        static Plain of(CSVRecord row) {
            String name = row.get("full_name");
            return new Plain(
                    name,
                    letters(name),
                    CompareFiles.sex(row.get("gender")),
                    row.get("birth_date"),
                    CompareFiles.day(row.get("birth_date")),
                    CompareFiles.citizenNumber(row.get("national_id")),
                    CompareFiles.insurance(row.get("insurance_no")),
                    CompareFiles.phone(row.get("phone")),
                    new TreeSet<>(List.of(letters(row.get("address")).split(" "))),
                    row.toMap());
        }

        boolean isLegacy() {
            return rawName.chars()
                    .anyMatch(c -> c >= 0xA1 && c < 0xC0 || "§¨©«¬®µ¶·¸¹»¼½¾Ö×ßäåæçëîïñöø÷ûüþ".indexOf(c) >= 0);
        }

        boolean hasKnownDay() {
            return day.length() == 8 && !day.endsWith("0000") && !day.endsWith("0101");
        }
    }

    private static String letters(String text) {
        return Typing.plain(java.text.Normalizer.normalize(text, java.text.Normalizer.Form.NFC))
                .toUpperCase(Locale.ROOT)
                .replaceAll("[^A-Z0-9]+", " ")
                .strip();
    }

    private static String sex(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "1", "M", "NAM" -> "M";
            case "" -> "";
            default -> "F";
        };
    }

    /** yyyymmdd. */
    private static String day(String text) {
        String digits = text.replaceAll("\\D", "");
        if (text.matches("\\d\\d/\\d\\d/\\d{4}")) {
            return digits.substring(4) + digits.substring(2, 4) + digits.substring(0, 2);
        }
        return digits.length() >= 8 ? digits.substring(0, 8) : digits.length() == 4 ? digits + "0000" : "";
    }

    private static String citizenNumber(String text) {
        String digits = text.replaceAll("\\D", "");
        if (digits.length() < 8 || digits.matches("(\\d)\\1*|0?123456789\\d*")) {
            return "";
        }
        return digits.length() == 10 || digits.length() == 11 ? "0".repeat(12 - digits.length()) + digits : digits;
    }

    private static String insurance(String text) {
        int end = text.indexOf(';');
        String first = end < 0 ? text : text.substring(0, end);
        return first.length() < 10 ? "" : first.substring(first.length() - 10);
    }

    private static String phone(String text) {
        String digits = text.replaceAll("\\D", "");
        String national =
                digits.length() == 11 && digits.startsWith("84") ? digits.substring(2) : digits.replaceFirst("^0+", "");
        return national.length() < 8 || national.matches("(\\d)\\1*|123456789\\d*") ? "" : national;
    }

    @Override
    public Integer call() throws IOException {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        for (Path folder : folders) {
            measure(folder)
                    .forEach((name, value) -> lines.computeIfAbsent(name, n -> new ArrayList<>())
                            .add(String.format(
                                    Locale.ROOT, value == Math.rint(value) && value > 99 ? "%,.0f" : "%.3f", value)));
        }
        StringBuilder header = new StringBuilder("| |");
        folders.forEach(
                folder -> header.append(' ').append(folder.getFileName()).append(" |"));
        System.out.println(header);
        System.out.println("|---|" + "---|".repeat(folders.size()));
        lines.forEach((name, values) -> System.out.println("| " + name + " | " + String.join(" | ", values) + " |"));
        return 0;
    }

    private static Map<String, Double> measure(Path folder) throws IOException {
        Map<String, String> personOf = new HashMap<>();
        try (CSVParser parser = CSVParser.parse(folder.resolve("truth.csv"), StandardCharsets.UTF_8, FORMAT)) {
            parser.forEach(row -> personOf.put(row.get("record_id"), row.get("person_id")));
        }
        Map<String, List<Plain>> people = new HashMap<>();
        List<Plain> records = new ArrayList<>();
        try (CSVParser parser = CSVParser.parse(folder.resolve("records.csv"), StandardCharsets.UTF_8, FORMAT)) {
            parser.forEach(row -> {
                Plain plain = Plain.of(row);
                records.add(plain);
                people.computeIfAbsent(personOf.getOrDefault(row.get("record_id"), ""), person -> new ArrayList<>())
                        .add(plain);
            });
        }
        Map<String, Double> measured = new LinkedHashMap<>();
        measured.put("records", (double) records.size());
        measured.put("people", (double) people.size());
        measured.put("people with one record", share(people.values(), member -> member.size() == 1));
        addFilledAndForms(records, measured);
        addTruePairs(people.values(), measured);
        addOthers(people, measured);
        return measured;
    }

    private static <T> double share(Iterable<T> things, Predicate<T> is) {
        long all = 0;
        long those = 0;
        for (T thing : things) {
            all++;
            those += is.test(thing) ? 1 : 0;
        }
        return all == 0 ? 0 : (double) those / all;
    }

    private static void addFilledAndForms(List<Plain> records, Map<String, Double> measured) {
        for (String column : List.of("gender", "national_id", "insurance_no", "phone", "address", "guardian_name")) {
            measured.put(
                    column + " filled",
                    share(
                            records,
                            record -> !record.raw.getOrDefault(column, "").isEmpty()));
        }
        measured.put("name in capitals", share(records, r -> r.rawName.equals(r.rawName.toUpperCase(Locale.ROOT))));
        measured.put("name without marks", share(records, r -> r.rawName.equals(Typing.plain(r.rawName))));
        measured.put("name in a legacy font", share(records, Plain::isLegacy));
        measured.put("name of two words", share(records, r -> r.name.split(" ").length == 2));
        measured.put("birth date without a day", share(records, r -> r.day.endsWith("0000")));
        measured.put("birth date 1 January", share(records, r -> r.day.endsWith("0101")));
        List<Plain> numbered =
                records.stream().filter(r -> !r.citizenNumber.isEmpty()).toList();
        measured.put("citizen number of nine digits", share(numbered, r -> r.citizenNumber.length() == 9));
        measured.put(
                "citizen number that lost zeros",
                share(numbered, r -> r.raw.getOrDefault("national_id", "").matches("\\d{10,11}")));
        List<Plain> housed = records.stream()
                .filter(r -> !r.raw.getOrDefault("address", "").isEmpty())
                .toList();
        measured.put(
                "address with a district",
                share(
                        housed,
                        r -> letters(r.raw.getOrDefault("address", ""))
                                .matches(".*\\b(QUAN|HUYEN|THI XA|Q|H|TX)\\b.*")));
        measured.put("newborn by the mother's name", share(records, r -> r.name.matches("(CB|CON BA|BE CUA) .*")));
    }

    /** Agreement of two records of one person. */
    private static void addTruePairs(Iterable<List<Plain>> people, Map<String, Double> measured) {
        List<Plain[]> pairs = new ArrayList<>();
        for (List<Plain> person : people) {
            for (int i = 0; i < Math.min(PERSON_RECORDS_MAX, person.size()); i++) {
                for (int j = 0; j < i; j++) {
                    pairs.add(new Plain[] {person.get(i), person.get(j)});
                }
            }
        }
        measured.put("true pairs", (double) pairs.size());
        measured.put(
                "of them same name, marks aside, no legacy font",
                share(
                        pairs.stream()
                                .filter(p -> !p[0].isLegacy() && !p[1].isLegacy())
                                .toList(),
                        p -> p[0].name.equals(p[1].name)));
        measured.put("same birth date", share(pairs, p -> p[0].day.equals(p[1].day)));
        measured.put("same sex, of both given", agreement(pairs, Plain::sex));
        measured.put("same citizen number, of both given", agreement(pairs, Plain::citizenNumber));
        measured.put("same card, of both given", agreement(pairs, Plain::insurance));
        measured.put("same telephone, of both given", agreement(pairs, Plain::phone));
        measured.put("half of the address's words", share(pairs, p -> overlap(p[0], p[1]) >= 0.5));
        measured.put(
                "no number or telephone in common",
                share(
                        pairs,
                        p -> !isSame(p, Plain::citizenNumber)
                                && !isSame(p, Plain::insurance)
                                && !isSame(p, Plain::phone)));
    }

    private static boolean isSame(Plain[] pair, Function<Plain, String> value) {
        String left = value.apply(pair[0]);
        return !left.isEmpty() && left.equals(value.apply(pair[1]));
    }

    private static double agreement(List<Plain[]> pairs, Function<Plain, String> value) {
        return share(
                pairs.stream()
                        .filter(p -> !value.apply(p[0]).isEmpty()
                                && !value.apply(p[1]).isEmpty())
                        .toList(),
                p -> isSame(p, value));
    }

    private static double overlap(Plain left, Plain right) {
        long shared = left.address.stream().filter(right.address::contains).count();
        return (double) shared / (left.address.size() + right.address.size() - shared);
    }

    /** Agreement of two people, each with all that any record says. */
    private static void addOthers(Map<String, List<Plain>> people, Map<String, Double> measured) {
        double count = people.size();
        measured.put(
                "chance in 10,000 of two people with one name",
                10_000 * pairs(people, r -> r.name) / (count * (count - 1) / 2));
        measured.put(
                "pairs of two people with one name and day, in 1,000 people",
                1000 * pairs(people, r -> r.hasKnownDay() ? r.name + r.day : "") / count);
        measured.put(
                "with one day and telephone",
                1000 * pairs(people, r -> r.hasKnownDay() && !r.phone.isEmpty() ? r.day + r.phone : "") / count);
        measured.put("with one telephone", 1000 * pairs(people, Plain::phone) / count);
        measured.put("with one citizen number", 1000 * pairs(people, Plain::citizenNumber) / count);
    }

    private static double pairs(Map<String, List<Plain>> people, Function<Plain, String> key) {
        Map<String, Set<String>> holders = new HashMap<>();
        people.forEach((person, records) -> records.forEach(record -> {
            String value = key.apply(record);
            if (!value.isEmpty()) {
                holders.computeIfAbsent(value, v -> new TreeSet<>()).add(person);
            }
        }));
        return holders.values().stream()
                .mapToDouble(set -> set.size() * (set.size() - 1) / 2.0)
                .sum();
    }
}
