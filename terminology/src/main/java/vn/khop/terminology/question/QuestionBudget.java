package vn.khop.terminology.question;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import vn.khop.terminology.resource.Effort;

/*
 * Two bounds. Steps are the same on every machine and in every run, so what is too costly once is so always; time of the thread is what a step cannot tell, since one may
 * compare short texts or long ones. The thread's own time is asked of the system, which costs more than a step does: so it is looked at only when the clock of the wall, which
 * costs next to nothing, has gone on. At each look whoever answers questions may let it wait: see Pace.
 */
/** What one question may cost, from the moment at which its reading begins. Belongs to one thread. */
public final class QuestionBudget implements Effort {
    /** More than any question needs that people ask: a value set of 500,000 concepts takes a million. */
    public static final long STEPS_MAX = 10_000_000;

    /** Of the thread's own time, so that a machine that is busy with others refuses no more than one that is not. */
    public static final long CPU_NANOS_MAX = 1_200_000_000;

    /** So few steps seldom take as long as the time between looks. */
    private static final long STEPS_BETWEEN_GLANCES = 20;

    private static final long NANOS_BETWEEN_LOOKS = 100_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Pace pace;
    private final long cpuNanosBefore = cpuNanos();
    private long steps;
    private long nextGlance = STEPS_BETWEEN_GLANCES;
    private long lastLook = System.nanoTime();

    /** Decides how a question that takes long goes on beside others. */
    @FunctionalInterface
    public interface Pace {
        /** Goes on at once. */
        Pace UNHINDERED = cpuNanos -> {};

        /**
         * Is called again and again on the question's own thread, which it may let wait.
         *
         * @param cpuNanos what the question has cost its thread so far
         */
        void next(long cpuNanos);
    }

    public QuestionBudget() {
        this(Pace.UNHINDERED);
    }

    public QuestionBudget(Pace pace) {
        this.pace = pace;
    }

    /** @throws Refused if the question has cost more than any honest one */
    @Override
    public void spend(long more) {
        steps += more;
        if (steps < nextGlance) {
            return;
        }
        nextGlance = steps + STEPS_BETWEEN_GLANCES;
        if (steps <= STEPS_MAX && System.nanoTime() - lastLook < NANOS_BETWEEN_LOOKS) {
            return;
        }
        long cpuNanos = cpuNanos() - cpuNanosBefore;
        if (steps > STEPS_MAX || cpuNanos > CPU_NANOS_MAX) {
            // Also whatever is asked after it in the same question.
            nextGlance = 0;
            lastLook -= NANOS_BETWEEN_LOOKS;
            throw Refused.saying(Refused.Kind.UNPROCESSABLE, "too-costly", "QUESTION_TOO_LONG");
        }
        pace.next(cpuNanos);
        lastLook = System.nanoTime();
    }

    /** How much was told so far. */
    public long steps() {
        return steps;
    }

    private static long cpuNanos() {
        return THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : 0;
    }
}
