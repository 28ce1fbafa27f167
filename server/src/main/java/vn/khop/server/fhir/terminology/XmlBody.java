package vn.khop.server.fhir.terminology;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.resource.Effort;

/*
 * The FHIR library's XML parser calls itself for each level and takes seconds to give up on a body that is nested without end. A reader
 * that only counts levels is through the same body in no time, so it goes first.
 */
/** Looks through an XML body for what no honest one has, before anything is made of it. */
final class XmlBody {
    /** FHIR's resources are some twenty levels deep, a nested expansion as many more as its hierarchy has. */
    static final int LEVELS_MAX = 250;

    /** The library makes an object of each element. */
    static final int ELEMENTS_MAX = 500_000;

    private final XMLInputFactory readers = XMLInputFactory.newInstance();
    private final int conceptsMax;

    /** Of a resource that is to be stored: as many concepts as there are elements. */
    XmlBody() {
        this(ELEMENTS_MAX);
    }

    /** @param conceptsMax how many concepts a body lists at most */
    XmlBody(int conceptsMax) {
        this.conceptsMax = conceptsMax;
        readers.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        readers.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    }

    /** @throws Refused if the body is nested too deeply, brings a document type or elements of another namespace, or is no XML */
    void check(InputStream xml, Effort effort) {
        try {
            // No text of all of it: most of a body that is refused is never looked at.
            XMLStreamReader reader = readers.createXMLStreamReader(
                    new InputStreamReader(CountedInput.xml(xml, effort), StandardCharsets.UTF_8));
            ElementNamespaces namespaces = new ElementNamespaces();
            int levels = 0;
            int elements = 0;
            int concepts = 0;
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    Optional<String> wrong = namespaces.begun(reader);
                    if (wrong.isPresent()) {
                        throw refused(wrong.get());
                    }
                }
                if (event == XMLStreamConstants.START_ELEMENT && ++elements > ELEMENTS_MAX) {
                    throw refused("the body has more than " + ELEMENTS_MAX + " elements: send less at once");
                } else if (event == XMLStreamConstants.START_ELEMENT && ++levels > LEVELS_MAX) {
                    throw refused("the body is nested more than " + LEVELS_MAX + " levels deep");
                } else if (event == XMLStreamConstants.START_ELEMENT
                        && reader.getLocalName().equals("concept")) {
                    concepts++;
                    JsonBody.refuseMoreThan(conceptsMax, concepts);
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    levels--;
                    namespaces.ended();
                } else if (event == XMLStreamConstants.DTD) {
                    throw refused("the body brings a document type, which FHIR in XML never has");
                }
            }
        } catch (XMLStreamException e) {
            String place = Optional.ofNullable(e.getLocation())
                    .map(at -> ", at line " + at.getLineNumber() + ", column " + at.getColumnNumber())
                    .orElse("");
            throw refused("the body is not XML that can be read" + place);
        }
    }

    private static Refused refused(String why) {
        return Refused.plainly(Refused.Kind.INVALID, "structure", why);
    }
}
