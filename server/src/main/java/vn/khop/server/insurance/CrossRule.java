package vn.khop.server.insurance;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.khop.mpi.record.CitizenNumber;
import vn.khop.reference.Sex;

/**
 * A rule between elements of one row, as {@code cross-rules.tsv} declares it.
 *
 * @param tables in which it holds
 */
record CrossRule(Rule rule, Set<ClaimTable> tables, Fault fault) {
    private static final int NEWBORN_DAYS_MAX = 28;
    private static final String UNKNOWN_DAY = "0000";
    private static final Set<String> INPATIENT = Set.of("03", "04", "06");

    CrossRule {
        tables = Set.copyOf(tables);
    }

    static CrossRule of(Map<String, String> row, RuleTable table) {
        Rule rule = Rule.valueOf(RuleTable.cell(row, "rule"));
        return new CrossRule(
                rule,
                Arrays.stream(RuleTable.cell(row, "tables").split(" "))
                        .map(ClaimTable::valueOf)
                        .collect(Collectors.toSet()),
                new Fault(
                        RuleTable.cell(row, "element"),
                        rule.name(),
                        table.document(RuleTable.cell(row, "source")),
                        new Wording(RuleTable.cell(row, "vi"), RuleTable.cell(row, "en")),
                        RuleTable.cell(row, "fault").equals("refused")));
    }

    boolean isBrokenBy(ClaimRow row, Beside beside) {
        return tables.contains(row.table()) && rule.isBroken.test(row, beside);
    }

    /** What is wrong; an element that is missing, or not of its form, breaks none of these. */
    enum Rule {
        OTHER_FACILITY((row, beside) -> row.value("MA_CSKCB")
                .filter(code -> !code.equals(beside.facility()))
                .isPresent()),
        /** By days: a child that is born in the stay came with its mother. */
        BORN_AFTER_ARRIVAL((row, beside) -> isBefore(row, "NGAY_VAO", "NGAY_SINH", 8)),
        LEFT_BEFORE_ARRIVAL((row, beside) -> isBefore(row, "NGAY_RA", "NGAY_VAO")),
        ADMITTED_BEFORE_ARRIVAL((row, beside) -> isBefore(row, "NGAY_VAO_NOI_TRU", "NGAY_VAO")),
        REASON_OF_ADMISSION((row, beside) -> row.value("NGAY_VAO_NOI_TRU").isPresent()
                && row.value("LY_DO_VNT").isEmpty()),
        NEWBORN_WITHOUT_TIME((row, beside) -> row.value("NGAY_SINH")
                        .filter(born -> born.length() == 12 && born.endsWith("0000"))
                        .isPresent()
                && ageInDays(row).filter(days -> days <= NEWBORN_DAYS_MAX).isPresent()),
        NUMBER_AGAINST_SEX((row, beside) -> number(row)
                .filter(number -> row.value("GIOI_TINH")
                        .filter(sex -> (sex.equals("1") && number.sex() != Sex.MALE)
                                || (sex.equals("2") && number.sex() != Sex.FEMALE))
                        .isPresent())
                .isPresent()),
        NUMBER_AGAINST_YEAR((row, beside) -> number(row)
                .filter(number -> row.value("NGAY_SINH")
                        .filter(born -> Form.BIRTH_12.fits(born)
                                && Integer.parseInt(born.substring(0, 4)) != number.birthYear())
                        .isPresent())
                .isPresent()),
        CARDS_AND_FACILITIES((row, beside) -> countsDiffer(row, "MA_DKBD")),
        CARDS_AND_STARTS((row, beside) -> countsDiffer(row, "GT_THE_TU")),
        CARD_ENDS_BEFORE_IT_STARTS((row, beside) -> {
            List<String> starts = items(row, "GT_THE_TU");
            List<String> ends = items(row, "GT_THE_DEN");
            boolean isBroken = false;
            for (int i = 0; i < Math.min(starts.size(), ends.size()); i++) {
                isBroken |= Form.isDay(starts.get(i))
                        && Form.isDay(ends.get(i))
                        && ends.get(i).compareTo(starts.get(i)) < 0;
            }
            return isBroken;
        }),
        DAYS_OFF_IN_PART((row, beside) -> {
            long there = Stream.of("SO_NGAY_NGHI", "NGOAITRU_TUNGAY", "NGOAITRU_DENNGAY")
                    .filter(element -> row.value(element).isPresent())
                    .count();
            return there == 1 || there == 2;
        }),
        CARER_BORN_AFTER_CHILD((row, beside) -> isBefore(row, "NGAY_SINH_CON", "NGAYSINH_NND")),
        ORDER_WITHOUT_TIME((row, beside) -> row.value("NGAY_YL").isEmpty()
                && row.value("MA_DICH_VU").filter(code -> code.contains(".K.")).isEmpty()),
        NOTHING_DONE((row, beside) ->
                row.value("MA_DICH_VU").isEmpty() && row.value("MA_VAT_TU").isEmpty()),
        SUMMARY_OF_OUTPATIENT((row, beside) -> beside.ofSummary("MA_LOAI_KCB")
                .filter(kind -> !INPATIENT.contains(kind))
                .isPresent()),
        ARV_LONGER_THAN_TREATMENT((row, beside) -> {
            Optional<Long> days = days(row, "NGAY_BAT_DAU_XU_TRI", "NGAY_KET_THUC_XU_TRI");
            return days.isPresent()
                    && row.value("SO_NGAY_CAP_THUOC_ARV")
                            .filter(count -> count.matches("\\d{1,3}"))
                            .filter(count -> Integer.parseInt(count) > days.get())
                            .isPresent();
        });

        private final BiPredicate<ClaimRow, Beside> isBroken;

        Rule(BiPredicate<ClaimRow, Beside> isBroken) {
            this.isBroken = isBroken;
        }
    }

    private static Optional<Long> days(ClaimRow row, String from, String to) {
        return row.value(from)
                .filter(Form::isDay)
                .flatMap(first ->
                        row.value(to).filter(Form::isDay).map(last -> ChronoUnit.DAYS.between(day(first), day(last))));
    }

    /** To the day where one of them says no time, else to the minute; what is known to the year alone is compared by that. */
    static boolean isBefore(ClaimRow row, String first, String second) {
        return isBefore(row, first, second, 12);
    }

    private static boolean isBefore(ClaimRow row, String first, String second, int digitsMax) {
        String a = row.value(first).filter(CrossRule::isTime).orElse("");
        String b = row.value(second).filter(CrossRule::isTime).orElse("");
        if (a.isEmpty() || b.isEmpty()) {
            return false;
        }
        int length = Math.min(digitsMax, Math.min(known(a), known(b)));
        return a.substring(0, length).compareTo(b.substring(0, length)) < 0;
    }

    static boolean isTime(String value) {
        return Form.BIRTH_12.fits(value) || Form.BIRTH_8.fits(value);
    }

    /** How many of its digits say something. */
    private static int known(String time) {
        if (time.startsWith(UNKNOWN_DAY, 4)) {
            return 4;
        }
        return time.length() == 12 && !time.endsWith("0000") ? 12 : 8;
    }

    private static Optional<Long> ageInDays(ClaimRow row) {
        Optional<String> born = row.value("NGAY_SINH")
                .filter(Form.BIRTH_12::fits)
                .map(time -> time.substring(0, 8))
                .filter(Form::isDay);
        Optional<String> came = row.value("NGAY_VAO").filter(Form.TIME_12::fits).map(time -> time.substring(0, 8));
        return born.flatMap(from -> came.map(to -> ChronoUnit.DAYS.between(day(from), day(to))));
    }

    static LocalDate day(String eightDigits) {
        return LocalDate.parse(eightDigits, DateTimeFormatter.BASIC_ISO_DATE);
    }

    private static Optional<CitizenNumber> number(ClaimRow row) {
        return row.value("SO_CCCD").flatMap(CitizenNumber::parse);
    }

    private static boolean countsDiffer(ClaimRow row, String element) {
        return row.value(element).isPresent()
                && row.value("MA_THE_BHYT").isPresent()
                && items(row, element).size() != items(row, "MA_THE_BHYT").size();
    }

    private static List<String> items(ClaimRow row, String element) {
        return RuleBook.items(row.value(element).orElse(""));
    }
}
