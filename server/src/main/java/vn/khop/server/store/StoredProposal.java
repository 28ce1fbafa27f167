package vn.khop.server.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.Proposal;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.SourcePair;

/**
 * A proposal as it waits in a row, in JSON.
 *
 * @param kind which of the proposals; stored: never rename one
 * @param ids its persons and records, in the order of the proposal's own components
 * @param groups of a split
 * @param change of an undo, else 0
 */
record StoredProposal(String kind, List<String> ids, List<List<String>> groups, long change) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static String text(Proposal proposal) {
        try {
            return JSON.writeValueAsString(proposal.fold(new Written()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("ids can always be written as JSON", e);
        }
    }

    static Proposal read(String text) {
        try {
            return JSON.readValue(text, StoredProposal.class).proposal();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored proposal is not what was written", e);
        }
    }

    private Proposal proposal() {
        return switch (kind) {
            case "merge" -> new Proposal.Merge(person(0), person(1));
            case "same-records" -> new Proposal.SameRecords(source(0), source(1));
            case "different-records" -> new Proposal.DifferentRecords(source(0), source(1));
            case "confirm" -> new Proposal.Confirm(new SourcePair(source(0), source(1)));
            case "separate" -> new Proposal.Separate(person(0), person(1));
            case "split" ->
                new Proposal.Split(
                        person(0),
                        groups.stream()
                                .map(group -> group.stream().map(SourceId::new).collect(Collectors.toUnmodifiableSet()))
                                .toList());
            case "move" -> new Proposal.Move(source(0), person(1));
            case "unmerge" -> new Proposal.Unmerge(person(0));
            case "undo" -> new Proposal.Undo(change);
            default -> throw new IllegalStateException("a stored proposal of an unknown kind");
        };
    }

    private EnterpriseId person(int place) {
        return new EnterpriseId(ids.get(place));
    }

    private SourceId source(int place) {
        return new SourceId(ids.get(place));
    }

    private static final class Written implements Proposal.Cases<StoredProposal> {
        private static StoredProposal of(String kind, String... ids) {
            return new StoredProposal(kind, List.of(ids), List.of(), 0);
        }

        @Override
        public StoredProposal merge(Proposal.Merge merge) {
            return of("merge", merge.source().value(), merge.target().value());
        }

        @Override
        public StoredProposal sameRecords(Proposal.SameRecords same) {
            return of("same-records", same.source().value(), same.target().value());
        }

        @Override
        public StoredProposal differentRecords(Proposal.DifferentRecords different) {
            return of(
                    "different-records",
                    different.one().value(),
                    different.other().value());
        }

        @Override
        public StoredProposal confirm(Proposal.Confirm confirm) {
            return of("confirm", confirm.pair().a().value(), confirm.pair().b().value());
        }

        @Override
        public StoredProposal separate(Proposal.Separate separate) {
            return of("separate", separate.one().value(), separate.other().value());
        }

        @Override
        public StoredProposal split(Proposal.Split split) {
            List<List<String>> groups =
                    split.groups().stream().map(Written::sorted).toList();
            return new StoredProposal("split", List.of(split.person().value()), groups, 0);
        }

        private static List<String> sorted(Set<SourceId> group) {
            return group.stream().map(SourceId::value).sorted().toList();
        }

        @Override
        public StoredProposal move(Proposal.Move move) {
            return of("move", move.source().value(), move.to().value());
        }

        @Override
        public StoredProposal unmerge(Proposal.Unmerge unmerge) {
            return of("unmerge", unmerge.superseded().value());
        }

        @Override
        public StoredProposal undo(Proposal.Undo undo) {
            return new StoredProposal("undo", List.of(), List.of(), undo.change());
        }
    }
}
