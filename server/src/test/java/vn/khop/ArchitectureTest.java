package vn.khop;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

/** The arrows of the map in ARCHITECTURE.md, and the house rules that a reader of the code relies on. */
@AnalyzeClasses(packages = "vn.khop", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] WEB_SQL_FHIR_SPRING = {
        "org.springframework..",
        "jakarta.servlet..",
        "java.sql..",
        "javax.sql..",
        "java.net.http..",
        "ca.uhn..",
        "org.hl7.."
    };

    @ArchTest
    static final ArchRule referenceDataKnowsNothingElse = noClasses()
            .that()
            .resideInAPackage("vn.khop.reference..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("vn.khop.mpi..", "vn.khop.terminology..", "vn.khop.server..");

    @ArchTest
    static final ArchRule matchingKnowsNoTerminologyAndNoServer = noClasses()
            .that()
            .resideInAPackage("vn.khop.mpi..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("vn.khop.terminology..", "vn.khop.server..");

    @ArchTest
    static final ArchRule terminologyKnowsNoMatchingAndNoServer = noClasses()
            .that()
            .resideInAPackage("vn.khop.terminology..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("vn.khop.mpi..", "vn.khop.server..");

    @ArchTest
    static final ArchRule theCoreKnowsNoHttpSqlFhirOrSpring = noClasses()
            .that()
            .resideInAnyPackage("vn.khop.reference..", "vn.khop.mpi..", "vn.khop.terminology..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(WEB_SQL_FHIR_SPRING);

    @ArchTest
    static final ArchRule onlyStoreKnowsSql = noClasses()
            .that()
            .resideInAPackage("vn.khop.server..")
            .and()
            .resideOutsideOfPackage("vn.khop.server.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.springframework.jdbc..", "org.flywaydb..");

    @ArchTest
    static final ArchRule onlyFhirKnowsTheFhirLibrary = noClasses()
            .that()
            .resideInAPackage("vn.khop.server..")
            .and()
            .resideOutsideOfPackage("vn.khop.server.fhir..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ca.uhn.fhir..", "org.hl7..");

    @ArchTest
    static final ArchRule onlyHl7v2KnowsTheHl7v2Library = noClasses()
            .that()
            .resideInAPackage("vn.khop.server..")
            .and()
            .resideOutsideOfPackage("vn.khop.server.hl7v2..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ca.uhn.hl7v2..");

    @ArchTest
    static final ArchRule onlyElasticKnowsTheClientOfElasticsearch = noClasses()
            .that()
            .resideInAPackage("vn.khop.server..")
            .and()
            .resideOutsideOfPackage("vn.khop.server.elastic..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("co.elastic..", "org.elasticsearch..");

    @ArchTest
    static final ArchRule hl7v2KnowsNeitherFhirNorRest = noClasses()
            .that()
            .resideInAPackage("vn.khop.server.hl7v2..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("vn.khop.server.fhir..", "vn.khop.server.rest..", "vn.khop.server.web..");

    @ArchTest
    static final ArchRule fhirDoesNotKnowRestOrWeb = noClasses()
            .that()
            .resideInAPackage("vn.khop.server.fhir..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("vn.khop.server.rest..", "vn.khop.server.web..");

    @ArchTest
    static final ArchRule restDoesNotKnowFhirOrWeb = noClasses()
            .that()
            .resideInAPackage("vn.khop.server.rest..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("vn.khop.server.fhir..", "vn.khop.server.web..");

    @ArchTest
    static final ArchRule webDoesNotKnowFhirOrRest = noClasses()
            .that()
            .resideInAPackage("vn.khop.server.web..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("vn.khop.server.fhir..", "vn.khop.server.rest..");

    @ArchTest
    static final ArchRule aPackageIsAThingOrAStage = noClasses()
            .should()
            .resideInAnyPackage(
                    "..utils..", "..util..", "..common..", "..helpers..", "..helper..", "..impl..", "..dto..");

    @ArchTest
    static final ArchRule anImplementationIsNamedByWhatIsParticularToIt = noClasses()
            .should()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Util");

    @ArchTest
    static final ArchRule nothingStaticChanges = fields().that()
            .areStatic()
            .should()
            .beFinal()
            .because("mutable statics are state that no constructor shows");

    @ArchTest
    static final ArchRule onlyTheCommandLinePrints = noClasses()
            .that()
            .resideOutsideOfPackages("vn.khop.server.cli..", "vn.khop.benchmarks..")
            .should()
            .callMethod(Throwable.class, "printStackTrace")
            .orShould()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule nothingHasCycles = com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices()
            .matching("vn.khop.server.(*)..")
            .namingSlices("server.$1")
            .should()
            .beFreeOfCycles();

    @ArchTest
    static void everyPackageSaysWhatItIsForAndIsNullMarked(JavaClasses project) {
        Set<String> unmarked = new TreeSet<>();
        project.stream()
                .map(type -> type.getPackage())
                .filter(room -> room.getClasses().stream()
                        .anyMatch(type -> !type.getSimpleName().equals("package-info")))
                .filter(room -> !room.isAnnotatedWith(NullMarked.class))
                .forEach(room -> unmarked.add(room.getName()));
        assertEquals(Set.of(), unmarked, "packages without @NullMarked in a package-info.java");
    }

    @ArchTest
    static final ArchRule classesOfTheHouseLiveInARoom = classes()
            .should()
            .resideInAnyPackage("vn.khop.reference..", "vn.khop.mpi..", "vn.khop.terminology..", "vn.khop.server..");
}
