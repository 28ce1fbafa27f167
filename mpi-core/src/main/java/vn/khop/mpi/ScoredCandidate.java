package vn.khop.mpi;

import vn.khop.mpi.decide.LinkDecision;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.score.MatchExplanation;

/** A candidate beside the record that was asked about. */
public record ScoredCandidate(PersonRecord candidate, MatchExplanation explanation, LinkDecision decision) {}
