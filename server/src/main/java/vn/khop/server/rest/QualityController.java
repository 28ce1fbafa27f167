package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.codes.CodeQuality;
import vn.khop.server.quality.Figures;
import vn.khop.server.quality.QualityDesk;
import vn.khop.server.security.CurrentActor;

/** How good is what hospitals send, and how that has changed. */
@RestController
class QualityController {
    private static final int DAYS_DEFAULT = 30;
    private static final int TREND_DAYS_DEFAULT = 90;
    private static final int DAYS_MAX = 731;
    private static final int INVALID_CODES = 20;
    private static final Pattern CODE = Pattern.compile("[\\p{L}\\p{N}._/+*-]{1,32}");
    private static final int LIMIT_DEFAULT = 20;
    private static final int LIMIT_MAX = 100;

    private final QualityDesk desk;
    private final CodeQuality codes;
    private final CurrentActor actors;

    QualityController(QualityDesk desk, CodeQuality codes, CurrentActor actors) {
        this.desk = desk;
        this.codes = codes;
        this.actors = actors;
    }

    /**
     * What was counted comes to. What is a share of nothing is absent.
     *
     * @param completeness by column
     * @param validity by field
     * @param failures how many versions break each rule
     */
    record Measured(
            long taken,
            long refused,
            @Nullable Double errorPercent,
            @Nullable Long p95Millis,
            long versions,
            long created,
            long updates,
            long removals,
            Map<String, Double> completeness,
            Map<String, Figures.Validity> validity,
            Map<String, Long> failures,
            @Nullable Double firstOfJanuaryPercent,
            @Nullable Double duplicatesPerThousand,
            @Nullable Double overlaysPerTenThousand,
            @Nullable Double autoLinkPercent,
            @Nullable Double reviewPercent,
            @Nullable Double unmergePercent,
            @Nullable Double profilePercent) {
        static Measured of(Figures figures) {
            return new Measured(
                    figures.taken(),
                    figures.refused(),
                    figures.errorPercent().orElse(null),
                    figures.p95Millis().orElse(null),
                    figures.versions(),
                    figures.created(),
                    figures.updates(),
                    figures.removals(),
                    figures.completeness(),
                    figures.validity(),
                    figures.failures(),
                    figures.firstOfJanuaryPercent().orElse(null),
                    figures.duplicatesPerThousand().orElse(null),
                    figures.overlaysPerTenThousand().orElse(null),
                    figures.autoLinkPercent().orElse(null),
                    figures.reviewPercent().orElse(null),
                    figures.unmergePercent().orElse(null),
                    figures.profilePercent().orElse(null));
        }
    }

    /** What was answered on a day. */
    record DayMessages(LocalDate day, long taken, long refused) {
        static DayMessages of(QualityDesk.OfDay day) {
            return new DayMessages(
                    day.day(), day.figures().taken(), day.figures().refused());
        }
    }

    /**
     * One facility in the time that was asked about.
     *
     * @param days on which something was counted; absent where they are given in full
     */
    record FacilityQuality(
            String facility,
            @Nullable Instant lastAt,
            @Nullable Long minutesSinceLast,
            Measured measures,
            @Nullable List<DayMessages> days) {
        static FacilityQuality of(QualityDesk.OfFacility one, @Nullable List<DayMessages> days) {
            return new FacilityQuality(
                    one.facility(),
                    one.last().map(QualityDesk.Last::at).orElse(null),
                    one.last().map(QualityDesk.Last::minutes).orElse(null),
                    Measured.of(one.figures()),
                    days);
        }
    }

    /**
     * Every facility that may be seen.
     *
     * @param waiting versions that came and are not counted yet
     * @param firstOfJanuaryExpectedPercent what is to be expected where nobody writes it for a day that is not known
     * @param definitions what each measure is of
     */
    record QualityPage(
            LocalDate from,
            LocalDate to,
            long waiting,
            double firstOfJanuaryExpectedPercent,
            List<FacilityQuality> facilities,
            List<QualityDesk.Definition> definitions) {}

    /** One day. */
    record DayQuality(LocalDate day, Measured measures) {}

    /**
     * A field of the profile.
     *
     * @param reach {@code record}, or {@code none} for what does not come to a register of patients
     * @param percent how many of the versions that came say it
     */
    record ProfileField(
            String field,
            @Nullable String column,
            String reach,
            String vi,
            String en,
            @Nullable Double percent) {
        static ProfileField of(QualityDesk.OfField one) {
            return new ProfileField(
                    one.field().field(),
                    one.field().column().orElse(null),
                    one.field().column().isPresent() ? "record" : "none",
                    one.field().vi(),
                    one.field().en(),
                    one.percent().orElse(null));
        }
    }

    /** How complete records are by a declared list of fields. */
    record Profile(String name, int fields, long inReach, List<ProfileField> items) {}

    /** A facility, day by day. */
    record QualityTrend(
            LocalDate from,
            LocalDate to,
            long waiting,
            double firstOfJanuaryExpectedPercent,
            FacilityQuality whole,
            List<DayQuality> days,
            Profile profile,
            List<QualityDesk.Definition> definitions) {}

    /** A version that breaks a rule; what it says is to be looked up at its hospital. */
    record FailingRecord(String source, int version, String rule, Instant at) {}

    /** @param rules every rule there is, for people */
    record FailingRecords(List<FailingRecord> items, List<QualityDesk.Rule> rules) {}

    @GetMapping("/api/v1/quality")
    @Operation(
            summary =
                    "How good is what each hospital sent from day to day (the last 30 unless told): errors, time, completeness, validity, duplicates, overlays, links; with what each measure means")
    QualityPage all(
            @RequestParam(name = "from", required = false) @Nullable String from,
            @RequestParam(name = "to", required = false) @Nullable String to,
            @RequestParam(name = "facility", required = false) @Nullable String facility) {
        QualityDesk.Period period = period(from, to, DAYS_DEFAULT);
        return new QualityPage(
                period.from(),
                period.to(),
                desk.waiting(),
                Figures.FIRST_OF_JANUARY_EXPECTED_PERCENT,
                desk.all(Fields.text("facility", facility), period, actors.get()).stream()
                        .map(one -> FacilityQuality.of(
                                one,
                                desk.days(one.facility(), period).stream()
                                        .map(DayMessages::of)
                                        .toList()))
                        .toList(),
                desk.definitions());
    }

    @GetMapping("/api/v1/quality/{facility}")
    @Operation(
            summary =
                    "The same of one hospital, whole and day by day (the last 90 unless told), and by the fields of the declared profile; days on which nothing came are not there")
    QualityTrend trend(
            @PathVariable("facility") String facility,
            @RequestParam(name = "from", required = false) @Nullable String from,
            @RequestParam(name = "to", required = false) @Nullable String to) {
        QualityDesk.Period period = period(from, to, TREND_DAYS_DEFAULT);
        QualityDesk.Trend trend =
                desk.trend(facility, period, actors.get()).orElseThrow(QualityController::unknownFacility);
        List<ProfileField> fields =
                trend.fields().stream().map(ProfileField::of).toList();
        return new QualityTrend(
                period.from(),
                period.to(),
                desk.waiting(),
                Figures.FIRST_OF_JANUARY_EXPECTED_PERCENT,
                FacilityQuality.of(trend.whole(), null),
                trend.days().stream()
                        .map(day -> new DayQuality(day.day(), Measured.of(day.figures())))
                        .toList(),
                new Profile(
                        desk.profile().name(),
                        fields.size(),
                        fields.stream().filter(field -> field.column() != null).count(),
                        fields),
                desk.definitions());
    }

    @GetMapping("/api/v1/quality/{facility}/failures")
    @Operation(
            summary =
                    "Records of one hospital whose present version breaks a rule, the newest first, by id and rule alone; of each rule the last hundred versions are known")
    FailingRecords failures(
            @PathVariable("facility") String facility,
            @RequestParam(name = "rule", required = false) @Nullable String rule,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit) {
        Optional<String> asked = Fields.text("rule", rule);
        if (asked.isPresent()
                && desk.rules().stream().noneMatch(known -> known.rule().equals(asked.get()))) {
            throw Refused.field(
                    ErrorCode.INVALID_FIELD, "rule", "something else", "a rule such as citizen-number/unknown-shape");
        }
        List<FailingRecord> items = desk
                .failures(facility, asked, Fields.number("limit", limit, LIMIT_DEFAULT, 1, LIMIT_MAX), actors.get())
                .orElseThrow(QualityController::unknownFacility)
                .stream()
                .map(one -> new FailingRecord(one.record().value(), one.version(), one.rule(), one.at()))
                .toList();
        return new FailingRecords(items, desk.rules());
    }

    /**
     * A code that means nothing.
     *
     * @param code as the hospital wrote it; absent for a text that is no code, since such a text may be anything
     * @param fault {@code unknown}, {@code inactive} or {@code unmapped}
     */
    record InvalidCode(String system, @Nullable String code, String fault, long times) {
        static InvalidCode of(CodeQuality.Invalid one) {
            return new InvalidCode(
                    one.system(),
                    CODE.matcher(one.code()).matches() ? one.code() : null,
                    Fields.word(one.fault()),
                    one.times());
        }
    }

    /**
     * Which codes a hospital used. Each is counted as often as it was used.
     *
     * @param inList those that the national list in force on their day has and lets be used
     * @param mapped those of the hospital's own code systems, which a concept map takes into a list
     * @param mappedPercent both, of all; absent where none was used
     * @param invalid the others, the most used first
     */
    record UsedCodes(
            LocalDate from,
            LocalDate to,
            long used,
            long inList,
            long mapped,
            @Nullable Double mappedPercent,
            List<InvalidCode> invalid) {}

    @GetMapping("/api/v1/quality/{facility}/codes")
    @Operation(
            summary =
                    "How many of the codes that a hospital used from day to day (the last 30 unless told) mean something in a national list, and the 20 that were used most and do not")
    UsedCodes codes(
            @PathVariable("facility") String facility,
            @RequestParam(name = "from", required = false) @Nullable String from,
            @RequestParam(name = "to", required = false) @Nullable String to) {
        QualityDesk.Period period = period(from, to, DAYS_DEFAULT);
        if (!desk.isKnown(facility, actors.get())) {
            throw unknownFacility();
        }
        CodeQuality.Report report = codes.of(facility, period.from(), period.to(), INVALID_CODES);
        return new UsedCodes(
                period.from(),
                period.to(),
                report.used(),
                report.inList(),
                report.mapped(),
                report.mappedShare()
                        .map(share -> Math.round(share * 10_000) / 100.0)
                        .orElse(null),
                report.invalid().stream().map(InvalidCode::of).toList());
    }

    private QualityDesk.Period period(@Nullable String from, @Nullable String to, int days) {
        LocalDate last = Fields.day("to", to).orElseGet(desk::today);
        LocalDate first = Fields.day("from", from).orElseGet(() -> last.minusDays(days - 1L));
        long asked = ChronoUnit.DAYS.between(first, last) + 1;
        if (asked < 1 || asked > DAYS_MAX) {
            throw Refused.field(
                    ErrorCode.INVALID_FIELD,
                    "from",
                    asked < 1 ? "a day after 'to'" : asked + " days",
                    "1 to " + DAYS_MAX + " days");
        }
        return new QualityDesk.Period(first, last);
    }

    private static Refused unknownFacility() {
        return new Refused(
                ErrorCode.UNKNOWN_FACILITY,
                "nothing ever came from this facility, or it is not yours: GET /api/v1/quality lists those there are");
    }
}
