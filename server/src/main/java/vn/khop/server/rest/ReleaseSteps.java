package vn.khop.server.rest;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionOperations;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.security.CurrentActor;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.ImageException;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.concept.ReleaseId;

/** Steps with releases, each in the access log or not made. */
final class ReleaseSteps {
    private final Terminology terminology;
    private final AccessLog log;
    private final CurrentActor actors;
    private final TransactionOperations together;

    /** @param together a transaction that the access log joins: its entry stays if the step was made */
    ReleaseSteps(Terminology terminology, AccessLog log, CurrentActor actors, TransactionOperations together) {
        this.terminology = terminology;
        this.log = log;
        this.actors = actors;
        this.together = together;
    }

    /** Makes a step with a compiled list; what stops it is refused. */
    Release compiled(AccessAction action, ReleaseId id, Function<ImageFolder, Answer<Release>> step) {
        return logged(action, id, () -> {
            try {
                return terminology.change(step);
            } catch (ImageException unusable) {
                return Answer.unknown(unusable.problem());
            }
        });
    }

    <T> T logged(AccessAction action, ReleaseId id, Supplier<Answer<T>> step) {
        AccessEvent event = new AccessEvent(actors.get(), action, "", resourceId(id), AccessOutcome.SUCCESS);
        Answer<T> answer = together.execute(transaction -> {
            log.record(event);
            Answer<T> made = step.get();
            if (made.problem().isPresent()) {
                transaction.setRollbackOnly();
            }
            return made;
        });
        if (answer == null) {
            throw new IllegalStateException("a transaction gives what was done in it");
        }
        return answer.fold(made -> made, CodeController::refuse);
    }

    /** The id of the release as a FHIR resource; of a rollback, that of its system. */
    private static String resourceId(ReleaseId id) {
        return "CodeSystem/" + UUID.nameUUIDFromBytes(id.toString().getBytes(StandardCharsets.UTF_8));
    }
}
