package vn.khop.terminology.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.DefinedCodeSystem;
import vn.khop.terminology.resource.Header;
import vn.khop.terminology.resource.ListedSpace;
import vn.khop.terminology.resource.ValueSetDefinition;

/**
 * FHIR packages (.tgz) and single resources (.json): read from files, or kept in the folder {@code packages} beside the compiled lists, where they are read again at
 * the next start.
 *
 * @param warnings what of the files is left out and why, and which packages they build on that are not there
 */
public record FhirFiles(
        List<DefinedCodeSystem> codeSystems,
        List<ValueSetDefinition> valueSets,
        List<ConceptMapDefinition> conceptMaps,
        List<String> warnings) {
    private static final String FOLDER = "packages";
    /** The specification itself, which is always there. */
    private static final Set<String> BUILT_IN =
            Set.of("hl7.fhir.core", "hl7.fhir.r4.core", "hl7.fhir.r4b.core", "hl7.fhir.r5.core");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    public FhirFiles {
        codeSystems = List.copyOf(codeSystems);
        valueSets = List.copyOf(valueSets);
        conceptMaps = List.copyOf(conceptMaps);
        warnings = List.copyOf(warnings);
    }

    /** What is kept beside the compiled lists, and these files. A file that cannot be read is told as a warning, and the others stand. */
    public static FhirFiles beside(Path images, List<Path> more) throws IOException {
        Path folder = images.resolve(FOLDER);
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> kept = Files.list(folder)) {
                kept.filter(FhirFiles::isOne).sorted().forEach(files::add);
            }
        }
        files.addAll(more);
        Reading reading = new Reading();
        for (Path file : files) {
            try {
                reading.read(file);
            } catch (IOException | ResourceRejected e) {
                reading.warnings.add(file + ": " + e.getMessage());
            }
        }
        return reading.done();
    }

    /**
     * Reads files.
     *
     * @throws IOException if one cannot be read
     * @throws ResourceRejected if a single resource cannot be understood
     */
    public static FhirFiles read(List<Path> files) throws IOException {
        Reading reading = new Reading();
        for (Path file : files) {
            reading.read(file);
        }
        return reading.done();
    }

    /** Keeps a file that was read before beside the compiled lists, in the place of one of the same name; whole or not at all. */
    public static void keep(Path images, Path file) throws IOException {
        Path folder = Files.createDirectories(images.resolve(FOLDER));
        Path name = file.getFileName();
        Path half = Files.createTempFile(folder, "half-", ".tmp");
        Files.copy(file, half, StandardCopyOption.REPLACE_EXISTING);
        Files.move(half, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Whether a file of this name is kept beside the compiled lists. */
    public static boolean isKept(Path images, String name) {
        return Files.isRegularFile(images.resolve(FOLDER).resolve(name));
    }

    /** Files beside the compiled lists whose names begin so. */
    public static List<Path> kept(Path images, String beginning) throws IOException {
        Path folder = images.resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> kept = Files.list(folder)) {
            return kept.filter(file -> String.valueOf(file.getFileName()).startsWith(beginning))
                    .sorted()
                    .toList();
        }
    }

    /** What each resource says of itself. */
    public Stream<Header> headers() {
        return Stream.of(
                        codeSystems.stream().map(DefinedCodeSystem::header),
                        valueSets.stream().map(ValueSetDefinition::header),
                        conceptMaps.stream().map(ConceptMapDefinition::header))
                .flatMap(headers -> headers);
    }

    /** The URLs of the code systems, supplements aside. */
    public List<String> systems() {
        return codeSystems.stream()
                .filter(system -> system.content() != CodeSystemSource.Content.SUPPLEMENT)
                .flatMap(system -> system.header().url().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** Whether a file's name says that it is a package or a resource. */
    public static boolean isOne(Path file) {
        String name = file.toString();
        return name.endsWith(".tgz") || name.endsWith(".json");
    }

    /** As resources that questions see. */
    public ListedSpace space() {
        return ListedSpace.ofKept(
                codeSystems, valueSets, conceptMaps, java.util.Map.of(), QuestionDate.dayAt(Instant.now()));
    }

    /** How many resources there are, for people. */
    public String summary() {
        return codeSystems.size() + " code systems, " + valueSets.size() + " value sets, " + conceptMaps.size()
                + " concept maps";
    }

    /** What has been read so far. */
    private static final class Reading {
        final List<DefinedCodeSystem> codeSystems = new ArrayList<>();
        final List<ValueSetDefinition> valueSets = new ArrayList<>();
        final List<ConceptMapDefinition> conceptMaps = new ArrayList<>();
        final List<String> warnings = new ArrayList<>();
        final TreeSet<String> packages = new TreeSet<>(BUILT_IN);
        final TreeMap<String, String> neededBy = new TreeMap<>();

        void read(Path file) throws IOException {
            if (!Files.isRegularFile(file)) {
                throw new IOException(file + " is not there");
            }
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                if (file.toString().endsWith(".tgz")) {
                    take(FhirPackage.read(in, url -> true), file);
                } else {
                    take(JSON.readTree(in), file);
                }
            } catch (JsonProcessingException e) {
                throw new IOException(file + " is not JSON", e);
            }
        }

        private void take(FhirPackage read, Path file) {
            codeSystems.addAll(read.codeSystems());
            valueSets.addAll(read.valueSets());
            conceptMaps.addAll(read.conceptMaps());
            read.skipped().forEach(reason -> warnings.add(file.getFileName() + ", " + reason));
            read.about().ifPresent(about -> {
                packages.add(about.name());
                about.dependencies()
                        .forEach((name, version) -> neededBy.putIfAbsent(
                                name, "package " + about.name() + " builds on " + name + " " + version));
            });
        }

        private void take(JsonNode json, Path file) throws IOException {
            if (!(json instanceof ObjectNode resource)) {
                throw new IOException(file + " holds no resource");
            }
            switch (resource.path("resourceType").asText()) {
                case "CodeSystem" -> codeSystems.add(FhirResources.codeSystem(resource));
                case "ValueSet" -> valueSets.add(FhirResources.valueSet(resource));
                case "ConceptMap" -> conceptMaps.add(FhirResources.conceptMap(resource));
                default ->
                    throw new ResourceRejected(
                            "",
                            file + " holds a "
                                    + resource.path("resourceType").asText("resource without a type")
                                    + ", expected a CodeSystem, ValueSet or ConceptMap");
            }
        }

        FhirFiles done() {
            neededBy.forEach((name, why) -> {
                if (!packages.contains(name)) {
                    warnings.add(why + ", which is not loaded: codes and value sets of it are unknown; load it too");
                }
            });
            return new FhirFiles(codeSystems, valueSets, conceptMaps, warnings);
        }
    }
}
