package vn.khop.server.insurance;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.khop.server.codes.CodeUses;

/** Which elements of which tables are codes of which list: {@code codes.tsv}. */
final class ClaimCodes {
    private static final Map<ClaimTable, List<Element>> ELEMENTS = read();

    private ClaimCodes() {}

    /** @param separator empty where the element has one code */
    private record Element(String name, String system, String separator) {}

    private static Map<ClaimTable, List<Element>> read() {
        Map<ClaimTable, List<Element>> elements = new EnumMap<>(ClaimTable.class);
        for (Map<String, String> row : RuleTable.open("codes").rows()) {
            elements.computeIfAbsent(ClaimTable.valueOf(RuleTable.cell(row, "table")), table -> new ArrayList<>())
                    .add(new Element(
                            RuleTable.cell(row, "element"),
                            RuleTable.cell(row, "system"),
                            RuleTable.cell(row, "separator")));
        }
        return elements;
    }

    static Tally tally(ClaimTable table) {
        return new Tally(ELEMENTS.getOrDefault(table, List.of()));
    }

    /** How often the rows of a table use each code. */
    static final class Tally {
        /** A stay that uses more is none: further codes are counted as no codes. */
        private static final int CODES_MAX = 5_000;

        private final List<Element> elements;
        private final Map<Code, Long> times = new LinkedHashMap<>();

        private record Code(String system, String code) {}

        private Tally(List<Element> elements) {
            this.elements = elements;
        }

        /** @param values of a row, by element */
        void add(Map<String, String> values) {
            for (Element element : elements) {
                String value = values.getOrDefault(element.name(), "");
                List<String> codes = element.separator().isEmpty() ? List.of(value) : RuleBook.items(value);
                for (String code : codes) {
                    if (!code.isBlank()) {
                        count(CodeUses.Used.of(element.system(), code, 1));
                    }
                }
            }
        }

        private void count(CodeUses.Used use) {
            Code code = new Code(use.system(), use.code());
            boolean isOneTooMany = times.size() >= CODES_MAX && !times.containsKey(code);
            times.merge(isOneTooMany ? new Code(use.system(), CodeUses.OTHER) : code, 1L, Long::sum);
        }

        List<CodeUses.Used> used() {
            return times.entrySet().stream()
                    .map(one -> new CodeUses.Used(
                            one.getKey().system(), one.getKey().code(), one.getValue()))
                    .toList();
        }
    }
}
