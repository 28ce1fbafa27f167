package vn.khop.server.fhir.terminology;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.resource.Effort;

/** A resource of R4 in a file of XML, for those who read JSON. */
public final class ResourceXml {
    private static final String ENDING = ".xml";

    private ResourceXml() {}

    /**
     * Writes the resource as JSON into a folder of its own, under the same name with another ending.
     *
     * @throws IllegalArgumentException if the file holds no resource of R4, is nested without end or brings a document type
     */
    public static Path asJson(Path xml) throws IOException {
        String name = String.valueOf(xml.getFileName());
        Path json = Files.createTempDirectory("khop-xml")
                .resolve(name.substring(0, name.length() - ENDING.length()) + ".json");
        try {
            FhirContext context = FhirContext.forR4Cached();
            String text = Files.readString(xml, StandardCharsets.UTF_8);
            new XmlBody().check(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), Effort.UNCOUNTED);
            Files.writeString(
                    json,
                    context.newJsonParser()
                            .encodeResourceToString(context.newXmlParser().parseResource(text)),
                    StandardCharsets.UTF_8);
            return json;
        } catch (Refused wrong) {
            throw new IllegalArgumentException(xml + " cannot be read: " + wrong.getMessage(), wrong);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException(xml + " is not a resource of FHIR R4 in XML that can be read", e);
        }
    }
}
