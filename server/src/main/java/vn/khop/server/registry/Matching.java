package vn.khop.server.registry;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
        Found found = found(record);
        Optional<HospitalView> view = HospitalView.of(actor, linkage);
        List<Hit> best = bestOfEachPerson(found);
        List<Hit> hits = chosen(view.isPresent() ? shown(best, probe, view.get(), found) : best, options);
        if (hits.isEmpty() && isByNumber(probe)) {
            guesses.missed(actor);
        }
        accessLog.record(AccessEvent.ofResult(
                actor,
                AccessAction.MATCH,
                hits.stream().map(hit -> hit.person().value()).toList()));
        return hits.stream()
                .map(hit -> new PersonMatch(
                        persons.shown(persons.of(found.of(hit.person())), actor),
                        persons.identifiers(found.of(hit.person()), actor),
                        hit.score().probability(),
                        hit.score().bits(),
                        hit.grade(),
                        hit.best()))
                .toList();
    }

    /** Records worth a look, by what they score, and the persons that have them. */
    private record Found(Map<SourceId, Linkage.Score> scores, Map<EnterpriseId, RecordStore.Membership> persons) {
        RecordStore.Membership of(EnterpriseId person) {
            return Objects.requireNonNull(persons.get(person));
        }
    }

    /** From an index the candidates are known by their ids: they are read with their persons, in one go. */
    private Found found(PersonRecord probe) {
        Set<String> keys = linkage.blockingKeys(probe);
        Optional<Set<SourceId>> indexed = candidates.indexed(probe, keys);
        if (indexed.isEmpty()) {
            Map<SourceId, Linkage.Score> scores =
                    scores(probe, candidates.sharingAKey(keys, Optional.empty()).records());
            return new Found(scores, persons(scores.keySet()));
        }
        Map<EnterpriseId, RecordStore.Membership> persons = persons(indexed.get());
        List<PersonRecord> records = persons.values().stream()
                .flatMap(person -> person.sources().stream())
                .filter(source -> indexed.get().contains(source.id()))
                .map(candidates::understood)
                .toList();
        return new Found(scores(probe, records), persons);
    }

    private Map<SourceId, Linkage.Score> scores(PersonRecord probe, List<PersonRecord> records) {
        Map<SourceId, Linkage.Score> scores = new HashMap<>(linkage.score(probe, records));
        scores.values().removeIf(score -> !score.isCandidate());
        return scores;
    }

    private Map<EnterpriseId, RecordStore.Membership> persons(Set<SourceId> records) {
        return records.isEmpty()
                ? Map.of()
                : store.personsWith(records).stream()
                        .collect(Collectors.toMap(
                                membership -> membership.person().id(), membership -> membership));
    }

    private static boolean isByNumber(RawRecord probe) {
        return Stream.of(Columns.NATIONAL_ID, Columns.INSURANCE_NO, Columns.PHONE)
                .anyMatch(column -> probe.value(column).isPresent());
    }

    /** Of the hits, those that a hospital may be shown, by what it may be shown of them. */
    private List<Hit> shown(List<Hit> best, RawRecord probe, HospitalView view, Found found) {
        Map<EnterpriseId, Linkage.Score> scores = view.scores(
                probe,
                best.stream()
                        .limit(HospitalView.SHOWN_MAX)
                        .map(hit -> persons.of(found.of(hit.person())))
                        .toList());
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

    private static List<Hit> bestOfEachPerson(Found found) {
        Map<EnterpriseId, Hit> best = new HashMap<>();
        found.persons()
                .forEach((person, membership) -> membership.sources().forEach(source -> {
                    Linkage.Score score = found.scores().get(source.id());
                    if (score != null) {
                        best.merge(person, new Hit(person, source.id(), score), (one, other) -> better(one, other));
                    }
                }));
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
