package vn.khop.terminology.resource;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.resource.CodeSystemSource.Content;

/**
 * One space over others: what an upper layer has hides what a lower one calls the same. A code system that an upper layer has only in
 * part gives way to a whole one below.
 */
public final class LayeredSpace implements ResourceSpace {
    private final List<ResourceSpace> layers;
    private final Optional<QuestionDate> date;

    /** @param layers the uppermost first */
    public LayeredSpace(List<ResourceSpace> layers) {
        this(layers, Optional.empty());
    }

    private LayeredSpace(List<ResourceSpace> layers, Optional<QuestionDate> date) {
        this.layers = List.copyOf(layers);
        this.date = date;
    }

    @Override
    public Optional<CodeSystemSource> codeSystem(Canonical name) {
        Optional<CodeSystemSource> partial = Optional.empty();
        Optional<CodeSystemSource> whole = Optional.empty();
        for (ResourceSpace layer : layers) {
            Optional<CodeSystemSource> found = layer.codeSystem(name);
            if (found.filter(system -> system.content() == Content.COMPLETE).isPresent()) {
                if (name.version().isEmpty()) {
                    return found;
                }
                whole = later(whole, found, CodeSystemSource::header);
            } else if (partial.isEmpty()) {
                partial = found;
            }
        }
        return whole.isPresent() ? whole : partial;
    }

    /** A version may be asked for by a part of it: then the latest that fits counts, whichever layer has it. */
    private static <R> Optional<R> later(Optional<R> one, Optional<R> other, Function<R, Header> header) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isPresent() ? one : other;
        }
        return header.apply(other.get()).isLaterThan(header.apply(one.get())) ? other : one;
    }

    @Override
    public ResourceSpace on(QuestionDate asked) {
        return new LayeredSpace(layers.stream().map(layer -> layer.on(asked)).toList(), Optional.of(asked));
    }

    @Override
    public Optional<QuestionDate> date() {
        return date.or(() -> first(ResourceSpace::date));
    }

    @Override
    public ResourceSpace withDrafts() {
        return new LayeredSpace(layers.stream().map(ResourceSpace::withDrafts).toList(), date);
    }

    @Override
    public Optional<NotInForce> notInForce(Canonical name) {
        boolean isKnown = codeSystem(name).isPresent()
                || valueSet(name).isPresent()
                || conceptMap(name).isPresent();
        return isKnown
                ? Optional.empty()
                : first(layer -> layer.notInForce(name))
                        .or(() -> AllCodes.systemOf(name).flatMap(this::notInForce));
    }

    @Override
    public List<String> codeSystemVersions(String url) {
        TreeSet<String> versions = new TreeSet<>();
        layers.forEach(layer -> versions.addAll(layer.codeSystemVersions(url)));
        return List.copyOf(versions);
    }

    @Override
    public List<DefinedCodeSystem> supplements(String url) {
        Map<String, DefinedCodeSystem> found = new LinkedHashMap<>();
        layers.forEach(layer -> layer.supplements(url)
                .forEach(supplement -> found.putIfAbsent(supplement.header().canonical(), supplement)));
        return List.copyOf(found.values());
    }

    @Override
    public Optional<ValueSetDefinition> valueSet(Canonical name) {
        if (name.version().isEmpty()) {
            return first(layer -> layer.valueSet(name)).or(() -> AllCodes.named(this, name));
        }
        Optional<ValueSetDefinition> found = Optional.empty();
        for (ResourceSpace layer : layers) {
            found = later(found, layer.valueSet(name), ValueSetDefinition::header);
        }
        return found.or(() -> AllCodes.named(this, name));
    }

    @Override
    public Optional<ConceptMapDefinition> conceptMap(Canonical name) {
        return first(layer -> layer.conceptMap(name));
    }

    private <R> Optional<R> first(Function<ResourceSpace, Optional<R>> find) {
        return layers.stream().map(find).flatMap(Optional::stream).findFirst();
    }

    @Override
    public List<ValueSetDefinition> valueSets() {
        List<ValueSetDefinition> found = new ArrayList<>();
        TreeSet<String> seen = new TreeSet<>();
        for (ResourceSpace layer : layers) {
            layer.valueSets().stream()
                    .filter(valueSet -> seen.add(valueSet.header().canonical()))
                    .forEach(found::add);
        }
        return found;
    }

    @Override
    public List<ConceptMapDefinition> conceptMaps() {
        return conceptMaps(ResourceSpace::conceptMaps);
    }

    @Override
    public List<ConceptMapDefinition> conceptMapsToAsk() {
        return conceptMaps(ResourceSpace::conceptMapsToAsk);
    }

    private List<ConceptMapDefinition> conceptMaps(Function<ResourceSpace, List<ConceptMapDefinition>> of) {
        List<ConceptMapDefinition> found = new ArrayList<>();
        TreeSet<String> above = new TreeSet<>();
        for (ResourceSpace layer : layers) {
            List<ConceptMapDefinition> own = of.apply(layer).stream()
                    .filter(map -> !above.contains(map.header().canonical()))
                    .toList();
            found.addAll(own);
            own.forEach(map -> above.add(map.header().canonical()));
        }
        return found;
    }

    @Override
    public Optional<CodeSystemSource> systemOfAllCodes(String valueSet) {
        return first(layer -> layer.systemOfAllCodes(valueSet));
    }

    @Override
    public List<CodeSystemSource> codeSystems() {
        List<CodeSystemSource> found = new ArrayList<>();
        TreeSet<String> seen = new TreeSet<>();
        for (ResourceSpace layer : layers) {
            for (CodeSystemSource system : layer.codeSystems()) {
                if (seen.add(system.header().canonical())) {
                    found.add(system);
                }
            }
        }
        return found;
    }

    @Override
    public Optional<CodeSystemSource> codeSystemOfId(String id) {
        return first(layer -> layer.codeSystemOfId(id));
    }

    @Override
    public Optional<ValueSetDefinition> valueSetOfId(String id) {
        return first(layer -> layer.valueSetOfId(id));
    }

    @Override
    public Optional<ConceptMapDefinition> conceptMapOfId(String id) {
        return first(layer -> layer.conceptMapOfId(id));
    }

    @Override
    public String systemNamed(String uri) {
        return layers.stream()
                .map(layer -> layer.systemNamed(uri))
                .filter(name -> !name.equals(uri))
                .findFirst()
                .orElse(uri);
    }

    /** Whether it stands over the very same layers, and so says the same of everything. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LayeredSpace space && layers.equals(space.layers);
    }

    @Override
    public int hashCode() {
        return layers.hashCode();
    }
}
