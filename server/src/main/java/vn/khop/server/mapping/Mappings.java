package vn.khop.server.mapping;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.codes.PostedCodes;
import vn.khop.server.codes.PostedResource;
import vn.khop.server.codes.PostedResources;
import vn.khop.server.mapping.MappingDecision.Kind;
import vn.khop.server.mapping.MappingDecision.Origin;
import vn.khop.server.mapping.MappingRefused.Why;
import vn.khop.server.security.Actor;
import vn.khop.terminology.ReleaseSet;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.OpenImages;
import vn.khop.terminology.concept.ReleaseChoice;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.load.Wording;
import vn.khop.terminology.release.ChangeClass;
import vn.khop.terminology.release.ConceptChange;
import vn.khop.terminology.suggest.LocalList;
import vn.khop.terminology.suggest.LocalRow;
import vn.khop.terminology.suggest.Suggester;
import vn.khop.terminology.suggest.Suggestion;

/**
 * Lists of hospitals on their way to concept maps: rows, suggestions, decisions of one person and of a second who sees none of the first's, what is published, what a later
 * release breaks. A hospital sees its own lists and no other's. Thread-safe.
 */
public final class Mappings {
    private static final int ALL = Integer.MAX_VALUE;
    private static final int ISSUES_TOLD_MAX = 20;

    private final MappingStore store;
    private final Terminology terminology;
    private final PostedResources resources;
    private final PostedCodes posted;
    private final AccessLog log;
    private final Clock clock;
    private final SuggestionDesk desk;

    /**
     * @param resources joins the store's transactions
     * @param posted tells the other servers what was published
     */
    public Mappings(
            MappingStore store,
            Terminology terminology,
            PostedResources resources,
            PostedCodes posted,
            AccessLog log,
            Clock clock) {
        this.store = store;
        this.terminology = terminology;
        this.resources = resources;
        this.posted = posted;
        this.log = log;
        this.clock = clock;
        desk = new SuggestionDesk(store);
    }

    /**
     * A new list without rows.
     *
     * @param targetVersion empty for the release in force
     */
    public record Draft(
            String facility,
            String name,
            String sourceSystem,
            String targetSystem,
            Optional<String> targetVersion,
            String url) {}

    public MappingList begin(Draft draft, Actor actor) {
        if (!maySee(draft.facility(), actor)) {
            throw new MappingRefused(Why.UNKNOWN_LIST, "a hospital begins lists of its own alone: name its facility");
        }
        ReleaseId target =
                release(draft.targetSystem(), draft.targetVersion()).release().id();
        return store.add(new MappingList(
                        0,
                        draft.facility(),
                        draft.name(),
                        draft.sourceSystem(),
                        draft.targetSystem(),
                        target.version(),
                        draft.url(),
                        actor.username(),
                        clock.instant()))
                .orElseThrow(() -> new MappingRefused(
                        Why.TAKEN, "another list has the URL '" + draft.url() + "': give this one another"));
    }

    public List<MappingList> lists(Actor actor) {
        return store.lists().stream()
                .filter(list -> maySee(list.facility(), actor))
                .toList();
    }

    public MappingList list(long number, Actor actor) {
        return store.list(number)
                .filter(list -> maySee(list.facility(), actor))
                .orElseThrow(() -> new MappingRefused(
                        Why.UNKNOWN_LIST, "there is no list " + number + ": GET /api/v1/mappings lists them"));
    }

    private static boolean maySee(String facility, Actor actor) {
        return !actor.isOneHospital()
                || (!facility.isEmpty() && actor.facilities().includes(facility));
    }

    /** Takes the rows of a file, all of them or, where any is wrong, none. */
    public int load(long number, LocalList rows, Actor actor) {
        MappingList list = list(number, actor);
        if (!rows.issues().isEmpty() || rows.rows().isEmpty()) {
            throw new MappingRefused(
                    Why.BAD_ROWS,
                    rows.issues().isEmpty()
                            ? new Wording("tệp không có dòng nào", "the file has no rows")
                            : new Wording(
                                    "không đọc được " + rows.issues().size() + " dòng nên không nhận dòng nào: "
                                            + told(rows.issues(), LocalList.Issue::vietnameseText),
                                    rows.issues().size() + " rows cannot be read, nothing was taken: "
                                            + told(rows.issues(), LocalList.Issue::text)));
        }
        return store.inOne(() -> {
            if (store.rowCount(list.number()) > 0) {
                throw new MappingRefused(
                        Why.BAD_ROWS,
                        new Wording(
                                "danh sách " + number
                                        + " đã có dòng: hãy mở danh sách khác cho phiên bản mới, rồi áp dụng các quyết"
                                        + " định của danh sách này",
                                "list " + number
                                        + " has rows already: begin another list for a new version, and apply this one's decisions to it"));
            }
            store.addRows(list.number(), rows.rows());
            Instant now = clock.instant();
            OpenImages.Entry release = release(list);
            Taken chosen = new Taken();
            for (LocalList.Row row : rows.rows()) {
                row.chosen()
                        .ifPresent(code -> chosen.take(
                                row.number(),
                                () -> decision(
                                        row.number(),
                                        Choice.of(Kind.MAP, code, Relation.EQUIVALENT, ""),
                                        Origin.IMPORTED,
                                        release,
                                        actor,
                                        now)));
            }
            store.decide(list.number(), chosen.all());
            return rows.rows().size();
        });
    }

    /** The first of them; whoever mends those sees the others. */
    static <T> String told(List<T> issues, Function<T, String> words) {
        return issues.stream().limit(ISSUES_TOLD_MAX).map(words).collect(Collectors.joining("; "));
    }

    /** That rows of a file cannot be taken, and why. */
    static MappingRefused rows(List<Wording> issues) {
        return new MappingRefused(
                Why.BAD_ROWS,
                new Wording(
                        "không nhận được " + issues.size() + " dòng nên không nhận dòng nào: "
                                + told(issues, Wording::vi),
                        issues.size() + " rows cannot be taken, nothing was: " + told(issues, Wording::en)));
    }

    /** Decisions of a file, or what is wrong with each that cannot be taken. */
    private static final class Taken {
        private final List<MappingDecision> decisions = new ArrayList<>();
        private final List<Wording> issues = new ArrayList<>();

        /** @param row of the file */
        void take(int row, Supplier<MappingDecision> decision) {
            try {
                decisions.add(decision.get());
            } catch (MappingRefused refused) {
                issues.add(new Wording(
                        "dòng " + row + ": " + refused.wording().vi(),
                        "row " + row + ": " + refused.wording().en()));
            }
        }

        /** @throws MappingRefused if any is wrong */
        List<MappingDecision> all() {
            if (issues.isEmpty()) {
                return decisions;
            }
            throw rows(issues);
        }
    }

    /**
     * A row as somebody sees it.
     *
     * @param decision the one that stands, and its reviewer's; hidden from who has still to decide by himself
     * @param own what the asker has decided last
     */
    public record Seen(
            LocalList.Row row,
            RowState state,
            Optional<MappingDecision> decision,
            Optional<MappingDecision> review,
            Optional<MappingDecision> own,
            List<Suggestion> suggestions) {}

    /**
     * Rows behind a number, in their order.
     *
     * @param states those that are wanted
     * @param suggestions how many for each row, 0 for none
     */
    public List<Seen> rows(long number, Set<RowState> states, int after, int limit, int suggestions, Actor actor) {
        MappingList list = list(number, actor);
        Map<Integer, List<MappingDecision>> decisions = store.decisions(number);
        List<Seen> found = new ArrayList<>();
        int last = after;
        boolean isMore = true;
        while (isMore && found.size() < limit) {
            List<LocalList.Row> page = store.rows(number, last, limit);
            isMore = page.size() == limit;
            for (LocalList.Row row : page) {
                last = row.number();
                List<MappingDecision> ofRow = decisions.getOrDefault(row.number(), List.of());
                RowState.Standing standing = RowState.of(ofRow);
                if (states.contains(standing.state()) && found.size() < limit) {
                    found.add(seen(row, standing, ofRow, actor));
                }
            }
        }
        if (suggestions == 0 || found.isEmpty()) {
            return found;
        }
        Suggester suggester = desk.suggester(release(list));
        return found.parallelStream()
                .map(seen -> new Seen(
                        seen.row(),
                        seen.state(),
                        seen.decision(),
                        seen.review(),
                        seen.own(),
                        suggester.suggest(seen.row().row(), suggestions)))
                .toList();
    }

    private static Seen seen(
            LocalList.Row row, RowState.Standing standing, List<MappingDecision> decisions, Actor actor) {
        Optional<MappingDecision> own = Optional.empty();
        for (MappingDecision decision : decisions) {
            if (decision.by().equals(actor.username()) && decision.kind() != Kind.REJECT) {
                own = Optional.of(decision);
            }
        }
        boolean maySee = own.isPresent() || standing.state() == RowState.AGREED;
        return new Seen(
                row,
                standing.state(),
                maySee ? standing.decision() : Optional.empty(),
                maySee ? standing.review() : Optional.empty(),
                own,
                List.of());
    }

    /** Every decision about a row, the oldest first; for who has decided about it, or once it is agreed. */
    public List<MappingDecision> history(long number, int row, Actor actor) {
        list(number, actor);
        List<MappingDecision> decisions =
                store.decisions(number, row(number, row).number());
        boolean maySee = RowState.of(decisions).state() == RowState.AGREED
                || decisions.stream().anyMatch(one -> one.by().equals(actor.username()));
        return maySee ? decisions : List.of();
    }

    /**
     * What somebody says of a row.
     *
     * @param targets as {@link MappingDecision} has them; their names are found here
     */
    public record Choice(Kind kind, List<MappingTarget> targets, String note) {
        public Choice {
            targets = List.copyOf(targets);
        }

        /** Of one code, whatever else holds. */
        public static Choice of(Kind kind, String code, Relation relation, String note) {
            return new Choice(kind, List.of(MappingTarget.of(code, relation)), note);
        }
    }

    /** Keeps what the actor says of a row; whether it was suggested is found out here, and not believed. */
    public Seen decide(long number, int row, Choice choice, Actor actor) {
        MappingList list = list(number, actor);
        LocalList.Row said = row(number, row);
        OpenImages.Entry release = release(list);
        MappingDecision decision = decision(row, choice, Origin.TYPED, release, actor, clock.instant());
        Suggester suggester = desk.suggester(release);
        Optional<Suggestion> suggested = suggester.suggest(said.row(), SHOWN).stream()
                .filter(one -> decision.onlyCode().equals(Optional.of(one.code())))
                .findFirst();
        store.decide(number, List.of(suggested.isEmpty() ? decision : suggested(decision, suggested.get(), suggester)));
        List<MappingDecision> now = store.decisions(number, row);
        return seen(said, RowState.of(now), now, actor);
    }

    /** As many suggestions as anybody is shown. */
    static final int SHOWN = 9;

    private static MappingDecision suggested(MappingDecision decision, Suggestion suggestion, Suggester suggester) {
        return new MappingDecision(
                decision.number(),
                decision.row(),
                decision.by(),
                decision.at(),
                decision.kind(),
                decision.targets(),
                decision.origin() == Origin.TYPED ? Origin.SUGGESTED : decision.origin(),
                Optional.of(suggestion.probability()),
                suggester.model().version(),
                decision.note());
    }

    private static MappingDecision decision(
            int row, Choice choice, Origin origin, OpenImages.Entry release, Actor actor, Instant at) {
        var concepts = release.image().concepts();
        List<MappingTarget> targets = choice.targets().stream()
                .map(target -> {
                    var ordinal = concepts.ordinalOf(target.code());
                    if (ordinal.isEmpty()) {
                        throw new MappingRefused(
                                Why.BAD_TARGET,
                                new Wording(
                                        release.release().id() + " không có mã '" + target.code() + "'",
                                        release.release().id() + " has no code '" + target.code() + "'"));
                    }
                    return new MappingTarget(
                            target.code(), concepts.display(ordinal.getAsInt()), target.relation(), target.dependsOn());
                })
                .toList();
        if (targets.stream()
                        .map(target -> target.code() + target.dependsOn())
                        .distinct()
                        .count()
                < targets.size()) {
            throw new MappingRefused(
                    Why.BAD_TARGET,
                    new Wording(
                            "một mã có hai lần với cùng điều kiện: chỉ ghi một lần",
                            "a code stands twice with the same conditions: name it once"));
        }
        return new MappingDecision(
                0, row, actor.username(), at, choice.kind(), targets, origin, Optional.empty(), "", choice.note());
    }

    /** What became of many rows at once. */
    public record Bulk(int decided, int left) {}

    /**
     * For each row of which the actor has said nothing and whose first suggestion is at least so likely: that one, as equivalent.
     *
     * @param isPreview whether only to count them
     */
    public Bulk accept(long number, double probabilityMin, boolean isPreview, Actor actor) {
        MappingList list = list(number, actor);
        OpenImages.Entry release = release(list);
        Suggester suggester = desk.suggester(release);
        Map<Integer, List<MappingDecision>> decisions = store.decisions(number);
        Instant now = clock.instant();
        List<LocalList.Row> open = store.rows(number, 0, ALL).stream()
                .filter(row -> decisions.getOrDefault(row.number(), List.of()).stream()
                        .noneMatch(one -> one.by().equals(actor.username())))
                .toList();
        List<MappingDecision> made = open.parallelStream()
                .flatMap(row -> suggester.suggest(row.row(), 1).stream()
                        .filter(first -> first.probability() >= probabilityMin)
                        .map(first -> suggested(
                                decision(
                                        row.number(),
                                        Choice.of(Kind.MAP, first.code(), Relation.EQUIVALENT, ""),
                                        Origin.BULK,
                                        release,
                                        actor,
                                        now),
                                first,
                                suggester)))
                .toList();
        if (!isPreview) {
            store.inOne(() -> {
                store.decide(number, made);
                return made.size();
            });
        }
        return new Bulk(made.size(), open.size() - made.size());
    }

    /**
     * Takes what was agreed about another list for rows of the same code and name of which nobody has said anything; as one decision each, which a second person has still to
     * review.
     */
    public Bulk apply(long number, long from, Actor actor) {
        MappingList list = list(number, actor);
        MappingList before = list(from, actor);
        OpenImages.Entry release = release(list);
        Map<Integer, List<MappingDecision>> known = store.decisions(from);
        Map<String, MappingDecision> agreed = new HashMap<>();
        for (LocalList.Row row : store.rows(from, 0, ALL)) {
            RowState.Standing standing = RowState.of(known.getOrDefault(row.number(), List.of()));
            if (standing.state() == RowState.AGREED) {
                standing.decision().ifPresent(decision -> agreed.put(key(row.row()), decision));
            }
        }
        Map<Integer, List<MappingDecision>> decisions = store.decisions(number);
        Instant now = clock.instant();
        List<MappingDecision> made = new ArrayList<>();
        int left = 0;
        for (LocalList.Row row : store.rows(number, 0, ALL)) {
            if (!decisions.containsKey(row.number())) {
                MappingDecision earlier = agreed.get(key(row.row()));
                if (earlier != null && earlier.codes().stream().allMatch(code -> isUsable(release, code))) {
                    made.add(decision(
                            row.number(),
                            new Choice(earlier.kind(), earlier.targets(), "from list " + before.number()),
                            Origin.APPLIED,
                            release,
                            actor,
                            now));
                } else {
                    left++;
                }
            }
        }
        store.inOne(() -> {
            store.decide(number, made);
            return made.size();
        });
        return new Bulk(made.size(), left);
    }

    private static String key(LocalRow row) {
        return row.code() + "\n" + row.name();
    }

    private static boolean isUsable(OpenImages.Entry release, String code) {
        var concepts = release.image().concepts();
        var ordinal = concepts.ordinalOf(code);
        return ordinal.isPresent() && concepts.isActive(ordinal.getAsInt());
    }

    /** A decision as a file has it: the row by its code. */
    public record Imported(int row, String code, Choice choice) {}

    /** Keeps the decisions of a file, all of them or, where any is wrong, none. */
    public int decide(long number, List<Imported> imported, Actor actor) {
        MappingList list = list(number, actor);
        OpenImages.Entry release = release(list);
        Map<String, Integer> byCode = new HashMap<>();
        store.rows(number, 0, ALL).forEach(row -> byCode.put(row.row().code(), row.number()));
        Instant now = clock.instant();
        Taken taken = new Taken();
        for (Imported one : imported) {
            Integer row = byCode.get(one.code());
            taken.take(one.row(), () -> {
                if (row == null) {
                    throw new MappingRefused(
                            Why.BAD_ROWS,
                            new Wording(
                                    "danh sách không có mã '" + one.code() + "'",
                                    "the list has no code '" + one.code() + "'"));
                }
                return decision(row, one.choice(), Origin.IMPORTED, release, actor, now);
            });
        }
        List<MappingDecision> made = taken.all();
        return store.inOne(() -> {
            store.decide(number, made);
            return made.size();
        });
    }

    /**
     * How far a list is.
     *
     * @param rows by state
     * @param uses by state, in how often the hospital uses the codes
     * @param suggested of the rows that somebody chose a code for: how often it was among the suggestions
     * @param reviewed rows of which two persons have spoken
     * @param firstAgreed of these: where the first two agreed
     */
    public record Progress(
            Map<RowState, Long> rows,
            Map<RowState, Long> uses,
            long chosen,
            long suggested,
            long reviewed,
            long firstAgreed) {}

    public Progress progress(long number, Actor actor) {
        list(number, actor);
        Map<Integer, List<MappingDecision>> decisions = store.decisions(number);
        Map<RowState, Long> rows = new TreeMap<>();
        Map<RowState, Long> uses = new TreeMap<>();
        long chosen = 0;
        long suggested = 0;
        long reviewed = 0;
        long firstAgreed = 0;
        for (RowState state : RowState.values()) {
            rows.put(state, 0L);
            uses.put(state, 0L);
        }
        for (LocalList.Row row : store.rows(number, 0, ALL)) {
            List<MappingDecision> ofRow = decisions.getOrDefault(row.number(), List.of()).stream()
                    .filter(one -> one.kind() != Kind.REJECT)
                    .toList();
            RowState state = RowState.of(ofRow).state();
            rows.merge(state, 1L, Long::sum);
            uses.merge(state, row.uses(), Long::sum);
            for (MappingDecision decision : ofRow) {
                if (decision.kind() == Kind.MAP && decision.origin().isChosen()) {
                    chosen++;
                    suggested += decision.origin() == Origin.SUGGESTED ? 1 : 0;
                }
            }
            Map<String, MappingDecision> firsts = new LinkedHashMap<>();
            ofRow.forEach(one -> firsts.putIfAbsent(one.by(), one));
            if (firsts.size() > 1) {
                List<MappingDecision> two = List.copyOf(firsts.values());
                reviewed++;
                firstAgreed += two.get(0).agreesWith(two.get(1)) ? 1 : 0;
            }
        }
        return new Progress(rows, uses, chosen, suggested, reviewed, firstAgreed);
    }

    /**
     * A mapped row that another release of the target breaks.
     *
     * @param changes of its codes: {@code removed}, {@code retired} or {@code changed-in-meaning}
     */
    public record Repair(
            LocalList.Row row, MappingDecision decision, List<ConceptChange> changes, List<Suggestion> suggestions) {}

    /** What the rows' codes have become in another release, and what they may mean there. */
    public List<Repair> repairs(long number, String version, Actor actor) {
        MappingList list = list(number, actor);
        OpenImages.Entry later = release(list.targetSystem(), Optional.of(version));
        Map<String, ConceptChange> changed = new HashMap<>();
        ReleaseSet releases = terminology.inUse();
        releases.diff(
                        new ReleaseId(list.targetSystem(), list.targetVersion()),
                        later.release().id(),
                        Set.of(),
                        change -> {
                            if (change.kind() == ChangeClass.REMOVED
                                    || change.kind() == ChangeClass.RETIRED
                                    || change.kind() == ChangeClass.MEANING) {
                                changed.put(change.code(), change);
                            }
                        })
                .fold(diff -> diff, problem -> {
                    throw new MappingRefused(Why.BAD_TARGET, problem.message());
                });
        Map<Integer, List<MappingDecision>> decisions = store.decisions(number);
        Suggester suggester = desk.suggester(later);
        List<Repair> repairs = new ArrayList<>();
        for (LocalList.Row row : store.rows(number, 0, ALL)) {
            Optional<MappingDecision> decision =
                    RowState.of(decisions.getOrDefault(row.number(), List.of())).decision();
            List<ConceptChange> changes = decision.stream()
                    .flatMap(one -> one.codes().stream().distinct())
                    .flatMap(code -> Optional.ofNullable(changed.get(code)).stream())
                    .toList();
            if (decision.isPresent() && !changes.isEmpty()) {
                repairs.add(new Repair(row, decision.get(), changes, suggester.suggest(row.row(), SHOWN)));
            }
        }
        return repairs;
    }

    /**
     * Makes a version of the list's concept map of the rows that are agreed. Every process answers from it when this returns; where somebody has taken steps with versions of the map,
     * it is a draft until it is activated.
     *
     * @param isPartWelcome whether rows that are not agreed may be left out
     */
    public MappingRelease publish(long number, String version, boolean isPartWelcome, Actor actor) {
        MappingList list = list(number, actor);
        List<ConceptMapJson.Mapped> agreed = agreed(number);
        int left = store.rowCount(number) - agreed.size();
        if (agreed.isEmpty() || (left > 0 && !isPartWelcome)) {
            throw new MappingRefused(
                    Why.NOT_REVIEWED,
                    left + " rows are not agreed by two persons, " + agreed.size()
                            + " are: decide and review them, or publish a part");
        }
        MappingRelease release = new MappingRelease(version, actor.username(), clock.instant(), agreed.size());
        String id = UUID.nameUUIDFromBytes((list.url() + "|" + version).getBytes(StandardCharsets.UTF_8))
                .toString();
        String body = ConceptMapJson.write(list, release, agreed, id);
        store.inOne(() -> {
            Optional<String> other = resources.put(
                    new PostedResource("ConceptMap", id, Optional.of(list.url()), version, Optional.of(body)));
            if (other.isPresent() || !store.publish(number, release)) {
                throw new MappingRefused(
                        Why.TAKEN, list.url() + " has a version " + version + " already: name another");
            }
            log.record(new AccessEvent(
                    actor, AccessAction.MAPPING_PUBLISH, "", "ConceptMap/" + id, AccessOutcome.SUCCESS));
            return release;
        });
        posted.published();
        return release;
    }

    /** What is agreed of a list as FHIR R4's ConceptMap, under a version that says that it is a draft. */
    public String draft(long number, Actor actor) {
        MappingList list = list(number, actor);
        List<ConceptMapJson.Mapped> agreed = agreed(number);
        return ConceptMapJson.write(
                list,
                new MappingRelease("draft", actor.username(), clock.instant(), agreed.size()),
                agreed,
                "mapping-" + number);
    }

    private List<ConceptMapJson.Mapped> agreed(long number) {
        Map<Integer, List<MappingDecision>> decisions = store.decisions(number);
        List<ConceptMapJson.Mapped> agreed = new ArrayList<>();
        for (LocalList.Row row : store.rows(number, 0, ALL)) {
            RowState.Standing standing = RowState.of(decisions.getOrDefault(row.number(), List.of()));
            if (standing.state() == RowState.AGREED) {
                agreed.add(new ConceptMapJson.Mapped(
                        row,
                        standing.decision().orElseThrow(),
                        standing.review().orElseThrow()));
            }
        }
        return agreed;
    }

    public List<MappingRelease> releases(long number, Actor actor) {
        return store.releases(list(number, actor).number());
    }

    private LocalList.Row row(long list, int number) {
        return store.rows(list, number - 1, 1).stream()
                .filter(row -> row.number() == number)
                .findFirst()
                .orElseThrow(() -> new MappingRefused(
                        Why.UNKNOWN_ROW,
                        "list " + list + " has no row " + number + ": GET its rows for their numbers"));
    }

    private OpenImages.Entry release(MappingList list) {
        return release(list.targetSystem(), Optional.of(list.targetVersion()));
    }

    private OpenImages.Entry release(String system, Optional<String> version) {
        return terminology
                .inUse()
                .find(new ReleaseChoice(system, version, Optional.empty()))
                .fold(found -> found, problem -> {
                    throw new MappingRefused(Why.BAD_TARGET, problem.message());
                });
    }
}
