package vn.khop.server.fhir.terminology;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.LenientErrorHandler;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.resource.Effort;

/**
 * A resource of R4 in a file of XML, for those who read JSON.
 *
 * @param json in a folder of its own, under the same name with another ending; both are whoever's asked for it
 * @param warnings what of the file was passed over, and why
 */
public record ResourceXml(Path json, List<String> warnings) {
    private static final String ENDING = ".xml";

    public ResourceXml {
        warnings = List.copyOf(warnings);
    }

    /**
     * Writes the resource as JSON.
     *
     * @throws IllegalArgumentException if the file holds no resource of R4, is nested without end or brings a document type
     */
    public static ResourceXml asJson(Path xml) throws IOException {
        String name = String.valueOf(xml.getFileName());
        // What HAPI tells of itself when it begins is no part of what a command prints.
        if (LoggerFactory.getLogger("ca.uhn.fhir") instanceof Logger logger && logger.getLevel() == null) {
            logger.setLevel(Level.WARN);
        }
        PassedOver passedOver = new PassedOver();
        String json;
        try {
            FhirContext context = FhirContext.forR4Cached();
            String text = Files.readString(xml, StandardCharsets.UTF_8);
            new XmlBody().check(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), Effort.UNCOUNTED);
            IParser parser = context.newXmlParser();
            parser.setParserErrorHandler(passedOver);
            json = context.newJsonParser().encodeResourceToString(parser.parseResource(text));
        } catch (Refused wrong) {
            throw new IllegalArgumentException(xml + " cannot be read: " + wrong.getMessage(), wrong);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException(
                    xml + " is not a resource of FHIR R4 in XML that can be read: " + e.getMessage(), e);
        }
        Path written = Files.createTempDirectory("khop-xml")
                .resolve(name.substring(0, name.length() - ENDING.length()) + ".json");
        Files.writeString(written, json, StandardCharsets.UTF_8);
        return new ResourceXml(written, passedOver.told());
    }

    /** Tells what HAPI's parser passes over, which it only logs. */
    private static final class PassedOver extends LenientErrorHandler {
        private final Map<String, Integer> times = new LinkedHashMap<>();

        PassedOver() {
            super(false);
        }

        private void note(String what) {
            times.merge(what, 1, Integer::sum);
        }

        @Override
        public void invalidValue(IParseLocation location, String value, String error) {
            super.invalidValue(location, value, error);
            note("'" + location.getParentElementName() + "' has no value that R4 allows");
        }

        @Override
        public void unknownElement(IParseLocation location, String element) {
            note("R4 knows no element '" + element + "' here");
        }

        @Override
        public void unknownAttribute(IParseLocation location, String attribute) {
            note("R4 knows no attribute '" + attribute + "' here");
        }

        @Override
        public void unexpectedRepeatingElement(IParseLocation location, String element) {
            note("'" + element + "' stands once in R4");
        }

        List<String> told() {
            return times.entrySet().stream()
                    .map(one -> one.getKey() + ", so it is passed over"
                            + (one.getValue() == 1 ? "" : " (" + one.getValue() + " times)"))
                    .toList();
        }
    }
}
