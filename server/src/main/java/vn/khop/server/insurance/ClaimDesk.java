package vn.khop.server.insurance;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.codes.CodeUses;
import vn.khop.server.registry.FeedOutcome;
import vn.khop.server.registry.PartialFeed;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.Together;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.terminology.concept.QuestionDate;

/*
 * A file is looked through before anything of it is taken: what is broken, brings what no honest file brings, or has another number of dossiers than it says, is refused as a whole. Then dossier after
 * dossier is taken, each in one transaction; a server that is killed between two has taken the first, and the same file sent again takes the rest.
 *
 * A stay is sent again and again: until it ends, when somebody corrects it, when a line broke. What came is known by facility, stay, table and content. The same content is taken once. Other content
 * takes the place of the former if it was not made before it; and as a table that is not sent again still holds, people are read from all tables of the stay that hold.
 */
/** Takes what hospitals send to the health insurance. Thread-safe. */
public final class ClaimDesk {
    /** Clocks of hospitals are not all right. */
    private static final Duration AHEAD_MAX = Duration.ofDays(1);

    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final String OUR_OWN = "Khớp";
    private static final String ENVELOPE = "QĐ 130/QĐ-BYT, GIAMDINHHS";

    private final RuleBook rules = RuleBook.open();
    private final TableReader tables = new TableReader();
    private final PartialFeed feeds;
    private final Together together;
    private final RecordStore store;
    private final ReceivedTables received;
    private final CodeUses uses;
    private final AccessLog accessLog;
    private final Clock clock;

    /** @param uses joins the transactions of the others */
    public ClaimDesk(
            PartialFeed feeds,
            Together together,
            RecordStore store,
            ReceivedTables received,
            CodeUses uses,
            AccessLog accessLog,
            Clock clock) {
        this.feeds = feeds;
        this.together = together;
        this.store = store;
        this.received = received;
        this.uses = uses;
        this.accessLog = accessLog;
        this.clock = clock;
    }

    /** Bytes that can be read more than once. */
    @FunctionalInterface
    public interface Body {
        /** From the beginning, each time. */
        InputStream open() throws IOException;
    }

    /** The caller may not send for this facility. */
    public static final class NotYours extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotYours() {
            super("this client may not send for the facility that the file names in MACSKCB or MA_CSKCB");
        }
    }

    /**
     * Takes a {@code GIAMDINHHS}. Every row that is in the report as taken is stored and linked when this returns.
     *
     * @throws Unreadable if it is none, or is broken anywhere: nothing of it is taken
     * @throws NotYours if the actor may not feed for its facility
     */
    public Report takeClaims(Body body, Actor actor) throws Unreadable, IOException {
        Header header = lookThrough(body);
        requireOwn(header.facility(), actor);
        Report.Growing report = new Report.Growing(header.facility());
        try (InputStream bytes = body.open();
                Envelope envelope = Envelope.open(bytes)) {
            for (Optional<Envelope.Dossier> dossier = envelope.next(); dossier.isPresent(); dossier = envelope.next()) {
                Envelope.Dossier one = dossier.get();
                counted(report, () -> take(header, one, report, actor));
            }
            return report.report(envelope.dossiers());
        }
    }

    /** Takes a check-in message, likewise. */
    public Report takeCheckIns(Body body, Actor actor) throws Unreadable, IOException {
        Arrivals arrivals = arrivals(body);
        List<ClaimRow> rows = arrivals.rows();
        String facility = arrivals.facility();
        requireOwn(facility, actor);
        Report.Growing report = new Report.Growing(facility);
        report.counted(ClaimTable.CHECK_IN, rows.size());
        for (ClaimRow row : rows) {
            counted(report, () -> arrived(row, facility, report, actor));
        }
        return report.report(rows.size());
    }

    /** What a check-in message brings. */
    private record Arrivals(String facility, List<ClaimRow> rows) {}

    private Arrivals arrivals(Body body) throws Unreadable, IOException {
        List<ClaimRow> rows;
        try (InputStream bytes = body.open()) {
            rows = tables.read(ClaimTable.CHECK_IN, bytes).rows();
        }
        if (rows.isEmpty()) {
            throw new Unreadable(new Wording(
                    "không có dòng TRANG_THAI_KCB nào có MA_LK", "there is no TRANG_THAI_KCB with a MA_LK"));
        }
        return new Arrivals(
                rows.get(0).value("MA_CSKCB").filter(Form::isFacility).orElseThrow(() -> noFacility("MA_CSKCB")), rows);
    }

    /** A dossier or an arrival is a message, and is refused if any row of it is. */
    private void counted(Report.Growing report, Runnable work) {
        int before = report.refused();
        long began = System.nanoTime();
        work.run();
        if (report.refused() == before) {
            feeds.tally().taken(report.facility(), Duration.ofNanos(System.nanoTime() - began));
        } else {
            feeds.tally().refused(report.facility());
        }
    }

    private void arrived(ClaimRow row, String facility, Report.Growing report, Actor actor) {
        List<Fault> faults = new ArrayList<>(rules.check(row, Beside.nothingOf(facility)));
        Optional<Instant> time =
                row.value("NGAY_VAO").filter(Form.TIME_12::fits).map(ClaimDesk::instant);
        if (time.filter(this::isAhead).isPresent()) {
            faults.add(ahead("NGAY_VAO"));
        }
        if (isRefused(faults) || time.isEmpty()) {
            refuse(facility, row.place(), row, faults, report);
        } else {
            report.told(row.place(), row, faults);
            ClaimRow read = rules.readable(row, faults);
            Came came = new Came(facility, row.place(), time.get(), row.stay());
            Table table = new Table(ClaimTable.CHECK_IN, Envelope.hash(List.of(row)), 1, List.of(read), List.of());
            takeStay(came, List.of(table), report, actor);
        }
    }

    /**
     * Takes either, by the element that is around all others.
     *
     * @throws Unreadable if it is neither: nothing of it is taken
     */
    public Report take(Body body, Actor actor) throws Unreadable, IOException {
        return isCheckIns(body) ? takeCheckIns(body, actor) : takeClaims(body, actor);
    }

    /** Whose file it is. */
    public String facility(Body body) throws Unreadable, IOException {
        return isCheckIns(body) ? arrivals(body).facility() : lookThrough(body).facility();
    }

    private static boolean isCheckIns(Body body) throws Unreadable, IOException {
        try (InputStream bytes = body.open()) {
            return TableReader.isCheckIns(bytes);
        }
    }

    /** Why a row was not taken again. */
    public static final class NotResent extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** What kind of no it is. */
        public enum Reason {
            /** Nobody has a refused row of this number, as far as the caller may know. */
            UNKNOWN,
            /** Another row of its stay and table was taken since. */
            SETTLED,
            /** An element is named of which nothing is read. */
            UNKNOWN_ELEMENT,
            /** It still breaks a rule for which rows are refused. */
            STILL_REFUSED
        }

        private final Reason reason;

        NotResent(Reason reason, String message) {
            super(message);
            this.reason = reason;
        }

        public Reason reason() {
            return reason;
        }
    }

    /**
     * Takes a refused row with what somebody mended of it, by that person's word for its hospital. Of what it said only that is known which is read.
     *
     * @param mended by element what it should say; an empty text leaves the element out
     * @throws NotResent if it is not taken; the message says nothing that the row says
     */
    public Report resend(long number, Map<String, String> mended, Actor actor) {
        ReceivedTables.Refusal refusal = received.refusal(number)
                .filter(one -> !actor.isOneHospital() || actor.facilities().includes(one.facility()))
                .orElseThrow(() -> new NotResent(
                        NotResent.Reason.UNKNOWN,
                        "no refused row has this number: GET /api/v1/insurance/refusals lists those there are"));
        accessLog.record(new AccessEvent(actor, AccessAction.FEED, "", "refusal:" + number, AccessOutcome.SUCCESS));
        requireWaiting(number);
        String facility = refusal.facility();
        ClaimRow row = mended(refusal.row(), mended);
        List<Fault> faults = new ArrayList<>(rules.check(row, Beside.nothingOf(facility)).stream()
                .filter(fault ->
                        fault.element().isEmpty() || rules.read(row.table()).contains(fault.element()))
                .toList());
        ofStay(row, row.stay()).ifPresent(faults::add);
        if (isRefused(faults)) {
            throw new NotResent(
                    NotResent.Reason.STILL_REFUSED,
                    faults.stream()
                            .filter(Fault::isRefusing)
                            .map(fault -> fault.element() + " " + fault.text().en())
                            .collect(Collectors.joining("; ")));
        }
        Report.Growing report = new Report.Growing(facility);
        report.counted(row.table(), 1);
        report.told(1, row, faults);
        together.inOne(() -> store.claiming(claims(facility, row.stay()), () -> {
            requireWaiting(number);
            Map<ClaimTable, ReceivedTables.Received> holding = received.present(facility, row.stay());
            List<ClaimRow> rows = new ArrayList<>(row.table().isSingle() ? List.of() : rows(holding, row.table()));
            rows.add(rules.readable(row, faults));
            // Another row of the table waits for itself: that this one came does not mend it.
            List<ReceivedTables.Refusal> others = row.table().isSingle()
                    ? List.of()
                    : received.waiting(facility, row.stay(), row.table()).stream()
                            .filter(other -> other.number() != number)
                            .toList();
            Came came = new Came(facility, 1, resentAt(row, holding, refusal), row.stay());
            takeStay(
                    came,
                    List.of(new Table(row.table(), Envelope.hash(rows), rows.size(), rows, List.of())),
                    report,
                    actor.speakingFor(facility));
            received.settle(number, now());
            others.forEach(received::refuse);
            return true;
        }));
        return report.report(1);
    }

    private void requireWaiting(long number) {
        boolean isSettled = received.refusal(number)
                .flatMap(ReceivedTables.Refusal::settledAt)
                .isPresent();
        if (isSettled) {
            throw new NotResent(
                    NotResent.Reason.SETTLED,
                    "another row of this stay and table was taken since: nothing is left to do");
        }
    }

    private ClaimRow mended(ClaimRow row, Map<String, String> mended) {
        Set<String> read = rules.read(row.table());
        Map<String, String> values = new LinkedHashMap<>(row.values());
        mended.forEach((element, value) -> {
            if (!read.contains(element)) {
                throw new NotResent(
                        NotResent.Reason.UNKNOWN_ELEMENT,
                        "an element is named that is not read of " + row.table() + ": those are "
                                + String.join(", ", new TreeSet<>(read)));
            }
            if (value.isBlank()) {
                values.remove(element);
            } else {
                values.put(element, value.strip());
            }
        });
        return new ClaimRow(row.table(), row.place(), values, Set.of());
    }

    /** As late as what holds of its table, and else as late as the stay tells; the file in which it came is gone. */
    private static Instant resentAt(
            ClaimRow row, Map<ClaimTable, ReceivedTables.Received> holding, ReceivedTables.Refusal refusal) {
        return Optional.ofNullable(holding.get(row.table()))
                .map(ReceivedTables.Received::eventTime)
                .or(() -> Stream.of("NGAY_RA", "NGAY_VAO")
                        .flatMap(element -> row.value(element).stream())
                        .filter(Form.TIME_12::fits)
                        .map(ClaimDesk::instant)
                        .max(Instant::compareTo))
                .orElse(refusal.receivedAt());
    }

    /** Rows that were refused, for a hospital its own, and have not come better since, by number. */
    public List<ReceivedTables.Refusal> refusals(long after, int limit, Actor actor) {
        return received.refusals(
                actor.isOneHospital() ? actor.facilities() : FacilityScope.everyFacility(), after, limit);
    }

    /** One of them, with what is read of it; empty if there is none, or it is another facility's. */
    public Optional<ReceivedTables.Refusal> refusal(long number, Actor actor) {
        Optional<ReceivedTables.Refusal> found = received.refusal(number)
                .filter(refusal -> !actor.isOneHospital() || actor.facilities().includes(refusal.facility()));
        accessLog.record(found.map(refusal -> new AccessEvent(
                        actor, AccessAction.READ_SOURCE, "", "refusal:" + number, AccessOutcome.SUCCESS))
                .orElseGet(
                        () -> new AccessEvent(actor, AccessAction.READ_SOURCE, "", "", AccessOutcome.NOTHING_FOUND)));
        return found;
    }

    /**
     * What the envelope says of itself.
     *
     * @param made the day on which it was made, as digits
     */
    private record Header(String facility, String made) {}

    private Header lookThrough(Body body) throws Unreadable, IOException {
        try (InputStream bytes = body.open();
                Envelope envelope = Envelope.open(bytes)) {
            String facility =
                    envelope.header("MACSKCB").filter(Form::isFacility).orElseThrow(() -> noFacility("MACSKCB"));
            String made = envelope.header("NGAYLAP")
                    .filter(day -> Form.DATE_8_OR_12.fits(day))
                    .orElseThrow(() -> new Unreadable(new Wording(
                            "thiếu NGAYLAP hoặc không đúng dạng yyyymmdd, trước hồ sơ đầu tiên",
                            "NGAYLAP is missing or not a day as yyyymmdd, before the first dossier")));
            if (isAhead(day(made))) {
                throw new Unreadable(new Wording(
                        "NGAYLAP ở tương lai: sửa đồng hồ của hệ thống và gửi lại",
                        "NGAYLAP is a day to come: set the system's clock and send it again"));
            }
            while (envelope.next().isPresent()) {
                // until the end
            }
            Optional<String> announced = envelope.header("SOLUONGHOSO");
            if (announced
                    .filter(count -> !count.equals(String.valueOf(envelope.dossiers())))
                    .isPresent()) {
                throw new Unreadable(new Wording(
                        "SOLUONGHOSO khác số hồ sơ trong tệp (" + envelope.dossiers()
                                + "): tệp bị cắt hoặc ghép sai, gửi lại cả tệp",
                        "SOLUONGHOSO is not the number of dossiers in the file (" + envelope.dossiers()
                                + "): it was cut off or put together wrongly, send all of it again"));
            }
            return new Header(facility, made);
        }
    }

    private static Unreadable noFacility(String element) {
        return new Unreadable(new Wording(
                "thiếu " + element + " hoặc không phải mã cơ sở 5 ký tự",
                element + " is missing or not a facility's code of five characters"));
    }

    private static void requireOwn(String facility, Actor actor) {
        if (!actor.facilities().includes(facility)) {
            throw new NotYours();
        }
    }

    private boolean isAhead(Instant time) {
        return time.isAfter(clock.instant().plus(AHEAD_MAX));
    }

    private static Fault ahead(String element) {
        return new Fault(element, "TO_COME", OUR_OWN, new Wording("thời điểm ở tương lai", "is a time to come"), true);
    }

    /** One table of a dossier that is taken, with the codes that its rows use. */
    private record Table(
            ClaimTable table, String contentHash, int count, List<ClaimRow> read, List<CodeUses.Used> codes) {}

    /** Where something came from. */
    private record Came(String facility, int dossier, Instant eventTime, String stay) {}

    private void take(Header header, Envelope.Dossier dossier, Report.Growing report, Actor actor) {
        Map<ClaimTable, List<ClaimRow>> good = new EnumMap<>(ClaimTable.class);
        Map<ClaimTable, Envelope.File> files = new EnumMap<>(ClaimTable.class);
        for (Envelope.File file : dossier.files()) {
            file.table().ifPresent(table -> report.counted(table, file.count()));
            Optional<Fault> unreadable = fault(file, files);
            if (unreadable.isPresent()) {
                report.refused(dossier.place(), file.kind(), unreadable.get());
            } else {
                files.put(file.table().orElseThrow(), file);
            }
        }
        String stay = stay(files);
        Beside beside = new Beside(header.facility(), summary(files, header.facility(), stay));
        List<ReceivedTables.Refusal> refused = new ArrayList<>();
        files.forEach((table, file) -> {
            for (ClaimRow row : file.rows()) {
                List<Fault> faults = new ArrayList<>(rules.check(row, beside));
                ofStay(row, stay).ifPresent(faults::add);
                boolean isSecond = table.isSingle() && good.containsKey(table);
                if (isSecond) {
                    faults.add(second());
                }
                if (isRefused(faults)) {
                    report.refused(dossier.place(), row, faults);
                    refused.add(refusal(header.facility(), row, faults));
                } else {
                    report.told(dossier.place(), row, faults);
                    good.computeIfAbsent(table, key -> new ArrayList<>()).add(rules.readable(row, faults));
                }
            }
        });
        Set<ClaimTable> holding = EnumSet.noneOf(ClaimTable.class);
        files.forEach((table, file) -> {
            boolean isTaken =
                    table.isRead() ? good.containsKey(table) : isTaken(dossier.place(), file, stay, beside, report);
            if (isTaken) {
                holding.add(table);
            }
        });
        List<Table> taken = files.entrySet().stream()
                .filter(entry -> holding.contains(entry.getKey()))
                .map(entry -> new Table(
                        entry.getKey(),
                        entry.getValue().contentHash(),
                        entry.getValue().count(),
                        good.getOrDefault(entry.getKey(), List.of()),
                        entry.getValue().codes()))
                .toList();
        if (isStay(stay) && !taken.isEmpty()) {
            Came came = new Came(header.facility(), dossier.place(), eventTime(header.made(), good), stay);
            takeStay(came, taken, report, actor);
        }
        // After what is taken of the same table, which settles what waited of it before.
        if (isStay(stay) && !refused.isEmpty()) {
            LocalDate day = QuestionDate.dayAt(day(header.made()));
            together.inOne(() -> store.claiming(claims(header.facility(), stay), () -> {
                Set<ClaimTable> before =
                        received.present(header.facility(), stay).keySet();
                refused.stream()
                        .map(refusal -> refusal.row().table())
                        .distinct()
                        .filter(table -> !before.contains(table))
                        .forEach(table -> count(header.facility(), stay, table, day, codes(files, table)));
                refused.forEach(received::refuse);
                return true;
            }));
        } else {
            refused.forEach(received::refuse);
        }
    }

    private static List<CodeUses.Used> codes(Map<ClaimTable, Envelope.File> files, ClaimTable table) {
        return Optional.ofNullable(files.get(table)).map(Envelope.File::codes).orElse(List.of());
    }

    /** Once for a table of a stay, when it first comes, refused or not: who sends it again, corrected or not, has used nothing again; and nobody's diagnoses need to be kept until then. */
    private void count(String facility, String stay, ClaimTable table, LocalDate day, Collection<CodeUses.Used> codes) {
        if (!codes.isEmpty() && !received.wasRefused(facility, stay, table)) {
            uses.add(facility, day, codes);
        }
    }

    private static Set<String> claims(String facility, String stay) {
        return Set.of("stay:" + facility + "|" + stay);
    }

    private static boolean isStay(String key) {
        return !key.isEmpty() && Form.STAY.fits(key);
    }

    /** XML1 of the stay: the dossier's own, even if it is refused, or what is kept of the one that came before. */
    private Optional<ClaimRow> summary(Map<ClaimTable, Envelope.File> files, String facility, String stay) {
        return Optional.ofNullable(files.get(ClaimTable.XML1)).stream()
                .flatMap(file -> file.rows().stream())
                .filter(row -> row.stay().equals(stay))
                .findFirst()
                .or(() -> stay.isEmpty()
                        ? Optional.empty()
                        : rows(received.present(facility, stay), ClaimTable.XML1).stream()
                                .findFirst());
    }

    /** Whether a table is taken of which nothing is kept but that it came: if it is of the stay, or has no rows at all. */
    private boolean isTaken(int dossier, Envelope.File file, String stay, Beside beside, Report.Growing report) {
        ClaimTable table = file.table().orElseThrow();
        if (file.count() == 0) {
            return true;
        }
        if (rules.isChecked(table)) {
            return isAnyTaken(dossier, table, file, stay, beside, report);
        }
        boolean isOfStay = isStay(stay) && file.stay().equals(stay);
        if (!isOfStay) {
            report.refused(dossier, table.name(), otherStay());
        }
        return isOfStay;
    }

    private boolean isAnyTaken(
            int dossier, ClaimTable table, Envelope.File file, String stay, Beside beside, Report.Growing report) {
        int[] taken = {0};
        try {
            tables.each(table, file.document().get(), row -> {
                List<Fault> faults = new ArrayList<>(rules.check(row, beside));
                ofStay(row, stay).ifPresent(faults::add);
                if (isRefused(faults)) {
                    report.refused(dossier, row, faults);
                } else {
                    taken[0]++;
                    report.accepted();
                    report.told(dossier, row, faults);
                }
            });
        } catch (Unreadable e) {
            throw new IllegalStateException("a table that was read cannot be read again", e);
        }
        if (beside.summary().isEmpty()) {
            report.told(dossier, table, withoutSummary());
        }
        return taken[0] > 0;
    }

    private static Fault withoutSummary() {
        return new Fault(
                ClaimRow.STAY,
                "NO_SUMMARY",
                ENVELOPE,
                new Wording(
                        "chưa có XML1 của đợt điều trị này: không đối chiếu được",
                        "no XML1 of this stay has come: it could not be held against it"),
                false);
    }

    private static Optional<Fault> fault(Envelope.File file, Map<ClaimTable, Envelope.File> before) {
        if (file.fault().isPresent()) {
            return Optional.of(new Fault(
                    "NOIDUNGFILE", "UNREADABLE", ENVELOPE, file.fault().get(), true));
        }
        return file.table()
                .filter(before::containsKey)
                .map(table -> new Fault(
                        "LOAIHOSO",
                        "REPEATED",
                        ENVELOPE,
                        new Wording("bảng đã có trong hồ sơ này", "the dossier has this table already"),
                        true));
    }

    /** The stay that a dossier is about: XML1's, or else that of the first table that says one. */
    private static String stay(Map<ClaimTable, Envelope.File> files) {
        Stream<String> ofRows = Stream.concat(
                        Optional.ofNullable(files.get(ClaimTable.XML1)).stream(), files.values().stream())
                .flatMap(file -> file.rows().stream())
                .map(ClaimRow::stay);
        return Stream.concat(ofRows, files.values().stream().map(Envelope.File::stay))
                .filter(key -> !key.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static Optional<Fault> ofStay(ClaimRow row, String stay) {
        if (row.table() == ClaimTable.XML9 && !Patients.hasNumberOfItsOwn(row)) {
            return Optional.of(new Fault(
                    "SO",
                    RuleBook.TOO_LONG,
                    OUR_OWN,
                    new Wording("SO và QUYEN_SO dài quá 195 ký tự", "SO and QUYEN_SO have more than 195 characters"),
                    true));
        }
        return row.stay().equals(stay) ? Optional.empty() : Optional.of(otherStay());
    }

    private static Fault otherStay() {
        return new Fault(
                ClaimRow.STAY,
                "OTHER_STAY",
                ENVELOPE,
                new Wording("MA_LK khác với XML1 của cùng hồ sơ", "MA_LK is not that of the dossier's XML1"),
                true);
    }

    private static Fault second() {
        return new Fault(
                "", "REPEATED", ENVELOPE, new Wording("bảng chỉ có một dòng", "the table has one row only"), true);
    }

    private static boolean isRefused(List<Fault> faults) {
        return faults.stream().anyMatch(Fault::isRefusing);
    }

    private void refuse(String facility, int dossier, ClaimRow row, List<Fault> faults, Report.Growing report) {
        report.refused(dossier, row, faults);
        received.refuse(refusal(facility, row, faults));
    }

    private ReceivedTables.Refusal refusal(String facility, ClaimRow row, List<Fault> faults) {
        return new ReceivedTables.Refusal(
                0, facility, Envelope.hash(List.of(row)), rules.readable(row, faults), faults, now(), Optional.empty());
    }

    private void takeStay(Came came, List<Table> sent, Report.Growing report, Actor actor) {
        List<Done> done = together.inOne(
                () -> store.claiming(claims(came.facility(), came.stay()), () -> inTransaction(came, sent, actor)));
        done.forEach(row -> report.accepted(came.dossier(), row.row(), row.source(), row.effect()));
    }

    /** What became of a row. */
    private record Done(ClaimRow row, Optional<String> source, String effect) {}

    private List<Done> inTransaction(Came came, List<Table> sent, Actor actor) {
        Map<ClaimTable, ReceivedTables.Received> holding = new EnumMap<>(ClaimTable.class);
        holding.putAll(received.present(came.facility(), came.stay()));
        Map<ClaimTable, String> withoutEffect = new EnumMap<>(ClaimTable.class);
        for (Table table : sent) {
            Optional<ReceivedTables.Received> present = Optional.ofNullable(holding.get(table.table()));
            boolean isSame = present.filter(former -> former.contentHash().equals(table.contentHash()))
                    .isPresent();
            boolean isKnown = received.eventTime(came.facility(), came.stay(), table.table(), table.contentHash())
                    .isPresent();
            boolean isOlder = present.filter(former -> came.eventTime().isBefore(former.eventTime()))
                    .isPresent();
            boolean isNotNewer = present.filter(former -> !came.eventTime().isAfter(former.eventTime()))
                    .isPresent();
            ReceivedTables.Received now = new ReceivedTables.Received(
                    came.facility(),
                    came.stay(),
                    table.table(),
                    table.contentHash(),
                    came.eventTime(),
                    now(),
                    table.count(),
                    table.read());
            if (isSame || (isKnown && isNotNewer)) {
                withoutEffect.put(table.table(), "repeated");
            } else if (isOlder) {
                withoutEffect.put(table.table(), "outdated");
                received.putOutdated(now);
            } else {
                received.put(now);
                holding.put(table.table(), now);
            }
            received.settle(came.facility(), came.stay(), table.table(), now());
            if (present.isEmpty() && !isKnown) {
                LocalDate day = QuestionDate.dayAt(came.eventTime());
                count(came.facility(), came.stay(), table.table(), day, table.codes());
            }
        }
        return done(came, sent, holding, withoutEffect, actor);
    }

    private List<Done> done(
            Came came,
            List<Table> sent,
            Map<ClaimTable, ReceivedTables.Received> holding,
            Map<ClaimTable, String> withoutEffect,
            Actor actor) {
        List<Done> done = new ArrayList<>();
        List<Patients.Said> said = said(came, holding);
        for (Table table : sent) {
            List<ClaimRow> rows = table.read();
            Optional<String> effect = Optional.ofNullable(withoutEffect.get(table.table()));
            if (effect.isPresent()) {
                rows.forEach(row -> done.add(new Done(row, source(said, row), effect.get())));
            }
        }
        for (Patients.Said message : said) {
            List<ClaimRow> fresh = sent.stream()
                    .filter(table -> !withoutEffect.containsKey(table.table()))
                    .flatMap(table -> table.read().stream())
                    .filter(message.rows()::contains)
                    .toList();
            if (!fresh.isEmpty()) {
                FeedOutcome outcome = feeds.feed(message.feed(), actor);
                String effect = outcome.effect().name().toLowerCase(Locale.ROOT);
                fresh.forEach(row ->
                        done.add(new Done(row, Optional.of(outcome.source().id().value()), effect)));
            }
        }
        sent.stream()
                .flatMap(table -> table.read().stream())
                .filter(row -> done.stream().noneMatch(one -> one.row().equals(row)))
                .forEach(row -> done.add(new Done(row, Optional.empty(), "waiting")));
        return done;
    }

    private static Optional<String> source(List<Patients.Said> said, ClaimRow row) {
        return said.stream()
                .filter(message -> message.rows().contains(row))
                .findFirst()
                .map(message -> SourceId.of(
                                message.feed().facility(), message.feed().localId())
                        .value());
    }

    /** Everybody whom the tables that hold tell of; what a dossier says is as late as its latest table, and an arrival as late as it was. */
    private static List<Patients.Said> said(Came came, Map<ClaimTable, ReceivedTables.Received> holding) {
        Instant latest = holding.entrySet().stream()
                .filter(entry -> entry.getKey().isRead() && entry.getKey() != ClaimTable.CHECK_IN)
                .map(entry -> entry.getValue().eventTime())
                .max(Instant::compareTo)
                .orElse(came.eventTime());
        Patients patients = new Patients(came.facility(), latest);
        List<Patients.Said> all = new ArrayList<>(patients.ofStay(
                rows(holding, ClaimTable.XML1).stream().findFirst(),
                rows(holding, ClaimTable.XML7).stream().findFirst(),
                rows(holding, ClaimTable.XML9)));
        Optional.ofNullable(holding.get(ClaimTable.CHECK_IN))
                .ifPresent(arrival -> arrival.read()
                        .forEach(row -> all.add(new Patients(came.facility(), arrival.eventTime()).arrived(row))));
        return all;
    }

    private static List<ClaimRow> rows(Map<ClaimTable, ReceivedTables.Received> holding, ClaimTable table) {
        return Optional.ofNullable(holding.get(table))
                .map(ReceivedTables.Received::read)
                .orElse(List.of());
    }

    /**
     * When the dossier was made: NGAYLAP, and within that day the last hour that its stay tells of, so that a patient who came and left on the day is not known later by what the desk wrote than by what the
     * end of the stay did.
     */
    private static Instant eventTime(String made, Map<ClaimTable, List<ClaimRow>> rows) {
        if (made.length() == 12) {
            return instant(made);
        }
        return rows.values().stream()
                .flatMap(List::stream)
                .flatMap(row -> Stream.of("NGAY_VAO", "NGAY_RA").flatMap(element -> row.value(element).stream()))
                .filter(time -> Form.TIME_12.fits(time) && time.startsWith(made))
                .map(ClaimDesk::instant)
                .max(Instant::compareTo)
                .orElseGet(() -> day(made));
    }

    private static Instant day(String digits) {
        return LocalDate.parse(digits.substring(0, 8), DateTimeFormatter.BASIC_ISO_DATE)
                .atStartOfDay(VIETNAM)
                .toInstant();
    }

    private static Instant instant(String twelveDigits) {
        try {
            return LocalDateTime.parse(twelveDigits, DateTimeFormatter.ofPattern("yyyyMMddHHmm"))
                    .atZone(VIETNAM)
                    .toInstant();
        } catch (DateTimeException e) {
            throw new IllegalStateException("a time of the right form is one", e);
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
