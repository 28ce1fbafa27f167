package vn.khop.server.registry;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import vn.khop.mpi.record.IdentifierValues;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.PhoneNumbers;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.registry.PersonSearch.Comparison;
import vn.khop.server.registry.PersonSearch.Criterion;
import vn.khop.server.registry.PersonSearch.Field;

/** A search in the forms that the index holds: texts folded, numbers as the engine understands them, so that "0 01..." and a number that lost its zeros are found. */
final class SearchQuestion {
    private static final String PROBE = "search";

    private SearchQuestion() {}

    static PersonSearch of(PersonSearch search, Linkage linkage) {
        List<Criterion> criteria = new ArrayList<>();
        for (Criterion criterion : search.criteria()) {
            Set<String> texts = new LinkedHashSet<>();
            criterion.anyOf().forEach(text -> texts.addAll(forms(criterion, text, linkage)));
            criteria.add(new Criterion(criterion.field(), criterion.comparison(), List.copyOf(texts)));
        }
        return new PersonSearch(criteria, search.offset(), search.limit());
    }

    private static Set<String> forms(Criterion criterion, String text, Linkage linkage) {
        return switch (criterion.field()) {
            case ID, BIRTH_DATE, GENDER, ACTIVE -> Set.of(text.strip());
            case IDENTIFIER -> identifierForms(text.strip(), linkage);
            case TELECOM -> phoneForms(text.strip(), linkage);
            case NAME, FAMILY, GIVEN, ADDRESS, ADDRESS_CITY, ADDRESS_STATE, POSTAL_CODE, ADDRESS_COUNTRY, MOTHER ->
                Set.of(
                        criterion.comparison() == Comparison.EXACT
                                ? exact(criterion.field(), text)
                                : SearchText.folded(SearchText.words(text)));
        };
    }

    /** Parts of a name are kept in lower case by the engine that took it apart; whole texts as written. */
    private static String exact(Field field, String text) {
        String exact = SearchText.words(text);
        return field == Field.FAMILY || field == Field.GIVEN ? exact.toLowerCase(Locale.ROOT) : exact;
    }

    private static Set<String> identifierForms(String text, Linkage linkage) {
        int bar = text.indexOf('|');
        String domain = text.substring(0, bar + 1);
        String value = text.substring(bar + 1);
        Set<String> forms = new LinkedHashSet<>();
        forms.add(text);
        PersonRecord understood = linkage.normalise(
                new RawRecord(PROBE, Map.of(Columns.NATIONAL_ID, value, Columns.INSURANCE_NO, value)));
        for (String field : List.of(Columns.Fields.CITIZEN_NUMBER, Columns.Fields.INSURANCE)) {
            understood
                    .value(field)
                    .filter(IdentifierValues.class::isInstance)
                    .map(IdentifierValues.class::cast)
                    .ifPresent(values -> values.all().forEach(identifier -> forms.add(domain + identifier.value())));
        }
        return forms;
    }

    private static Set<String> phoneForms(String text, Linkage linkage) {
        Set<String> forms = new LinkedHashSet<>();
        forms.add(text);
        linkage.normalise(new RawRecord(PROBE, Map.of(Columns.PHONE, text)))
                .value(Columns.Fields.PHONE)
                .filter(PhoneNumbers.class::isInstance)
                .map(PhoneNumbers.class::cast)
                .ifPresent(phones -> phones.all().forEach(phone -> forms.addAll(phone.candidates())));
        return forms;
    }
}
