package vn.khop.server.registry;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Judges one record again by the model in use, with everybody it touches, as if it had been fed; what clerks said of it holds. */
final class Relinking {
    private static final int ATTEMPTS_MAX = 50;

    private final RecordStore store;
    private final Linkage linkage;
    private final Candidates candidates;
    private final Ledger ledger;

    Relinking(RecordStore store, Linkage linkage, Candidates candidates, Ledger ledger) {
        this.store = store;
        this.linkage = linkage;
        this.candidates = candidates;
        this.ledger = ledger;
    }

    /**
     * @param requestId stands with the change, if there is one
     * @param takenBack the request whose changes are taken back with this: whoever it moved gets the former person's id, where that can be
     * @return whether somebody came to another person
     */
    boolean relink(SourceId id, String requestId, Optional<String> takenBack) {
        Set<String> claims = new HashSet<>();
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            Round round = store.claiming(claims, () -> round(id, claims, requestId, takenBack));
            if (round.moved().isPresent()) {
                return round.moved().get();
            }
            claims.addAll(round.missing());
        }
        throw new IllegalStateException("a record found new neighbours " + ATTEMPTS_MAX + " times over");
    }

    private record Round(Optional<Boolean> moved, Set<String> missing) {}

    private Round round(SourceId id, Set<String> claims, String requestId, Optional<String> takenBack) {
        linkage.refresh();
        SourceRecord present = store.source(id).orElseThrow();
        FeedAttempt attempt = new FeedAttempt(store, linkage, candidates, id, present.columns());
        Set<String> missing = new HashSet<>(attempt.claims(present.facility(), present.localId()));
        if (claims.containsAll(missing)) {
            missing.clear();
        } else {
            return new Round(Optional.empty(), missing);
        }
        Set<EnterpriseId> neighbourhood = attempt.neighbourhood();
        neighbourhood.stream()
                .map(FeedAttempt::claim)
                .filter(claim -> !claims.contains(claim))
                .forEach(missing::add);
        if (!missing.isEmpty()) {
            return new Round(Optional.empty(), missing);
        }
        Map<SourceId, EnterpriseId> wanted = new HashMap<>();
        takenBack.ifPresent(request -> wanted.putAll(store.models()
                .before(
                        request,
                        store.members(neighbourhood).stream()
                                .map(SourceRecord::id)
                                .toList())));
        Reclustering.Plan plan = attempt.plan(
                new Reclustering.Question(neighbourhood, Optional.of(id), Map.of(), wanted, Set.of()),
                ledger::drawUnusedPersonId);
        boolean isMoving = !plan.moves().isEmpty();
        write(plan, id, attempt, requestId, isMoving);
        if (!store.models().hasExactlyKeys(id, attempt.index().blockingKeys())) {
            store.models().reindex(id, attempt.index());
        }
        return new Round(Optional.of(isMoving), Set.of());
    }

    private void write(Reclustering.Plan plan, SourceId id, FeedAttempt attempt, String requestId, boolean isMoving) {
        Instant now = ledger.now();
        Set<SourceId> about = new HashSet<>(plan.rejudged());
        about.add(id);
        if (isMoving) {
            Change change = new Change(
                    0,
                    Change.Kind.MODEL,
                    now,
                    Change.MODEL,
                    linkage.modelVersion(),
                    requestId,
                    "",
                    "",
                    Optional.empty());
            ledger.write(plan, change, Set.of(id), Set.of(), attempt.keysCut());
            ledger.followTasks(about, now);
            return;
        }
        List<OpenPair> before = store.openPairsOn(about);
        Set<OpenPair> within = before.stream()
                .filter(pair -> pair.a().equals(id)
                        || pair.b().equals(id)
                        || (about.contains(pair.a()) && about.contains(pair.b())))
                .collect(Collectors.toSet());
        if (!within.equals(Set.copyOf(plan.open()))) {
            store.replaceOpenPairs(Set.of(id), plan.rejudged(), plan.open(), linkage.modelVersion(), now);
            ledger.followTasks(about, now);
        }
    }
}
