package vn.khop.terminology.expand;

import com.fasterxml.jackson.databind.node.DecimalNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vn.khop.terminology.expand.Expansion.Entry;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.question.ConceptNames;
import vn.khop.terminology.question.ConceptNames.Name;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.Extension;
import vn.khop.terminology.resource.LanguageTag;
import vn.khop.terminology.resource.PropertyValue;
import vn.khop.terminology.resource.TypedValue;
import vn.khop.terminology.resource.ValueSetDefinition.ConceptReference;

/** Says of each code of a page what the reader wants to see. */
final class EntryWriter {
    private static final String STRUCTURE = "http://hl7.org/fhir/StructureDefinition/";
    private static final String PROPERTY = "http://hl7.org/fhir/concept-properties#";
    private static final Set<String> OF_CONCEPT = Set.of(
            STRUCTURE + "coding-sctdescid",
            STRUCTURE + "rendering-style",
            STRUCTURE + "rendering-xhtml",
            STRUCTURE + "codesystem-alternate");
    private static final Set<String> OF_REFERENCE = Set.of(
            STRUCTURE + "valueset-supplement",
            STRUCTURE + "valueset-deprecated",
            Extension.STANDARDS_STATUS,
            STRUCTURE + "valueset-concept-definition",
            STRUCTURE + "coding-sctdescid",
            STRUCTURE + "rendering-style",
            STRUCTURE + "rendering-xhtml");
    /** Extensions that become properties: property, its URI's end, and the extensions that say it, later ones stronger. */
    private static final List<Told> TOLD = List.of(
            new Told("label", "label", "codesystem-label", "valueset-label"),
            new Told("order", "order", "codesystem-conceptOrder", "valueset-conceptOrder"),
            new Told("weight", "itemWeight", "itemWeight", "itemWeight"));

    private record Told(String code, String meaning, String ofConcept, String ofReference) {}

    private final Scope scope;
    private final Settings settings;
    private final boolean withVersions;
    private final ExpansionParameters parameters;
    private final Map<String, Optional<String>> properties = new LinkedHashMap<>();

    EntryWriter(Scope scope, boolean withVersions, ExpansionParameters parameters) {
        this.scope = scope;
        settings = scope.settings();
        this.withVersions = withVersions;
        this.parameters = parameters;
    }

    /** The properties that were said of any code. */
    Map<String, Optional<String>> properties() {
        return properties;
    }

    Entry write(Member member, boolean nested) {
        List<Entry> below = new ArrayList<>();
        if (nested) {
            member.children().forEach(child -> below.add(write(child, true)));
        }
        CodeSystemView system = member.system;
        ConceptNames names = system.names(member.concept);
        member.reference.ifPresent(reference -> names.addOf(reference, member.referenceLanguage));
        scope.spend(1 + (long) names.size() * (1 + settings.designations().size()));
        Optional<Name> preferred = names.preferred(settings.languages());
        preferred.ifPresent(this::noteOrigin);
        return new Entry(
                system.system(),
                withVersions ? system.header().version() : Optional.empty(),
                member.code(),
                preferred.map(Name::value),
                system.isAbstract(member.concept),
                member.isInactive(),
                settings.is("includeDesignations") ? designations(names, preferred) : List.of(),
                propertiesOf(member),
                extensionsOf(member),
                below);
    }

    private void noteOrigin(Name name) {
        name.supplement().ifPresent(supplement -> parameters.addUri("used-supplement", supplement));
    }

    private List<Name> designations(ConceptNames names, Optional<Name> preferred) {
        List<Name> found = new ArrayList<>();
        for (Name name : names.all()) {
            if (preferred.filter(name::equals).isEmpty() && isWanted(name)) {
                noteOrigin(name);
                found.add(name);
            }
        }
        return found;
    }

    private boolean isWanted(Name name) {
        return settings.designations().isEmpty()
                || settings.designations().stream().anyMatch(wanted -> {
                    int bar = wanted.indexOf('|');
                    String system = bar < 0 ? "" : wanted.substring(0, bar);
                    String code = wanted.substring(bar + 1);
                    return name.use()
                                    .filter(use -> use.system()
                                                    .filter(system::equals)
                                                    .isPresent()
                                            && use.code().filter(code::equals).isPresent())
                                    .isPresent()
                            || (system.equals("urn:ietf:bcp:47")
                                    && name.language()
                                            .map(LanguageTag::text)
                                            .filter(code::equals)
                                            .isPresent());
                });
    }

    private List<Extension> extensionsOf(Member member) {
        Map<String, Extension> found = new LinkedHashMap<>();
        member.system.extensions(member.concept).stream()
                .filter(extension -> OF_CONCEPT.contains(extension.url()))
                .forEach(extension -> found.put(extension.url(), extension));
        member.reference.map(ConceptReference::extensions).orElse(List.of()).stream()
                .filter(extension -> OF_REFERENCE.contains(extension.url()))
                .forEach(extension -> found.put(extension.url(), extension));
        return List.copyOf(found.values());
    }

    private List<Map.Entry<String, TypedValue>> propertiesOf(Member member) {
        List<Map.Entry<String, TypedValue>> found = new ArrayList<>();
        CodeSystemView system = member.system;
        List<Extension> ofConcept = system.extensions(member.concept);
        List<Extension> ofReference =
                member.reference.map(ConceptReference::extensions).orElse(List.of());
        status(member, ofConcept).ifPresent(status -> tell(found, PROPERTY + "status", "status", status));
        for (Told told : TOLD) {
            Extension.value(ofReference, STRUCTURE + told.ofReference())
                    .or(() -> Extension.value(ofConcept, STRUCTURE + told.ofConcept()))
                    .map(value -> told.code().equals("label") ? value : decimal(value))
                    .ifPresent(value -> tell(found, PROPERTY + told.meaning(), told.code(), value));
        }
        for (String wanted : settings.properties()) {
            if (wanted.equals("definition")) {
                system.source()
                        .definition(member.concept)
                        .ifPresent(text -> tell(found, PROPERTY + "definition", "definition", TypedValue.string(text)));
                continue;
            }
            for (PropertyValue property : system.properties(member.concept)) {
                scope.spend(1);
                if (wanted.equals("*") || wanted.equals(property.code())) {
                    add(found, property.uri(), property.code(), property.value());
                }
            }
        }
        return found;
    }

    private static Optional<TypedValue> status(Member member, List<Extension> extensions) {
        return Extension.text(extensions, Extension.STANDARDS_STATUS)
                .or(() -> member.system.status(member.concept).filter(word -> !word.equalsIgnoreCase("active")))
                .or(() -> member.system.isDeprecated(member.concept) ? Optional.of("deprecated") : Optional.empty())
                .map(TypedValue::code);
    }

    private static TypedValue decimal(TypedValue number) {
        return new TypedValue("Decimal", DecimalNode.valueOf(number.json().decimalValue()));
    }

    private void tell(List<Map.Entry<String, TypedValue>> found, String uri, String code, TypedValue value) {
        add(found, Optional.of(uri), code, value);
    }

    private void add(List<Map.Entry<String, TypedValue>> found, Optional<String> uri, String code, TypedValue value) {
        properties.merge(code, uri, (old, added) -> old.isPresent() ? old : added);
        scope.spend(1 + found.size());
        Map.Entry<String, TypedValue> property = Map.entry(code, value);
        if (!found.contains(property)) {
            found.add(property);
        }
    }
}
