package vn.khop.server.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.khop.server.registry.PersonSearch.Criterion;
import vn.khop.server.registry.PersonSearch.Field;

/**
 * A search as SQL: one subquery of person ids for each criterion, all of which must give the person.
 *
 * @param parameters for the question marks, in order; a user's text is never part of the statement
 */
record PersonQuery(String statement, List<Object> parameters) {
    /** Above every text that begins with what stands before it, in the byte order of both databases. */
    private static final char LAST = '\uffff';

    private static final String TRUE = "true";

    /**
     * @param hasWordIndex whether the database has an index of the words of texts
     * @param live the forms in which numbers and hidden words may be kept
     */
    static PersonQuery of(List<Criterion> criteria, boolean hasWordIndex, List<Seal.Forms> live) {
        if (criteria.isEmpty()) {
            return new PersonQuery("select person_id from khop.person where superseded_by is null", List.of());
        }
        List<Object> parameters = new ArrayList<>();
        String statement = needed(criteria)
                .map(criterion -> part(criterion, hasWordIndex, live, parameters))
                .collect(Collectors.joining(" intersect "));
        return new PersonQuery(statement, parameters);
    }

    /** Whoever is found by what a record says is active: a record that is gone is found by nothing, and a superseded person has none. */
    private static Stream<Criterion> needed(List<Criterion> criteria) {
        boolean isByRecord = criteria.stream()
                .anyMatch(criterion -> criterion.field() != Field.ID && criterion.field() != Field.ACTIVE);
        return criteria.stream()
                .filter(criterion -> !(isByRecord
                        && criterion.field() == Field.ACTIVE
                        && criterion.anyOf().contains(TRUE)));
    }

    private static String active(List<String> anyOf) {
        String active =
                "(p.superseded_by is null and exists (select 1 from khop.membership m join khop.source_identifier i on i.source_id = m.source_id where m.person_id = p.person_id))";
        String wanted = anyOf.stream()
                .map(text -> text.equals(TRUE) ? active : "not " + active)
                .distinct()
                .collect(Collectors.joining(" or "));
        return "select p.person_id from khop.person p where " + wanted;
    }

    private static String part(
            Criterion criterion, boolean hasWordIndex, List<Seal.Forms> live, List<Object> parameters) {
        if (criterion.field() == Field.ID) {
            parameters.addAll(criterion.anyOf());
            return "select person_id from khop.person where person_id in ("
                    + marks(criterion.anyOf().size()) + ")";
        }
        if (criterion.field() == Field.ACTIVE) {
            return active(criterion.anyOf());
        }
        if (criterion.field() == Field.IDENTIFIER) {
            return "select distinct m.person_id from khop.membership m join khop.source_identifier i on i.source_id = m.source_id where "
                    + any(criterion.anyOf(), text -> identifier(text, live, parameters));
        }
        return "select distinct m.person_id from khop.membership m join khop.search_text t on t.source_id = m.source_id where "
                + any(
                        criterion.anyOf(),
                        text -> SearchWords.isColumn(criterion.field())
                                ? value(criterion, text, parameters)
                                : any(live, forms -> words(criterion, text, hasWordIndex, forms, parameters)));
    }

    /** {@code domain|value}, {@code domain|} for anybody known there, or the value in any domain. */
    private static String identifier(String text, List<Seal.Forms> live, List<Object> parameters) {
        int bar = text.indexOf('|');
        String domain = bar < 0 ? "" : text.substring(0, bar);
        String value = text.substring(bar + 1);
        List<String> conditions = new ArrayList<>();
        if (!domain.isEmpty()) {
            conditions.add("i.domain = ?");
            parameters.add(domain);
        }
        if (!value.isEmpty() || domain.isEmpty()) {
            conditions.add("i.number in (" + marks(live.size()) + ")");
            live.forEach(forms -> parameters.add(forms.of(Seal.Kind.NUMBER, value)));
        }
        return "(" + String.join(" and ", conditions) + ")";
    }

    private static String value(Criterion criterion, String text, List<Object> parameters) {
        String column = criterion.field() == Field.BIRTH_DATE ? "t.birth_date" : "t.gender";
        return switch (criterion.comparison()) {
            case STARTS -> {
                parameters.add(text);
                parameters.add(text + LAST);
                yield "(" + column + " >= ? and " + column + " < ?)";
            }
            case EXACT -> one(column + " = ?", text, parameters);
            case BEFORE -> one(column + " < ?", text, parameters);
            case BEFORE_OR_ON -> one(column + " < ?", text + LAST, parameters);
            case AFTER -> one(column + " > ?", text + LAST, parameters);
            case AFTER_OR_ON -> one(column + " >= ?", text, parameters);
        };
    }

    private static String words(
            Criterion criterion, String text, boolean hasWordIndex, Seal.Forms forms, List<Object> parameters) {
        boolean isExact = switch (criterion.comparison()) {
            case STARTS -> false;
            case EXACT -> true;
            case BEFORE, BEFORE_OR_ON, AFTER, AFTER_OR_ON ->
                throw new IllegalArgumentException("texts have no order: " + criterion);
        };
        String indexed = hasWordIndex
                ? one(
                        SearchWords.INDEXED + " @@ cast(? as tsquery) and ",
                        SearchWords.words(criterion.field(), text, !isExact, forms),
                        parameters)
                : "";
        String stands = isExact
                ? one("position(? in t.exact) > 0", SearchWords.whole(criterion.field(), text, forms), parameters)
                : one("position(? in t.folded) > 0", SearchWords.beginning(criterion.field(), text, forms), parameters);
        return "(" + indexed + stands + ")";
    }

    private static String one(String condition, String parameter, List<Object> parameters) {
        parameters.add(parameter);
        return condition;
    }

    private static <T> String any(List<T> texts, Function<T, String> condition) {
        return "(" + texts.stream().map(condition).collect(Collectors.joining(" or ")) + ")";
    }

    private static String marks(int count) {
        return "?" + ", ?".repeat(count - 1);
    }
}
