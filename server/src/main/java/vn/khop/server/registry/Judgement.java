package vn.khop.server.registry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a proposal says of single pairs, as things stand. Every decision is a grouping of records: those of one group are one person, those of two groups are two.
 *
 * @param persons everybody it speaks of
 * @param groups the grouping; empty where a decision is only withdrawn
 * @param restored what is to hold again, where a decision is withdrawn
 * @param wanted whose id a record is to carry
 * @param about the earlier change that is taken back, if one is
 */
record Judgement(
        Set<EnterpriseId> persons,
        List<Set<SourceId>> groups,
        Map<SourcePair, Optional<Ruling>> restored,
        Map<SourceId, EnterpriseId> wanted,
        Optional<Long> about) {

    Map<SourcePair, Optional<Verdict>> said() {
        Map<SourcePair, Optional<Verdict>> said = new HashMap<>();
        restored.forEach((pair, ruling) -> said.put(pair, ruling.map(Ruling::verdict)));
        same().forEach(pair -> said.put(pair, Optional.of(Verdict.SAME)));
        different().forEach(pair -> said.put(pair, Optional.of(Verdict.DIFFERENT)));
        return said;
    }

    List<SourcePair> same() {
        return groups.stream()
                .flatMap(group -> SourcePair.within(group).stream())
                .toList();
    }

    List<SourcePair> different() {
        List<SourcePair> pairs = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            for (int j = i + 1; j < groups.size(); j++) {
                pairs.addAll(SourcePair.across(groups.get(i), groups.get(j)));
            }
        }
        return pairs;
    }

    /** Reads what the proposal is about. */
    static final class Reader implements Proposal.Cases<Judgement> {
        private final RecordStore store;
        private final Reclustering reclustering;

        Reader(RecordStore store, Reclustering reclustering) {
            this.store = store;
            this.reclustering = reclustering;
        }

        @Override
        public Judgement merge(Proposal.Merge merge) {
            requireTwo(merge.source(), merge.target());
            Set<SourceId> all = new HashSet<>(membersOfActive(merge.source()));
            all.addAll(membersOfActive(merge.target()));
            return new Judgement(
                    Set.of(merge.source(), merge.target()),
                    List.of(all),
                    Map.of(),
                    wanted(all, merge.target()),
                    Optional.empty());
        }

        @Override
        public Judgement sameRecords(Proposal.SameRecords same) {
            Map<SourceId, EnterpriseId> persons = store.personsOf(List.of(same.source(), same.target()));
            EnterpriseId source = persons.get(same.source());
            EnterpriseId target = persons.get(same.target());
            if (source == null || target == null) {
                throw new Refused(Refused.Reason.UNKNOWN_SOURCE, "no source record has this id");
            }
            if (same.source().equals(same.target())) {
                throw new Refused(Refused.Reason.SAME_PERSON, "this is one record: name two");
            }
            if (facilities(List.of(same.source(), same.target())).size() > 1) {
                throw new Refused(
                        Refused.Reason.NOT_ONE_FACILITY,
                        "the two records are of two facilities: merge their persons, a facility speaks of its own records only");
            }
            Set<SourceId> all = new HashSet<>(members(source));
            all.addAll(members(target));
            return new Judgement(
                    new HashSet<>(List.of(source, target)),
                    List.of(Set.of(same.source(), same.target())),
                    Map.of(),
                    wanted(all, target),
                    Optional.empty());
        }

        @Override
        public Judgement differentRecords(Proposal.DifferentRecords different) {
            List<SourceId> two = List.of(different.one(), different.other());
            if (different.one().equals(different.other())) {
                throw new Refused(Refused.Reason.SAME_PERSON, "this is one record: name two");
            }
            Set<EnterpriseId> persons = new HashSet<>(store.personsOf(two).values());
            persons.forEach(this::members);
            return new Judgement(persons, two.stream().map(Set::of).toList(), Map.of(), Map.of(), Optional.empty());
        }

        @Override
        public Judgement confirm(Proposal.Confirm confirm) {
            Set<SourceId> both = Set.of(confirm.pair().a(), confirm.pair().b());
            Set<EnterpriseId> persons = new HashSet<>(store.personsOf(both).values());
            persons.forEach(this::members);
            return new Judgement(persons, List.of(both), Map.of(), Map.of(), Optional.empty());
        }

        private Set<String> facilities(List<SourceId> records) {
            return store.sources(records).stream().map(SourceRecord::facility).collect(Collectors.toSet());
        }

        @Override
        public Judgement separate(Proposal.Separate separate) {
            requireTwo(separate.one(), separate.other());
            return new Judgement(
                    Set.of(separate.one(), separate.other()),
                    List.of(membersOfActive(separate.one()), membersOfActive(separate.other())),
                    Map.of(),
                    Map.of(),
                    Optional.empty());
        }

        private static void requireTwo(EnterpriseId one, EnterpriseId other) {
            if (one.equals(other)) {
                throw new Refused(
                        Refused.Reason.SAME_PERSON, "this is one person already: name two, or split the person");
            }
        }

        @Override
        public Judgement split(Proposal.Split split) {
            Set<SourceId> members = membersOfActive(split.person());
            List<SourceId> named = split.groups().stream().flatMap(Set::stream).toList();
            if (split.groups().size() < 2 || split.groups().stream().anyMatch(Set::isEmpty)) {
                throw new Refused(
                        Refused.Reason.BAD_GROUPS,
                        "found " + split.groups().size() + " groups, expected two or more, none of them empty");
            }
            if (named.size() != members.size() || !members.equals(Set.copyOf(named))) {
                throw new Refused(
                        Refused.Reason.STALE,
                        "the groups do not hold each of the person's " + members.size()
                                + " records once: open the person again");
            }
            return new Judgement(Set.of(split.person()), split.groups(), Map.of(), Map.of(), Optional.empty());
        }

        @Override
        public Judgement move(Proposal.Move move) {
            EnterpriseId from = Optional.ofNullable(
                            store.personsOf(List.of(move.source())).get(move.source()))
                    .orElseThrow(() -> new Refused(Refused.Reason.UNKNOWN_SOURCE, "no source record has this id"));
            requireTwo(from, move.to());
            Set<SourceId> joined = new HashSet<>(membersOfActive(move.to()));
            joined.add(move.source());
            Set<SourceId> left = new HashSet<>(membersOfActive(from));
            left.remove(move.source());
            return new Judgement(
                    Set.of(from, move.to()),
                    left.isEmpty() ? List.of(joined) : List.of(left, joined),
                    Map.of(),
                    Map.of(move.source(), move.to()),
                    Optional.empty());
        }

        /** Its records that are still with the survivor leave it; what came to the survivor since goes with whom it fits best. */
        @Override
        public Judgement unmerge(Proposal.Unmerge unmerge) {
            EnterpriseId person = unmerge.superseded();
            RecordStore.PersonRow row = row(person);
            PersonEvent event = store.changes()
                    .supersession(person)
                    .filter(found -> row.supersededBy().isPresent())
                    .orElseThrow(() -> new Refused(
                            Refused.Reason.NOT_MERGED,
                            "this person is not merged into another: name the one that was"));
            EnterpriseId holder = holder(row);
            Set<SourceId> all = members(holder);
            Set<SourceId> own = new HashSet<>();
            for (LinkEvent link : store.changes().linksOf(event.change())) {
                if (link.previous().filter(person::equals).isPresent() && all.contains(link.source())) {
                    own.add(link.source());
                }
            }
            if (own.isEmpty()) {
                throw new Refused(
                        Refused.Reason.NOT_MERGED,
                        "none of the records that this person had is with the one that took its place: move them one by one");
            }
            Set<SourceId> others = new HashSet<>(store.changes().linkedBefore(event.change(), all));
            others.removeAll(own);
            Set<SourceId> later = new HashSet<>(all);
            later.removeAll(own);
            later.removeAll(others);
            Map<SourceId, EnterpriseId> wanted = new HashMap<>(wanted(own, person));
            for (SourceId source : later.stream().sorted().toList()) {
                if (best(source, own) > best(source, others)) {
                    own.add(source);
                    wanted.put(source, person);
                } else {
                    others.add(source);
                }
            }
            return new Judgement(
                    Set.of(holder, person),
                    others.isEmpty() ? List.of(own) : List.of(own, others),
                    Map.of(),
                    wanted,
                    Optional.of(event.change()));
        }

        private double best(SourceId source, Collection<SourceId> group) {
            return reclustering.scores(source, group).values().stream()
                    .mapToDouble(Linkage.Score::bits)
                    .max()
                    .orElse(Double.NEGATIVE_INFINITY);
        }

        @Override
        public Judgement undo(Proposal.Undo undo) {
            Map<SourcePair, Optional<Ruling>> before = store.changes().rulingsBefore(undo.change());
            if (before.isEmpty()) {
                throw new Refused(
                        Refused.Reason.NOTHING_TO_UNDO,
                        "nothing of this decision is in force: it was withdrawn, or later decisions took its place");
            }
            Set<SourceId> records = before.keySet().stream()
                    .flatMap(pair -> List.of(pair.a(), pair.b()).stream())
                    .collect(Collectors.toSet());
            Map<SourceId, EnterpriseId> present = store.personsOf(records);
            Map<SourceId, EnterpriseId> wanted = new HashMap<>();
            for (LinkEvent link : store.changes().linksOf(undo.change())) {
                EnterpriseId now = present.get(link.source());
                if (now != null && now.equals(holder(row(link.person())))) {
                    link.previous().ifPresent(previous -> wanted.put(link.source(), previous));
                }
            }
            Set<EnterpriseId> persons = new HashSet<>(present.values());
            persons.addAll(wanted.values());
            persons.forEach(this::members);
            return new Judgement(persons, List.of(), before, wanted, Optional.of(undo.change()));
        }

        private static Map<SourceId, EnterpriseId> wanted(Set<SourceId> records, EnterpriseId person) {
            return records.stream().collect(Collectors.toMap(record -> record, record -> person));
        }

        private Set<SourceId> membersOfActive(EnterpriseId person) {
            row(person).supersededBy().ifPresent(by -> {
                throw new Refused(
                        Refused.Reason.SUPERSEDED_PERSON,
                        "person " + person + " is not active any more: its records are with " + by);
            });
            return members(person);
        }

        private Set<SourceId> members(EnterpriseId person) {
            List<SourceRecord> members = store.members(List.of(person));
            members.forEach(reclustering::understood);
            return members.stream().map(SourceRecord::id).collect(Collectors.toSet());
        }

        private RecordStore.PersonRow row(EnterpriseId person) {
            return store.person(person)
                    .orElseThrow(() -> new Refused(Refused.Reason.UNKNOWN_PERSON, "no person has this id"));
        }

        /** Who holds the records of this person now. */
        private EnterpriseId holder(RecordStore.PersonRow row) {
            RecordStore.PersonRow last = row;
            while (last.supersededBy().isPresent()) {
                last = row(last.supersededBy().get());
            }
            return last.id();
        }
    }
}
