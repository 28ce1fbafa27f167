package vn.khop.terminology.resource;

import java.util.List;

/**
 * Why a resource that is known is no answer: no version of it, or not the one named, is in force on a day.
 *
 * @param type {@code CodeSystem}, {@code ValueSet} or {@code ConceptMap}
 * @param date as it was asked, or today
 * @param known its versions for people, each with its period
 */
public record NotInForce(String type, Canonical name, String date, List<String> known) {
    public NotInForce {
        known = List.copyOf(known);
    }
}
