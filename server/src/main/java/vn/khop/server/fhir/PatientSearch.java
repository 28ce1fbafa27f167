package vn.khop.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.model.api.annotation.Description;
import ca.uhn.fhir.rest.annotation.Count;
import ca.uhn.fhir.rest.annotation.Offset;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.DateAndListParam;
import ca.uhn.fhir.rest.param.DateOrListParam;
import ca.uhn.fhir.rest.param.DateParam;
import ca.uhn.fhir.rest.param.ParamPrefixEnum;
import ca.uhn.fhir.rest.param.StringAndListParam;
import ca.uhn.fhir.rest.param.StringOrListParam;
import ca.uhn.fhir.rest.param.StringParam;
import ca.uhn.fhir.rest.param.TokenAndListParam;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.param.TokenParam;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Patient;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.Person;
import vn.khop.server.registry.PersonIdentifier;
import vn.khop.server.registry.PersonSearch;
import vn.khop.server.registry.PersonSearch.Comparison;
import vn.khop.server.registry.PersonSearch.Criterion;
import vn.khop.server.registry.PersonSearch.Field;
import vn.khop.server.registry.Refused;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.SearchResult;
import vn.khop.server.security.Actor;
import vn.khop.server.security.CurrentActor;

/** Search for persons, IHE ITI-78: a person fits if its records fit every parameter. */
final class PatientSearch {
    private static final int COUNT_DEFAULT = 20;
    private static final int COUNT_MAX = 200;
    private static final int OFFSET_MAX = 10_000;

    /** What is asked, and how the answer is written. */
    private static final List<String> SUPPORTED = List.of(
            "_id",
            "active",
            "identifier",
            "name",
            "family",
            "given",
            "birthdate",
            "gender",
            "telecom",
            "address",
            "address-city",
            "address-state",
            "address-postalcode",
            "address-country",
            "mothersMaidenName",
            "_count",
            "_offset",
            "_format",
            "_pretty",
            "_summary",
            "_elements");

    private static final Pattern LENIENT = Pattern.compile("(?i)handling\\s*=\\s*lenient");

    private final Registry registry;
    private final CurrentActor currentActor;
    private final IdentifierSystems systems;
    private final PatientWriting writing;

    PatientSearch(Registry registry, CurrentActor currentActor, FhirContext fhirContext, IdentifierSystems systems) {
        this.registry = registry;
        this.currentActor = currentActor;
        this.systems = systems;
        this.writing = new PatientWriting(fhirContext, systems);
    }

    /** Every parameter that is taken; HAPI hands others over too, for them to be refused by name. */
    @Search(type = Patient.class, allowUnknownParams = true)
    public Bundle search(
            RequestDetails request,
            @Description(shortDefinition = "The person's id") @OptionalParam(name = "_id") @Nullable
                    TokenAndListParam id,
            @Description(shortDefinition = "Any number of the person; system| alone asks for those known in a domain")
                    @OptionalParam(name = "identifier")
                    @Nullable
                    TokenAndListParam identifier,
            @Description(shortDefinition = "The whole name or the beginning of any word of it")
                    @OptionalParam(name = "name")
                    @Nullable
                    StringAndListParam name,
            @Description(shortDefinition = "Family name") @OptionalParam(name = "family") @Nullable
                    StringAndListParam family,
            @Description(shortDefinition = "Middle or given name") @OptionalParam(name = "given") @Nullable
                    StringAndListParam given,
            @Description(shortDefinition = "Birth date, its year or its month; eq, ge, gt, le, lt")
                    @OptionalParam(name = "birthdate")
                    @Nullable
                    DateAndListParam birthDate,
            @Description(shortDefinition = "male, female or other") @OptionalParam(name = "gender") @Nullable
                    TokenAndListParam gender,
            @Description(shortDefinition = "A telephone number, in any of its shapes")
                    @OptionalParam(name = "telecom")
                    @Nullable
                    TokenAndListParam telecom,
            @Description(shortDefinition = "The address or the beginning of any word of it")
                    @OptionalParam(name = "address")
                    @Nullable
                    StringAndListParam address,
            @Description(shortDefinition = "City or district, where the sender wrote it apart from the whole address")
                    @OptionalParam(name = "address-city")
                    @Nullable
                    StringAndListParam city,
            @Description(shortDefinition = "Province, where the sender wrote it apart from the whole address")
                    @OptionalParam(name = "address-state")
                    @Nullable
                    StringAndListParam state,
            @Description(shortDefinition = "Postal code, where the sender wrote it apart from the whole address")
                    @OptionalParam(name = "address-postalcode")
                    @Nullable
                    StringAndListParam postalCode,
            @Description(shortDefinition = "Country, where the sender wrote it apart from the whole address")
                    @OptionalParam(name = "address-country")
                    @Nullable
                    StringAndListParam country,
            @Description(shortDefinition = "The mother's name or the beginning of any word of it")
                    @OptionalParam(name = "mothersMaidenName")
                    @Nullable
                    StringAndListParam mother,
            @Description(
                            shortDefinition =
                                    "false for a person that was joined to another, or of whom no facility has a record any more")
                    @OptionalParam(name = "active")
                    @Nullable
                    TokenAndListParam active,
            @Count @Nullable Integer count,
            @Offset @Nullable Integer offset) {
        Set<String> ignored = notSupported(request);
        List<Criterion> criteria = new ArrayList<>();
        Set<String> onlySystems = new LinkedHashSet<>();
        tokens(id).forEach(anyOf -> criteria.add(of(Field.ID, values(anyOf))));
        tokens(identifier).forEach(anyOf -> addIdentifier(criteria, onlySystems, anyOf));
        strings(name).forEach(anyOf -> criteria.add(text(Field.NAME, "name", anyOf)));
        strings(family).forEach(anyOf -> criteria.add(text(Field.FAMILY, "family", anyOf)));
        strings(given).forEach(anyOf -> criteria.add(text(Field.GIVEN, "given", anyOf)));
        dates(birthDate).forEach(anyOf -> criteria.add(date(anyOf)));
        tokens(gender).forEach(anyOf -> criteria.add(new Criterion(Field.GENDER, Comparison.EXACT, values(anyOf))));
        tokens(telecom).forEach(anyOf -> criteria.add(new Criterion(Field.TELECOM, Comparison.EXACT, values(anyOf))));
        strings(address).forEach(anyOf -> criteria.add(text(Field.ADDRESS, "address", anyOf)));
        strings(city).forEach(anyOf -> criteria.add(text(Field.ADDRESS_CITY, "address-city", anyOf)));
        strings(state).forEach(anyOf -> criteria.add(text(Field.ADDRESS_STATE, "address-state", anyOf)));
        strings(postalCode).forEach(anyOf -> criteria.add(text(Field.POSTAL_CODE, "address-postalcode", anyOf)));
        strings(country).forEach(anyOf -> criteria.add(text(Field.ADDRESS_COUNTRY, "address-country", anyOf)));
        strings(mother).forEach(anyOf -> criteria.add(text(Field.MOTHER, "mothersMaidenName", anyOf)));
        tokens(active).forEach(anyOf -> criteria.add(of(Field.ACTIVE, booleans(anyOf))));
        if (criteria.isEmpty()) {
            throw Refusal.invalid(
                    IssueType.REQUIRED,
                    "a search for persons needs a parameter, such as name, identifier or birthdate");
        }
        int limit = count == null ? COUNT_DEFAULT : Math.min(Math.max(count, 0), COUNT_MAX);
        int from = offset == null ? 0 : offset;
        if (from < 0 || from > OFFSET_MAX) {
            throw Refusal.invalid(
                    IssueType.VALUE, "_offset is from 0 to " + OFFSET_MAX + ": narrow the search instead");
        }
        Actor actor = currentActor.get();
        try {
            SearchResult found = registry.search(new PersonSearch(criteria, from, limit), actor);
            Bundle bundle = bundle(request, found, new Page(from, limit, ignored), onlySystems, actor);
            addSurvivors(bundle, request, found, actor);
            ignored.forEach(left -> addWarning(bundle, left));
            return bundle;
        } catch (Refused refused) {
            throw Refusal.of(refused);
        }
    }

    /**
     * Which part of the answer.
     *
     * @param ignored parameters that were sent and not looked at
     */
    private record Page(int offset, int limit, Set<String> ignored) {}

    /** Whoever asks for a person that was joined to another gets the other too. */
    private void addSurvivors(Bundle bundle, RequestDetails request, SearchResult found, Actor actor) {
        Set<EnterpriseId> present = found.persons().stream().map(Person::id).collect(Collectors.toSet());
        found.persons().stream()
                .flatMap(person -> person.supersededBy().stream())
                .filter(present::add)
                .flatMap(survivor -> registry.person(survivor, actor).stream())
                .forEach(survivor -> bundle.addEntry()
                        .setFullUrl(request.getServerBaseForRequest() + "/Patient/" + survivor.id())
                        .setResource(writing.person(survivor, registry.identifiers(survivor.id(), actor)))
                        .getSearch()
                        .setMode(Bundle.SearchEntryMode.INCLUDE));
    }

    private static void addWarning(Bundle bundle, String name) {
        OperationOutcome outcome = Refusal.outcome(
                IssueType.NOTSUPPORTED,
                "parameter '" + Refusal.named(name) + "' is not supported by the search for persons and was left out",
                "");
        outcome.getIssueFirstRep().setSeverity(IssueSeverity.WARNING);
        bundle.addEntry().setResource(outcome).getSearch().setMode(Bundle.SearchEntryMode.OUTCOME);
    }

    /**
     * The parameters that this search does not take. They are refused by name, except where the client asks for lenient handling: then the answer says which were left out.
     */
    private static Set<String> notSupported(RequestDetails request) {
        Set<String> unknown = request.getParameters().keySet().stream()
                .filter(name -> !SUPPORTED.contains(name.split("[:.]", 2)[0]))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        boolean isLenient = request.getHeaders("Prefer").stream()
                .anyMatch(prefer -> LENIENT.matcher(prefer).find());
        if (!unknown.isEmpty() && !isLenient) {
            throw Refusal.unsupportedParameter(unknown, "the search for persons", SUPPORTED);
        }
        return unknown;
    }

    private Bundle bundle(RequestDetails request, SearchResult found, Page page, Set<String> onlySystems, Actor actor) {
        int offset = page.offset();
        int limit = page.limit();
        Bundle bundle = new Bundle();
        bundle.setType(Bundle.BundleType.SEARCHSET);
        bundle.setTotal(found.total());
        bundle.addLink().setRelation("self").setUrl(link(request, page, offset));
        if (limit > 0 && offset + limit < found.total()) {
            bundle.addLink().setRelation("next").setUrl(link(request, page, offset + limit));
        }
        if (limit > 0 && offset > 0) {
            bundle.addLink().setRelation("previous").setUrl(link(request, page, Math.max(0, offset - limit)));
        }
        found.persons().forEach(person -> {
            Patient patient = writing.person(person, registry.identifiers(person.id(), actor));
            if (!onlySystems.isEmpty()) {
                patient.getIdentifier().removeIf(identifier -> !onlySystems.contains(identifier.getSystem()));
            }
            bundle.addEntry()
                    .setFullUrl(request.getServerBaseForRequest() + "/Patient/" + person.id())
                    .setResource(patient)
                    .getSearch()
                    .setMode(Bundle.SearchEntryMode.MATCH);
        });
        return bundle;
    }

    /** With the parameters that were looked at. Who sent a form keeps its values out of URLs, so they are in none of ours either: the same form is sent there. */
    private static String link(RequestDetails request, Page page, int offset) {
        boolean isForm = request.getRequestType() == RequestTypeEnum.POST;
        UriComponentsBuilder url = UriComponentsBuilder.fromUriString(
                request.getServerBaseForRequest() + (isForm ? "/Patient/_search" : "/Patient"));
        request.getParameters().forEach((name, values) -> {
            if (!isForm
                    && !name.equals("_count")
                    && !name.equals("_offset")
                    && !page.ignored().contains(name)) {
                url.queryParam(name, (Object[]) values);
            }
        });
        return url.queryParam("_count", page.limit())
                .queryParam("_offset", offset)
                .encode()
                .build()
                .toUriString();
    }

    private void addIdentifier(List<Criterion> criteria, Set<String> onlySystems, List<TokenParam> anyOf) {
        List<String> texts = new ArrayList<>();
        for (TokenParam token : anyOf) {
            refuseModifier("identifier", token);
            String system = token.getSystem() == null ? "" : token.getSystem();
            String value = token.getValue() == null ? "" : token.getValue();
            if (system.equals(IdentifierSystems.ENTERPRISE_ID)) {
                if (anyOf.size() > 1) {
                    throw Refusal.invalid(
                            IssueType.NOTSUPPORTED,
                            "an enterprise id cannot be one of several alternatives of 'identifier': use _id");
                }
                criteria.add(of(Field.ID, List.of(value)));
                return;
            }
            if (system.isEmpty()) {
                texts.add("|" + value);
                continue;
            }
            PersonIdentifier known = systems.read(system, value)
                    .filter(read ->
                            read.facility().map(registry.facilities()::isKnown).orElse(true))
                    .orElseThrow(Refusal::unknownDomain);
            texts.add(known.domain() + "|" + value);
            if (value.isEmpty()) {
                onlySystems.add(system);
            }
        }
        criteria.add(new Criterion(Field.IDENTIFIER, Comparison.EXACT, texts));
    }

    private static Criterion of(Field field, List<String> texts) {
        return new Criterion(field, Comparison.EXACT, texts);
    }

    private static Criterion text(Field field, String parameter, List<StringParam> anyOf) {
        Set<Comparison> comparisons = anyOf.stream()
                .map(param -> param.isExact() ? Comparison.EXACT : Comparison.STARTS)
                .collect(Collectors.toSet());
        if (anyOf.stream().anyMatch(StringParam::isContains)
                || anyOf.stream().anyMatch(param -> param.getMissing() != null)) {
            throw Refusal.invalid(
                    IssueType.NOTSUPPORTED, "of the modifiers of '" + parameter + "' only :exact is supported");
        }
        return new Criterion(
                field,
                comparisons.iterator().next(),
                anyOf.stream().map(StringParam::getValue).toList());
    }

    private static Criterion date(List<DateParam> anyOf) {
        Set<Comparison> comparisons =
                anyOf.stream().map(PatientSearch::comparison).collect(Collectors.toSet());
        if (comparisons.size() > 1) {
            throw Refusal.invalid(IssueType.NOTSUPPORTED, "alternatives of 'birthdate' must have the same prefix");
        }
        return new Criterion(
                Field.BIRTH_DATE,
                comparisons.iterator().next(),
                anyOf.stream().map(DateParam::getValueAsString).toList());
    }

    private static Comparison comparison(DateParam date) {
        ParamPrefixEnum prefix = date.getPrefix() == null ? ParamPrefixEnum.EQUAL : date.getPrefix();
        if (date.getMissing() != null) {
            throw Refusal.invalid(IssueType.NOTSUPPORTED, "the modifier :missing is not supported by 'birthdate'");
        }
        return switch (prefix) {
            case EQUAL -> Comparison.STARTS;
            case LESSTHAN -> Comparison.BEFORE;
            case LESSTHAN_OR_EQUALS -> Comparison.BEFORE_OR_ON;
            case GREATERTHAN -> Comparison.AFTER;
            case GREATERTHAN_OR_EQUALS -> Comparison.AFTER_OR_ON;
            default ->
                throw Refusal.invalid(
                        IssueType.NOTSUPPORTED,
                        "prefix '" + prefix.getValue()
                                + "' is not supported by 'birthdate'; supported are eq, ge, gt, le, lt");
        };
    }

    private static List<String> values(List<TokenParam> anyOf) {
        anyOf.forEach(token -> refuseModifier("this parameter", token));
        return anyOf.stream().map(TokenParam::getValue).toList();
    }

    private static List<String> booleans(List<TokenParam> anyOf) {
        List<String> values = values(anyOf);
        if (!values.stream().allMatch(value -> value.equals("true") || value.equals("false"))) {
            throw Refusal.invalid(IssueType.VALUE, "'active' is true or false");
        }
        return values;
    }

    private static void refuseModifier(String parameter, TokenParam token) {
        if (token.getModifier() != null || token.getMissing() != null) {
            throw Refusal.invalid(IssueType.NOTSUPPORTED, parameter + " takes no modifier");
        }
    }

    private static List<List<TokenParam>> tokens(@Nullable TokenAndListParam param) {
        return param == null
                ? List.of()
                : param.getValuesAsQueryTokens().stream()
                        .map(TokenOrListParam::getValuesAsQueryTokens)
                        .toList();
    }

    private static List<List<StringParam>> strings(@Nullable StringAndListParam param) {
        return param == null
                ? List.of()
                : param.getValuesAsQueryTokens().stream()
                        .map(StringOrListParam::getValuesAsQueryTokens)
                        .toList();
    }

    private static List<List<DateParam>> dates(@Nullable DateAndListParam param) {
        return param == null
                ? List.of()
                : param.getValuesAsQueryTokens().stream()
                        .map(DateOrListParam::getValuesAsQueryTokens)
                        .toList();
    }
}
