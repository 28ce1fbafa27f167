package vn.khop.server.insurance;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import java.io.InputStream;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/*
 * The parser is named and not looked up, so that its limits are known to be the ones that are set: an envelope's own text is bounded where it is read, all else by the parser. A
 * document type is refused and not skipped: no hospital's system writes one, and whoever sends one is after something.
 */
/** Reads XML that anybody may have sent: piece by piece, without document types, entities of its own, or anything from elsewhere, and never more than it should be. Thread-safe. */
final class HardenedXml {
    private static final int LEVELS_MAX = 16;
    private static final int ATTRIBUTES_MAX = 16;
    private static final int ATTRIBUTE_CHARACTERS_MAX = 1_024;
    private static final int NAME_CHARACTERS_MAX = 100;

    private final WstxInputFactory readers = new WstxInputFactory();

    /** @param elementsMax in one document */
    HardenedXml(long elementsMax, int charactersOfTextMax) {
        readers.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        readers.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        readers.setProperty(XMLInputFactory.IS_COALESCING, false);
        readers.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("nothing is fetched from elsewhere");
        });
        readers.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, LEVELS_MAX);
        readers.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, ATTRIBUTES_MAX);
        readers.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, ATTRIBUTE_CHARACTERS_MAX);
        readers.setProperty(WstxInputProperties.P_MAX_ELEMENT_COUNT, elementsMax);
        readers.setProperty(WstxInputProperties.P_MAX_TEXT_LENGTH, charactersOfTextMax);
        readers.setProperty(WstxInputProperties.P_MAX_ENTITY_COUNT, 1);
    }

    /** Positions of a document, one after the other. */
    static final class Cursor implements AutoCloseable {
        private final XMLStreamReader reader;
        private int event;

        private Cursor(XMLStreamReader reader) {
            this.reader = reader;
            this.event = reader.getEventType();
        }

        /** Goes on to the next element's beginning or end, text, or the end of the document. */
        int next() throws Unreadable {
            try {
                do {
                    event = reader.next();
                    if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                        throw new Unreadable(new Wording(
                                "tệp có khai báo DOCTYPE hoặc thực thể (entity): bỏ phần này và gửi lại",
                                "the file brings a document type or an entity: leave it out and send it again"));
                    }
                } while (event == XMLStreamConstants.COMMENT
                        || event == XMLStreamConstants.PROCESSING_INSTRUCTION
                        || event == XMLStreamConstants.SPACE);
                if (event == XMLStreamConstants.START_ELEMENT && name().length() > NAME_CHARACTERS_MAX) {
                    throw unreadable(reader, new XMLStreamException("a name is too long"));
                }
                return event;
            } catch (XMLStreamException e) {
                throw unreadable(reader, e);
            } catch (RuntimeException e) {
                // The parser's word for bytes that are not of the encoding, among others.
                throw unreadable(reader, new XMLStreamException(e));
            }
        }

        int event() {
            return event;
        }

        String name() {
            return reader.getLocalName();
        }

        String text() {
            return reader.getText();
        }

        @Override
        public void close() {
            try {
                reader.close();
            } catch (XMLStreamException e) {
                throw new IllegalStateException("a document that was read cannot be closed", e);
            }
        }
    }

    Cursor open(InputStream bytes) throws Unreadable {
        try {
            return new Cursor(readers.createXMLStreamReader(bytes));
        } catch (XMLStreamException e) {
            throw unreadable(null, e);
        }
    }

    /** The parser's own words may repeat what the file says, and are left aside. */
    private static Unreadable unreadable(@org.jspecify.annotations.Nullable XMLStreamReader at, XMLStreamException e) {
        Optional<javax.xml.stream.Location> place = Optional.ofNullable(e.getLocation())
                .or(() -> Optional.ofNullable(at).map(XMLStreamReader::getLocation));
        String vi = place.map(here -> ", dòng " + here.getLineNumber() + ", cột " + Math.max(1, here.getColumnNumber()))
                .orElse("");
        String en = place.map(
                        here -> ", line " + here.getLineNumber() + ", column " + Math.max(1, here.getColumnNumber()))
                .orElse("");
        return new Unreadable(
                new Wording(
                        "không đọc được XML" + vi
                                + ": tệp bị hỏng, sai bảng mã đã khai báo, hoặc lồng nhau hay dài quá giới hạn",
                        "the XML cannot be read" + en
                                + ": it is broken, not of the encoding that it declares, or nested or longer than is taken"),
                e);
    }
}
