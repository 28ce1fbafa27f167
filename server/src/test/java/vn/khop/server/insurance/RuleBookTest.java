package vn.khop.server.insurance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;

/** The declared rules beside the decision that they are of, and beside themselves. */
class RuleBookTest {
    private static final Map<ClaimTable, String> ANNEX = Map.of(
            ClaimTable.CHECK_IN, "Bang_Check_in",
            ClaimTable.XML1, "Bang_1_Tong_hop",
            ClaimTable.XML7, "Bang_7_Giay_ra_vien",
            ClaimTable.XML9, "Bang_9_Giay_chung_sinh");

    private final RuleBook rules = RuleBook.open();

    @Test
    void everyRowThatTheGeneratorCallsGoodBreaksNoRule() {
        List.of(
                        new ClaimRow(
                                ClaimTable.XML1,
                                1,
                                filled(ClaimFiles.summary("lk", "bn", "Mạc Văn Tải", "198507210000", "1")),
                                Set.of()),
                        new ClaimRow(ClaimTable.XML7, 1, filled(ClaimFiles.discharge("lk")), Set.of()),
                        new ClaimRow(
                                ClaimTable.CHECK_IN,
                                1,
                                filled(ClaimFiles.arrival("lk", "bn", "Mạc Văn Tải", "198507210000", "1")),
                                Set.of()))
                .forEach(row -> assertEquals(List.of(), rules.check(row, "01001"), row.toString()));
    }

    private static Map<String, String> filled(Map<String, String> row) {
        Map<String, String> filled = new LinkedHashMap<>(row);
        filled.values().removeIf(String::isEmpty);
        return filled;
    }

    @Test
    void theGeneratorWritesTheElementsOfTheDecisionInTheirOrder() {
        assertEquals(
                rules.elements(ClaimTable.XML1).stream()
                        .map(RuleBook.ElementRule::element)
                        .toList(),
                List.copyOf(ClaimFiles.summary("", "", "", "", "").keySet()));
        assertEquals(
                rules.elements(ClaimTable.XML7).stream()
                        .map(RuleBook.ElementRule::element)
                        .toList(),
                List.copyOf(ClaimFiles.discharge("").keySet()));
        assertEquals(
                rules.elements(ClaimTable.XML9).stream()
                        .map(RuleBook.ElementRule::element)
                        .toList(),
                List.copyOf(ClaimFiles.certificate("", "", "", "").keySet()));
        assertEquals(
                rules.elements(ClaimTable.CHECK_IN).stream()
                        .map(RuleBook.ElementRule::element)
                        .toList(),
                List.copyOf(ClaimFiles.arrival("", "", "", "", "").keySet()));
    }

    @Test
    void everyCrossRuleIsDeclaredOnceAndNamesAnElementOfEachOfItsTables() {
        assertEquals(
                EnumSet.allOf(CrossRule.Rule.class),
                rules.crossRules().stream().map(CrossRule::rule).collect(Collectors.toSet()));
        assertEquals(CrossRule.Rule.values().length, rules.crossRules().size());
        for (CrossRule rule : rules.crossRules()) {
            for (ClaimTable table : rule.tables()) {
                assertTrue(
                        rules.elements(table).stream()
                                .anyMatch(element ->
                                        element.element().equals(rule.fault().element())),
                        rule.rule() + " " + table);
            }
            assertTrue(!rule.fault().text().vi().isBlank()
                    && !rule.fault().text().en().isBlank());
        }
    }

    @Test
    void namesTypesAndLengthsAreThoseOfTheAnnex() throws Exception {
        String data = System.getenv("KHOP_DATA");
        assumeTrue(data != null, "KHOP_DATA names no folder with the annex");
        for (Map.Entry<ClaimTable, String> table : ANNEX.entrySet()) {
            Path file = Path.of(data, "xml", "qd4750-annex-csv", table.getValue() + ".csv");
            List<RuleBook.ElementRule> declared = rules.elements(table.getKey());
            int place = 0;
            try (Reader text = Files.newBufferedReader(file);
                    CSVParser rows = CSVFormat.RFC4180.parse(text)) {
                for (CSVRecord row : rows) {
                    boolean isElement = row.size() > 3
                            && row.get(1).matches("[A-Z0-9_]+")
                            && row.get(2).matches("Chuỗi|Số");
                    if (isElement) {
                        RuleBook.ElementRule rule = declared.get(place);
                        place++;
                        String changes = row.stream().skip(5).collect(Collectors.joining(" "));
                        assertEquals(row.get(1), rule.element());
                        assertEquals(
                                row.get(2).equals("Số") && !changes.contains("kiểu dữ liệu thành chuỗi"),
                                rule.isNumber(),
                                rule.element());
                        String length = changes.contains("kích thước tối đa lên 4 ký tự") ? "4" : row.get(3);
                        assertEquals(
                                length,
                                rule.lengthMax().isPresent()
                                        ? String.valueOf(rule.lengthMax().getAsInt())
                                        : "n",
                                rule.element());
                    }
                }
            }
            assertEquals(declared.size(), place, table.getKey().toString());
        }
    }
}
