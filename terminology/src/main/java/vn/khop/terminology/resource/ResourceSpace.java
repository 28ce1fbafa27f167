package vn.khop.terminology.resource;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import vn.khop.terminology.concept.QuestionDate;

/** The resources that one question sees. Thread-safe; does not change while a question is answered. */
public interface ResourceSpace {
    /** The code system of this name; without a version, the one to use; with one, the latest that matches it. */
    Optional<CodeSystemSource> codeSystem(Canonical name);

    /** The same for a question about this date: of what has an effective period, only what is in force on it. */
    default ResourceSpace on(QuestionDate date) {
        return this;
    }

    /** The date that questions are about; empty where none was named. */
    default Optional<QuestionDate> date() {
        return Optional.empty();
    }

    /** The same for comparing: by its version a draft is found, too. */
    default ResourceSpace withDrafts() {
        return this;
    }

    /** Why a code system, value set or concept map of this name is known here and yet none to use; empty where one is found, or nothing is known of it. */
    default Optional<NotInForce> notInForce(Canonical name) {
        return Optional.empty();
    }

    /** Versions of a code system, each once, sorted as text. */
    List<String> codeSystemVersions(String url);

    /** Supplements that add to this code system, whichever version they name. */
    List<DefinedCodeSystem> supplements(String url);

    Optional<ValueSetDefinition> valueSet(Canonical name);

    Optional<ConceptMapDefinition> conceptMap(Canonical name);

    List<ValueSetDefinition> valueSets();

    List<ConceptMapDefinition> conceptMaps();

    /** Those that are asked where a question names none: of several versions that are kept, the one to use. */
    default List<ConceptMapDefinition> conceptMapsToAsk() {
        return conceptMaps();
    }

    /** The code system that names this as the value set of all its codes. */
    Optional<CodeSystemSource> systemOfAllCodes(String valueSet);

    /** Every code system that can be named, each version. */
    List<CodeSystemSource> codeSystems();

    /** The code system with this id on its server, a supplement too. */
    default Optional<CodeSystemSource> codeSystemOfId(String id) {
        return ofId(codeSystems(), CodeSystemSource::header, id);
    }

    /** The value set with this id on its server. */
    default Optional<ValueSetDefinition> valueSetOfId(String id) {
        return ofId(valueSets(), ValueSetDefinition::header, id);
    }

    /** The concept map with this id on its server. */
    default Optional<ConceptMapDefinition> conceptMapOfId(String id) {
        return ofId(conceptMaps(), ConceptMapDefinition::header, id);
    }

    private static <R> Optional<R> ofId(List<R> resources, Function<R, Header> header, String id) {
        return resources.stream()
                .filter(resource ->
                        header.apply(resource).id().filter(id::equals).isPresent())
                .findFirst();
    }

    /**
     * What a code system is called by its own resources, where it is asked for by another of its names, such as an OID.
     *
     * @param uri as sent; given back where no other name is known for it
     */
    default String systemNamed(String uri) {
        return uri;
    }
}
