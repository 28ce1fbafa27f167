package vn.khop.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.load.FhirFiles;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.resource.LayeredSpace;
import vn.khop.terminology.resource.ResourceSpace;

/** The FHIR files and packages that a {@code codes} command names, over the folder of compiled lists. */
final class CodesResources {
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
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw wrong(file + " is not there");
            }
        }
        ResourceSpace listed = FhirFiles.read(files).space();
        if (!Files.isDirectory(images) && !files.isEmpty()) {
            return asking.ask(new LayeredSpace(List.of(listed)));
        }
        try (Terminology terminology = Terminology.open(images)) {
            List<ResourceSpace> layers = new ArrayList<>(List.of(listed));
            layers.addAll(CodesFolder.kept(terminology, FhirFiles.beside(images, List.of())));
            return asking.ask(new LayeredSpace(layers));
        }
    }

    private static Refused wrong(String message) {
        return Refused.plainly(Refused.Kind.INVALID, "invalid", message);
    }
}
