package vn.khop.terminology.question;

/**
 * A message in a reader's language.
 *
 * @param id HL7's key for it
 */
public record Message(String id, String text) {}
