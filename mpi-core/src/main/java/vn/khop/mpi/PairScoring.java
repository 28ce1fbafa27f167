package vn.khop.mpi;

import java.util.Optional;
import vn.khop.mpi.compare.ComparedPair;
import vn.khop.mpi.compare.Comparisons;
import vn.khop.mpi.compare.PackedRecords;
import vn.khop.mpi.decide.Decider;
import vn.khop.mpi.decide.LinkDecision;
import vn.khop.mpi.decide.Veto;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.score.Scorer;

/** The stages that look at one pair, ready to run under one model: compare, score, decide. Immutable. */
record PairScoring(Comparisons comparisons, Scorer scorer, Decider decider) {
    static PairScoring of(LinkageModel model) {
        return of(model, Comparisons.compile(model.schema(), model.terms()));
    }

    static PairScoring of(LinkageModel model, Comparisons comparisons) {
        return new PairScoring(comparisons, new Scorer(model), new Decider(model));
    }

    /** The match weight in bits; {@code pair} holds the levels afterwards. */
    double bits(PackedRecords records, int a, int b, ComparedPair pair) {
        comparisons.compare(records, a, b, pair);
        return scorer.totalBits(pair);
    }

    /** Of a pair with these levels, as {@link ComparedPair#levels}, and this weight. */
    LinkDecision decide(long levels, double bits, int factsOfA, int factsOfB) {
        return decider.decide(levels, bits, factsOfA, factsOfB);
    }

    /** As {@link Decider#veto}. */
    Optional<Veto> veto(ComparedPair pair, int factsOfA, int factsOfB) {
        return decider.veto(pair.levels(), factsOfA, factsOfB);
    }
}
