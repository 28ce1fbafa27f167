package vn.khop.server.quality;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;

/** Answers how good is what hospitals send: a hospital about itself, and those who work for all of them about each. Shows nobody's data. Thread-safe. */
public final class QualityDesk {
    private final QualityStore store;
    private final FieldProfile profile;
    private final Clock clock;
    private final List<Definition> definitions;
    private final List<Rule> rules;

    public QualityDesk(QualityStore store, FieldProfile profile, Clock clock) {
        this.store = store;
        this.profile = profile;
        this.clock = clock;
        this.definitions =
                DeclaredTable.rows(
                                DeclaredTable.text("definitions.tsv").lines().toList(),
                                List.of("measure", "unit", "vi", "en"))
                        .stream()
                        .map(row -> new Definition(
                                DeclaredTable.cell(row, "measure"),
                                DeclaredTable.cell(row, "unit"),
                                DeclaredTable.cell(row, "vi"),
                                DeclaredTable.cell(row, "en")))
                        .toList();
        this.rules =
                DeclaredTable.rows(DeclaredTable.text("rules.tsv").lines().toList(), List.of("rule", "vi", "en"))
                        .stream()
                        .map(row -> new Rule(
                                DeclaredTable.cell(row, "rule"),
                                DeclaredTable.cell(row, "vi"),
                                DeclaredTable.cell(row, "en")))
                        .toList();
    }

    /** What a measure is of, for people. */
    public record Definition(String measure, String unit, String vi, String en) {}

    /** A rule that a record can break, for people. */
    public record Rule(String rule, String vi, String en) {}

    /** Days, both included. */
    public record Period(LocalDate from, LocalDate to) {}

    /** @param last when something came last, and how many minutes ago that is */
    public record OfFacility(String facility, Figures figures, Optional<Last> last) {}

    /** A moment, and how long ago it is. */
    public record Last(Instant at, long minutes) {}

    /** One day. */
    public record OfDay(LocalDate day, Figures figures) {}

    /** @param percent empty where it is out of reach, or nothing came */
    public record OfField(FieldProfile.Field field, Optional<Double> percent) {}

    /** A facility in a time, day by day; days on which nothing was counted are not there. */
    public record Trend(OfFacility whole, List<OfDay> days, List<OfField> fields) {
        public Trend {
            days = List.copyOf(days);
            fields = List.copyOf(fields);
        }
    }

    public List<Definition> definitions() {
        return definitions;
    }

    public List<Rule> rules() {
        return rules;
    }

    public FieldProfile profile() {
        return profile;
    }

    public LocalDate today() {
        return QualityCounting.day(clock.instant());
    }

    /** How many versions came and are not counted yet. */
    public long waiting() {
        return store.waiting();
    }

    /** Each facility of which something was counted and that the actor may know about, by code. */
    public List<OfFacility> all(Optional<String> facility, Period period, Actor actor) {
        FacilityScope scope = scope(actor);
        if (facility.filter(code -> !scope.includes(code)).isPresent()) {
            return List.of();
        }
        Map<String, Map<String, Long>> sums = store.sums(scope, facility, period.from(), period.to());
        Map<String, Instant> last = store.last(scope);
        Set<String> codes = new TreeSet<>(sums.keySet());
        last.keySet().stream()
                .filter(code -> facility.map(code::equals).orElse(true))
                .forEach(codes::add);
        return codes.stream()
                .map(code -> of(code, sums.getOrDefault(code, Map.of()), last))
                .toList();
    }

    /** @return empty where nothing ever came from it, as far as the actor may know */
    public Optional<Trend> trend(String facility, Period period, Actor actor) {
        return all(Optional.of(facility), period, actor).stream().findFirst().map(whole -> {
            Map<String, Long> sums = store.sums(
                            FacilityScope.everyFacility(), Optional.of(facility), period.from(), period.to())
                    .getOrDefault(facility, Map.of());
            List<OfDay> days = days(facility, period);
            List<OfField> fields = profile.fields().stream()
                    .map(field -> new OfField(field, Figures.completeness(sums, field)))
                    .toList();
            return new Trend(whole, days, fields);
        });
    }

    /** The days on which something was counted of a facility, for whoever may know about it. */
    public List<OfDay> days(String facility, Period period) {
        List<OfDay> days = new ArrayList<>();
        store.days(facility, period.from(), period.to())
                .forEach((day, counts) -> days.add(new OfDay(day, Figures.of(counts, profile))));
        return days;
    }

    /** @return the newest versions that break the rule, or any; empty as {@link #trend} */
    public Optional<List<QualityStore.Failure>> failures(
            String facility, Optional<String> rule, int limit, Actor actor) {
        return isKnown(facility, actor) ? Optional.of(store.failures(facility, rule, limit)) : Optional.empty();
    }

    /** Whether anything ever came from it, as far as the actor may know. */
    public boolean isKnown(String facility, Actor actor) {
        return scope(actor).includes(facility)
                && store.last(FacilityScope.of(Set.of(facility))).containsKey(facility);
    }

    private OfFacility of(String code, Map<String, Long> counts, Map<String, Instant> last) {
        return new OfFacility(
                code,
                Figures.of(counts, profile),
                Optional.ofNullable(last.get(code))
                        .map(at -> new Last(
                                at,
                                Math.max(
                                        0, Duration.between(at, clock.instant()).toMinutes()))));
    }

    private static FacilityScope scope(Actor actor) {
        boolean isForAll = actor.has(Role.CLERK_LEAD) || actor.has(Role.ADMIN);
        return isForAll ? FacilityScope.everyFacility() : actor.facilities();
    }
}
