package vn.khop.server.insurance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Rows of each table that is held against rules, drawn, with one element of each broken in every way in which the decision lets it be broken: what must be said is known by what was done. The table of elements is read here by itself,
 * and the rows go the way of a file: written as XML and read again.
 */
class DrawnTablesTest {
    private final long seed =
            Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);
    private final SplittableRandom random = new SplittableRandom(seed);
    private final RuleBook rules = RuleBook.open();
    private static final List<String> BETWEEN_PAIRS =
            Arrays.stream(PairRule.Kind.values()).map(Enum::name).toList();
    private final TableReader reader = new TableReader();

    /** An element as its line has it. */
    private record Element(
            ClaimTable table,
            String name,
            boolean isNumber,
            String length,
            boolean isRequired,
            String form,
            boolean isRefusing) {}

    /** A way to break it. */
    private record Broken(Element element, String value, String rule) {}

    private static List<Element> elements() throws IOException {
        try (InputStream in = Objects.requireNonNull(RuleBook.class.getResourceAsStream("elements.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split("\t", -1))
                    .filter(cells -> cells.length == 9 && cells[1].matches("\\d+"))
                    .map(cells -> new Element(
                            ClaimTable.valueOf(cells[0]),
                            cells[2],
                            cells[3].equals("number"),
                            cells[4],
                            cells[5].equals("required"),
                            cells[6],
                            cells[8].equals("refused")))
                    .toList();
        }
    }

    /** Texts that are not of the form, and no longer than any element of it may be. */
    private static List<String> outOf(String form) {
        return switch (form) {
            case "name" -> List.of("12345", "...");
            case "sex" -> List.of("0", "4");
            case "birth-12" -> List.of("19850721", "198502300000", "198507212460", "1985-07-21");
            case "birth-8" -> List.of("1985", "19850230", "21071985");
            case "time-12" -> List.of("20261110", "202613010000", "202611102400");
            case "date-8" -> List.of("20260230", "1/1/2026");
            case "date-8-or-12" -> List.of("2026", "20260230");
            case "dates-8" -> List.of("20260230", "2026");
            case "identity-number" -> List.of("00119012345", "p1234567");
            case "card", "cards" -> List.of("GD9010123456789", "GD40101");
            case "insurance-number" -> List.of("012345678", "0000000000");
            case "facility", "facilities" -> List.of("0100", "A1001");
            case "digits" -> List.of("O1", "x");
            case "supply-pack" -> List.of("G0", "1", "g1");
            case "other-facility" -> List.of("X.01001", "01001", "K.1001");
            default -> form.startsWith("codes") ? List.of(form.contains(" 0 ") ? "99" : "0", "9;x") : List.of();
        };
    }

    private static List<Broken> waysToBreak(Element element) {
        List<Broken> ways = new ArrayList<>();
        if (element.isRequired()) {
            ways.add(new Broken(element, "", "REQUIRED"));
        }
        int length = element.length().equals("n") ? Integer.MAX_VALUE : Integer.parseInt(element.length());
        if (length < Integer.MAX_VALUE) {
            ways.add(new Broken(element, "1".repeat(length + 1), "TOO_LONG"));
        }
        if (element.isNumber()) {
            ways.add(new Broken(element, "x", "NUMBER"));
        }
        outOf(element.form()).stream()
                .filter(text -> text.length() <= length && !(element.isNumber() && !text.matches("\\d+")))
                .forEach(text -> ways.add(new Broken(
                        element,
                        text,
                        element.form().startsWith("codes")
                                ? "CODE"
                                : element.form()
                                        .toUpperCase(java.util.Locale.ROOT)
                                        .replace('-', '_'))));
        return ways;
    }

    private Map<String, String> good(ClaimTable table) {
        String stay = "lk-" + random.nextInt(1_000_000);
        return switch (table) {
            case XML2 -> ClaimFiles.drug(stay);
            case XML3 -> ClaimFiles.service(stay);
            case XML4 -> ClaimFiles.result(stay);
            case XML5 -> ClaimFiles.course(stay);
            case XML6 -> ClaimFiles.treatment(stay, "198507210000", "1");
            case XML8 -> ClaimFiles.recordSummary(stay);
            case XML7 -> ClaimFiles.discharge(stay);
            case XML9 ->
                ClaimFiles.with(
                        ClaimFiles.certificate(stay, "Sùng Thị Dở", "19961123", String.valueOf(random.nextInt(1_000))),
                        "SO_CCCD_NND",
                        "001196112317",
                        "MA_THE_TAM",
                        "TE1010123456789");
            case CHECK_IN -> ClaimFiles.arrival(stay, "7" + random.nextInt(1_000), "Sùng A Chất", "198507210000", "1");
            default -> ClaimFiles.drawnSummary(random, stay, "7" + random.nextInt(1_000));
        };
    }

    private ClaimRow read(ClaimTable table, Map<String, String> row) {
        String document =
                table == ClaimTable.CHECK_IN ? ClaimFiles.checkIns(row) : ClaimFiles.table(table.name(), List.of(row));
        try {
            List<ClaimRow> rows = new ArrayList<>();
            reader.each(table, new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)), rows::add);
            return rows.get(0);
        } catch (Unreadable e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyElementBrokenInEveryWayIsToldByItsNameAndItsRule() throws IOException {
        int broken = 0;
        for (Element element : elements()) {
            for (Broken way : waysToBreak(element)) {
                Map<String, String> row = new LinkedHashMap<>(good(element.table()));
                row.put(element.name(), way.value());
                List<Fault> told = rules.check(read(element.table(), row), Beside.nothingOf("01001")).stream()
                        .filter(fault -> fault.element().equals(element.name()))
                        .toList();
                String what = element.table() + " " + element.name() + " as " + way.rule() + ", -Dtests.seed="
                        + Long.toHexString(seed);
                Fault fault = told.stream()
                        .filter(one -> one.rule().equals(way.rule()))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(
                                what + ": " + told.stream().map(Fault::rule).collect(Collectors.joining(", "))));
                assertEquals(element.isRefusing(), fault.isRefusing(), what);
                assertTrue(!fault.text().vi().isBlank() && !fault.text().en().isBlank(), what);
                assertTrue(way.value().length() < 5 || !fault.toString().contains(way.value()), what);
                broken++;
            }
        }
        assertTrue(broken > 600, broken + " ways");
    }

    /** Several elements of one row at once: each is told, and nothing else is. */
    @Test
    void aRowThatIsBrokenInSeveralPlacesIsToldOfEach() throws IOException {
        Map<ClaimTable, List<Element>> byTable = elements().stream().collect(Collectors.groupingBy(Element::table));
        for (int drawn = 0; drawn < 300; drawn++) {
            ClaimTable table = ClaimTable.values()[random.nextInt(ClaimTable.XML9.ordinal() + 1)];
            Map<String, String> row = new LinkedHashMap<>(good(table));
            Map<String, String> expected = new LinkedHashMap<>();
            for (Element element : Objects.requireNonNull(byTable.get(table))) {
                // A stay's key and what other elements are held against are broken one at a time, above.
                boolean isFree = element.form().isEmpty() || element.form().equals("digits");
                List<Broken> ways = waysToBreak(element);
                if (isFree && !ways.isEmpty() && random.nextInt(6) == 0) {
                    Broken way = ways.get(random.nextInt(ways.size()));
                    row.put(element.name(), way.value());
                    expected.put(element.name(), way.rule());
                }
            }
            Map<String, String> told = new LinkedHashMap<>();
            rules.check(read(table, row), Beside.nothingOf("01001")).stream()
                    .filter(fault -> !fault.rule().contains("_AFTER_")
                            && !fault.rule().contains("_BEFORE_")
                            && !fault.rule().startsWith("DAYS_OFF")
                            && !fault.rule().startsWith("REASON_")
                            && BETWEEN_PAIRS.stream().noneMatch(fault.rule()::equals))
                    .forEach(fault -> told.put(fault.element(), fault.rule()));
            assertEquals(expected, told, table + ", -Dtests.seed=" + Long.toHexString(seed));
        }
    }
}
