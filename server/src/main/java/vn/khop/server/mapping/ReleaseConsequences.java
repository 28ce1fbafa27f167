package vn.khop.server.mapping;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import vn.khop.server.codes.CodeUses;
import vn.khop.server.codes.KnownCodes;
import vn.khop.terminology.ReleaseSet;
import vn.khop.terminology.claim.ClaimedCode;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.release.ChangeClass;
import vn.khop.terminology.release.ConceptChange;
import vn.khop.terminology.release.ReleaseImpact;

/** What a release of a compiled list breaks: value sets and concept maps, codes that hospitals use, rows of hospitals' lists that are mapped to them. */
public final class ReleaseConsequences {
    /** The last so many days, today's among them, of which uses are told. */
    public static final int DAYS_OF_USE = 90;

    private static final Set<ChangeClass> BREAKING =
            EnumSet.of(ChangeClass.REMOVED, ChangeClass.RETIRED, ChangeClass.MEANING);

    private final KnownCodes known;
    private final Optional<Hospitals> hospitals;
    private final Clock clock;

    /** What hospitals do with codes. */
    public record Hospitals(CodeUses uses, MappingStore mappings) {}

    /**
     * @param known where value sets and concept maps are looked for
     * @param hospitals empty where nothing is known of them
     */
    public ReleaseConsequences(KnownCodes known, Optional<Hospitals> hospitals, Clock clock) {
        this.known = known;
        this.hospitals = hospitals;
        this.clock = clock;
    }

    /**
     * A code that goes or changes in meaning, and that hospitals used.
     *
     * @param facilities which did, sorted
     */
    public record UsedCode(ConceptChange change, long uses, List<String> facilities) {
        public UsedCode {
            facilities = List.copyOf(facilities);
        }
    }

    /** @param rows how many of them are decided for a code that goes or changes in meaning */
    public record Concerned(MappingList list, int rows) {}

    /**
     * All of it.
     *
     * @param gone how many codes the later release no longer has, or says not to use
     * @param changed how many it has changed in meaning
     * @param broken what names codes that go
     * @param used the most used first
     */
    public record Consequences(
            int gone, int changed, List<ReleaseImpact.Broken> broken, List<UsedCode> used, List<Concerned> mappings) {
        public Consequences {
            broken = List.copyOf(broken);
            used = List.copyOf(used);
            mappings = List.copyOf(mappings);
        }

        public long uses() {
            return used.stream().mapToLong(UsedCode::uses).sum();
        }

        /** Sorted. */
        public List<String> facilities() {
            return used.stream()
                    .flatMap(code -> code.facilities().stream())
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    /** @param releases which has both */
    public Answer<Consequences> of(ReleaseSet releases, ReleaseId before, ReleaseId after) {
        String system = before.system();
        Map<String, ConceptChange> touched = new TreeMap<>();
        return releases.diff(before, after, Set.of(), change -> {
                    if (BREAKING.contains(change.kind())) {
                        touched.put(change.code(), change);
                    }
                })
                .then(diff -> Answer.known(of(system, touched)));
    }

    private Consequences of(String system, Map<String, ConceptChange> touched) {
        Set<String> gone = new TreeSet<>();
        touched.forEach((code, change) -> {
            if (change.kind() != ChangeClass.MEANING) {
                gone.add(code);
            }
        });
        return new Consequences(
                gone.size(),
                touched.size() - gone.size(),
                ReleaseImpact.of(known.space(), system, gone),
                hospitals.map(one -> used(one.uses(), system, touched)).orElse(List.of()),
                hospitals
                        .map(one -> decidedFor(one.mappings(), system, touched.keySet()))
                        .orElse(List.of()));
    }

    /** By the codes of the list, however claims wrote them. */
    private List<UsedCode> used(CodeUses uses, String system, Map<String, ConceptChange> touched) {
        Map<String, String> byWritten = new HashMap<>();
        touched.keySet()
                .forEach(code -> ClaimedCode.inClaims(code).forEach(written -> byWritten.putIfAbsent(written, code)));
        LocalDate today = QuestionDate.dayAt(clock.instant());
        Map<String, List<CodeUses.ByFacility>> byCode =
                uses.of(system, byWritten.keySet(), today.minusDays(DAYS_OF_USE - 1), today).stream()
                        .collect(Collectors.groupingBy(use -> byWritten.getOrDefault(use.code(), use.code())));
        return touched.values().stream()
                .filter(change -> byCode.containsKey(change.code()))
                .map(change -> used(change, byCode.getOrDefault(change.code(), List.of())))
                .sorted(Comparator.comparingLong(UsedCode::uses)
                        .reversed()
                        .thenComparing(code -> code.change().code()))
                .toList();
    }

    private static UsedCode used(ConceptChange change, List<CodeUses.ByFacility> uses) {
        return new UsedCode(
                change,
                uses.stream().mapToLong(CodeUses.ByFacility::times).sum(),
                uses.stream()
                        .map(CodeUses.ByFacility::facility)
                        .distinct()
                        .sorted()
                        .toList());
    }

    /** Lists of every hospital with rows whose standing decision is for one of these codes. */
    private static List<Concerned> decidedFor(MappingStore store, String targetSystem, Set<String> codes) {
        List<Concerned> concerned = new ArrayList<>();
        for (MappingList list : store.lists()) {
            if (list.targetSystem().equals(targetSystem)) {
                long rows = store.decisions(list.number()).values().stream()
                        .filter(decisions -> RowState.of(decisions).decision().stream()
                                .anyMatch(one -> one.codes().stream().anyMatch(codes::contains)))
                        .count();
                if (rows > 0) {
                    concerned.add(new Concerned(list, Math.toIntExact(rows)));
                }
            }
        }
        return concerned;
    }
}
