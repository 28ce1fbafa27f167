package vn.khop.terminology.suggest;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A hospital's own list as it is in its file.
 *
 * @param rows those that can be used, in the file's order
 * @param issues what is wrong, row by row; where there is any, nobody should go on without having seen it
 */
public record LocalList(List<Row> rows, List<Issue> issues) {
    private static final int ROWS_MAX = 200_000;
    private static final int TEXT_CHARACTERS_MAX = 2_000;

    public LocalList {
        rows = List.copyOf(rows);
        issues = List.copyOf(issues);
    }

    /**
     * @param number as a spreadsheet counts: the header is 1
     * @param uses how often the hospital uses the code; 1 where the list does not say
     * @param chosen the code to which it is mapped already, where the list says so
     */
    public record Row(int number, LocalRow row, long uses, Optional<String> chosen) {}

    /**
     * @param row as a spreadsheet counts; 0 for the whole file
     * @param english what was found and what was expected
     * @param vietnamese the same
     */
    public record Issue(int row, String english, String vietnamese) {
        /** In English, with its row. */
        public String text() {
            return row == 0 ? english : "row " + row + ": " + english;
        }

        public String vietnameseText() {
            return row == 0 ? vietnamese : "dòng " + row + ": " + vietnamese;
        }
    }

    /** What a column of the file is. */
    public enum Part {
        CODE,
        NAME,
        GROUP,
        INGREDIENT,
        STRENGTH,
        FORM,
        ROUTE,
        USES,
        CHOSEN
    }

    /** @param headers of the columns that are there; the name's is needed. Codes must be distinct where there are any */
    public record Columns(Map<Part, String> headers, char delimiter) {
        public Columns {
            headers = Map.copyOf(headers);
        }
    }

    /** From CSV in UTF-8 with a header. */
    public static LocalList read(InputStream file, Columns columns) {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setDelimiter(columns.delimiter())
                .setIgnoreEmptyLines(false)
                .get();
        try (InputStreamReader text = new InputStreamReader(
                        file,
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT));
                CSVParser parser = format.parse(text)) {
            Iterator<CSVRecord> records = parser.iterator();
            return read(
                    new Iterator<>() {
                        @Override
                        public boolean hasNext() {
                            return records.hasNext();
                        }

                        @Override
                        public List<String> next() {
                            return records.next().toList();
                        }
                    },
                    columns);
        } catch (CharacterCodingException e) {
            return notUtf8();
        } catch (IOException | UncheckedIOException e) {
            return e.getCause() instanceof CharacterCodingException
                    ? notUtf8()
                    : unreadable(
                            "the file is no CSV (" + e.getMessage() + ")",
                            "tệp không phải CSV (" + e.getMessage() + ")");
        }
    }

    private static LocalList notUtf8() {
        return unreadable(
                "the file is not UTF-8: save it as CSV UTF-8", "tệp không phải UTF-8: hãy lưu lại dạng CSV UTF-8");
    }

    private static LocalList unreadable(String english, String vietnamese) {
        return new LocalList(List.of(), List.of(new Issue(0, english, vietnamese)));
    }

    /** From cells, the header first. */
    public static LocalList read(Iterator<List<String>> cells, Columns columns) {
        if (!cells.hasNext()) {
            return unreadable(
                    "the file is empty; expected a header and rows", "tệp trống: cần dòng tiêu đề và các dòng");
        }
        List<String> header = cells.next().stream()
                .map(name -> name.replace("\uFEFF", "").strip())
                .toList();
        Map<Part, Integer> places = new LinkedHashMap<>();
        for (Map.Entry<Part, String> column : columns.headers().entrySet()) {
            int at = header.indexOf(column.getValue());
            if (at < 0) {
                return unreadable(
                        "the header has no column '" + column.getValue() + "'; it has " + String.join(", ", header),
                        "dòng tiêu đề không có cột '" + column.getValue() + "'; chỉ có " + String.join(", ", header));
            }
            places.put(column.getKey(), at);
        }
        if (!places.containsKey(Part.NAME)) {
            return unreadable("no column of names is declared", "chưa khai cột tên");
        }
        Reader reader = new Reader(header.size(), places);
        int number = 1;
        while (cells.hasNext()) {
            number++;
            reader.take(number, cells.next());
            if (number > ROWS_MAX) {
                return unreadable(
                        "the file has more than " + ROWS_MAX + " rows: divide it",
                        "tệp có hơn " + ROWS_MAX + " dòng: hãy chia nhỏ");
            }
        }
        return new LocalList(reader.rows, reader.issues);
    }

    private static final class Reader {
        private final int width;
        private final Map<Part, Integer> places;
        private final List<Row> rows = new ArrayList<>();
        private final List<Issue> issues = new ArrayList<>();
        private final Map<String, Integer> seen = new HashMap<>();

        Reader(int width, Map<Part, Integer> places) {
            this.width = width;
            this.places = places;
        }

        void take(int number, List<String> cells) {
            if (cells.stream().allMatch(String::isBlank)) {
                return;
            }
            if (cells.size() != width) {
                issues.add(new Issue(
                        number,
                        "found " + cells.size() + " fields, the header has " + width,
                        "có " + cells.size() + " ô, dòng tiêu đề có " + width));
                return;
            }
            for (String cell : cells) {
                if (cell.length() > TEXT_CHARACTERS_MAX) {
                    issues.add(new Issue(
                            number,
                            "a cell has " + cell.length() + " characters, at most " + TEXT_CHARACTERS_MAX
                                    + " are taken",
                            "một ô có " + cell.length() + " ký tự, nhiều nhất được " + TEXT_CHARACTERS_MAX));
                    return;
                }
            }
            String code = cell(cells, Part.CODE);
            if (places.containsKey(Part.CODE) && code.isEmpty()) {
                issues.add(new Issue(number, "there is no code", "thiếu mã"));
                return;
            }
            if (cell(cells, Part.NAME).isEmpty()) {
                issues.add(new Issue(number, "there is no name", "thiếu tên"));
                return;
            }
            Integer before = code.isEmpty() ? null : seen.putIfAbsent(code, number);
            if (before != null) {
                issues.add(new Issue(
                        number,
                        "code '" + code + "' stands in row " + before + " already",
                        "mã '" + code + "' đã có ở dòng " + before));
                return;
            }
            Optional<Long> uses = uses(cell(cells, Part.USES));
            if (uses.isEmpty()) {
                issues.add(new Issue(
                        number,
                        "found '" + cell(cells, Part.USES) + "' uses, expected a whole number from 0",
                        "số lượt là '" + cell(cells, Part.USES) + "', cần số nguyên từ 0"));
                return;
            }
            rows.add(new Row(
                    number,
                    new LocalRow(
                            code,
                            cell(cells, Part.NAME),
                            cell(cells, Part.GROUP),
                            cell(cells, Part.INGREDIENT),
                            cell(cells, Part.STRENGTH),
                            cell(cells, Part.FORM),
                            cell(cells, Part.ROUTE)),
                    uses.get(),
                    Optional.of(cell(cells, Part.CHOSEN)).filter(chosen -> !chosen.isEmpty())));
        }

        private String cell(List<String> cells, Part part) {
            Integer at = places.get(part);
            return at == null ? "" : cells.get(at).strip();
        }

        private static Optional<Long> uses(String text) {
            if (text.isEmpty()) {
                return Optional.of(1L);
            }
            return text.matches("\\d{1,15}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
        }
    }
}
