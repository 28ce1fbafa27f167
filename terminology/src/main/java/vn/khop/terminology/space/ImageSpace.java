package vn.khop.terminology.space;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import vn.khop.terminology.compile.OpenImages;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.DefinedCodeSystem;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.resource.ValueSetDefinition;

/** The releases of one generation: what is asked of it is never half old and half new. Immutable. */
public final class ImageSpace implements ResourceSpace {
    private final Map<String, List<ImageCodeSystem>> releases = new HashMap<>();
    private final List<CodeSystemSource> all = new ArrayList<>();

    public ImageSpace(OpenImages images) {
        images.entries().forEach(entry -> {
            ImageCodeSystem system = new ImageCodeSystem(entry);
            releases.computeIfAbsent(entry.release().id().system(), any -> new ArrayList<>(1))
                    .add(system);
            all.add(system);
        });
    }

    /** Without a version, the release that is current. */
    @Override
    public Optional<CodeSystemSource> codeSystem(Canonical name) {
        Stream<ImageCodeSystem> found = releases.getOrDefault(name.url(), List.of()).stream()
                .filter(system -> name.version().isPresent() || system.release().isCurrent())
                .filter(system -> system.header().answersTo(name));
        return found.map(CodeSystemSource.class::cast)
                .reduce((one, other) -> other.header().isLaterThan(one.header()) ? other : one);
    }

    @Override
    public List<String> codeSystemVersions(String url) {
        return releases.getOrDefault(url, List.of()).stream()
                .map(system -> system.release().id().version())
                .sorted()
                .toList();
    }

    @Override
    public List<DefinedCodeSystem> supplements(String url) {
        return List.of();
    }

    @Override
    public Optional<ValueSetDefinition> valueSet(Canonical name) {
        return Optional.empty();
    }

    @Override
    public Optional<ConceptMapDefinition> conceptMap(Canonical name) {
        return Optional.empty();
    }

    @Override
    public List<ValueSetDefinition> valueSets() {
        return List.of();
    }

    @Override
    public List<ConceptMapDefinition> conceptMaps() {
        return List.of();
    }

    @Override
    public Optional<CodeSystemSource> systemOfAllCodes(String valueSet) {
        return Optional.empty();
    }

    @Override
    public List<CodeSystemSource> codeSystems() {
        return List.copyOf(all);
    }
}
