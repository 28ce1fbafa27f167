package vn.khop.server.registry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What there is to ask about single records of a person, the gravest first; a pure reading of what the store holds. */
final class RecordQuestions {
    private final RecordStore store;

    RecordQuestions(RecordStore store) {
        this.store = store;
    }

    /** Of one person's records; without what was dismissed. */
    List<RecordIssue> of(Collection<SourceId> members) {
        List<RecordIssue> known = store.issues().of(members);
        List<RecordIssue> questions = new ArrayList<>(known.stream()
                .filter(issue -> issue.kind() != RecordIssue.Kind.SEVERAL_NUMBERS && !issue.isDismissed())
                .toList());
        severalNumbers(members)
                .filter(found -> known.stream()
                        .noneMatch(issue -> issue.isDismissed()
                                && issue.kind() == found.kind()
                                && issue.fingerprint().equals(found.fingerprint())))
                .ifPresent(questions::add);
        questions.sort(Comparator.comparing(RecordIssue::kind).thenComparing(RecordIssue::record));
        return questions;
    }

    /** The anchor of the person is in conflict: about the first record that does not carry the number which most speaks for. */
    Optional<RecordIssue> severalNumbers(Collection<SourceId> members) {
        List<RecordIssues.Carried> carried = store.issues().citizenNumbers(members);
        Map<String, Integer> counts = new TreeMap<>();
        Set<String> verified = new TreeSet<>();
        carried.forEach(one -> {
            counts.merge(one.number(), 1, Integer::sum);
            if (one.isVerified()) {
                verified.add(one.number());
            }
        });
        if (counts.size() < 2 || verified.size() == 1) {
            return Optional.empty();
        }
        String preferred = counts.entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .orElseThrow()
                .getKey();
        return carried.stream()
                .filter(one -> !one.number().equals(preferred))
                .map(RecordIssues.Carried::record)
                .min(Comparator.naturalOrder())
                .map(record -> new RecordIssue(
                        record,
                        RecordIssue.Kind.SEVERAL_NUMBERS,
                        ContentHash.of(counts.keySet().stream().collect(Collectors.joining("\n"))),
                        false));
    }

    /** That a clerk has looked at it, and there is nothing to do. */
    void dismiss(Task task) {
        SourceId record = task.subject().record();
        RecordIssue.Kind kind = RecordIssue.Kind.of(task)
                .orElseThrow(() -> new IllegalArgumentException("a task about one record is dismissed"));
        Optional<RecordIssue> issue = kind == RecordIssue.Kind.SEVERAL_NUMBERS
                ? severalNumbers(membersWith(record))
                : store.issues().of(List.of(record)).stream()
                        .filter(found -> found.kind() == kind)
                        .findFirst();
        issue.ifPresent(found -> store.issues().put(found.dismissed()));
    }

    private List<SourceId> membersWith(SourceId record) {
        return store.members(store.personsOf(List.of(record)).values()).stream()
                .map(SourceRecord::id)
                .toList();
    }

    /** Pairs of records of two persons that carry one citizen number, the smallest of each two persons. */
    Map<Set<EnterpriseId>, SourcePair> sharedNumbers(Collection<SourceId> records) {
        Map<SourceId, Set<SourceId>> sharing = store.issues().sharingACitizenNumber(records);
        Set<SourceId> spokenOf = new TreeSet<>(sharing.keySet());
        sharing.values().forEach(spokenOf::addAll);
        Map<SourceId, EnterpriseId> persons = store.personsOf(spokenOf);
        Map<Set<EnterpriseId>, SourcePair> pairs = new HashMap<>();
        sharing.forEach((record, others) -> others.forEach(other -> {
            SourcePair pair = SourcePair.of(record, other);
            EnterpriseId one = persons.get(record);
            EnterpriseId two = persons.get(other);
            if (one != null && two != null && !one.equals(two)) {
                pairs.merge(Set.of(one, two), pair, (a, b) -> a.compareTo(b) <= 0 ? a : b);
            }
        }));
        return pairs;
    }
}
