package vn.khop.terminology.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.io.input.ProxyInputStream;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.DefinedCodeSystem;
import vn.khop.terminology.resource.ValueSetDefinition;

/**
 * The terminology of a FHIR package: the tgz that FHIR's package registries hold.
 *
 * @param about empty where the package does not say what it is
 * @param skipped resources that could not be read, each with the reason
 */
public record FhirPackage(
        Optional<About> about,
        List<DefinedCodeSystem> codeSystems,
        List<ValueSetDefinition> valueSets,
        List<ConceptMapDefinition> conceptMaps,
        List<String> skipped) {
    /**
     * What a package says of itself in its {@code package.json}.
     *
     * @param dependencies names of packages that it builds on, with their versions
     */
    public record About(String name, String version, Map<String, String> dependencies) {
        public About {
            dependencies = Map.copyOf(dependencies);
        }

        private static Optional<About> read(JsonNode json) {
            Map<String, String> dependencies = new HashMap<>();
            json.path("dependencies")
                    .fields()
                    .forEachRemaining(
                            one -> dependencies.put(one.getKey(), one.getValue().asText()));
            String name = json.path("name").asText("");
            return name.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new About(name, json.path("version").asText(""), dependencies));
        }
    }

    /** A larger file in a package is refused: no list that is known is half as large. */
    static final int FILE_BYTES_MAX = 256 << 20;

    static final long PACKAGE_BYTES_MAX = 4L << 30;

    private static final Set<String> TYPES = Set.of("CodeSystem", "ValueSet", "ConceptMap");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    public FhirPackage {
        codeSystems = List.copyOf(codeSystems);
        valueSets = List.copyOf(valueSets);
        conceptMaps = List.copyOf(conceptMaps);
        skipped = List.copyOf(skipped);
    }

    /**
     * Reads a package.
     *
     * @param wanted whether a resource of this URL is to be read
     * @throws IOException if it is no package, or one that grows out of all proportion
     */
    public static FhirPackage read(InputStream tgz, Predicate<String> wanted) throws IOException {
        List<DefinedCodeSystem> codeSystems = new ArrayList<>();
        List<ValueSetDefinition> valueSets = new ArrayList<>();
        List<ConceptMapDefinition> conceptMaps = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        Optional<About> about = Optional.empty();
        long bytes = 0;
        TarArchiveInputStream tar = new TarArchiveInputStream(new InProportion(new GzipCompressorInputStream(tgz)));
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            bytes += entry.getSize();
            if (entry.getSize() > FILE_BYTES_MAX || bytes > PACKAGE_BYTES_MAX) {
                throw new IOException("the package holds " + bytes + " bytes by " + entry.getName()
                        + ", more than a package of code lists can: it is refused");
            }
            if (entry.getName().equals("package/package.json")) {
                try {
                    about = About.read(JSON.readTree(tar.readNBytes((int) entry.getSize())));
                } catch (JsonProcessingException e) {
                    skipped.add(entry.getName() + ": it is not JSON");
                }
                continue;
            }
            if (!mayHoldOne(entry.getName())) {
                continue;
            }
            try {
                if (JSON.readTree(tar.readNBytes((int) entry.getSize())) instanceof ObjectNode resource
                        && TYPES.contains(resource.path("resourceType").asText())
                        && wanted.test(resource.path("url").asText())) {
                    switch (resource.path("resourceType").asText()) {
                        case "CodeSystem" -> codeSystems.add(FhirResources.codeSystem(withoutText(resource)));
                        case "ValueSet" -> valueSets.add(FhirResources.valueSet(withoutText(resource)));
                        default -> conceptMaps.add(FhirResources.conceptMap(withoutText(resource)));
                    }
                }
            } catch (ResourceRejected rejected) {
                skipped.add(entry.getName() + ": " + rejected.getMessage());
            } catch (JsonProcessingException e) {
                skipped.add(entry.getName() + ": it is not JSON");
            }
        }
        return new FhirPackage(about, codeSystems, valueSets, conceptMaps, skipped);
    }

    /** What is unpacked, up to where it is out of all proportion to what was packed: packages of JSON are 10 to 30 times as large. */
    private static final class InProportion extends ProxyInputStream {
        private static final int TIMES_MAX = 100;
        private static final long BYTES_FREE = 16 << 20;

        private final GzipCompressorInputStream packed;

        InProportion(GzipCompressorInputStream packed) {
            super(packed);
            this.packed = packed;
        }

        @Override
        protected void afterRead(int bytes) throws IOException {
            long unpacked = packed.getUncompressedCount();
            if (unpacked > BYTES_FREE && unpacked / TIMES_MAX > packed.getCompressedCount()) {
                throw new IOException("the package unpacks to more than " + TIMES_MAX
                        + " times its size, which no package of code lists does: it is refused");
            }
        }
    }

    /** Resources lie in the package's first folder, one a file. */
    private static boolean mayHoldOne(String path) {
        return path.startsWith("package/")
                && path.indexOf('/', "package/".length()) < 0
                && path.endsWith(".json")
                && !path.startsWith("package/StructureDefinition-")
                && !path.endsWith("/package.json");
    }

    /** Nobody reads the narrative here, and it is half of a package. */
    private static ObjectNode withoutText(ObjectNode resource) {
        resource.remove("text");
        return resource;
    }
}
