package vn.khop.server.fhir.terminology;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ValueSet;
import vn.khop.terminology.load.FhirPackage;
import vn.khop.terminology.load.FhirResources;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.DefinedCodeSystem;
import vn.khop.terminology.resource.ListedSpace;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.resource.ValueSetDefinition;

/**
 * The code systems and value sets of FHIR's own specification, as HAPI ships them: R4's for R4, R5's for R5. They are read behind the start, once; a question
 * about one of them that comes before waits, any other never does.
 */
public final class CoreSpace implements ResourceSpace {
    private static final String R4_FILE = "/org/hl7/fhir/r4/model/valueset/valuesets.xml";
    private static final String R5_PACKAGE = "/org/hl7/fhir/r5/packages/hl7.fhir.r5.core-5.0.0.tgz";
    private static final String OF_FHIR = "http://hl7.org/fhir/";

    private final FhirRelease release;
    private final CompletableFuture<ListedSpace> resources = new CompletableFuture<>();

    public CoreSpace(FhirRelease release) {
        this.release = release;
    }

    /** Reads them; until then, questions about them wait. */
    public void begin(Executor behind) {
        resources.completeAsync(release == FhirRelease.R4 ? CoreSpace::r4 : CoreSpace::r5, behind);
    }

    private static InputStream file(String name) {
        InputStream file = DefaultProfileValidationSupport.class.getResourceAsStream(name);
        if (file == null) {
            throw new IllegalStateException(name + " is not on the class path");
        }
        return file;
    }

    private static ListedSpace r5() {
        try (InputStream file = file(R5_PACKAGE)) {
            FhirPackage read = FhirPackage.read(file, CoreSpace::isOfFhir);
            return new ListedSpace(read.codeSystems(), read.valueSets(), List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ListedSpace r4() {
        FhirContext context = FhirContext.forR4Cached();
        ObjectMapper json = new ObjectMapper();
        List<DefinedCodeSystem> systems = new ArrayList<>();
        List<ValueSetDefinition> sets = new ArrayList<>();
        try (InputStream file = file(R4_FILE)) {
            Bundle bundle = context.newXmlParser()
                    .parseResource(Bundle.class, new InputStreamReader(file, StandardCharsets.UTF_8));
            for (Bundle.BundleEntryComponent entry : bundle.getEntry()) {
                Resource resource = entry.getResource();
                if (resource instanceof MetadataResource named && named.hasUrl() && isOfFhir(named.getUrl())) {
                    ((DomainResource) resource).setText(null);
                    ObjectNode read =
                            (ObjectNode) json.readTree(context.newJsonParser().encodeResourceToString(resource));
                    if (resource instanceof CodeSystem) {
                        systems.add(FhirResources.codeSystem(read));
                    } else if (resource instanceof ValueSet) {
                        sets.add(FhirResources.valueSet(read));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ListedSpace(systems, sets, List.of());
    }

    private static boolean isOfFhir(String url) {
        return url.startsWith(OF_FHIR);
    }

    @Override
    public Optional<CodeSystemSource> codeSystem(Canonical name) {
        return isOfFhir(name.url()) ? resources.join().codeSystem(name) : Optional.empty();
    }

    @Override
    public List<String> codeSystemVersions(String url) {
        return isOfFhir(url) ? resources.join().codeSystemVersions(url) : List.of();
    }

    @Override
    public List<DefinedCodeSystem> supplements(String url) {
        return List.of();
    }

    @Override
    public Optional<ValueSetDefinition> valueSet(Canonical name) {
        return isOfFhir(name.url()) ? resources.join().valueSet(name) : Optional.empty();
    }

    @Override
    public Optional<ConceptMapDefinition> conceptMap(Canonical name) {
        return Optional.empty();
    }

    @Override
    public List<ValueSetDefinition> valueSets() {
        return resources.join().valueSets();
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
        return resources.join().codeSystems();
    }
}
