package vn.khop.mpi;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pipeline runs one way: each stage imports only those before it. */
class PipelineOrderTest {
    private static final List<String> ORDER = List.of(
            "pack", "record", "model", "normalise", "block", "compare", "score", "decide", "cluster", "survive");

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("vn.khop.mpi");

    @Test
    void noStageImportsALaterOne() {
        for (int stage = 0; stage < ORDER.size(); stage++) {
            List<String> forbidden = new ArrayList<>(List.of(
                    "vn.khop.mpi",
                    "vn.khop.mpi.train..",
                    "vn.khop.mpi.propose..",
                    "vn.khop.mpi.file..",
                    "vn.khop.mpi.report.."));
            for (String later : ORDER.subList(stage + 1, ORDER.size())) {
                forbidden.add("vn.khop.mpi." + later + "..");
            }
            ArchRuleDefinition.noClasses()
                    .that()
                    .resideInAPackage("vn.khop.mpi." + ORDER.get(stage) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(forbidden.toArray(String[]::new))
                    .check(classes);
        }
    }

    @Test
    void noStageImportsTraining() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("train")
                .definedBy("vn.khop.mpi.train..")
                .layer("door")
                .definedBy("vn.khop.mpi")
                .layer("pipeline")
                .definedBy(ORDER.stream()
                        .map(stage -> "vn.khop.mpi." + stage + "..")
                        .toArray(String[]::new))
                .whereLayer("train")
                .mayOnlyBeAccessedByLayers("door")
                .check(classes);
    }

    @Test
    void theCoreKnowsNoTransportAndNoStore() {
        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "java.net.http..", "org.springframework..", "ca.uhn..", "org.hl7..")
                .check(classes);
    }
}
