package vn.khop.terminology.concept;

/**
 * A version of a value set, concept map or posted code system, and how it stands on one day.
 *
 * @param type {@code ValueSet}, {@code ConceptMap} or {@code CodeSystem}
 * @param id its URL and version
 * @param name for people
 * @param period when it applies, once it is activated; before that, when it is meant to
 */
public record ResourceRelease(String type, ReleaseId id, String name, ReleaseState state, EffectivePeriod period) {}
