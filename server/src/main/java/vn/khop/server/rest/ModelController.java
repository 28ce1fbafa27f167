package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.ModelDesk;
import vn.khop.server.registry.ModelFinding;
import vn.khop.server.registry.ModelRun;
import vn.khop.server.registry.ModelStore;
import vn.khop.server.registry.SourceId;
import vn.khop.server.security.CurrentActor;

/** Linkage models: handed in, rehearsed, taken into use by two people. */
@RestController
class ModelController {
    private static final int LIMIT_DEFAULT = 50;
    private static final int LIMIT_MAX = 200;
    private static final int RUNS = 20;

    private final ObjectProvider<ModelDesk> desk;
    private final CurrentActor actors;

    ModelController(ObjectProvider<ModelDesk> desk, CurrentActor actors) {
        this.desk = desk;
        this.actors = actors;
    }

    /** @param proposedBy who wants to take it into use, and waits for a second person */
    record Model(
            String version,
            String addedBy,
            Instant addedAt,
            @Nullable String proposedBy) {
        static Model of(ModelStore.StoredModel model) {
            return new Model(
                    model.version(),
                    model.addedBy(),
                    model.addedAt(),
                    model.proposedBy().orElse(null));
        }
    }

    /** @param shipped the version that needs not be handed in */
    record Models(String inUse, String shipped, List<Model> models, List<Run> runs) {}

    /**
     * @param kind {@code rehearsal} or {@code activation}
     * @param state {@code running}, {@code done} or {@code failed}
     * @param phase {@code rehearsing}, {@code indexing} or {@code relinking}
     * @param records how many are done in this phase
     */
    record Run(
            long run,
            String kind,
            String model,
            String against,
            String state,
            String phase,
            long records,
            long joins,
            long splits,
            long reviews,
            long changes,
            String startedBy,
            @Nullable String secondBy,
            Instant startedAt,
            Instant updatedAt,
            @Nullable String failure,
            String summary) {
        static Run of(ModelRun run) {
            return new Run(
                    run.number(),
                    TaskView.word(run.kind()),
                    run.modelVersion(),
                    run.against(),
                    TaskView.word(run.state()),
                    TaskView.word(run.phase()),
                    run.records(),
                    run.joins(),
                    run.splits(),
                    run.reviews(),
                    run.changes(),
                    run.startedBy(),
                    run.secondBy().orElse(null),
                    run.startedAt(),
                    run.updatedAt(),
                    run.failure().orElse(null),
                    run.summary());
        }
    }

    /** @param groups the persons' records, as the model would part them */
    record Finding(
            int finding,
            String kind,
            List<String> persons,
            List<List<String>> groups,
            String source,
            String otherSource,
            double weightBefore,
            double weightAfter) {
        static Finding of(ModelFinding found) {
            return new Finding(
                    found.number(),
                    TaskView.word(found.kind()),
                    found.persons().stream().map(EnterpriseId::value).toList(),
                    found.groups().stream()
                            .map(group -> group.stream().map(SourceId::value).toList())
                            .toList(),
                    found.pair().a().value(),
                    found.pair().b().value(),
                    found.bitsBefore(),
                    found.bitsAfter());
        }
    }

    /** @param next to be given as {@code after} for the next page; absent on the last one */
    record Findings(List<Finding> items, @Nullable Integer next) {}

    /** What the two models say of the pair that speaks most for it. */
    record Explained(Finding finding, ExplanationView before, ExplanationView after) {}

    /** @param version of a model that was handed in, or the shipped one */
    record Version(@Nullable String version) {}

    @GetMapping("/api/v1/models")
    @Operation(summary = "The linkage models, which is in use, and the last runs")
    Models models() {
        ModelDesk.InUse inUse = desk.getObject().inUse();
        return new Models(
                inUse.version(),
                inUse.shipped(),
                desk.getObject().models().stream().map(Model::of).toList(),
                desk.getObject().runs(RUNS).stream().map(Run::of).toList());
    }

    @PostMapping(path = "/api/v1/models", consumes = "application/json")
    @Operation(summary = "Hands in a model that khop train wrote: the file is the body. It is not in use by that")
    ResponseEntity<Version> add(@RequestBody String model) {
        String version = desk.getObject().add(model, actors.get());
        return ResponseEntity.status(HttpStatus.CREATED).body(new Version(version));
    }

    @PostMapping("/api/v1/models/rehearse")
    @Operation(summary = "Tries a model on all records in the background; nothing is changed")
    ResponseEntity<Run> rehearse(@RequestBody Version version) {
        return ResponseEntity.status(HttpStatus.ACCEPTED)
                .body(Run.of(desk.getObject().rehearse(named(version), actors.get())));
    }

    @PostMapping("/api/v1/models/activate")
    @Operation(
            summary =
                    "Takes a rehearsed model into use, or a former one again: the first call is the first of two people's, the second begins it")
    ResponseEntity<Models> activate(@RequestBody Version version) {
        desk.getObject().activate(named(version), actors.get());
        return ResponseEntity.status(HttpStatus.ACCEPTED).body(models());
    }

    private static String named(Version version) {
        return Fields.required("version", version.version(), "the version of a model");
    }

    @GetMapping("/api/v1/models/runs/{run}")
    @Operation(summary = "How far a run is, and what came of it")
    Run run(@PathVariable("run") long number) {
        return desk.getObject().run(number).map(Run::of).orElseThrow(ModelController::unknown);
    }

    @GetMapping("/api/v1/models/runs/{run}/findings")
    @Operation(summary = "What a rehearsal found: joins, splits and what it moves to review")
    Findings findings(
            @PathVariable("run") long number,
            @RequestParam(name = "kind", required = false) @Nullable String kind,
            @RequestParam(name = "after", required = false) @Nullable Integer after,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit) {
        int most = Fields.number("limit", limit, LIMIT_DEFAULT, 1, LIMIT_MAX);
        int from = Fields.number("after", after, 0, 0, Integer.MAX_VALUE);
        List<ModelFinding> page = desk.getObject()
                .findings(number, Fields.text("kind", kind).map(ModelController::kind), from, most + 1, actors.get());
        List<Finding> items = page.stream().limit(most).map(Finding::of).toList();
        return new Findings(items, page.size() > most ? items.get(most - 1).finding() : null);
    }

    private static ModelFinding.Kind kind(String word) {
        return Arrays.stream(ModelFinding.Kind.values())
                .filter(kind -> TaskView.word(kind).equals(word))
                .findFirst()
                .orElseThrow(() ->
                        Refused.field(ErrorCode.INVALID_FIELD, "kind", "something else", "join, split or review"));
    }

    @GetMapping("/api/v1/models/runs/{run}/findings/{finding}")
    @Operation(summary = "The evidence of a finding, by the model in use and by the one that was tried")
    Explained finding(@PathVariable("run") long number, @PathVariable("finding") int finding) {
        Optional<ModelDesk.Explained> explained = desk.getObject().explain(number, finding, actors.get());
        return explained
                .map(found -> new Explained(
                        Finding.of(found.finding()),
                        ExplanationView.of(found.before()),
                        ExplanationView.of(found.after())))
                .orElseThrow(ModelController::unknown);
    }

    private static Refused unknown() {
        return new Refused(ErrorCode.UNKNOWN_MODEL, "no run or finding has this number");
    }
}
