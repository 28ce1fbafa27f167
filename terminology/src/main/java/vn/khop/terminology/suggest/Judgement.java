package vn.khop.terminology.suggest;

/**
 * What somebody decided about a row and a code.
 *
 * @param code the empty text, with {@code isAccepted}: that no code of the list is meant
 * @param isAccepted that the row is mapped to it; else that it is not the one that is meant
 */
public record Judgement(LocalRow row, String code, boolean isAccepted) {}
