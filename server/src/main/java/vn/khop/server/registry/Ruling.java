package vn.khop.server.registry;

/**
 * A verdict in force.
 *
 * @param bits what the engine thought of the pair when it was made, in bits; the measure of whether the evidence has changed since
 * @param change the change that made it
 */
public record Ruling(Verdict verdict, double bits, long change) {}
