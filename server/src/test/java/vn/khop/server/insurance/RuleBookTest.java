package vn.khop.server.insurance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
            ClaimTable.XML2, "Bang_2_Thuoc",
            ClaimTable.XML3, "Bang_3_DVKT_VTYT",
            ClaimTable.XML4, "Bang_4_Dich_vu_CLS",
            ClaimTable.XML5, "Bang_5_Dien_bien_lam_sang",
            ClaimTable.XML6, "Bang_6_HIV_AIDS",
            ClaimTable.XML7, "Bang_7_Giay_ra_vien",
            ClaimTable.XML8, "Bang_8_Tom_tat_HSBA",
            ClaimTable.XML9, "Bang_9_Giay_chung_sinh");

    /** By hand, from the columns of the portal's sheets. */
    private static final Map<String, String> PORTAL_TAKES_MORE =
            Map.of("XML3 GOI_VTYT", "4", "XML3 TT_THAU", "100", "XML4 MA_DICH_VU", "50");

    private static final Pattern RAISED = Pattern.compile("kích thước tối đa lên (\\d+) ký tự");

    private final RuleBook rules = RuleBook.open();

    /** The rows of one stay as the generator writes them, by table. */
    private static Map<ClaimTable, Map<String, String>> written() {
        Map<ClaimTable, Map<String, String>> rows = new EnumMap<>(ClaimTable.class);
        rows.put(ClaimTable.CHECK_IN, ClaimFiles.arrival("lk", "bn", "Mạc Văn Tải", "198507210000", "1"));
        rows.put(
                ClaimTable.XML1,
                ClaimFiles.with(
                        ClaimFiles.summary("lk", "bn", "Mạc Văn Tải", "198507210000", "1"), "MA_LOAI_KCB", "03"));
        rows.put(ClaimTable.XML2, ClaimFiles.drug("lk"));
        rows.put(ClaimTable.XML3, ClaimFiles.service("lk"));
        rows.put(ClaimTable.XML4, ClaimFiles.result("lk"));
        rows.put(ClaimTable.XML5, ClaimFiles.course("lk"));
        rows.put(ClaimTable.XML6, ClaimFiles.treatment("lk", "198507210000", "1"));
        rows.put(ClaimTable.XML7, ClaimFiles.discharge("lk"));
        rows.put(ClaimTable.XML8, ClaimFiles.recordSummary("lk"));
        rows.put(ClaimTable.XML9, ClaimFiles.certificate("lk", "Sùng Thị Dở", "19961123", "7"));
        return rows;
    }

    private static Map<String, String> written(ClaimTable table) {
        return Objects.requireNonNull(written().get(table));
    }

    private static ClaimRow row(ClaimTable table, Map<String, String> values) {
        Map<String, String> filled = new LinkedHashMap<>(values);
        filled.values().removeIf(String::isEmpty);
        return new ClaimRow(table, 1, filled, Set.of());
    }

    @Test
    void everyRowThatTheGeneratorCallsGoodBreaksNoRule() {
        Map<ClaimTable, Map<String, String>> written = written();
        Beside beside = new Beside("01001", Optional.of(row(ClaimTable.XML1, written(ClaimTable.XML1))));
        written.forEach((table, values) -> {
            if (table != ClaimTable.XML9) {
                assertEquals(List.of(), rules.check(row(table, values), beside), table.name());
            }
        });
    }

    @Test
    void theGeneratorWritesTheElementsOfTheDecisionInTheirOrder() {
        written()
                .forEach((table, values) -> assertEquals(
                        rules.elements(table).stream()
                                .map(RuleBook.ElementRule::element)
                                .toList(),
                        List.copyOf(values.keySet()),
                        table.name()));
    }

    /** By hand, one of each kind: the row, the XML1 beside it, and what is told. */
    @Test
    void rulesBetweenElementsAndTablesAreToldByTheElementThatBreaksThem() {
        record Case(ClaimTable table, String element, String rule, String... changes) {}
        List<Case> cases = List.of(
                new Case(ClaimTable.XML2, "TT_THAU", "NEEDED_WHEN", "TT_THAU", ""),
                new Case(ClaimTable.XML3, "NGUOI_THUC_HIEN", "NEEDED_WHEN", "NGUOI_THUC_HIEN", ""),
                new Case(ClaimTable.XML3, "MA_XANG_DAU", "NEEDED_WHEN", "MA_NHOM", "12"),
                new Case(ClaimTable.XML4, "NGAY_KQ", "NEEDED_WHEN", "NGAY_KQ", ""),
                new Case(
                        ClaimTable.XML6,
                        "PHACDO_DTRI_LAO",
                        "NEEDED_WHEN",
                        "LOAI_DTRI_LAO",
                        "1",
                        "NGAYBD_DTRI_LAO",
                        "20261001"),
                new Case(ClaimTable.XML6, "NGAY_BAT_DAU_XU_TRI", "NEEDED_WHEN", "NGAY_BAT_DAU_XU_TRI", ""),
                new Case(
                        ClaimTable.XML6,
                        "MA_BAC_PHAC_DO",
                        "NEEDED_WHEN",
                        "MA_PHAC_DO_DIEU_TRI",
                        "KHAC",
                        "MA_BAC_PHAC_DO",
                        ""),
                new Case(ClaimTable.XML6, "NGAY_SINH", "AS_IN_SUMMARY", "NGAY_SINH", "198507220000"),
                new Case(ClaimTable.XML8, "NGAY_RA", "AS_IN_SUMMARY", "NGAY_RA", "202611101031"),
                new Case(ClaimTable.XML2, "NGAY_YL", "IN_STAY", "NGAY_YL", "202611092359"),
                new Case(ClaimTable.XML2, "NGAY_TH_YL", "IN_STAY", "NGAY_TH_YL", "202611110000"),
                new Case(ClaimTable.XML5, "THOI_DIEM_DBLS", "IN_STAY", "THOI_DIEM_DBLS", "202612100840"),
                // 60 days after 2026-11-10 is 2027-01-09.
                new Case(ClaimTable.XML4, "NGAY_KQ", "IN_STAY", "NGAY_KQ", "202701100000"),
                new Case(ClaimTable.XML3, "NGAY_TH_YL", "NOT_BEFORE", "NGAY_TH_YL", "202611100829"),
                new Case(ClaimTable.XML3, "NGAY_KQ", "NOT_BEFORE", "NGAY_KQ", "202611100829"),
                new Case(ClaimTable.XML2, "THANH_TIEN_BV", "PRODUCT", "THANH_TIEN_BV", "30010.02"),
                new Case(ClaimTable.XML3, "THANH_TIEN_BH", "PRODUCT", "TYLE_TT_BH", "80"),
                new Case(ClaimTable.XML3, "NGAY_YL", "ORDER_WITHOUT_TIME", "NGAY_YL", ""),
                new Case(ClaimTable.XML3, "MA_DICH_VU", "NOTHING_DONE", "MA_DICH_VU", ""),
                new Case(
                        ClaimTable.XML6,
                        "SO_NGAY_CAP_THUOC_ARV",
                        "ARV_LONGER_THAN_TREATMENT",
                        "SO_NGAY_CAP_THUOC_ARV",
                        "31"),
                new Case(ClaimTable.XML6, "MA_XU_TRI", "CODE", "MA_XU_TRI", "1;9"),
                new Case(ClaimTable.XML2, "MA_CSKCB_THUOC", "OTHER_FACILITY", "MA_CSKCB_THUOC", "X.01001"));
        Beside beside = new Beside("01001", Optional.of(row(ClaimTable.XML1, written(ClaimTable.XML1))));
        for (Case one : cases) {
            Map<String, String> changed = ClaimFiles.with(written(one.table()), one.changes());
            assertEquals(
                    List.of(one.element() + " " + one.rule()),
                    rules.check(row(one.table(), changed), beside).stream()
                            .map(fault -> fault.element() + " " + fault.rule())
                            .toList(),
                    one.toString());
        }
        List.of(
                        ClaimFiles.with(written(ClaimTable.XML2), "TT_THAU", "", "MA_NHOM", "17"),
                        ClaimFiles.with(
                                written(ClaimTable.XML2), "NGAY_YL", "202611100000", "MA_CSKCB_THUOC", "HC.01C51"))
                .forEach(good -> assertEquals(List.of(), rules.check(row(ClaimTable.XML2, good), beside)));
        assertEquals(
                List.of(),
                rules.check(
                        row(
                                ClaimTable.XML3,
                                ClaimFiles.with(
                                        written(ClaimTable.XML3),
                                        "MA_DICH_VU",
                                        "23.0041.1506.K.01013",
                                        "NGAY_YL",
                                        "",
                                        "NGAY_KQ",
                                        "202701090000")),
                        beside));
        Beside outpatient = new Beside(
                "01001",
                Optional.of(row(ClaimTable.XML1, ClaimFiles.with(written(ClaimTable.XML1), "MA_LOAI_KCB", "01"))));
        assertEquals(
                List.of("SUMMARY_OF_OUTPATIENT"),
                rules.check(row(ClaimTable.XML8, written(ClaimTable.XML8)), outpatient).stream()
                        .map(Fault::rule)
                        .toList());
        assertEquals(
                List.of(),
                rules.check(
                        row(ClaimTable.XML6, ClaimFiles.treatment("lk", "199001010000", "2")),
                        Beside.nothingOf("01001")),
                "what is not known contradicts nothing");
    }

    @Test
    void everyPairRuleNamesElementsOfItsTableAndOfXml1() {
        Set<String> summary = elements(ClaimTable.XML1);
        for (PairRule rule : rules.pairRules()) {
            assertTrue(elements(rule.table()).containsAll(rule.named()), rule.toString());
            assertTrue(
                    rule.kind() != PairRule.Kind.AS_IN_SUMMARY || summary.containsAll(rule.others()), rule.toString());
            assertTrue(!rule.fault().text().vi().contains("%s")
                    && !rule.fault().text().en().contains("%s"));
        }
        assertEquals(
                EnumSet.allOf(PairRule.Kind.class),
                rules.pairRules().stream().map(PairRule::kind).collect(Collectors.toSet()));
    }

    private Set<String> elements(ClaimTable table) {
        return rules.elements(table).stream().map(RuleBook.ElementRule::element).collect(Collectors.toSet());
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
                            && row.get(1).strip().matches("[A-Z0-9_]+")
                            && row.get(2).strip().matches("Chuỗi|Số");
                    if (isElement) {
                        RuleBook.ElementRule rule = declared.get(place);
                        place++;
                        String changes = row.stream().skip(5).collect(Collectors.joining(" "));
                        assertEquals(row.get(1).strip(), rule.element());
                        assertEquals(
                                row.get(2).strip().equals("Số") && !changes.contains("kiểu dữ liệu thành chuỗi"),
                                rule.isNumber(),
                                rule.element());
                        Matcher raised = RAISED.matcher(changes);
                        String length =
                                raised.find() ? raised.group(1) : row.get(3).strip();
                        String atPortal = PORTAL_TAKES_MORE.getOrDefault(table.getKey() + " " + rule.element(), length);
                        assertEquals(
                                atPortal,
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
