package vn.khop.server.rights;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What somebody asked about the data that is kept of them, and what became of it.
 *
 * @param personId the enterprise id
 * @param answerBy the last day on which the person is to be told that it came and how it goes on
 * @param dueOn the last day on which it is to be done; moved by an extension
 * @param answered empty until the person was told
 */
public record SubjectRequest(
        long number,
        String personId,
        Asked asked,
        LocalDate answerBy,
        LocalDate dueOn,
        Step registered,
        Optional<Step> answered,
        Optional<Extension> extended,
        Optional<Closing> closed) {

    /**
     * As it came.
     *
     * @param reference where the paper lies: a number of the desk's own, no name; may be empty
     * @param isThroughOthers whether hospitals or processors have to act too, which takes longer
     */
    public record Asked(Right right, String reference, LocalDate receivedOn, boolean isThroughOthers) {
        @Override
        public String toString() {
            return "Asked[" + right + "]";
        }
    }

    public record Step(String by, Instant at) {}

    /** @param reason as its user wrote it */
    public record Extension(String reason, Step step) {
        @Override
        public String toString() {
            return "Extension[]";
        }
    }

    /** @param how what was done, or why not, as its user wrote it */
    public record Closing(Outcome outcome, String how, Step step) {
        @Override
        public String toString() {
            return "Closing[" + outcome + "]";
        }
    }

    /** The name is stored: never rename one. */
    public enum Outcome {
        DONE,
        PARTLY,
        /** With the reason in law, which the person is told. */
        REFUSED,
        /** The person no longer asks for it. */
        TAKEN_BACK
    }

    /** Whether its last day is over and it is still open. */
    public boolean isOverdue(LocalDate today) {
        return closed.isEmpty() && today.isAfter(dueOn);
    }

    /** Whether nobody answered it in time, and it is still open. */
    public boolean isAnswerOverdue(LocalDate today) {
        return closed.isEmpty() && answered.isEmpty() && today.isAfter(answerBy);
    }

    @Override
    public String toString() {
        return "SubjectRequest[" + number + "]";
    }
}
