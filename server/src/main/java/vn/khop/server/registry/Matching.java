package vn.khop.server.registry;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.security.Actor;

/** Finds the persons that a probe may be. */
final class Matching {
    private final RecordStore store;
    private final Linkage linkage;
    private final AccessLog accessLog;
    private final Candidates candidates;
    private final NumberGuesses guesses;
    private final Persons persons;

    Matching(
            RecordStore store,
            Linkage linkage,
            AccessLog accessLog,
            Candidates candidates,
            NumberGuesses guesses,
            Persons persons) {
        this.store = store;
        this.linkage = linkage;
        this.accessLog = accessLog;
        this.candidates = candidates;
        this.guesses = guesses;
        this.persons = persons;
    }

    List<PersonMatch> match(RawRecord probe, MatchOptions options, Actor actor) {
        guesses.admit(actor);
        PersonRecord record = linkage.normalise(probe);
        Candidates.Found found = candidates.sharingAKey(linkage.blockingKeys(record), Optional.empty());
        Map<SourceId, Linkage.Score> scores = new HashMap<>(linkage.score(record, found.records()));
        scores.values().removeIf(score -> !score.isCandidate());
        Optional<HospitalView> view = HospitalView.of(actor, linkage);
        List<Hit> best = bestOfEachPerson(scores);
        List<Hit> hits = chosen(view.isPresent() ? shown(best, probe, view.get()) : best, options);
        if (hits.isEmpty() && isByNumber(probe)) {
            guesses.missed(actor);
        }
        accessLog.record(AccessEvent.ofResult(
                actor,
                AccessAction.MATCH,
                hits.stream().map(hit -> hit.person().value()).toList()));
        Map<EnterpriseId, Person> persons =
                this.persons.of(hits.stream().map(Hit::person).toList());
        return hits.stream()
                .map(hit -> new PersonMatch(
                        this.persons.shown(Objects.requireNonNull(persons.get(hit.person())), actor),
                        hit.score().probability(),
                        hit.score().bits(),
                        hit.grade(),
                        hit.best()))
                .toList();
    }

    private static boolean isByNumber(RawRecord probe) {
        return Stream.of(Columns.NATIONAL_ID, Columns.INSURANCE_NO, Columns.PHONE)
                .anyMatch(column -> probe.value(column).isPresent());
    }

    /** Of the hits, those that a hospital may be shown, by what it may be shown of them. */
    private List<Hit> shown(List<Hit> best, RawRecord probe, HospitalView view) {
        List<EnterpriseId> ids =
                best.stream().limit(HospitalView.SHOWN_MAX).map(Hit::person).toList();
        Map<EnterpriseId, Linkage.Score> scores =
                view.scores(probe, this.persons.of(ids).values());
        return best.stream()
                .filter(hit -> scores.containsKey(hit.person()))
                .map(hit -> new Hit(hit.person(), hit.best(), Objects.requireNonNull(scores.get(hit.person()))))
                .sorted(Hit.BEST_FIRST)
                .toList();
    }

    private record Hit(EnterpriseId person, SourceId best, Linkage.Score score) {
        private static final double EVEN = 0.5;

        static final Comparator<Hit> BEST_FIRST =
                Comparator.comparingDouble((Hit hit) -> -hit.score().bits()).thenComparing(Hit::person);

        MatchGrade grade() {
            if (score.isLink()) {
                return MatchGrade.CERTAIN;
            }
            return score.probability() >= EVEN ? MatchGrade.PROBABLE : MatchGrade.POSSIBLE;
        }
    }

    private List<Hit> bestOfEachPerson(Map<SourceId, Linkage.Score> scores) {
        Map<EnterpriseId, Hit> best = new HashMap<>();
        store.personsOf(scores.keySet()).forEach((source, person) -> {
            Hit hit = new Hit(person, source, Objects.requireNonNull(scores.get(source)));
            best.merge(person, hit, (one, other) -> better(one, other));
        });
        return best.values().stream().sorted(Hit.BEST_FIRST).toList();
    }

    private static Hit better(Hit one, Hit other) {
        int byBits = Double.compare(one.score().bits(), other.score().bits());
        if (byBits != 0) {
            return byBits > 0 ? one : other;
        }
        return one.best().compareTo(other.best()) < 0 ? one : other;
    }

    private static List<Hit> chosen(List<Hit> bestFirst, MatchOptions options) {
        if (!options.onlyCertain()) {
            return bestFirst.stream().limit(options.count()).toList();
        }
        List<Hit> certain = bestFirst.stream()
                .filter(hit -> hit.grade() == MatchGrade.CERTAIN)
                .toList();
        // Several persons that are each certain are not known to be one: then nobody is certain.
        return certain.size() == 1 ? certain : List.of();
    }
}
