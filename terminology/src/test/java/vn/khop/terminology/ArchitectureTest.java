package vn.khop.terminology;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the packages of this module, and what none of them may know. */
@AnalyzeClasses(packages = "vn.khop.terminology", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "vn.khop.terminology";

    @ArchTest
    static final ArchRule readersNeverKnowALoader = noClasses()
            .that()
            .resideInAnyPackage(
                    ROOT,
                    ROOT + ".lookup..",
                    ROOT + ".validate..",
                    ROOT + ".search..",
                    ROOT + ".subsume..",
                    ROOT + ".compile..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ".load..");

    @ArchTest
    static final ArchRule loadersNeverKnowAnImage = noClasses()
            .that()
            .resideInAPackage(ROOT + ".load..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".compile..", ROOT + ".lookup..", ROOT + ".search..", ROOT);

    @ArchTest
    static final ArchRule conceptsKnowNoFileAndNoIndex = classes()
            .that()
            .resideInAPackage(ROOT + ".concept..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + ".concept..",
                    "java.lang..",
                    "java.util..",
                    "java.math..",
                    "java.text..",
                    "java.time..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule onlyTheCompilerTheSearchAndTheFiltersKnowLucene = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".compile..", ROOT + ".search..", ROOT + ".filter..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.lucene..");

    @ArchTest
    static final ArchRule definitionsKnowNoQuestionAndNoSource = noClasses()
            .that()
            .resideInAPackage(ROOT + ".resource..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + ".question..",
                    ROOT + ".filter..",
                    ROOT + ".expand..",
                    ROOT + ".validate..",
                    ROOT + ".translate..",
                    ROOT + ".load..",
                    ROOT + ".compile..",
                    ROOT + ".space..");

    @ArchTest
    static final ArchRule evaluationKnowsNeitherFilesNorImages = noClasses()
            .that()
            .resideInAnyPackage(
                    ROOT + ".question..",
                    ROOT + ".filter..",
                    ROOT + ".expand..",
                    ROOT + ".translate..",
                    ROOT + ".subsume..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + ".load..", ROOT + ".compile..", ROOT + ".space..");

    @ArchTest
    static final ArchRule theModuleKnowsNoHttpNoSqlNoFhirNoSpring = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.net.http..", "java.sql..", "javax.sql..", "ca.uhn..", "org.hl7..", "org.springframework..");
}
