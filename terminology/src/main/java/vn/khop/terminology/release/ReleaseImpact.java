package vn.khop.terminology.release;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.Header;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.resource.ValueSetDefinition;
import vn.khop.terminology.resource.ValueSetDefinition.ConceptSet;

/** What a release breaks when codes go: the value sets and concept maps that name them one by one. */
public final class ReleaseImpact {
    /**
     * A resource that names codes which are gone or no longer to be used.
     *
     * @param type {@code ValueSet} or {@code ConceptMap}
     * @param version empty text where it has none
     * @param codes sorted
     */
    public record Broken(String type, String url, String version, List<String> codes) {
        public Broken {
            codes = List.copyOf(codes);
        }
    }

    private ReleaseImpact() {}

    /**
     * @param system the code system whose release changes
     * @param codes those that the later release no longer has, or says not to use
     */
    public static List<Broken> of(ResourceSpace space, String system, Set<String> codes) {
        List<Broken> broken = new ArrayList<>();
        for (ValueSetDefinition valueSet : space.valueSets()) {
            add(broken, "ValueSet", valueSet.header(), named(valueSet, system).filter(codes::contains));
        }
        for (ConceptMapDefinition map : space.conceptMaps()) {
            add(broken, "ConceptMap", map.header(), named(map, system).filter(codes::contains));
        }
        return broken;
    }

    private static void add(List<Broken> broken, String type, Header header, Stream<String> codes) {
        List<String> sorted = List.copyOf(new TreeSet<>(codes.toList()));
        if (!sorted.isEmpty()) {
            broken.add(
                    new Broken(type, header.url().orElse(""), header.version().orElse(""), sorted));
        }
    }

    private static Stream<String> named(ValueSetDefinition valueSet, String system) {
        return valueSet.compose().stream()
                .flatMap(compose -> Stream.concat(compose.includes().stream(), compose.excludes().stream()))
                .filter(set -> set.system().filter(system::equals).isPresent())
                .map(ConceptSet::concepts)
                .flatMap(List::stream)
                .map(ValueSetDefinition.ConceptReference::code);
    }

    private static Stream<String> named(ConceptMapDefinition map, String system) {
        return map.groups().stream()
                .flatMap(group -> Stream.concat(
                        isOf(group.source(), system)
                                ? group.elements().stream().map(ConceptMapDefinition.Element::code)
                                : Stream.empty(),
                        isOf(group.target(), system)
                                ? group.elements().stream()
                                        .flatMap(element -> element.targets().stream())
                                        .map(ConceptMapDefinition.Target::code)
                                : Stream.empty()));
    }

    private static boolean isOf(java.util.Optional<Canonical> side, String system) {
        return side.map(Canonical::url).filter(system::equals).isPresent();
    }
}
