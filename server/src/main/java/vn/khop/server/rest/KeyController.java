package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.registry.KeyDesk;
import vn.khop.server.registry.KeyRun;
import vn.khop.server.registry.KeyStore;
import vn.khop.server.security.CurrentActor;

/** The keys of an encrypted database: which there are, and others asked for by two people. Nothing of a key is ever shown. */
@RestController
class KeyController {
    private final ObjectProvider<KeyDesk> desk;
    private final CurrentActor actors;

    KeyController(ObjectProvider<KeyDesk> desk, CurrentActor actors) {
        this.desk = desk;
        this.actors = actors;
    }

    /** @param epoch 0 for what was written in the clear */
    record Epoch(int epoch, String state, Instant madeAt) {
        static Epoch of(KeyStore.Epoch epoch) {
            return new Epoch(epoch.number(), epoch.state(), epoch.madeAt());
        }
    }

    /**
     * @param phase {@code announced}, {@code records}, {@code others} or {@code done}
     * @param records how many are done
     */
    record Run(
            long run,
            int epoch,
            String phase,
            long records,
            long ofRecords,
            String startedBy,
            @Nullable String secondBy,
            Instant startedAt,
            Instant updatedAt,
            @Nullable String failure) {
        static Run of(KeyRun run) {
            return new Run(
                    run.number(),
                    run.epoch(),
                    TaskView.word(run.phase()),
                    run.records(),
                    run.ofRecords(),
                    run.startedBy(),
                    run.secondBy().orElse(null),
                    run.startedAt(),
                    run.updatedAt(),
                    run.failure().orElse(null));
        }
    }

    /** @param proposedBy who asked for other keys, and waits for a second person */
    record Keys(
            boolean encrypted, List<Epoch> epochs, @Nullable String proposedBy, List<Run> runs) {
        static Keys of(KeyDesk.Status status) {
            return new Keys(
                    status.isOn(),
                    status.epochs().stream().map(Epoch::of).toList(),
                    status.proposedBy().orElse(null),
                    status.runs().stream().map(Run::of).toList());
        }
    }

    @GetMapping("/api/v1/keys")
    @Operation(
            summary =
                    "Whether the database is encrypted, which key epochs there are, and how far going over to others is")
    Keys keys() {
        return Keys.of(desk.getObject().status());
    }

    @PostMapping("/api/v1/keys/rotate")
    @Operation(
            summary =
                    "Asks for other keys: the first call is the first of two people's, the second begins it; what is kept goes over in the background")
    ResponseEntity<Keys> rotate() {
        desk.getObject().rotate(actors.get());
        return ResponseEntity.status(HttpStatus.ACCEPTED).body(keys());
    }
}
