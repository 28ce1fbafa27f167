package vn.khop.server.rest;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;
import vn.khop.server.registry.PersonSearch;
import vn.khop.server.registry.PersonSearch.Comparison;
import vn.khop.server.registry.PersonSearch.Criterion;
import vn.khop.server.registry.PersonSearch.Field;

/**
 * What a clerk searches for. Each field that is given must fit.
 *
 * @param name words of the name, in any order, with or without tone marks; each is the beginning of a word
 * @param birthDate ISO 8601, possibly partial: 1975, 1975-04 or 1975-04-30
 * @param identifier a citizen number, an insurance number or a hospital's own number
 * @param limit 1 to 20
 */
record PersonQuestion(
        @Nullable String name,
        @Nullable String birthDate,
        @Nullable String identifier,
        @Nullable String phone,
        @Nullable Integer limit) {
    /** Each person shown is an entry in the access log, and nobody reads further than this. */
    static final int LIMIT_MAX = 20;

    private static final int WORDS_MAX = 10;

    /** @throws Refused if no field is given or one is unfit */
    PersonSearch asSearch() {
        List<Criterion> criteria = new ArrayList<>();
        Fields.text("name", name)
                .ifPresent(text -> words(text).forEach(word -> criteria.add(starts(Field.NAME, word))));
        Fields.text("birthDate", birthDate).ifPresent(text -> criteria.add(starts(Field.BIRTH_DATE, date(text))));
        Fields.text("identifier", identifier).ifPresent(text -> criteria.add(exact(Field.IDENTIFIER, text)));
        Fields.text("phone", phone).ifPresent(text -> criteria.add(exact(Field.TELECOM, text)));
        if (criteria.isEmpty()) {
            throw new Refused(
                    ErrorCode.NO_SEARCH_TERM,
                    "found no field to search by, expected at least one of name, birthDate, identifier, phone");
        }
        return new PersonSearch(criteria, 0, Fields.number("limit", limit, LIMIT_MAX, 1, LIMIT_MAX));
    }

    private static List<String> words(String name) {
        StringTokenizer blanks = new StringTokenizer(name);
        List<String> words = new ArrayList<>();
        while (blanks.hasMoreTokens()) {
            words.add(blanks.nextToken());
        }
        if (words.size() > WORDS_MAX) {
            throw Refused.field(ErrorCode.INVALID_FIELD, "name", words.size() + " words", "at most " + WORDS_MAX);
        }
        return words;
    }

    private static String date(String text) {
        try {
            return switch (text.length()) {
                case 4 -> Year.parse(text).toString();
                case 7 -> YearMonth.parse(text).toString();
                default -> LocalDate.parse(text).toString();
            };
        } catch (DateTimeException unfit) {
            throw Refused.field(
                    ErrorCode.INVALID_FIELD,
                    "birthDate",
                    "something that is not a date of the calendar",
                    "a date such as 1975-04-30, or its beginning: 1975 or 1975-04");
        }
    }

    private static Criterion starts(Field field, String text) {
        return new Criterion(field, Comparison.STARTS, List.of(text));
    }

    private static Criterion exact(Field field, String text) {
        return new Criterion(field, Comparison.EXACT, List.of(text));
    }

    @Override
    public String toString() {
        return "PersonQuestion";
    }
}
