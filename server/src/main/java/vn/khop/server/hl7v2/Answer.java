package vn.khop.server.hl7v2;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.GenericMessage;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.util.Terser;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** A message of ours, written segment by segment: UTF-8, with the delimiters that everybody uses. */
final class Answer {
    private static final String HL7_TABLE = "HL70357";
    private static final String OUR_NAME = "KHOP";

    private final PipeParser parser;
    private final GenericMessage message;

    Answer(PipeParser parser) {
        this.parser = parser;
        this.message = new GenericMessage.V25(new GenericModelClassFactory());
        message.setParser(parser);
    }

    /** One segment of it. */
    static final class Part {
        private final Segment segment;

        private Part(Segment segment) {
            this.segment = segment;
        }

        Part set(int field, String value) {
            return set(field, 1, 1, 1, value);
        }

        Part set(int field, int repetition, int component, String value) {
            return set(field, repetition, component, 1, value);
        }

        /** All counted from 1; nothing is written for an empty value. */
        Part set(int field, int repetition, int component, int subcomponent, String value) {
            if (!value.isEmpty()) {
                try {
                    Terser.set(segment, field, repetition - 1, component, subcomponent, value);
                } catch (HL7Exception e) {
                    throw new IllegalStateException("a field of an answer that cannot be written", e);
                }
            }
            return this;
        }

        /** As another message wrote it, with all its components. */
        Part copy(int field, Hl7Message.Part from, int fromField) {
            for (int component = 1; component <= 3; component++) {
                set(field, 1, component, from.get(fromField, 1, component));
            }
            return this;
        }
    }

    Part header() {
        return part("MSH");
    }

    /** A new segment at the end. */
    Part add(String name) {
        try {
            return part(message.addNonstandardSegment(name));
        } catch (HL7Exception e) {
            throw new IllegalStateException("a segment of an answer that cannot be added", e);
        }
    }

    private Part part(String name) {
        try {
            return new Part((Segment) message.get(name));
        } catch (HL7Exception e) {
            throw new IllegalStateException("a segment of an answer that is not there", e);
        }
    }

    /** MSH of an answer to somebody. */
    Answer head(String structure, String trigger, String version, String controlId, Instant at) {
        String[] type = structure.split("_", 2);
        header().set(1, "|")
                .set(2, "^~\\&")
                .set(7, Times.written(at))
                .set(9, 1, 1, type[0])
                .set(9, 1, 2, trigger)
                .set(9, 1, 3, structure)
                .set(10, controlId)
                .set(11, "P")
                .set(12, version)
                .set(18, "UNICODE UTF-8");
        return this;
    }

    /** From whom it was sent to, to who sent it. */
    Answer to(Hl7Message.Part asked) {
        Part header =
                header().copy(3, asked, 5).copy(4, asked, 6).copy(5, asked, 3).copy(6, asked, 4);
        if (asked.get(5).isEmpty()) {
            header.set(3, OUR_NAME);
        }
        return this;
    }

    Answer acknowledge(String code, String controlId, String text) {
        add("MSA").set(1, code).set(2, controlId).set(3, text);
        return this;
    }

    /** What is wrong, in the form of the version: one coded field before 2.5, a segment of fields since. */
    Answer error(Rejected rejected, boolean isBefore25) {
        Rejected.Condition condition = rejected.condition();
        Rejected.Place place = rejected.place();
        if (isBefore25) {
            add("ERR")
                    .set(1, 1, 1, place.segment())
                    .set(1, 1, 2, place.segmentRepetition() == 0 ? "" : String.valueOf(place.segmentRepetition()))
                    .set(1, 1, 3, place.field() == 0 ? "" : String.valueOf(place.field()))
                    .set(1, 1, 4, 1, condition.code())
                    .set(1, 1, 4, 2, condition.text())
                    .set(1, 1, 4, 3, HL7_TABLE);
            return this;
        }
        Part error = add("ERR");
        if (place.isKnown()) {
            String[] steps = place.written().split("\\^");
            for (int step = 0; step < steps.length; step++) {
                error.set(2, 1, step + 1, steps[step]);
            }
        }
        error.set(3, 1, 1, condition.code())
                .set(3, 1, 2, condition.text())
                .set(3, 1, 3, HL7_TABLE)
                .set(4, "E")
                .set(5, 1, 1, condition.name())
                .set(7, rejected.diagnostic())
                .set(8, condition.userMessage());
        return this;
    }

    /** A word beside an acceptance. */
    Answer note(Optional<String> note, boolean isBefore25) {
        if (note.isPresent() && !isBefore25) {
            add("ERR")
                    .set(3, 1, 1, "0")
                    .set(3, 1, 2, "Message accepted")
                    .set(3, 1, 3, HL7_TABLE)
                    .set(4, "W")
                    .set(7, note.get());
        }
        return this;
    }

    byte[] bytes() {
        try {
            return parser.encode(message).getBytes(StandardCharsets.UTF_8);
        } catch (HL7Exception e) {
            throw new IllegalStateException("an answer that cannot be written", e);
        }
    }
}
