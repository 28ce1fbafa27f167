package vn.khop.reference;

/**
 * Where facts of a table come from.
 *
 * @param key what the rows' column {@code source} says
 * @param publisher who decided or published it
 * @param document the decision or list
 * @param date of the decision or of the edition, as far as known: 2016-02-01, 2026-07; empty where unknown
 * @param licence under which the facts may be used
 * @param via how they reached this table, and what to think of it: official text, or a secondary source that cites it
 */
public record TableSource(String key, String publisher, String document, String date, String licence, String via) {}
