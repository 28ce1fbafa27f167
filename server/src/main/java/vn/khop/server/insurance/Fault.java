package vn.khop.server.insurance;

/**
 * A rule that a row breaks.
 *
 * @param element the one it is about; empty where it is about the whole
 * @param rule its name, which is public and stable
 * @param basis the official document that has the rule
 * @param text what was found and what is expected, without anything that the row says
 * @param isRefusing whether the row is refused for it
 */
public record Fault(String element, String rule, String basis, Wording text, boolean isRefusing) {}
