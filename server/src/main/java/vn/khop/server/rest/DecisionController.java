package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.registry.Decisions;
import vn.khop.server.security.CurrentActor;

/** What clerks decide about who is who. The registry checks who may decide what; here is only how it is said. */
@RestController
class DecisionController {
    private final ObjectProvider<Decisions> decisions;
    private final CurrentActor actors;

    DecisionController(ObjectProvider<Decisions> decisions, CurrentActor actors) {
        this.decisions = decisions;
        this.actors = actors;
    }

    @PostMapping("/api/v1/persons/decisions/preview")
    @Operation(
            summary =
                    "What a decision would do: persons, records and golden values that change, and who would be told; nothing is done")
    ConsequencesView preview(@RequestBody DecisionQuestion question) {
        return ConsequencesView.of(decisions.getObject().preview(question.asProposal(), actors.get()))
                .masked();
    }

    @PostMapping("/api/v1/persons/decisions")
    @Operation(
            summary =
                    "Decides: merge, separate, split, move, unmerge or undo; it holds when this answers 200, whatever is fed later. 202 where two people decide: the task named in the answer waits for the second",
            responses = {
                @ApiResponse(responseCode = "200", description = "Done"),
                @ApiResponse(responseCode = "202", description = "Waits for a second person; nothing is done yet")
            })
    ResponseEntity<ConsequencesView> decide(@RequestBody DecisionQuestion question) {
        Decisions.Decided decided = decisions
                .getObject()
                .decide(question.asProposal(), question.justification(), question.seenBasis(), actors.get());
        return ResponseEntity.status(decided.waiting().isPresent() ? HttpStatus.ACCEPTED : HttpStatus.OK)
                .body(ConsequencesView.of(decided).masked());
    }
}
