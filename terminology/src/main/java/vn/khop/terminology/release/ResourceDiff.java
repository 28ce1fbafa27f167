package vn.khop.terminology.release;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.CodeSystemDescription;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.PropertyDefinition;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.expand.Expansion;
import vn.khop.terminology.expand.ValueSetExpander;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.question.ConceptNames;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.ConceptMapDefinition.Dependency;
import vn.khop.terminology.resource.ConceptMapDefinition.Element;
import vn.khop.terminology.resource.ConceptMapDefinition.Group;
import vn.khop.terminology.resource.ConceptMapDefinition.Target;
import vn.khop.terminology.resource.Header;
import vn.khop.terminology.resource.LanguageTag;
import vn.khop.terminology.resource.TypedValue;
import vn.khop.terminology.resource.ValueSetDefinition;

/*
 * Each kind of resource becomes a list, and lists are compared by ReleaseDiff. A value set's list is what it expands to today, on the day
 * of the question where it has one; so a code that enters or leaves is new or removed, whatever in the definition made it so. A map's list
 * has a row for each mapping, called by its source and its target.
 */
/** What changes from one version of a code system, value set or concept map to another, where both are resources that questions see. */
public final class ResourceDiff {
    private static final String NO_LANGUAGE = "und";
    private static final String RELATIONSHIP = "relationship";
    private static final String COMMENT = "comment";
    private static final String PRODUCT = "product";
    private static final List<PropertyDefinition> OF_MAPPINGS = List.of(
            new PropertyDefinition(RELATIONSHIP, PropertyType.CODE),
            new PropertyDefinition(COMMENT, PropertyType.STRING),
            new PropertyDefinition(PRODUCT, PropertyType.STRING));
    private static final int CODES_MAX = 1_000_000;
    private static final int SHOWN_MAX = 3;

    private final Scope scope;

    private ResourceDiff(Scope scope) {
        this.scope = scope;
    }

    /**
     * Compares two versions of a resource.
     *
     * @param url its URL, by which one of its kinds is found: a value set, else a concept map, else a code system
     * @param formProperties names of properties of which any difference is form
     * @param changed is given each code, or mapping, that differs
     */
    public static Answer<ReleaseDiff> between(
            Scope scope,
            String url,
            String before,
            String after,
            Set<String> formProperties,
            Consumer<ConceptChange> changed) {
        ResourceDiff diff = new ResourceDiff(scope);
        try {
            return diff.list(new Canonical(url, Optional.of(before)))
                    .then(old -> diff.list(new Canonical(url, Optional.of(after)))
                            .then(fresh -> Answer.known(ReleaseDiff.between(
                                    ReleaseDiff.Side.of(old), ReleaseDiff.Side.of(fresh), formProperties, changed))));
        } catch (Refused refused) {
            return Answer.unknown(new Problem(ErrorCode.NOT_COMPARABLE, String.valueOf(refused.getMessage())));
        }
    }

    /**
     * Makes sure that a version can be answered from: a value set expands, and the codes that a concept map names are in their code systems where those are
     * known and whole.
     *
     * @return how many codes or mappings it has
     */
    public static Answer<Integer> check(Scope scope, ReleaseId id) {
        ResourceDiff diff = new ResourceDiff(scope);
        Canonical name = new Canonical(id.system(), Optional.of(id.version()));
        try {
            List<String> missing =
                    scope.space().conceptMap(name).map(diff::notInTheirSystems).orElse(List.of());
            if (!missing.isEmpty()) {
                return Answer.unknown(new Problem(
                        ErrorCode.SELF_TEST_FAILED,
                        id + " maps " + missing.size() + " codes that are not in their code system: "
                                + missing.stream().limit(SHOWN_MAX).collect(Collectors.joining(", "))
                                + (missing.size() > SHOWN_MAX ? " and more" : "")
                                + "; correct the map, or load the code system's release that has them",
                        missing));
            }
            return diff.list(name).then(list -> Answer.known(list.concepts().size()));
        } catch (Refused refused) {
            return Answer.unknown(
                    new Problem(ErrorCode.SELF_TEST_FAILED, id + " cannot be answered from: " + refused.getMessage()));
        }
    }

    private List<String> notInTheirSystems(ConceptMapDefinition map) {
        Set<String> missing = new LinkedHashSet<>();
        for (Group group : map.groups()) {
            Optional<CodeSystemSource> source = whole(group.source());
            Optional<CodeSystemSource> target = whole(group.target());
            for (Element element : group.elements()) {
                addMissing(source, element.code(), missing);
                element.targets().forEach(one -> addMissing(target, one.code(), missing));
            }
        }
        return List.copyOf(missing);
    }

    private Optional<CodeSystemSource> whole(Optional<Canonical> system) {
        return system.flatMap(scope.space()::codeSystem)
                .filter(found -> found.content() == CodeSystemSource.Content.COMPLETE);
    }

    private static void addMissing(Optional<CodeSystemSource> system, String code, Set<String> missing) {
        if (!code.isEmpty()
                && system.filter(found -> found.find(code).isEmpty()).isPresent()) {
            missing.add(system.get().header().url().orElse("") + "#" + code);
        }
    }

    private Answer<CodeSystem> list(Canonical name) {
        return scope.space()
                .valueSet(name)
                .map(this::ofValueSet)
                .or(() -> scope.space().conceptMap(name).map(ResourceDiff::ofConceptMap))
                .or(() -> scope.space().codeSystem(name).map(system -> ofCodeSystem(scope.view(system))))
                .map(Answer::known)
                .orElseGet(() -> Answer.unknown(unknown(name)));
    }

    private Problem unknown(Canonical name) {
        List<String> versions = Stream.of(
                        scope.space().codeSystemVersions(name.url()).stream(),
                        Stream.concat(
                                        scope.space().valueSets().stream().map(ValueSetDefinition::header),
                                        scope.space().conceptMaps().stream().map(ConceptMapDefinition::header))
                                .filter(header ->
                                        header.url().filter(name.url()::equals).isPresent())
                                .flatMap(header -> header.version().stream()))
                .flatMap(found -> found)
                .distinct()
                .sorted()
                .toList();
        return versions.isEmpty()
                ? new Problem(
                        ErrorCode.UNKNOWN_CODE_SYSTEM,
                        "no code system, value set or concept map '" + name.url() + "' is known")
                : new Problem(
                        ErrorCode.UNKNOWN_VERSION,
                        "version '" + name.version().orElse("") + "' of " + name.url() + " is not known; known are "
                                + String.join(", ", versions),
                        versions);
    }

    private static CodeSystem list(Header header, List<PropertyDefinition> properties, List<Concept> concepts) {
        Set<String> languages = concepts.stream()
                .flatMap(concept -> concept.designations().stream())
                .map(Designation::language)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        Map<String, Concept> once = new LinkedHashMap<>();
        concepts.forEach(concept -> once.putIfAbsent(concept.code(), concept));
        return new CodeSystem(
                new CodeSystemDescription(
                        new ReleaseId(header.url().orElse(""), header.version().orElse("")),
                        header.title().or(header::name).orElseGet(header::canonical),
                        Optional.empty(),
                        Optional.empty(),
                        languages.isEmpty() ? List.of(NO_LANGUAGE) : List.copyOf(languages),
                        properties),
                header.canonical(),
                List.copyOf(once.values()));
    }

    private static Designation display(Optional<String> text, String code) {
        return new Designation(
                NO_LANGUAGE,
                Designation.DISPLAY,
                text.filter(name -> !name.isBlank()).orElse(code));
    }

    private CodeSystem ofValueSet(ValueSetDefinition set) {
        Settings.Builder all = new Settings.Builder(true);
        all.add("excludeNested", TypedValue.bool(true));
        all.add("count", TypedValue.string(Integer.toString(CODES_MAX)));
        List<Expansion.Entry> entries =
                ValueSetExpander.expand(scope.with(all.build()), set).contains();
        return list(
                set.header(),
                List.of(),
                entries.stream()
                        .map(entry -> new Concept(
                                entry.version()
                                                .map(version -> entry.system() + "|" + version)
                                                .orElse(entry.system()) + "#" + entry.code(),
                                !entry.isInactive(),
                                List.of(display(entry.display(), entry.code())),
                                List.of(),
                                List.of()))
                        .toList());
    }

    private static CodeSystem ofConceptMap(ConceptMapDefinition map) {
        List<Concept> rows = new ArrayList<>();
        for (Group group : map.groups()) {
            for (Element element : group.elements()) {
                String source = end(group.source(), element.code(), element.valueSet());
                if (element.hasNoMap()) {
                    rows.add(row(source + " -> no map", Optional.empty(), List.of()));
                }
                for (Target target : element.targets()) {
                    rows.add(row(
                            source + " -> " + end(group.target(), target.code(), target.valueSet())
                                    + conditions(target.dependsOn()),
                            target.display(),
                            properties(target)));
                }
            }
            group.unmapped()
                    .ifPresent(rule -> rows.add(row(
                            end(group.source(), "*", Optional.empty()) + " -> " + rule.mode() + " "
                                    + rule.otherMap()
                                            .or(rule::valueSet)
                                            .or(rule::code)
                                            .orElse(""),
                            rule.display(),
                            rule.relationship().stream()
                                    .map(relation -> property(RELATIONSHIP, relation.relationship()))
                                    .toList())));
        }
        return list(map.header(), OF_MAPPINGS, rows);
    }

    private static String end(Optional<Canonical> system, String code, Optional<String> valueSet) {
        return system.map(Canonical::url).orElse("") + "#" + valueSet.orElse(code);
    }

    private static String conditions(List<Dependency> conditions) {
        return conditions.isEmpty() ? "" : " if " + texts(conditions);
    }

    private static String texts(List<Dependency> dependencies) {
        return dependencies.stream()
                .map(dependency ->
                        dependency.property() + "=" + dependency.value().text())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static List<ConceptProperty> properties(Target target) {
        List<ConceptProperty> found = new ArrayList<>();
        found.add(property(RELATIONSHIP, target.relationship().relationship()));
        target.comment().ifPresent(comment -> found.add(property(COMMENT, comment)));
        if (!target.products().isEmpty()) {
            found.add(property(PRODUCT, texts(target.products())));
        }
        return found;
    }

    private static ConceptProperty property(String name, String value) {
        return new ConceptProperty(name, name.equals(RELATIONSHIP) ? PropertyType.CODE : PropertyType.STRING, value);
    }

    private static Concept row(String name, Optional<String> display, List<ConceptProperty> properties) {
        return new Concept(name, true, List.of(display(display, name)), properties, List.of());
    }

    private static CodeSystem ofCodeSystem(CodeSystemView view) {
        List<Concept> concepts = new ArrayList<>();
        for (int concept = 0; concept < view.source().conceptCount(); concept++) {
            concepts.add(concept(view, concept));
        }
        Map<String, PropertyDefinition> properties = new LinkedHashMap<>();
        concepts.stream()
                .flatMap(concept -> concept.properties().stream())
                .forEach(property ->
                        properties.put(property.name(), new PropertyDefinition(property.name(), PropertyType.STRING)));
        return list(view.header(), List.copyOf(properties.values()), concepts);
    }

    private static Concept concept(CodeSystemView view, int concept) {
        String code = view.source().code(concept);
        List<Designation> names = new ArrayList<>();
        for (ConceptNames.Name name : view.names(concept).all()) {
            boolean isDisplay = name.use()
                    .map(vn.khop.terminology.resource.DesignationUse.DISPLAY::is)
                    .orElse(true);
            if (!name.value().isBlank()) {
                names.add(new Designation(
                        name.language().map(LanguageTag::text).orElse(NO_LANGUAGE),
                        isDisplay ? Designation.DISPLAY : Designation.SYNONYM,
                        name.value()));
            }
        }
        return new Concept(
                code,
                !view.isInactive(concept),
                names.isEmpty() ? List.of(display(Optional.empty(), code)) : names,
                view.properties(concept).stream()
                        .filter(property -> !property.value().text().isEmpty())
                        .map(property -> new ConceptProperty(
                                property.code(),
                                PropertyType.STRING,
                                property.value().text()))
                        .toList(),
                Arrays.stream(view.source().parents(concept))
                        .mapToObj(view.source()::code)
                        .toList());
    }
}
