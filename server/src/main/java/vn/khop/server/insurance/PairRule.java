package vn.khop.server.insurance;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A rule of a kind that holds between many pairs of elements, as {@code pair-rules.tsv} declares it. An element that is missing, or not of its form, breaks none but {@link Kind#NEEDED_WHEN}.
 *
 * @param others the elements that it is held against
 * @param values of the other element, or a number of days
 * @param fault what a row that breaks it is told; it is never refused for it
 */
record PairRule(Kind kind, ClaimTable table, String element, List<String> others, String values, Fault fault) {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final BigDecimal A_HUNDREDTH = new BigDecimal("0.01");
    private static final String NUMBER = "[+-]?\\d{1,15}([.,]\\d{1,6})?";
    private static final int DAY_DIGITS = 8;

    PairRule {
        others = List.copyOf(others);
    }

    /** The name is public: never rename one. */
    enum Kind {
        NEEDED_WHEN("để trống, trong khi giá trị của %s đòi hỏi phải ghi", "is empty, and what %s says asks for it"),
        AS_IN_SUMMARY("khác %s của XML1 cùng đợt điều trị", "is not %s of the stay's XML1"),
        IN_STAY(
                "nằm ngoài đợt điều trị: trước NGAY_VAO hoặc sau NGAY_RA của XML1%s",
                "lies outside the stay: before NGAY_VAO or after NGAY_RA of its XML1%s"),
        NOT_BEFORE("trước %s", "is before %s"),
        PRODUCT("không bằng tích của %s", "is not the product of %s");

        private final String vi;
        private final String en;

        Kind(String vi, String en) {
            this.vi = vi;
            this.en = en;
        }
    }

    static PairRule of(Map<String, String> row, RuleTable table) {
        Kind kind = Kind.valueOf(RuleTable.cell(row, "kind"));
        String element = RuleTable.cell(row, "element");
        String other = RuleTable.cell(row, "other");
        return new PairRule(
                kind,
                ClaimTable.valueOf(RuleTable.cell(row, "table")),
                element,
                List.of(other.split(" ")),
                RuleTable.cell(row, "values"),
                new Fault(
                        element,
                        kind.name(),
                        table.document(RuleTable.cell(row, "source")),
                        new Wording(
                                String.format(kind.vi, other.replace(" ", ", ")),
                                String.format(kind.en, other.replace(" ", ", "))),
                        false));
    }

    boolean isBrokenBy(ClaimRow row, Beside beside) {
        if (row.table() != table) {
            return false;
        }
        return switch (kind) {
            case NEEDED_WHEN -> row.value(element).isEmpty() && isAsked(row.value(others.get(0)));
            case AS_IN_SUMMARY -> {
                Optional<String> there = beside.ofSummary(others.get(0));
                yield there.isPresent()
                        && row.value(element)
                                .filter(value -> !value.equals(there.get()))
                                .isPresent();
            }
            case IN_STAY ->
                row.value(element)
                        .filter(CrossRule::isTime)
                        .filter(time -> isOutside(time.substring(0, DAY_DIGITS), beside))
                        .isPresent();
            case NOT_BEFORE -> CrossRule.isBefore(row, element, others.get(0));
            case PRODUCT -> isOtherThanProduct(row);
        };
    }

    private boolean isAsked(Optional<String> said) {
        if (said.isEmpty()) {
            return false;
        }
        boolean isExcept = values.startsWith("!");
        Set<String> named = Set.of((isExcept ? values.substring(1) : values).split(" "));
        return RuleBook.items(said.get()).stream().anyMatch(value -> named.contains(value) != isExcept);
    }

    private boolean isOutside(String day, Beside beside) {
        Optional<String> came = day(beside, "NGAY_VAO");
        Optional<String> left = day(beside, "NGAY_RA")
                .map(last -> CrossRule.day(last)
                        .plusDays(Integer.parseInt(values))
                        .format(DateTimeFormatter.BASIC_ISO_DATE));
        return came.filter(first -> day.compareTo(first) < 0).isPresent()
                || left.filter(last -> day.compareTo(last) > 0).isPresent();
    }

    private static Optional<String> day(Beside beside, String element) {
        return beside.ofSummary(element).filter(Form.TIME_12::fits).map(time -> time.substring(0, DAY_DIGITS));
    }

    private boolean isOtherThanProduct(ClaimRow row) {
        Optional<BigDecimal> said = number(row, element);
        List<Optional<BigDecimal>> factors = others.stream()
                .map(other -> other.endsWith("%")
                        ? number(row, other.substring(0, other.length() - 1)).map(percent -> percent.divide(HUNDRED))
                        : number(row, other))
                .toList();
        if (said.isEmpty() || factors.stream().anyMatch(Optional::isEmpty)) {
            return false;
        }
        BigDecimal product = factors.stream().map(Optional::orElseThrow).reduce(BigDecimal.ONE, BigDecimal::multiply);
        return said.get()
                        .subtract(product.setScale(2, RoundingMode.HALF_UP))
                        .abs()
                        .compareTo(A_HUNDREDTH)
                > 0;
    }

    private static Optional<BigDecimal> number(ClaimRow row, String element) {
        return row.value(element)
                .filter(value -> value.matches(NUMBER))
                .map(value -> new BigDecimal(value.replace(',', '.')));
    }

    /** Elements of its table that it names. */
    List<String> named() {
        return switch (kind) {
            case AS_IN_SUMMARY, IN_STAY -> List.of(element);
            case NEEDED_WHEN, NOT_BEFORE, PRODUCT ->
                Stream.concat(Stream.of(element), others.stream().map(other -> other.replace("%", "")))
                        .toList();
        };
    }
}
