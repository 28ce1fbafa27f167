package vn.khop.server.insurance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** The official rules of the tables, as this build's three tables declare them: what each element must be, and what elements must be to each other. Immutable. */
final class RuleBook {
    /** Whatever is longer than its element may be is not read. */
    static final String TOO_LONG = "TOO_LONG";

    private final Map<ClaimTable, Map<String, ElementRule>> elements = new EnumMap<>(ClaimTable.class);
    private final List<CrossRule> crossRules;
    private final List<PairRule> pairRules;

    /**
     * @param number of the element in its table
     * @param lengthMax in characters; empty where it has none
     * @param isRefusing whether a row that breaks it is refused
     */
    record ElementRule(
            ClaimTable table,
            int number,
            String element,
            boolean isNumber,
            OptionalInt lengthMax,
            boolean isRequired,
            Form form,
            Codes codes,
            boolean isRead,
            boolean isRefusing,
            String basis) {}

    /**
     * The codes that an element may have, as its form names them: {@code codes 1 2 3}, or {@code codes; 1 2 3} for several with semicolons between.
     *
     * @param values none where it is no such element
     */
    record Codes(List<String> values, boolean isList) {
        private static final String WORD = "codes";

        Codes {
            values = List.copyOf(values);
        }

        static boolean isForm(String form) {
            return form.startsWith(WORD);
        }

        static Codes of(String form) {
            return isForm(form)
                    ? new Codes(List.of(form.substring(form.indexOf(' ') + 1).split(" ")), form.startsWith(WORD + ";"))
                    : new Codes(List.of(), false);
        }

        boolean fit(String value) {
            return values.isEmpty() || values.containsAll(isList ? items(value) : List.of(value));
        }
    }

    private RuleBook(RuleTable rules, RuleTable cross, RuleTable pairs) {
        for (Map<String, String> row : rules.rows()) {
            ElementRule rule = elementRule(row, rules);
            elements.computeIfAbsent(rule.table(), table -> new LinkedHashMap<>())
                    .put(rule.element(), rule);
        }
        crossRules = cross.rows().stream().map(row -> CrossRule.of(row, cross)).toList();
        pairRules = pairs.rows().stream().map(row -> PairRule.of(row, pairs)).toList();
    }

    static RuleBook open() {
        return new RuleBook(RuleTable.open("elements"), RuleTable.open("cross-rules"), RuleTable.open("pair-rules"));
    }

    private static ElementRule elementRule(Map<String, String> row, RuleTable table) {
        String length = RuleTable.cell(row, "length");
        String form = RuleTable.cell(row, "form");
        String source = RuleTable.cell(row, "need").isEmpty() ? "qd4750" : "portal";
        return new ElementRule(
                ClaimTable.valueOf(RuleTable.cell(row, "table")),
                Integer.parseInt(RuleTable.cell(row, "number")),
                RuleTable.cell(row, "element"),
                RuleTable.cell(row, "type").equals("number"),
                length.equals("n") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(length)),
                RuleTable.cell(row, "need").equals("required"),
                Codes.isForm(form) ? Form.ANY : Form.of(form),
                Codes.of(form),
                RuleTable.cell(row, "read").equals("read"),
                RuleTable.cell(row, "fault").equals("refused"),
                table.document(source));
    }

    /** By table, in the order of the decision. */
    List<ElementRule> elements(ClaimTable table) {
        return List.copyOf(elements.getOrDefault(table, Map.of()).values());
    }

    List<CrossRule> crossRules() {
        return crossRules;
    }

    List<PairRule> pairRules() {
        return pairRules;
    }

    /** Whether its rows are held against rules; of the others it is counted how many there are. */
    boolean isChecked(ClaimTable table) {
        return elements.containsKey(table);
    }

    /** The elements of the table that are read and kept. */
    Set<String> read(ClaimTable table) {
        return elements(table).stream()
                .filter(ElementRule::isRead)
                .map(ElementRule::element)
                .collect(Collectors.toSet());
    }

    /** What the row breaks, in the order of its elements. */
    List<Fault> check(ClaimRow row, Beside beside) {
        List<Fault> faults = new ArrayList<>();
        for (ElementRule rule : elements(row.table())) {
            check(rule, row, faults);
        }
        crossRules.stream()
                .filter(rule -> rule.isBrokenBy(row, beside))
                .map(CrossRule::fault)
                .forEach(faults::add);
        pairRules.stream()
                .filter(rule -> rule.isBrokenBy(row, beside))
                .map(PairRule::fault)
                .forEach(faults::add);
        return faults;
    }

    private static void check(ElementRule rule, ClaimRow row, List<Fault> faults) {
        String value = row.values().getOrDefault(rule.element(), "");
        int length = value.codePointCount(0, value.length());
        if (row.repeated().contains(rule.element())) {
            faults.add(fault(
                    rule,
                    "REPEATED",
                    new Wording("có nhiều hơn một lần trong một dòng", "comes more than once in one row"),
                    rule.isRead()));
        } else if (value.isEmpty()) {
            if (rule.isRequired()) {
                faults.add(fault(
                        rule,
                        "REQUIRED",
                        new Wording("bắt buộc nhưng để trống", "is required and empty"),
                        rule.isRefusing()));
            }
        } else if (rule.lengthMax().isPresent() && length > rule.lengthMax().getAsInt()) {
            faults.add(fault(
                    rule,
                    TOO_LONG,
                    new Wording(
                            "có " + length + " ký tự, tối đa "
                                    + rule.lengthMax().getAsInt(),
                            "has " + length + " characters, at most "
                                    + rule.lengthMax().getAsInt()),
                    rule.isRefusing()));
        } else if (rule.isNumber() && !value.matches("[+-]?\\d+([.,]\\d+)?")) {
            faults.add(fault(rule, "NUMBER", new Wording("không phải là số", "is not a number"), rule.isRefusing()));
        } else if (!rule.codes().fit(value)) {
            String codes = String.join(", ", rule.codes().values());
            faults.add(fault(
                    rule,
                    "CODE",
                    rule.codes().isList()
                            ? new Wording(
                                    "không phải các mã " + codes + ", cách nhau bằng dấu ;",
                                    "is not of the codes " + codes + ", with semicolons between")
                            : new Wording("không phải một trong các mã " + codes, "is none of the codes " + codes),
                    rule.isRefusing()));
        } else if (!rule.form().fits(value)) {
            Wording expected = rule.form().expected();
            faults.add(fault(
                    rule,
                    rule.form().name(),
                    new Wording(
                            "có " + length + " ký tự không đúng dạng; cần " + expected.vi(),
                            "has " + length + " characters in another form; expected " + expected.en()),
                    rule.isRefusing()));
        }
    }

    private static Fault fault(ElementRule rule, String name, Wording text, boolean isRefusing) {
        return new Fault(
                rule.element(), name, rule.basis() + ", " + rule.table() + " #" + rule.number(), text, isRefusing);
    }

    /** The row with what is read of it, and of that what is not longer than it may be. */
    ClaimRow readable(ClaimRow row, List<Fault> faults) {
        Set<String> read = read(row.table());
        read.removeAll(faults.stream()
                .filter(fault -> fault.rule().equals(TOO_LONG))
                .map(Fault::element)
                .collect(Collectors.toSet()));
        return row.only(read);
    }

    /** The items of a list as MA_THE_BHYT and its like write it. */
    static List<String> items(String list) {
        return list.isEmpty()
                ? List.of()
                : Arrays.stream(list.split(";", -1)).map(String::strip).toList();
    }
}
