package vn.khop.server.registry;

import java.time.Duration;

/**
 * When two people decide.
 *
 * @param records a merge that makes a person of so many source records, or more
 * @param hospitals a merge that makes a person of so many facilities' records, or more
 * @param age a merge that is taken back after longer than this
 * @param blindShare of all other decisions of clerks on two persons, the share that is drawn to be decided by a second one who does not know what the first said; in [0, 1]
 */
public record SecondPersonRule(int records, int hospitals, Duration age, double blindShare) {
    public SecondPersonRule {
        if (!(blindShare >= 0 && blindShare <= 1)) {
            throw new IllegalArgumentException("found a blind share of " + blindShare + ", expected 0 to 1");
        }
    }
}
