package vn.khop.server.registry;

import java.util.Optional;

/**
 * A question whose answer is known, as its clerk sees it: like any other task. What is said to it changes nothing but what is known of the clerk.
 *
 * @param task what the clerk sees; what the clerk said is its {@code first}
 * @param clerk of whom it is asked
 * @param known the task of which two others said the same
 * @param answer what they said: {@code SAME} or {@code DIFFERENT}
 * @param one with {@code other} whose the two records were before that
 * @param after the task after which it stands in the clerk's list; empty until it has a place there
 */
public record KnownPair(
        Task task,
        String clerk,
        TaskId known,
        Task.Answer answer,
        EnterpriseId one,
        EnterpriseId other,
        Optional<TaskId> after) {

    /** The same as the neighbour of a task in the list, of whose kind and age it is from now on. */
    KnownPair after(Task row) {
        Task placed = new Task(
                task.id(),
                row.type(),
                task.state(),
                task.version(),
                task.subject(),
                task.bits(),
                task.cause(),
                row.openedAt(),
                task.updatedAt(),
                task.holding(),
                task.reason(),
                task.note(),
                task.first(),
                task.resolution(),
                task.proposal());
        return new KnownPair(placed, clerk, known, answer, one, other, Optional.of(row.id()));
    }
}
