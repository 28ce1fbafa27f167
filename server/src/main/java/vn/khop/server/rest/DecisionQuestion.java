package vn.khop.server.rest;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.Justification;
import vn.khop.server.registry.Proposal;
import vn.khop.server.registry.SourceId;

/**
 * What somebody wants to decide. Which fields it needs depends on the kind:
 *
 * <ul>
 *   <li>{@code merge}: {@code person} goes into {@code other}, which keeps its id
 *   <li>{@code separate}: {@code person} and {@code other} are two
 *   <li>{@code split}: {@code person} is as many as there are {@code groups} of its source records
 *   <li>{@code move}: {@code source} is a record of {@code other}
 *   <li>{@code unmerge}: the superseded {@code person} is a person of its own again
 *   <li>{@code undo}: the decision with the number {@code change} is withdrawn
 * </ul>
 *
 * @param reason code of the reason; not needed for a preview
 * @param note a few words beside it, at most 500 characters
 * @param basis that of the preview which was looked at; the decision is refused if things have changed since
 */
record DecisionQuestion(
        @Nullable String kind,
        @Nullable String person,
        @Nullable String other,
        @Nullable String source,
        @Nullable List<List<String>> groups,
        @Nullable Long change,
        @Nullable String reason,
        @Nullable String note,
        @Nullable String basis) {

    private static final String KINDS = "one of merge, separate, split, move, unmerge, undo";

    Proposal asProposal() {
        return switch (Fields.required("kind", kind, KINDS)) {
            case "merge" -> new Proposal.Merge(personId("person", person), personId("other", other));
            case "separate" -> new Proposal.Separate(personId("person", person), personId("other", other));
            case "split" -> new Proposal.Split(personId("person", person), sourceGroups());
            case "move" -> new Proposal.Move(sourceId("source", source), personId("other", other));
            case "unmerge" -> new Proposal.Unmerge(personId("person", person));
            case "undo" -> new Proposal.Undo(changeNumber());
            default -> throw Refused.field(ErrorCode.INVALID_FIELD, "kind", "something else", KINDS);
        };
    }

    Justification justification() {
        return Fields.justification(reason, note);
    }

    Optional<String> seenBasis() {
        return Fields.text("basis", basis);
    }

    private long changeNumber() {
        if (change == null) {
            throw Refused.field(ErrorCode.MISSING_FIELD, "change", "nothing", "the number of a decision");
        }
        return change;
    }

    private List<Set<SourceId>> sourceGroups() {
        if (groups == null) {
            throw Refused.field(ErrorCode.MISSING_FIELD, "groups", "nothing", "two lists of source ids or more");
        }
        return groups.stream()
                .map(group -> {
                    Set<SourceId> records = new HashSet<>();
                    group.forEach(id -> records.add(sourceId("groups", id)));
                    return Set.copyOf(records);
                })
                .toList();
    }

    private static EnterpriseId personId(String field, @Nullable String text) {
        return EnterpriseId.parse(Fields.required(field, text, "the id of a person"))
                .orElseThrow(() -> Refused.field(
                        ErrorCode.INVALID_FIELD,
                        field,
                        "something else",
                        "the id of a person: E, ten digits or capital letters and a check character"));
    }

    private static SourceId sourceId(String field, @Nullable String text) {
        return SourceId.parse(Fields.required(field, text, "the id of a source record"))
                .orElseThrow(() -> Refused.field(
                        ErrorCode.INVALID_FIELD,
                        field,
                        "something else",
                        "the id of a source record: S, sixteen digits or capital letters and a check character"));
    }

    /** Without the note, which a person wrote. */
    @Override
    public String toString() {
        return "DecisionQuestion[" + kind + "]";
    }
}
