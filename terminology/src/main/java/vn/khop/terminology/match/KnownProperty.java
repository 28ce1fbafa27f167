package vn.khop.terminology.match;

import vn.khop.terminology.resource.TypedValue;

/** What is known of a concept that is looked for: {@code code}, {@code display}, {@code definition}, {@code parent}, {@code child}, or a property of the code system. */
public record KnownProperty(String code, TypedValue value) {}
