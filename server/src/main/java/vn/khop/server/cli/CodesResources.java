package vn.khop.server.cli;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.load.FhirPackage;
import vn.khop.terminology.load.FhirResources;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.LayeredSpace;
import vn.khop.terminology.resource.ListedSpace;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.resource.ValueSetDefinition;

/** The FHIR files and packages that a {@code codes} command names, over the folder of compiled lists. */
final class CodesResources {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = CodesFolder.IMAGES_DESCRIPTION,
            defaultValue = CodesFolder.IMAGES_DEFAULT)
    private Path images = Path.of("khop-data/codes");

    @Option(
            names = "--resource",
            paramLabel = "FILE",
            description =
                    "A CodeSystem, ValueSet or ConceptMap in FHIR's JSON, or a FHIR package (.tgz); may be repeated")
    private List<Path> files = new ArrayList<>();

    /** Answers with what the files and the folder hold. */
    interface Asking {
        int ask(ResourceSpace space);
    }

    /** @throws IOException if a file cannot be read */
    int ask(Asking asking) throws IOException {
        List<CodeSystemSource> systems = new ArrayList<>();
        List<ValueSetDefinition> sets = new ArrayList<>();
        List<ConceptMapDefinition> maps = new ArrayList<>();
        for (Path file : files) {
            read(file, systems, sets, maps);
        }
        ListedSpace listed = new ListedSpace(systems, sets, maps);
        if (!Files.isDirectory(images) && !files.isEmpty()) {
            return asking.ask(new LayeredSpace(List.of(listed)));
        }
        try (Terminology terminology = Terminology.open(images)) {
            return asking.ask(new LayeredSpace(List.of(listed, terminology.space())));
        }
    }

    private static void read(
            Path file, List<CodeSystemSource> systems, List<ValueSetDefinition> sets, List<ConceptMapDefinition> maps)
            throws IOException {
        if (!Files.isRegularFile(file)) {
            throw wrong(file + " is not there");
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            if (file.toString().endsWith(".tgz")) {
                FhirPackage read = FhirPackage.read(in, url -> true);
                systems.addAll(read.codeSystems());
                sets.addAll(read.valueSets());
                maps.addAll(read.conceptMaps());
                return;
            }
            if (!(JSON.readTree(in) instanceof ObjectNode resource)) {
                throw wrong(file + " holds no resource");
            }
            switch (resource.path("resourceType").asText()) {
                case "CodeSystem" -> systems.add(FhirResources.codeSystem(resource));
                case "ValueSet" -> sets.add(FhirResources.valueSet(resource));
                case "ConceptMap" -> maps.add(FhirResources.conceptMap(resource));
                default ->
                    throw wrong(file + " holds a "
                            + resource.path("resourceType").asText("resource without a type")
                            + ", expected a CodeSystem, ValueSet or ConceptMap");
            }
        }
    }

    private static Refused wrong(String message) {
        return Refused.saying(Refused.Kind.INVALID, "invalid", message);
    }
}
