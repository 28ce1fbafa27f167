package vn.khop.server.feed;

import java.io.IOException;
import java.io.Reader;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.SourceFeed;

/** A CSV file of people with the columns of the default schema, as messages to feed. */
public final class PeopleFile {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

    private PeopleFile() {}

    /**
     * One message for each row, in the order of the file; each keyed by its content's place, so that a file fed twice takes effect once.
     *
     * @throws IOException if the file is not CSV, or a row lacks its facility or its number; the message names the row
     */
    public static List<SourceFeed> read(Reader file) throws IOException {
        List<SourceFeed> feeds = new ArrayList<>();
        try (CSVParser rows = FORMAT.parse(file)) {
            for (CSVRecord row : rows) {
                feeds.add(feed(row));
            }
        }
        return feeds;
    }

    private static SourceFeed feed(CSVRecord row) throws IOException {
        Map<String, String> columns = new LinkedHashMap<>();
        row.toMap().forEach((column, value) -> {
            if (!value.isBlank() && !column.equals("record_id")) {
                columns.put(column, value);
            }
        });
        if (!columns.containsKey(Columns.FACILITY) || !columns.containsKey(Columns.MRN)) {
            throw new IOException("row " + row.getRecordNumber()
                    + " has no facility or no mrn: both are needed to know the record again");
        }
        return feed(columns);
    }

    /** @param columns what the row says, facility and number included */
    static SourceFeed feed(Map<String, String> columns) {
        return new SourceFeed(
                Objects.requireNonNull(columns.get(Columns.FACILITY)),
                Objects.requireNonNull(columns.get(Columns.MRN)),
                columns,
                Optional.empty(),
                eventTime(columns),
                Optional.empty());
    }

    /** A day, which is its beginning in Vietnam, or a time with its offset, or else Vietnam's; empty if it is neither. */
    private static Optional<Instant> eventTime(Map<String, String> columns) {
        String text = columns.getOrDefault(Columns.RECORDED_AT, "").strip().replace(' ', 'T');
        try {
            if (!text.contains("T")) {
                return Optional.of(text)
                        .filter(day -> !day.isEmpty())
                        .map(day -> LocalDate.parse(day).atStartOfDay(VIETNAM).toInstant());
            }
            TemporalAccessor time =
                    DateTimeFormatter.ISO_DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
            return Optional.of(
                    time instanceof OffsetDateTime exact
                            ? exact.toInstant()
                            : LocalDateTime.from(time).atZone(VIETNAM).toInstant());
        } catch (DateTimeException neither) {
            return Optional.empty();
        }
    }
}
