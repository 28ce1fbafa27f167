package vn.khop.terminology.resource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import vn.khop.terminology.resource.CodeSystemSource.Content;

/** Resources of a list: those that came with a request, say. Immutable. */
public final class ListedSpace implements ResourceSpace {
    private final Map<String, List<CodeSystemSource>> codeSystems = new HashMap<>();
    private final Map<String, List<ValueSetDefinition>> valueSets = new HashMap<>();
    private final Map<String, List<ConceptMapDefinition>> conceptMaps = new HashMap<>();
    private final Map<String, List<DefinedCodeSystem>> supplements = new HashMap<>();
    private final Map<String, CodeSystemSource> byAllCodes = new HashMap<>();

    /** Of code systems and value sets, later ones of the same name and version replace earlier ones; concept maps add to each other. */
    public ListedSpace(
            List<? extends CodeSystemSource> systems, List<ValueSetDefinition> sets, List<ConceptMapDefinition> maps) {
        systems.forEach(system -> add(codeSystems, system, CodeSystemSource::header));
        sets.forEach(set -> add(valueSets, set, ValueSetDefinition::header));
        maps.forEach(map -> map.header()
                .url()
                .ifPresent(url -> conceptMaps
                        .computeIfAbsent(url, any -> new ArrayList<>(1))
                        .add(map)));
        codeSystems.values().stream().flatMap(List::stream).forEach(system -> {
            system.allCodes()
                    .ifPresent(valueSet -> byAllCodes.merge(
                            valueSet, system, (one, other) -> other.header().isLaterThan(one.header()) ? other : one));
            if (system instanceof DefinedCodeSystem defined) {
                defined.supplements()
                        .ifPresent(base -> supplements
                                .computeIfAbsent(base.url(), any -> new ArrayList<>())
                                .add(defined));
            }
        });
    }

    private static <R> void add(Map<String, List<R>> all, R resource, Function<? super R, Header> header) {
        Header own = header.apply(resource);
        own.url().ifPresent(url -> {
            List<R> named = all.computeIfAbsent(url, any -> new ArrayList<>(1));
            named.removeIf(other -> header.apply(other).version().equals(own.version()));
            named.add(resource);
        });
    }

    @Override
    public Optional<CodeSystemSource> codeSystem(Canonical name) {
        return latest(codeSystems, name, CodeSystemSource::header);
    }

    private static <R> Optional<R> latest(
            Map<String, List<R>> all, Canonical name, Function<? super R, Header> header) {
        return all.getOrDefault(name.url(), List.of()).stream()
                .filter(resource -> header.apply(resource).answersTo(name))
                .reduce((one, other) -> header.apply(other).isLaterThan(header.apply(one)) ? other : one);
    }

    @Override
    public List<String> codeSystemVersions(String url) {
        TreeSet<String> versions = new TreeSet<>();
        codeSystems
                .getOrDefault(url, List.of())
                .forEach(system -> system.header().version().ifPresent(versions::add));
        return List.copyOf(versions);
    }

    @Override
    public List<DefinedCodeSystem> supplements(String url) {
        return supplements.getOrDefault(url, List.of());
    }

    @Override
    public Optional<ValueSetDefinition> valueSet(Canonical name) {
        return latest(valueSets, name, ValueSetDefinition::header);
    }

    @Override
    public Optional<ConceptMapDefinition> conceptMap(Canonical name) {
        return latest(conceptMaps, name, ConceptMapDefinition::header);
    }

    @Override
    public List<ValueSetDefinition> valueSets() {
        return valueSets.values().stream().flatMap(List::stream).toList();
    }

    @Override
    public List<ConceptMapDefinition> conceptMaps() {
        return conceptMaps.values().stream().flatMap(List::stream).toList();
    }

    @Override
    public Optional<CodeSystemSource> systemOfAllCodes(String valueSet) {
        return Optional.ofNullable(byAllCodes.get(valueSet));
    }

    @Override
    public List<CodeSystemSource> codeSystems() {
        return codeSystems.values().stream()
                .flatMap(List::stream)
                .filter(system -> system.content() != Content.SUPPLEMENT)
                .toList();
    }
}
