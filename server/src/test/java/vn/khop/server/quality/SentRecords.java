package vn.khop.server.quality;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import vn.khop.server.registry.Columns;

/** Records of drawn people with faults that are put into them, so that what is to be counted is known without reading them. Nobody in it lives. */
final class SentRecords {
    private static final List<String> GIVEN =
            List.of("An", "Bình", "Chi", "Dung", "Giang", "Hạnh", "Khánh", "Lan", "Minh", "Nga", "Phúc", "Quân");
    private static final List<String> FAMILIES = List.of("Nguyễn", "Trần", "Lê", "Phạm", "Đỗ", "Vũ", "Bùi", "Ngô");

    private final SplittableRandom random;

    SentRecords(SplittableRandom random) {
        this.random = random;
    }

    /**
     * A record and what is to be counted of it.
     *
     * @param counts what it counts for, by measure, as far as it is in the record alone
     */
    record Sent(Map<String, String> columns, Map<String, Long> counts) {}

    private boolean chance(double share) {
        return random.nextDouble() < share;
    }

    private static String two(int number) {
        return String.format(Locale.ROOT, "%02d", number);
    }

    /** One of the people, as somebody writes him down today. */
    Sent of(int who) {
        Map<String, String> columns = new LinkedHashMap<>();
        Set<String> has = new TreeSet<>();
        Map<String, Set<String>> said = new TreeMap<>();
        Map<String, Long> counts = new TreeMap<>();
        columns.put(Columns.FULL_NAME, FAMILIES.get(who % 8) + " Văn " + GIVEN.get(who % 12));
        has.add(Columns.FULL_NAME);
        said.put("name", Set.of());
        columns.put(Columns.GENDER, "1");
        has.add(Columns.GENDER);
        int year = 1950 + who % 50;
        birth(columns, has, said, counts, who, year);
        number(columns, has, said, who, year);
        String card = String.format(Locale.ROOT, "%010d", 4_012_345_670L + who);
        switch (random.nextInt(5)) {
            case 0 -> columns.put(Columns.INSURANCE_NO, "không có");
            case 1 -> put(columns, has, said, Columns.INSURANCE_NO, "GD40", "insurance-card", "unknown-shape");
            case 2 ->
                put(columns, has, said, Columns.INSURANCE_NO, "ZZ401" + card, "insurance-card", "unknown-card-group");
            default -> put(columns, has, said, Columns.INSURANCE_NO, "GD401" + card, "insurance-card", "");
        }
        String phone = String.format(Locale.ROOT, "%07d", 3_141_590 + who);
        switch (random.nextInt(5)) {
            case 0 -> columns.put(Columns.PHONE, "0000000000");
            case 1 -> put(columns, has, said, Columns.PHONE, "7319", "phone", "unknown-shape");
            case 2 -> put(columns, has, said, Columns.PHONE, "0168" + phone, "phone", "phone-converted");
            default -> put(columns, has, said, Columns.PHONE, "091" + phone, "phone", "");
        }
        switch (random.nextInt(3)) {
            case 0 ->
                put(columns, has, said, Columns.ADDRESS, "gần chợ", "administrative-unit", "no-administrative-unit");
            case 1 ->
                put(
                        columns,
                        has,
                        said,
                        Columns.ADDRESS,
                        "12 Lò Đúc, Phường Ba Đình, Thành phố Hà Nội",
                        "administrative-unit",
                        "");
            default -> columns.put(Columns.ADDRESS, "  ");
        }
        if (chance(0.2)) {
            columns.put("ethnic_group_code", "01");
            has.add("ethnic_group_code");
        }
        has.forEach(column -> counts.put("has:" + column, 1L));
        said.forEach((field, broken) -> {
            counts.put("said:" + field, 1L);
            if (broken.isEmpty()) {
                counts.put("valid:" + field, 1L);
            }
            broken.forEach(rule -> counts.put("fails:" + field + "/" + rule, 1L));
        });
        counts.put("versions", 1L);
        return new Sent(columns, counts);
    }

    private static void put(
            Map<String, String> columns,
            Set<String> has,
            Map<String, Set<String>> said,
            String column,
            String text,
            String field,
            String broken) {
        columns.put(column, text);
        has.add(column);
        said.put(field, broken.isEmpty() ? Set.of() : Set.of(broken));
    }

    private void birth(
            Map<String, String> columns,
            Set<String> has,
            Map<String, Set<String>> said,
            Map<String, Long> counts,
            int who,
            int year) {
        String field = "birth-date";
        switch (random.nextInt(7)) {
            case 0 -> {
                put(columns, has, said, Columns.BIRTH_DATE, "31/02/" + year, field, "impossible-date");
            }
            case 1 -> put(columns, has, said, Columns.BIRTH_DATE, String.valueOf(year), field, "");
            case 2 -> {
                put(columns, has, said, Columns.BIRTH_DATE, "01/01/" + year, field, "");
                counts.put("full-dates", 1L);
                counts.put("first-of-january", 1L);
            }
            case 3 -> {
                put(columns, has, said, Columns.BIRTH_DATE, "07/21/" + year, field, "guessed-date");
                counts.put("full-dates", 1L);
            }
            case 4 -> {
                // nothing is said
            }
            default -> {
                put(
                        columns,
                        has,
                        said,
                        Columns.BIRTH_DATE,
                        year + "-" + two(3 + who % 9) + "-" + two(1 + who % 28),
                        field,
                        "");
                counts.put("full-dates", 1L);
            }
        }
    }

    private void number(
            Map<String, String> columns, Set<String> has, Map<String, Set<String>> said, int who, int year) {
        String tail = two(year % 100) + String.format(Locale.ROOT, "%06d", 271_828 + who);
        String field = "citizen-number";
        switch (random.nextInt(8)) {
            case 0 -> put(columns, has, said, Columns.NATIONAL_ID, "01" + "0" + tail, field, "lost-zero-restored");
            case 1 -> put(columns, has, said, Columns.NATIONAL_ID, "7319", field, "unknown-shape");
            case 2 -> put(columns, has, said, Columns.NATIONAL_ID, "9990" + tail, field, "unknown-place-code");
            case 3 -> put(columns, has, said, Columns.NATIONAL_ID, "0011" + tail, field, "number-contradicts-record");
            case 4 -> columns.put(Columns.NATIONAL_ID, "không có");
            case 5 -> {
                // nothing is said
            }
            default -> put(columns, has, said, Columns.NATIONAL_ID, "0010" + tail, field, "");
        }
    }
}
