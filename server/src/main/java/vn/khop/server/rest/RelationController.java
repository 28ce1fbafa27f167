package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.Relation;
import vn.khop.server.registry.RelationKind;
import vn.khop.server.registry.RelationRuling;
import vn.khop.server.security.CurrentActor;

/** Who is a person's mother, father, guardian or twin. The registry writes the access log before it tells. */
@RestController
class RelationController {
    private static final String KINDS = Arrays.stream(RelationKind.values())
            .map(RelationKind::word)
            .collect(Collectors.joining(", ", "one of ", ""));

    private final ObjectProvider<Registry> registry;
    private final CurrentActor actors;

    RelationController(ObjectProvider<Registry> registry, CurrentActor actors) {
        this.registry = registry;
        this.actors = actors;
    }

    /**
     * @param source the record that says it
     * @param related the relative's
     * @param agrees what agrees, in words without values
     */
    record EvidenceView(String source, String related, List<String> agrees) {}

    /**
     * @param kind what {@code person} is to the one asked for: {@code mother}, {@code father}, {@code guardian}, {@code twin}, {@code sibling}, {@code spouse}, {@code child} or
     *     {@code ward}
     * @param state {@code likely} where the engine reads it, {@code stated} where a hospital says it, {@code confirmed} or {@code ended} where a clerk has decided
     */
    record RelationView(
            String kind,
            String person,
            String state,
            List<EvidenceView> evidence,
            @Nullable String decidedBy,
            @Nullable Instant decidedAt) {
        static RelationView of(Relation relation) {
            return new RelationView(
                    relation.kind().word(),
                    relation.other().value(),
                    TaskView.word(relation.state()),
                    relation.evidence().stream()
                            .map(one -> new EvidenceView(
                                    one.record().value(), one.related().value(), one.agrees()))
                            .toList(),
                    relation.decidedBy().orElse(null),
                    relation.decidedAt().orElse(null));
        }
    }

    record Relatives(String enterpriseId, List<RelationView> items) {}

    @GetMapping("/api/v1/persons/{enterpriseId}/relations")
    @Operation(summary = "A person's relatives: found from the records, stated by hospitals, or said by clerks")
    Relatives relations(
            @PathVariable("enterpriseId") String enterpriseId,
            @RequestParam(name = "ended", required = false, defaultValue = "false") boolean ended) {
        return EnterpriseId.parse(enterpriseId)
                .flatMap(id -> registry.getObject().relations().of(id, ended, actors.get()))
                .map(found -> new Relatives(
                        enterpriseId, found.stream().map(RelationView::of).toList()))
                .orElseThrow(RelationController::unknownPerson);
    }

    /**
     * @param other the relative
     * @param kind what the relative is to the person
     * @param verdict {@code confirm} or {@code end}
     * @param reason code of the reason
     * @param note a few words beside it, at most 500 characters
     */
    record RelationQuestion(
            @Nullable String other,
            @Nullable String kind,
            @Nullable String verdict,
            @Nullable String reason,
            @Nullable String note) {
        /** Without the note, which a person wrote. */
        @Override
        public String toString() {
            return "RelationQuestion[" + kind + "]";
        }
    }

    @PostMapping("/api/v1/persons/{enterpriseId}/relations")
    @Operation(summary = "Confirms a relation, or ends it; the latest word counts")
    RelationView rule(@PathVariable("enterpriseId") String enterpriseId, @RequestBody RelationQuestion question) {
        EnterpriseId person = EnterpriseId.parse(enterpriseId).orElseThrow(RelationController::unknownPerson);
        EnterpriseId other = EnterpriseId.parse(Fields.required("other", question.other(), "the id of a person"))
                .orElseThrow(
                        () -> Refused.field(ErrorCode.INVALID_FIELD, "other", "something else", "the id of a person"));
        RelationKind kind = RelationKind.ofWord(Fields.required("kind", question.kind(), KINDS))
                .orElseThrow(() -> Refused.field(ErrorCode.INVALID_FIELD, "kind", "something else", KINDS));
        RelationRuling.Verdict verdict = switch (Fields.required("verdict", question.verdict(), "confirm or end")) {
            case "confirm" -> RelationRuling.Verdict.CONFIRMED;
            case "end" -> RelationRuling.Verdict.ENDED;
            default -> throw Refused.field(ErrorCode.INVALID_FIELD, "verdict", "something else", "confirm or end");
        };
        return RelationView.of(registry.getObject()
                .relations()
                .rule(
                        person,
                        kind,
                        other,
                        verdict,
                        Fields.justification(question.reason(), question.note()),
                        actors.get()));
    }

    private static Refused unknownPerson() {
        return new Refused(ErrorCode.UNKNOWN_PERSON, "no person has this id: check it, or search for the person");
    }
}
