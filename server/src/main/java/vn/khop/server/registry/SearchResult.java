package vn.khop.server.registry;

import java.util.List;

/**
 * A page of a search.
 *
 * @param total how many persons fit, on all pages
 * @param persons by enterprise id
 */
public record SearchResult(int total, List<Person> persons) {
    public SearchResult {
        persons = List.copyOf(persons);
    }
}
