package vn.khop.terminology.compile;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.ReleaseId;

/**
 * {@code catalogue.json}: which releases the folder has, how far each has come and when it applies. The one file whose replacement is the
 * switch: everything it names is complete on disk before it is written.
 *
 * <p>Periods of one system's activated releases never overlap, so every day has one release of it or none.
 *
 * @param generation grows by one with every change
 * @param switches what a rollback undoes: the newest last
 * @param switchedAt by system, when the days of its releases changed last, by a rollback too; moments as ISO 8601 writes them
 */
record Catalogue(
        int format, long generation, List<Entry> releases, List<Switch> switches, Map<String, String> switchedAt) {
    static final int FORMAT = 3;
    static final String FILE_NAME = "catalogue.json";
    static final Catalogue EMPTY = new Catalogue(FORMAT, 0, List.of(), List.of(), Map.of());

    /** So many switches can be undone, one after the other; older ones are forgotten. */
    private static final int SWITCHES_MAX = 100;

    Catalogue {
        releases = List.copyOf(releases);
        switches = List.copyOf(switches);
        // In order, so that the same catalogue is the same file.
        switchedAt = Collections.unmodifiableMap(new TreeMap<>(switchedAt));
    }

    /** How far somebody has taken a release. The name is stored: never rename one. */
    enum Step {
        DRAFT,
        VALIDATED,
        ACTIVATED
    }

    /**
     * @param directory below {@code releases/}
     * @param digest SHA-256 of the manifest, hexadecimal
     * @param from first day, as {@code 2026-07-01}; null where it is open. Before the release is activated: what it is meant for
     * @param until first day after, likewise
     * @param validatedBy who validated it, where that is known
     * @param approvedBy who approved it: somebody else
     */
    record Entry(
            String system,
            String version,
            String directory,
            String digest,
            Step step,
            @Nullable String from,
            @Nullable String until,
            @Nullable String validatedBy,
            @Nullable String approvedBy) {
        ReleaseId id() {
            return new ReleaseId(system, version);
        }

        EffectivePeriod period() {
            try {
                return new EffectivePeriod(
                        Optional.ofNullable(from).map(LocalDate::parse),
                        Optional.ofNullable(until).map(LocalDate::parse));
            } catch (DateTimeException | IllegalArgumentException e) {
                throw new ImageException(
                        ErrorCode.CATALOGUE_DAMAGED,
                        FILE_NAME + " gives " + id() + " the period '" + from + "' to '" + until
                                + "', expected days such as 2026-07-01: put the catalogue back from a copy",
                        e);
            }
        }

        static Entry draft(ReleaseId id, String directory, String digest, EffectivePeriod meant) {
            return new Entry(id.system(), id.version(), directory, digest, Step.DRAFT, null, null, null, null)
                    .with(Step.DRAFT, meant);
        }

        boolean isActivatedOf(String wanted) {
            return step == Step.ACTIVATED && system.equals(wanted);
        }

        /** Leaves the other's days to it, if this one began no later. */
        Entry givingWayTo(EffectivePeriod other) {
            EffectivePeriod own = period();
            if (other.from().isEmpty()) {
                return own.from().isEmpty() ? with(Step.VALIDATED, EffectivePeriod.ALWAYS) : this;
            }
            return own.beginsAfter(other.from().get())
                    ? this
                    : endingBefore(other.from().get());
        }

        /** Leaves the other's days to it, also those behind them. */
        Entry leavingDaysOf(EffectivePeriod other) {
            EffectivePeriod own = period();
            if (!own.overlaps(other)) {
                return this;
            }
            return other.from().map(this::endingBefore).orElseGet(() -> with(Step.VALIDATED, EffectivePeriod.ALWAYS));
        }

        Entry endingBefore(LocalDate day) {
            EffectivePeriod own = period();
            return own.endingBefore(day)
                    .map(left -> with(Step.ACTIVATED, left))
                    .orElseGet(() -> with(Step.VALIDATED, EffectivePeriod.ALWAYS));
        }

        Entry with(Step reached, EffectivePeriod period) {
            return new Entry(
                    system,
                    version,
                    directory,
                    digest,
                    reached,
                    period.from().map(LocalDate::toString).orElse(null),
                    period.until().map(LocalDate::toString).orElse(null),
                    validatedBy,
                    approvedBy);
        }

        Entry with(@Nullable String validator, @Nullable String approver) {
            return new Entry(system, version, directory, digest, step, from, until, validator, approver);
        }
    }

    /**
     * One activation or retirement, and how the releases of its system stood before it.
     *
     * @param what {@code activate} or {@code retire}
     * @param at the moment, as ISO 8601 writes it
     */
    record Switch(String system, String version, String what, String at, List<Standing> before) {
        Switch {
            before = List.copyOf(before);
        }
    }

    /** How one release stood. */
    record Standing(
            String version,
            Step step,
            @Nullable String from,
            @Nullable String until) {
        static Standing of(Entry entry) {
            return new Standing(entry.version(), entry.step(), entry.from(), entry.until());
        }
    }

    static Catalogue read(byte[] bytes) {
        try {
            int format = Json.read(bytes, Format.class).format();
            if (format == First.FORMAT) {
                return Json.read(bytes, First.class).today();
            }
            if (format == Second.FORMAT) {
                return Json.read(bytes, Second.class).today();
            }
            if (format != FORMAT) {
                throw new ImageException(
                        ErrorCode.INDEX_FORMAT_MISMATCH,
                        FILE_NAME + " has format " + format + ", this build reads " + FORMAT
                                + ": use the build that wrote it, or load the lists into a new folder with this one");
            }
            return Json.read(bytes, Catalogue.class);
        } catch (IOException e) {
            throw new ImageException(
                    ErrorCode.CATALOGUE_DAMAGED,
                    FILE_NAME
                            + " cannot be read as a catalogue: put it back from a copy, or load the lists into a new folder",
                    e);
        }
    }

    Optional<Entry> find(ReleaseId id) {
        return releases.stream().filter(entry -> entry.id().equals(id)).findFirst();
    }

    /** What answers can come from. */
    List<Entry> askable() {
        return releases.stream().filter(entry -> entry.step() != Step.DRAFT).toList();
    }

    Catalogue with(Entry added) {
        List<Entry> entries = new ArrayList<>(releases);
        entries.add(added);
        return changed(entries, switches);
    }

    /** With another image of a release, which stands as it did. */
    Catalogue withImage(ReleaseId id, String directory, String digest) {
        return changed(
                releases.stream()
                        .map(entry -> entry.id().equals(id)
                                ? new Entry(
                                        entry.system(),
                                        entry.version(),
                                        directory,
                                        digest,
                                        entry.step(),
                                        entry.from(),
                                        entry.until(),
                                        entry.validatedBy(),
                                        entry.approvedBy())
                                : entry)
                        .toList(),
                switches);
    }

    /** As one change after this one, however many steps it took. */
    Catalogue following(Catalogue before) {
        return new Catalogue(FORMAT, before.generation + 1, releases, switches, switchedAt);
    }

    Catalogue validated(ReleaseId id) {
        return validated(id, Optional.empty());
    }

    /** @param by who did it; empty where nobody says */
    Catalogue validated(ReleaseId id, Optional<String> by) {
        return changed(
                releases.stream()
                        .map(entry -> entry.id().equals(id)
                                ? entry.with(Step.VALIDATED, entry.period()).with(by.orElse(null), null)
                                : entry)
                        .toList(),
                switches);
    }

    Catalogue approved(ReleaseId id, String by) {
        return changed(
                releases.stream()
                        .map(entry -> entry.id().equals(id) ? entry.with(entry.validatedBy(), by) : entry)
                        .toList(),
                switches);
    }

    /**
     * The release applies in this period, and no other of its system on any of these days: one that began before ends when this begins, and
     * this ends when one that begins later begins. Where it applied until right before, it goes on. A release left without a day is validated
     * again, as if it had not been activated.
     */
    Catalogue activated(ReleaseId id, EffectivePeriod wanted, Instant now) {
        EffectivePeriod period = next(id, wanted).flatMap(wanted::endingBefore).orElse(wanted);
        EffectivePeriod continued = goingOn(id, period);
        List<Entry> entries = releases.stream()
                .map(entry -> {
                    if (entry.id().equals(id)) {
                        return entry.with(Step.ACTIVATED, continued);
                    }
                    return entry.isActivatedOf(id.system()) ? entry.givingWayTo(period) : entry;
                })
                .toList();
        return switched(entries, noted(id, "activate", now), id.system(), now);
    }

    /**
     * The releases of a system apply on these days, and no other release of it on any of them: how another folder's stand.
     *
     * @param days by version; no two share a day
     */
    Catalogue following(String system, Map<String, EffectivePeriod> days, Instant now) {
        List<Entry> entries = releases.stream()
                .map(entry -> {
                    if (!entry.system().equals(system)) {
                        return entry;
                    }
                    EffectivePeriod own = days.get(entry.version());
                    return own != null
                            ? entry.with(Step.ACTIVATED, own)
                            : entry.isActivatedOf(system) ? leavingDaysOf(days.values(), entry) : entry;
                })
                .toList();
        Optional<String> latest = days.entrySet().stream()
                .max(Comparator.comparing(one -> one.getValue().from().orElse(LocalDate.MIN)))
                .map(Map.Entry::getKey);
        return latest.isEmpty() || entries.equals(releases)
                ? this
                : switched(entries, noted(new ReleaseId(system, latest.get()), "activate", now), system, now);
    }

    private static Entry leavingDaysOf(Collection<EffectivePeriod> all, Entry entry) {
        Entry left = entry;
        for (EffectivePeriod period : all) {
            left = left.step() == Step.ACTIVATED ? left.leavingDaysOf(period) : left;
        }
        return left;
    }

    private EffectivePeriod goingOn(ReleaseId id, EffectivePeriod wanted) {
        return find(id).filter(entry -> entry.isActivatedOf(id.system()))
                .map(Entry::period)
                .filter(old -> wanted.from()
                        .filter(first -> old.beginsBefore(first) && !old.hasEndedOn(first.minusDays(1)))
                        .isPresent())
                .map(old -> new EffectivePeriod(old.from(), wanted.until()))
                .orElse(wanted);
    }

    /** The first day of the next release that begins after this period does. */
    private Optional<LocalDate> next(ReleaseId id, EffectivePeriod period) {
        return releases.stream()
                .filter(entry -> entry.isActivatedOf(id.system()) && !entry.id().equals(id))
                .flatMap(entry -> entry.period().from().stream())
                .filter(period::beginsBefore)
                .min(Comparator.naturalOrder());
    }

    /** The release applies no more from this day on; whoever asks for an earlier one is still answered from it. */
    Catalogue retired(ReleaseId id, LocalDate until, Instant now) {
        return switched(
                releases.stream()
                        .map(entry -> entry.id().equals(id) ? entry.endingBefore(until) : entry)
                        .toList(),
                noted(id, "retire", now),
                id.system(),
                now);
    }

    /** The newest switch of a system, which a rollback undoes. */
    Optional<Switch> lastSwitch(String system) {
        return switches.stream().filter(done -> done.system().equals(system)).reduce((one, other) -> other);
    }

    /** The releases of the switch's system stand as before it. */
    Catalogue rolledBack(Switch last, Instant now) {
        List<Entry> entries = releases.stream()
                .map(entry -> entry.system().equals(last.system())
                        ? last.before().stream()
                                .filter(before -> before.version().equals(entry.version()))
                                .findFirst()
                                .map(before -> new Entry(
                                        entry.system(),
                                        entry.version(),
                                        entry.directory(),
                                        entry.digest(),
                                        before.step(),
                                        before.from(),
                                        before.until(),
                                        entry.validatedBy(),
                                        // What was undone is to be approved again.
                                        before.step() == Step.ACTIVATED ? entry.approvedBy() : null))
                                .orElse(entry)
                        : entry)
                .toList();
        List<Switch> left = new ArrayList<>(switches);
        left.remove(left.lastIndexOf(last));
        return switched(entries, left, last.system(), now);
    }

    /** When the days of a system's releases changed last; empty where they never did. */
    Optional<Instant> switchedAt(String system) {
        return Optional.ofNullable(switchedAt.get(system)).map(Instant::parse);
    }

    private List<Switch> noted(ReleaseId id, String what, Instant now) {
        List<Switch> noted = new ArrayList<>(switches);
        noted.add(new Switch(
                id.system(),
                id.version(),
                what,
                now.toString(),
                releases.stream()
                        .filter(entry -> entry.system().equals(id.system()))
                        .map(Standing::of)
                        .toList()));
        return noted.subList(Math.max(0, noted.size() - SWITCHES_MAX), noted.size());
    }

    private Catalogue changed(List<Entry> entries, List<Switch> undoable) {
        return new Catalogue(
                FORMAT,
                generation + 1,
                entries.stream().sorted(Comparator.comparing(Entry::id)).toList(),
                undoable,
                switchedAt);
    }

    private Catalogue switched(List<Entry> entries, List<Switch> undoable, String system, Instant now) {
        Map<String, String> moments = new TreeMap<>(switchedAt);
        moments.put(system, now.toString());
        Catalogue changed = changed(entries, undoable);
        return new Catalogue(changed.format, changed.generation, changed.releases, changed.switches, moments);
    }

    /** What every format has. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Format(int format) {}

    /** Format 1 knew one current release of each system, and no days. */
    private record First(int format, long generation, List<FirstEntry> releases) {
        static final int FORMAT = 1;

        Catalogue today() {
            return new Catalogue(
                    Catalogue.FORMAT,
                    generation,
                    releases.stream().map(FirstEntry::today).toList(),
                    List.of(),
                    Map.of());
        }
    }

    /** Format 2 did not keep when days changed, but with the switches that can be undone. */
    private record Second(int format, long generation, List<Entry> releases, List<Switch> switches) {
        static final int FORMAT = 2;

        Catalogue today() {
            Map<String, String> moments = new TreeMap<>();
            switches.forEach(done -> moments.put(done.system(), done.at()));
            return new Catalogue(Catalogue.FORMAT, generation, releases, switches, moments);
        }
    }

    private record FirstEntry(String system, String version, String directory, String digest, boolean active) {
        Entry today() {
            return new Entry(
                    system,
                    version,
                    directory,
                    digest,
                    active ? Step.ACTIVATED : Step.VALIDATED,
                    null,
                    null,
                    null,
                    null);
        }
    }
}
