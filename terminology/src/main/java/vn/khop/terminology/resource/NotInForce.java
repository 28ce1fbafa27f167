package vn.khop.terminology.resource;

import java.util.List;

/**
 * Why a code system that is known is no answer: no release of it, or not the one named, is in force on a day.
 *
 * @param date as it was asked, or today
 * @param known its releases for people, each with its period
 */
public record NotInForce(Canonical name, String date, List<String> known) {
    public NotInForce {
        known = List.copyOf(known);
    }
}
