package vn.khop.mpi.report;

import java.io.StringWriter;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * An HTML page in the making. Elements are written through the platform's XML writer, so that every text and attribute is
 * escaped and every element closed, whatever a file's columns are called.
 */
final class Page {
    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;

    Page() {
        try {
            xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
        } catch (XMLStreamException e) {
            throw new IllegalStateException("every Java has an XML writer", e);
        }
    }

    /** What stands inside an element. */
    @FunctionalInterface
    interface Content {
        void write();
    }

    /** A number of a table in a format of its own. */
    record Figure(String text) {}

    static Figure figure(String format, Object... values) {
        return new Figure(format(format, values));
    }

    private interface Step {
        void run() throws XMLStreamException;
    }

    private static void run(Step step) {
        try {
            step.run();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing into memory does not fail", e);
        }
    }

    /**
     * An element with attributes.
     *
     * @param attributes names and values in turn
     */
    Page element(String name, Content content, String... attributes) {
        run(() -> {
            xml.writeStartElement(name);
            for (int i = 0; i < attributes.length; i += 2) {
                xml.writeAttribute(attributes[i], attributes[i + 1]);
            }
        });
        content.write();
        // A text, though empty, keeps the writer from closing the element in one tag, which HTML does not know.
        run(() -> {
            xml.writeCharacters("");
            xml.writeEndElement();
        });
        return this;
    }

    /** An element that holds a text only. */
    Page element(String name, String content, String... attributes) {
        return element(name, () -> text(content), attributes);
    }

    Page text(String content) {
        run(() -> xml.writeCharacters(content));
        return this;
    }

    /** A row of a table: texts and contents to the left, figures and whole numbers to the right. */
    Page row(Object... cells) {
        return element("tr", () -> {
            for (Object cell : cells) {
                if (cell instanceof Content content) {
                    element("td", content);
                } else if (cell instanceof String label) {
                    element("td", label);
                } else {
                    element("td", cell instanceof Figure figure ? figure.text() : format("%,d", cell), "class", "n");
                }
            }
        });
    }

    /** The head of a table; a name that begins with # is one of a column of numbers. */
    Page head(String... names) {
        return element(
                "thead",
                () -> element("tr", () -> {
                    for (String name : names) {
                        boolean isNumber = name.startsWith("#");
                        element("th", isNumber ? name.substring(1) : name, "class", isNumber ? "n" : "");
                    }
                }));
    }

    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** All of the page, with its document type. */
    String html() {
        run(xml::flush);
        return "<!doctype html>\n" + text + "\n";
    }
}
