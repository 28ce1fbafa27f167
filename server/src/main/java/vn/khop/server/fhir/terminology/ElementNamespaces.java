package vn.khop.server.fhir.terminology;

import java.util.Optional;
import javax.xml.stream.XMLStreamReader;

/*
 * The FHIR library goes by the names of elements alone, whatever their namespace. Whoever reads the same body by the book would take another resource from it.
 */
/** Whether the elements of one document are of the namespaces that FHIR's XML has: its own, and XHTML's within a narrative. Told of each element's beginning and end, in order. */
public final class ElementNamespaces {
    private static final String FHIR = "http://hl7.org/fhir";
    private static final String XHTML = "http://www.w3.org/1999/xhtml";

    private int narrativeLevels;

    /** What is wrong with the element that begins here, where it is of another namespace, or of none. */
    public Optional<String> begun(XMLStreamReader at) {
        boolean isNarrative = narrativeLevels > 0 || at.getLocalName().equals("div");
        narrativeLevels += isNarrative ? 1 : 0;
        String expected = isNarrative ? XHTML : FHIR;
        return expected.equals(at.getNamespaceURI())
                ? Optional.empty()
                : Optional.of("the element at line " + at.getLocation().getLineNumber() + ", column "
                        + at.getLocation().getColumnNumber()
                        + " is of another namespace or of none: expected xmlns=\"" + expected + "\"");
    }

    public void ended() {
        narrativeLevels = Math.max(0, narrativeLevels - 1);
    }
}
