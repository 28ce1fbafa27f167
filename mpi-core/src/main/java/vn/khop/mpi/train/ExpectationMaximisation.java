package vn.khop.mpi.train;

import java.util.List;
import vn.khop.mpi.compare.ComparisonVector;

/*
 * Finds m, u and the priors that make the observed agreement patterns most likely, by expectation maximisation [1, 2].
 *
 * A pair is of one of four classes: one person's, two strangers', two relatives' of one household, two namesakes', who agree
 * on name and birth date as one person's records do and are strangers else; within a class comparisons
 * are independent. The E step gives each pattern its share in each class under the current probabilities; strangers' shares are
 * corrected for how rare the agreed values are. The M step sets the probabilities to the shares' averages.
 *
 * Two things differ from the textbook, both because we see only pairs that blocking found:
 *   - u and the priors are about all pairs, not the found ones. Pairs that no rule finds are sampled once; their levels, weighted
 *     up to their number, are added to the strangers' side of every M step. So u of a level that blocking always finds (equal
 *     citizen numbers) is counted exactly, less the matches among them, and u of any other level is sampled.
 *   - a rule that looks at a field finds the pairs that agree there, so it would teach that field too high an m. Each
 *     comparison learns m only from pairs that some rule finds without looking at its field.
 * The schema's own probabilities count as a few pairs seen before.
 *
 * [1] A. Dempster, N. Laird, D. Rubin (1977). [2] W. Winkler: Using the EM algorithm for weight computation in the
 * Fellegi-Sunter model of record linkage, US Bureau of the Census RR2000/05.
 */
/** One run of the algorithm; see the note above the class. */
final class ExpectationMaximisation {
    private static final int ITERATIONS_MAX = 200;
    private static final double CHANGE_MIN = 1e-5;

    /** The schema's m counts as this many pairs of one person. */
    private static final double MATCH_PRIOR_PAIRS = 20;

    /** The schema's relatives count as this many pairs: relatives are fewer, and easier to lose among poor matches. */
    private static final double RELATIVES_PRIOR_PAIRS = 200;

    /**
     * At least so many pairs of namesakes for each pair of one person: a file without any is luck, and without this floor name
     * and birth date alone would weigh without bound.
     */
    private static final double NAMESAKES_MIN = 0.002;

    /** No comparison disagrees oftener than this among one person's records, unless its schema's m comes near. */
    private static final double DISAGREEMENT_MAX = 0.25;

    private static final double DISAGREEMENT_FACTOR_MAX = 4;

    private final Problem problem;
    private final double[][] m;
    private final double[][] u;
    private final double[][] relatives;
    private double matchPrior;
    private double relativesPrior;
    private double namesakesPrior;
    private int iterations;

    /**
     * @param patterns the pairs that blocking found
     * @param unseenLevels for each comparison and level, how many pairs that blocking did not find have it
     * @param unseenUnit how many pairs one sampled pair stands for; at least 1
     * @param allPairs how many pairs there are at all
     * @param startM the schema's m, by comparison and level
     * @param startRelatives the schema's relatives; all zero if it knows none
     * @param ofNamesakes for each comparison whether namesakes agree on it; all false if the schema knows none
     */
    record Problem(
            List<AgreementPatterns.Counted> patterns,
            double[][] unseenLevels,
            double unseenUnit,
            double allPairs,
            double[][] startM,
            double[][] startRelatives,
            boolean[] ofNamesakes) {
        boolean hasNamesakes() {
            for (boolean is : ofNamesakes) {
                if (is) {
                    return true;
                }
            }
            return false;
        }

        boolean hasRelatives() {
            for (double[] levels : startRelatives) {
                for (double probability : levels) {
                    if (probability > 0) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    private ExpectationMaximisation(Problem problem) {
        this.problem = problem;
        int size = problem.startM().length;
        m = new double[size][];
        u = new double[size][];
        relatives = new double[size][];
        double found = problem.patterns().stream()
                .mapToDouble(AgreementPatterns.Counted::count)
                .sum();
        for (int i = 0; i < size; i++) {
            m[i] = normalised(problem.startM()[i], 1e-4);
            relatives[i] = normalised(problem.startRelatives()[i], 1e-4);
            u[i] = normalised(problem.unseenLevels()[i], problem.unseenUnit());
        }
        matchPrior = Math.max(1, found) * 0.2 / problem.allPairs();
        relativesPrior = problem.hasRelatives() ? Math.max(1, found) * 0.1 / problem.allPairs() : 0;
        namesakesPrior = problem.hasNamesakes() ? matchPrior * 0.02 : 0;
    }

    /** What was found; {@code relatives} is null-free and all ones where the schema knows none. */
    record Estimate(
            double[][] m,
            double[][] u,
            double[][] relatives,
            double matchPrior,
            double relativesPrior,
            double namesakesPrior,
            int iterations) {}

    static Estimate run(Problem problem) {
        ExpectationMaximisation em = new ExpectationMaximisation(problem);
        double change = Double.MAX_VALUE;
        while (em.iterations < ITERATIONS_MAX && change > CHANGE_MIN) {
            change = em.iterate();
            em.iterations++;
        }
        return new Estimate(
                em.m, em.u, em.relatives, em.matchPrior, em.relativesPrior, em.namesakesPrior, em.iterations);
    }

    private static double[] normalised(double[] weights, double each) {
        double[] shares = new double[weights.length];
        double sum = 0;
        for (double weight : weights) {
            sum += weight + each;
        }
        for (int i = 0; i < weights.length; i++) {
            shares[i] = (weights[i] + each) / sum;
        }
        return shares;
    }

    /** One E and one M step; gives the largest change of any m. */
    private double iterate() {
        int size = m.length;
        double[][] matchCounts = new double[size][];
        double[][] strangerCounts = new double[size][];
        double[][] relativeCounts = new double[size][];
        double[][] logM = logs(m);
        double[][] logU = logs(u);
        double[][] logR = logs(relatives);
        for (int i = 0; i < size; i++) {
            matchCounts[i] = new double[m[i].length];
            strangerCounts[i] = problem.unseenLevels()[i].clone();
            relativeCounts[i] = new double[m[i].length];
        }
        double matches = 0;
        double pairsOfRelatives = 0;
        double pairsOfNamesakes = 0;
        double logMatch = Math.log(matchPrior);
        double logStranger = Math.log(1 - matchPrior - relativesPrior - namesakesPrior);
        double logRelative = relativesPrior > 0 ? Math.log(relativesPrior) : Double.NEGATIVE_INFINITY;
        double logNamesake = namesakesPrior > 0 ? Math.log(namesakesPrior) : Double.NEGATIVE_INFINITY;
        for (AgreementPatterns.Counted counted : problem.patterns()) {
            AgreementPatterns.Pattern pattern = counted.pattern();
            double a = logMatch;
            double b = logStranger - pattern.termFrequencyBits() * Math.log(2);
            double c = logRelative;
            double d = logNamesake - (pattern.termFrequencyBits() - pattern.namesakesTermFrequencyBits()) * Math.log(2);
            for (int i = 0; i < size; i++) {
                int level = ComparisonVector.level(pattern.levels(), i);
                if (level >= 0) {
                    a += logM[i][level];
                    b += logU[i][level];
                    c += logR[i][level];
                    d += problem.ofNamesakes()[i] ? logM[i][level] : logU[i][level];
                }
            }
            if (pattern.label() == AgreementPatterns.Label.MATCH) {
                b = Double.NEGATIVE_INFINITY;
                c = Double.NEGATIVE_INFINITY;
                d = Double.NEGATIVE_INFINITY;
            } else if (pattern.label() == AgreementPatterns.Label.NON_MATCH) {
                a = Double.NEGATIVE_INFINITY;
            }
            double top = Math.max(Math.max(a, b), Math.max(c, d));
            double sum = Math.exp(a - top) + Math.exp(b - top) + Math.exp(c - top) + Math.exp(d - top);
            double match = counted.count() * Math.exp(a - top) / sum;
            double stranger = counted.count() * Math.exp(b - top) / sum;
            double relative = counted.count() * Math.exp(c - top) / sum;
            double namesake = counted.count() * Math.exp(d - top) / sum;
            matches += match;
            pairsOfNamesakes += namesake;
            pairsOfRelatives += relative;
            for (int i = 0; i < size; i++) {
                int level = ComparisonVector.level(pattern.levels(), i);
                if (level >= 0) {
                    strangerCounts[i][level] += problem.ofNamesakes()[i] ? stranger : stranger + namesake;
                    if ((pattern.learners() >> i & 1) == 1) {
                        matchCounts[i][level] += match;
                        relativeCounts[i][level] += relative;
                    }
                }
            }
        }
        double change = 0;
        for (int i = 0; i < size; i++) {
            double[] newM = held(mixed(matchCounts[i], problem.startM()[i], MATCH_PRIOR_PAIRS), problem.startM()[i]);
            for (int level = 0; level < newM.length; level++) {
                change = Math.max(change, Math.abs(newM[level] - m[i][level]));
            }
            m[i] = newM;
            u[i] = normalised(strangerCounts[i], 0.5 * problem.unseenUnit());
            relatives[i] = mixed(relativeCounts[i], problem.startRelatives()[i], RELATIVES_PRIOR_PAIRS);
        }
        matchPrior = Math.max(1, matches) / problem.allPairs();
        relativesPrior = problem.hasRelatives() ? Math.max(1, pairsOfRelatives) / problem.allPairs() : 0;
        namesakesPrior = problem.hasNamesakes()
                ? Math.max(NAMESAKES_MIN * Math.max(1, matches), pairsOfNamesakes) / problem.allPairs()
                : 0;
        return change;
    }

    /**
     * Shares in which disagreement is not commoner than a schema's author can have meant. Where two classes differ in one
     * comparison only, say one person's records and a household's where there is no birth date, a mixture of both is as likely
     * as the two apart, and m would drift to the mixture: what the data cannot tell, the schema must.
     */
    private static double[] held(double[] shares, double[] start) {
        int last = shares.length - 1;
        double most = Math.max(DISAGREEMENT_MAX, DISAGREEMENT_FACTOR_MAX * start[last]);
        if (shares[last] <= most) {
            return shares;
        }
        double[] held = new double[shares.length];
        for (int level = 0; level < last; level++) {
            held[level] = shares[level] * (1 - most) / (1 - shares[last]);
        }
        held[last] = most;
        return held;
    }

    private static double[] mixed(double[] counts, double[] prior, double priorPairs) {
        double[] share = normalised(prior, 1e-4);
        double[] mixed = new double[counts.length];
        for (int i = 0; i < counts.length; i++) {
            mixed[i] = counts[i] + share[i] * priorPairs;
        }
        return normalised(mixed, 0);
    }

    private static double[][] logs(double[][] probabilities) {
        double[][] logs = new double[probabilities.length][];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = new double[probabilities[i].length];
            for (int level = 0; level < logs[i].length; level++) {
                logs[i][level] = Math.log(probabilities[i][level]);
            }
        }
        return logs;
    }
}
