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

/** The official rules of the tables that are read, as this build's two tables declare them: what each element must be, and what elements must be to each other. Immutable. */
final class RuleBook {
    /** Whatever is longer than its element may be is not read. */
    static final String TOO_LONG = "TOO_LONG";

    private final Map<ClaimTable, Map<String, ElementRule>> elements = new EnumMap<>(ClaimTable.class);
    private final List<CrossRule> crossRules;

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
            boolean isRead,
            boolean isRefusing,
            String basis) {}

    private RuleBook(RuleTable rules, RuleTable cross) {
        for (Map<String, String> row : rules.rows()) {
            ElementRule rule = elementRule(row, rules);
            elements.computeIfAbsent(rule.table(), table -> new LinkedHashMap<>())
                    .put(rule.element(), rule);
        }
        crossRules = cross.rows().stream().map(row -> CrossRule.of(row, cross)).toList();
    }

    static RuleBook open() {
        return new RuleBook(RuleTable.open("elements"), RuleTable.open("cross-rules"));
    }

    private static ElementRule elementRule(Map<String, String> row, RuleTable table) {
        String length = RuleTable.cell(row, "length");
        String source = RuleTable.cell(row, "need").isEmpty() ? "qd4750" : "portal";
        return new ElementRule(
                ClaimTable.valueOf(RuleTable.cell(row, "table")),
                Integer.parseInt(RuleTable.cell(row, "number")),
                RuleTable.cell(row, "element"),
                RuleTable.cell(row, "type").equals("number"),
                length.equals("n") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(length)),
                RuleTable.cell(row, "need").equals("required"),
                Form.of(RuleTable.cell(row, "form")),
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

    /** The elements of the table that are read and kept. */
    Set<String> read(ClaimTable table) {
        return elements(table).stream()
                .filter(ElementRule::isRead)
                .map(ElementRule::element)
                .collect(Collectors.toSet());
    }

    /**
     * What the row breaks, in the order of its elements.
     *
     * @param facility whose file it is
     */
    List<Fault> check(ClaimRow row, String facility) {
        List<Fault> faults = new ArrayList<>();
        for (ElementRule rule : elements(row.table())) {
            check(rule, row, faults);
        }
        crossRules.stream()
                .filter(rule -> rule.isBrokenBy(row, facility))
                .map(CrossRule::fault)
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
