package vn.khop.server.insurance;

/** One message in both languages. */
public record Wording(String vi, String en) {}
