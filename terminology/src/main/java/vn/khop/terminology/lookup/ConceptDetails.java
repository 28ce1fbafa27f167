package vn.khop.terminology.lookup;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.question.ConceptNames;
import vn.khop.terminology.question.ConceptNames.Name;
import vn.khop.terminology.question.Issue;
import vn.khop.terminology.question.Message;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.LanguageTag;
import vn.khop.terminology.resource.PropertyValue;
import vn.khop.terminology.resource.TypedValue;

/**
 * What a code system says of one concept.
 *
 * @param designations empty where they were not wanted
 * @param properties those wanted: name and value, and for related concepts their display
 */
public record ConceptDetails(
        CodeSystemView system,
        String code,
        Optional<String> display,
        Optional<String> definition,
        Optional<Boolean> isAbstract,
        List<Name> designations,
        List<Property> properties) {
    public ConceptDetails {
        designations = List.copyOf(designations);
        properties = List.copyOf(properties);
    }

    /** One value of one property. */
    public record Property(String code, TypedValue value, Optional<String> description) {}

    /** The values of one property, as texts: the codes above it of {@code parent}, those right below of {@code child}. */
    public List<String> related(String property) {
        return properties.stream()
                .filter(found -> found.code().equals(property))
                .map(found -> found.value().text())
                .toList();
    }

    /**
     * Looks a code up.
     *
     * @throws Refused if the code system or the code is not known
     */
    public static ConceptDetails lookup(Scope scope, String system, Optional<String> version, String code) {
        CodeSystemView view =
                scope.codeSystem(system, version).orElseThrow(() -> unknownSystem(scope, system, version));
        return lookup(scope, view, code);
    }

    /**
     * Looks a code up in a code system that is at hand.
     *
     * @throws Refused if the code is not known
     */
    public static ConceptDetails lookup(Scope scope, CodeSystemView view, String code) {
        scope.checkSupplements();
        OptionalInt concept = view.find(code);
        if (concept.isEmpty()) {
            Message message = view.version().isEmpty()
                    ? scope.messages().message("Unknown_Code_in", code, view.system())
                    : scope.messages().message("Unknown_Code_in_Version", code, view.system(), view.version());
            throw Refused.of(Refused.Kind.UNKNOWN, Issue.error("not-found", "invalid-code", message, "code"));
        }
        return of(scope, view, concept.getAsInt());
    }

    private static Refused unknownSystem(Scope scope, String system, Optional<String> named) {
        Optional<String> version = scope.version(system, named);
        List<String> known = scope.space().codeSystemVersions(system);
        Message message;
        if (scope.space().codeSystem(new Canonical(system, version)).isPresent()) {
            message = scope.messages().message("CODESYSTEM_WITHOUT_CODES", system);
        } else if (version.isEmpty() || known.isEmpty()) {
            String loaded = String.join(
                    ", ",
                    scope.space().codeSystems().stream()
                            .flatMap(source -> source.header().url().stream())
                            .distinct()
                            .limit(LISTED_MAX)
                            .toList());
            message = scope.messages().message("CODESYSTEM_NOT_LOADED", system, loaded);
        } else {
            message = scope.messages()
                    .message("CODESYSTEM_VERSION_NOT_LOADED", system, version.get(), scope.versionsForPeople(system));
        }
        return Refused.of(Refused.Kind.UNKNOWN, Issue.error("not-found", "not-found", message, "system"));
    }

    private static final int LISTED_MAX = 20;
    private static final String OF_LANGUAGE = "lang.";

    private static ConceptDetails of(Scope scope, CodeSystemView view, int concept) {
        Wanted wanted = new Wanted(scope.settings().properties());
        ConceptNames names = view.names(concept);
        List<Property> properties = new ArrayList<>();
        if (wanted.has("inactive")) {
            properties.add(new Property("inactive", TypedValue.bool(view.isInactive(concept)), Optional.empty()));
        }
        for (PropertyValue property : view.properties(concept)) {
            boolean isToldAnyway = property.code().equals("inactive");
            if (!isToldAnyway && wanted.has(property.code())) {
                properties.add(new Property(property.code(), property.value(), Optional.empty()));
            }
        }
        if (wanted.has("parent")) {
            addRelated(view, view.source().parents(concept), "parent", scope, properties);
        }
        if (wanted.has("child")) {
            addRelated(view, view.source().children(concept), "child", scope, properties);
        }
        return new ConceptDetails(
                view,
                view.source().code(concept),
                names.preferredText(scope.settings().languages())
                        .or(() -> view.source().display(concept)),
                wanted.has("definition") ? view.source().definition(concept) : Optional.empty(),
                wanted.has("abstract") ? Optional.of(view.isAbstract(concept)) : Optional.empty(),
                names.all().stream().filter(wanted::hasDesignation).toList(),
                properties);
    }

    private static void addRelated(
            CodeSystemView view, int[] concepts, String name, Scope scope, List<Property> properties) {
        for (int concept : concepts) {
            TypedValue code = TypedValue.code(view.source().code(concept));
            boolean isThere = properties.stream()
                    .map(property -> Map.entry(property.code(), property.value()))
                    .anyMatch(Map.entry(name, code)::equals);
            if (!isThere) {
                properties.add(new Property(
                        name,
                        code,
                        view.names(concept).preferredText(scope.settings().languages())));
            }
        }
    }

    /** The properties asked for; where none is, all are wanted. */
    private record Wanted(List<String> names) {
        boolean has(String name) {
            return names.isEmpty()
                    || names.stream()
                            .anyMatch(wanted -> wanted.equals("*")
                                    || wanted.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)));
        }

        /** All of them, or those of languages that are asked for as {@code lang.vi}. Source: FHIR, CodeSystem/$lookup. */
        boolean hasDesignation(Name name) {
            return has("designation")
                    || name.language()
                            .filter(own -> names.stream()
                                    .filter(wanted -> wanted.startsWith(OF_LANGUAGE))
                                    .flatMap(wanted ->
                                            LanguageTag.parse(wanted.substring(OF_LANGUAGE.length())).stream())
                                    .anyMatch(wanted -> wanted.isLike(own, LanguageTag.Depth.LANGUAGE)))
                            .isPresent();
        }
    }
}
