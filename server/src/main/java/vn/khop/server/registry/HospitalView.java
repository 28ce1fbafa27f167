package vn.khop.server.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.registry.PersonSearch.Comparison;
import vn.khop.server.registry.PersonSearch.Criterion;
import vn.khop.server.registry.PersonSearch.Field;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;

/*
 * A hospital may know that somebody is known to the city, who he is and his citizen number: it has to tell whether he is the one before it. Where else he was treated, by which
 * number and when, it may not; nor may it find that out by asking. So what it asks is held against what it would be shown, golden values and its own records, and never against
 * another hospital's record. And since numbers can be counted through, nobody is shown for a number alone: two of name, birth date and address must agree.
 */
/** What one hospital may ask of persons, and what it is shown of them. */
final class HospitalView {
    /** Persons of one answer. */
    static final int SHOWN_MAX = 20;

    private static final int LOOKED_AT_MAX = 200;
    private static final int DEMOGRAPHICS_MIN = 2;
    private static final int WHOLE_DATE_CHARACTERS = "2026-01-02".length();
    private static final char LAST = '\uffff';
    private static final Set<String> DEMOGRAPHICS =
            Set.of(Columns.Fields.NAME, Columns.Fields.BIRTH_DATE, Columns.Fields.ADDRESS);
    private static final Set<Field> LOOKED_UP = Set.of(Field.ID, Field.IDENTIFIER, Field.ACTIVE);
    /** Whose the records are that are made for a comparison only. */
    static final String NOBODYS = "khop";

    private final Linkage linkage;
    private final FacilityScope own;

    private HospitalView(Linkage linkage, FacilityScope own) {
        this.linkage = linkage;
        this.own = own;
    }

    /** Empty for those who see whatever their role opens: the city's hub and people at its desks. */
    static Optional<HospitalView> of(Actor actor, Linkage linkage) {
        return actor.isOneHospital() ? Optional.of(new HospitalView(linkage, actor.facilities())) : Optional.empty();
    }

    /** The search as it may be run; empty if it shows nobody, whoever there is. */
    Optional<PersonSearch> question(PersonSearch asked) {
        List<Criterion> criteria = new ArrayList<>();
        boolean isDirect = false;
        Set<Field> demographics = EnumSet.noneOf(Field.class);
        for (Criterion criterion : asked.criteria()) {
            List<String> texts = criterion.anyOf();
            if (criterion.field() == Field.IDENTIFIER) {
                texts = texts.stream().flatMap(this::domains).distinct().toList();
                if (texts.isEmpty()) {
                    return Optional.empty();
                }
                isDirect |= texts.stream().allMatch(this::isOwnNumber);
            }
            isDirect |= criterion.field() == Field.ID;
            demographic(criterion).ifPresent(demographics::add);
            criteria.add(new Criterion(criterion.field(), criterion.comparison(), texts));
        }
        return isDirect || demographics.size() >= DEMOGRAPHICS_MIN
                ? Optional.of(new PersonSearch(criteria, 0, LOOKED_AT_MAX))
                : Optional.empty();
    }

    /** The number in every domain that this hospital may ask in; none for another's. */
    private Stream<String> domains(String text) {
        int bar = text.indexOf('|');
        String domain = text.substring(0, Math.max(bar, 0));
        String value = text.substring(bar + 1);
        Stream<String> all = Stream.concat(
                Stream.of(IdentifierKind.values()).map(IdentifierKind::code),
                own.codes().stream()
                        .map(code -> PersonIdentifier.ofFacility(code, "").domain()));
        return all.filter(known -> domain.isEmpty() || known.equals(domain))
                .map(known -> known + "|" + value)
                .filter(known -> !value.isEmpty() || isOfOwn(known));
    }

    private boolean isOfOwn(String text) {
        String domain = text.substring(0, text.indexOf('|'));
        return own.codes().stream()
                .anyMatch(code -> PersonIdentifier.ofFacility(code, "").domain().equals(domain));
    }

    private boolean isOwnNumber(String text) {
        return isOfOwn(text) && !text.endsWith("|");
    }

    private static Optional<Field> demographic(Criterion criterion) {
        return switch (criterion.field()) {
            case NAME, FAMILY, GIVEN -> Optional.of(Field.NAME);
            case ADDRESS -> Optional.of(Field.ADDRESS);
            case BIRTH_DATE ->
                criterion.comparison() == Comparison.STARTS
                                && criterion.anyOf().stream().allMatch(date -> date.length() >= WHOLE_DATE_CHARACTERS)
                        ? Optional.of(Field.BIRTH_DATE)
                        : Optional.empty();
            case ID,
                    IDENTIFIER,
                    GENDER,
                    TELECOM,
                    ADDRESS_CITY,
                    ADDRESS_STATE,
                    POSTAL_CODE,
                    ADDRESS_COUNTRY,
                    MOTHER,
                    ACTIVE -> Optional.empty();
        };
    }

    /** Whether what was asked holds of what is shown. Ids, numbers known everywhere, and whether it is active, were looked up already. */
    boolean shows(Person person, PersonSearch inIndexForms) {
        Set<SourceIndex.Term> terms = visible(person).stream()
                .flatMap(record -> SourceIndex.of(record, Set.of()).terms().stream())
                .collect(Collectors.toSet());
        return inIndexForms.criteria().stream()
                .filter(criterion -> !LOOKED_UP.contains(criterion.field()))
                .allMatch(criterion -> terms.stream().anyMatch(term -> fits(criterion, term)));
    }

    private static boolean fits(Criterion criterion, SourceIndex.Term term) {
        return term.field() == criterion.field()
                && criterion.anyOf().stream().anyMatch(text -> fits(criterion.comparison(), text, term));
    }

    /** As the store compares. */
    private static boolean fits(Comparison comparison, String text, SourceIndex.Term term) {
        return switch (comparison) {
            case STARTS -> term.starts(text);
            case EXACT -> term.isExactly(text);
            case BEFORE -> term.exact().compareTo(text) < 0;
            case BEFORE_OR_ON -> term.exact().compareTo(text + LAST) < 0;
            case AFTER -> term.exact().compareTo(text + LAST) > 0;
            case AFTER_OR_ON -> term.exact().compareTo(text) >= 0;
        };
    }

    /** The golden values as a record, and the hospital's own records. */
    private List<PersonRecord> visible(Person person) {
        List<PersonRecord> visible = new ArrayList<>();
        visible.add(linkage.normalise(
                new RawRecord(SourceId.of(NOBODYS, person.id().value()).value(), columns(person.golden()))));
        ownOf(person)
                .forEach(source ->
                        visible.add(linkage.normalise(new RawRecord(source.id().value(), source.columns()))));
        return visible;
    }

    /** Golden values, as a hospital would write them. */
    static Map<String, String> columns(List<GoldenValue> golden) {
        Map<String, String> columnOf = Map.of(
                Columns.Fields.NAME, Columns.FULL_NAME,
                Columns.Fields.BIRTH_DATE, Columns.BIRTH_DATE,
                Columns.Fields.SEX, Columns.GENDER,
                Columns.Fields.PHONE, Columns.PHONE,
                Columns.Fields.ADDRESS, Columns.ADDRESS,
                Columns.Fields.CITIZEN_NUMBER, Columns.NATIONAL_ID,
                Columns.Fields.INSURANCE, Columns.INSURANCE_NO);
        Map<String, String> columns = new LinkedHashMap<>();
        for (GoldenValue value : golden) {
            Optional.ofNullable(columnOf.get(value.field())).ifPresent(column -> columns.put(column, value.value()));
        }
        return columns;
    }

    private List<SourceRecord> ownOf(Person person) {
        return person.sources().stream().filter(this::includes).toList();
    }

    boolean includes(SourceRecord source) {
        return own.includes(source.facility());
    }

    /** What the probe scores with what is shown of the person; empty if two of name, birth date and address do not agree, or it is no candidate. */
    Optional<Linkage.Score> score(RawRecord probe, Person person) {
        PersonRecord asked =
                linkage.normalise(new RawRecord(SourceId.of(NOBODYS, "").value(), probe.values()));
        List<PersonRecord> visible = visible(person);
        boolean agrees = visible.stream()
                .anyMatch(record -> linkage.explain(asked, record).comparisons().stream()
                                .filter(line -> DEMOGRAPHICS.contains(line.comparison()) && line.bits() > 0)
                                .count()
                        >= DEMOGRAPHICS_MIN);
        return agrees
                ? linkage.score(asked, visible).values().stream()
                        .filter(Linkage.Score::isCandidate)
                        .max(Comparator.comparingDouble(Linkage.Score::bits))
                : Optional.empty();
    }

    /** The person without the others' records, what happened to them, and when. */
    Person of(Person person) {
        List<SourceRecord> sources = ownOf(person);
        Set<SourceId> ids = sources.stream().map(SourceRecord::id).collect(Collectors.toSet());
        return new Person(
                person.id(),
                sources.stream()
                        .map(SourceRecord::receivedAt)
                        .min(Comparator.naturalOrder())
                        .orElse(Instant.EPOCH),
                person.supersededBy(),
                person.golden(),
                sources,
                person.history().stream()
                        .filter(event -> ids.contains(event.source()))
                        .toList(),
                CitizenAnchor.of(sources.stream()
                        .map(source ->
                                linkage.normalise(new RawRecord(source.id().value(), source.columns())))
                        .toList()));
    }

    /** The citizen number, and what the hospital's own records carry. */
    Set<PersonIdentifier> identifiers(Collection<PersonIdentifier> all, List<SourceRecord> members) {
        Set<PersonIdentifier> shown = new HashSet<>();
        members.stream()
                .filter(this::includes)
                .map(source -> linkage.normalise(new RawRecord(source.id().value(), source.columns())))
                .forEach(record -> shown.addAll(SourceIndex.of(record, Set.of()).identifiers()));
        all.stream()
                .filter(identifier -> identifier.kind().equals(Optional.of(IdentifierKind.NATIONAL_ID)))
                .forEach(shown::add);
        return shown;
    }

    /** The scores of those that may be shown. */
    Map<EnterpriseId, Linkage.Score> scores(RawRecord probe, Collection<Person> persons) {
        Map<EnterpriseId, Linkage.Score> scores = new HashMap<>();
        persons.forEach(person -> score(probe, person).ifPresent(score -> scores.put(person.id(), score)));
        return scores;
    }
}
