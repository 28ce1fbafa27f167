package vn.khop.terminology.resource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.resource.Standings.Reach;
import vn.khop.terminology.resource.ValueSetDefinition.Compose;
import vn.khop.terminology.resource.ValueSetDefinition.ConceptSet;

/** Value sets that nobody wrote down: all codes of a code system. */
public final class AllCodes {
    /** Follows the code system's URL. Source: FHIR R4, ValueSet 4.9.6, as SNOMED CT and others write it. */
    private static final String SUFFIX = "?fhir_vs";

    private AllCodes() {}

    /** The value set of this name, if it is that of all codes of a code system in the space. */
    static Optional<ValueSetDefinition> named(ResourceSpace space, Canonical name) {
        Optional<Canonical> system = systemOf(name);
        return system.isPresent()
                ? space.codeSystem(system.get()).map(found -> of(found, name.url()))
                : space.systemOfAllCodes(name.url())
                        .flatMap(found -> name.version().isEmpty()
                                ? Optional.of(found)
                                : space.codeSystem(
                                        new Canonical(found.header().url().orElse(""), name.version())))
                        .filter(found ->
                                found.allCodes().filter(name.url()::equals).isPresent())
                        .map(found -> of(found, name.url()));
    }

    /** The code system whose name this is with what says that all its codes are meant. */
    static Optional<Canonical> systemOf(Canonical name) {
        return name.url().endsWith(SUFFIX)
                ? Optional.of(
                        new Canonical(name.url().substring(0, name.url().length() - SUFFIX.length()), name.version()))
                : Optional.empty();
    }

    /**
     * All codes of a code system.
     *
     * @param url the name of the value set
     */
    public static ValueSetDefinition of(CodeSystemSource system, String url) {
        Header about = system.header();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("resourceType", "ValueSet")
                .put("url", url);
        about.version().ifPresent(version -> json.put("version", version));
        about.name().ifPresent(name -> json.put("name", name));
        json.put("status", "active");
        Header header = new Header(
                "ValueSet",
                Optional.empty(),
                Optional.of(url),
                about.version(),
                about.name(),
                about.title(),
                Optional.of("active"),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                EffectivePeriod.ALWAYS,
                Reach.OF_ITS_DAYS,
                List.of(),
                json);
        ConceptSet all = new ConceptSet(about.url(), about.version(), List.of(), List.of(), List.of(), List.of());
        return new ValueSetDefinition(
                header,
                Optional.of(new Compose(List.of(all), List.of(), Optional.empty(), false, List.of())),
                Optional.empty(),
                Map.of(),
                List.of());
    }
}
