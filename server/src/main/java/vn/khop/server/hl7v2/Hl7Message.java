package vn.khop.server.hl7v2;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.model.GenericMessage;
import ca.uhn.hl7v2.model.GenericSegment;
import ca.uhn.hl7v2.parser.EncodingCharacters;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A message taken apart: segments in their order, fields by their numbers. No version's message structures are asked for, since hospitals send segments of their own, leave out what is required, and write 2.5
 * over what is 2.3.1; what a message must hold, whoever reads it says.
 */
final class Hl7Message {
    private static final int SEGMENTS_MAX = 2_000;
    private static final int REPETITIONS_MAX = 200;
    private static final int NAME_LENGTH = 3;
    private static final int MSH_LENGTH_MIN = "MSH|^~\\&|".length();
    /** A register of who is who keeps what tells that. What else messages bring (visits, diagnoses, findings, payers, notes, segments of a system's own) is nobody's business here. */
    private static final Set<String> KEPT = Set.of("MSH", "EVN", "PID", "PD1", "NK1", "MRG");

    private final List<Part> parts;
    private final String text;

    /** A segment. */
    static final class Part {
        private final GenericSegment segment;
        private final String name;
        private final int repetition;

        private Part(GenericSegment segment, String name, int repetition) {
            this.segment = segment;
            this.name = name;
            this.repetition = repetition;
        }

        String name() {
            return name;
        }

        /** How many repetitions a field has. */
        int repetitions(int field) {
            try {
                return field > segment.numFields() ? 0 : segment.getField(field).length;
            } catch (HL7Exception e) {
                return 0;
            }
        }

        /** The first component of the field, without blanks around it; empty where there is nothing. */
        String get(int field) {
            return get(field, 1, 1, 1);
        }

        String get(int field, int repetition, int component) {
            return get(field, repetition, component, 1);
        }

        /** All counted from 1. */
        String get(int field, int repetition, int component, int subcomponent) {
            if (repetition > repetitions(field)) {
                return "";
            }
            try {
                String value = Terser.get(segment, field, repetition - 1, component, subcomponent);
                return value == null ? "" : value.strip();
            } catch (HL7Exception e) {
                return "";
            }
        }

        Rejected.Place place(int field, int repetition, int component) {
            return new Rejected.Place(name, this.repetition, field, repetition, component, component == 0 ? 0 : 1);
        }

        Rejected.Place place(int field) {
            return new Rejected.Place(name, repetition, field, 0, 0, 0);
        }
    }

    private Hl7Message(List<Part> parts, String text) {
        this.parts = parts;
        this.text = text;
    }

    /** What the library is asked for; one for the whole process. */
    static final class Reader {
        private static final Set<Character> NOT_A_DELIMITER = Set.of('\r', '\n', ' ');

        private final HapiContext context = new DefaultHapiContext(new GenericModelClassFactory());
        private final PipeParser parser;

        Reader() {
            context.setValidationContext(ValidationContextFactory.noValidation());
            context.getParserConfiguration().setEscaping(new Hl7Escaping());
            parser = context.getPipeParser();
        }

        PipeParser parser() {
            return parser;
        }

        /** @throws Rejected if it is no message */
        Hl7Message read(String sent) {
            String text = sent.replace("\r\n", "\r").replace('\n', '\r');
            if (!text.startsWith("MSH") || text.length() < MSH_LENGTH_MIN) {
                throw new Rejected(
                        Rejected.Condition.SEGMENT_SEQUENCE,
                        Rejected.Place.of("MSH"),
                        "the message does not begin with MSH and its delimiters");
            }
            EncodingCharacters delimiters = delimiters(text);
            GenericMessage message = new GenericMessage.V25(new GenericModelClassFactory());
            message.setParser(parser);
            List<Part> parts = new ArrayList<>();
            for (String line : text.split("\r")) {
                if (line.isBlank()) {
                    continue;
                }
                if (parts.size() == SEGMENTS_MAX) {
                    throw new Rejected(
                            Rejected.Condition.SEGMENT_SEQUENCE,
                            Rejected.Place.none(),
                            "the message has more than " + SEGMENTS_MAX + " segments");
                }
                parts.add(part(message, line, delimiters, parts));
            }
            return new Hl7Message(parts, text);
        }

        private static EncodingCharacters delimiters(String text) {
            char field = text.charAt(3);
            int end = text.indexOf(field, 4);
            String others = end < 0 ? "" : text.substring(4, end);
            boolean isWhole = others.length() == 4 || others.length() == 5;
            String all = field + others;
            boolean isFit = isWhole
                    && all.chars().distinct().count() == all.length()
                    && all.chars()
                            .noneMatch(c -> Character.isLetterOrDigit(c)
                                    || Character.isISOControl(c)
                                    || NOT_A_DELIMITER.contains((char) c));
            if (!isFit) {
                throw new Rejected(
                        Rejected.Condition.SEGMENT_SEQUENCE,
                        Rejected.Place.of("MSH", 2),
                        "MSH-1 and MSH-2 name five different delimiters, expected |^~\\& or others that are no letters");
            }
            return new EncodingCharacters(
                    field, others.charAt(0), others.charAt(1), others.charAt(2), others.charAt(3));
        }

        private Part part(GenericMessage message, String line, EncodingCharacters delimiters, List<Part> before) {
            boolean isNamed = line.length() >= NAME_LENGTH
                    && line.substring(0, NAME_LENGTH).chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c))
                    && Character.isUpperCase(line.charAt(0))
                    && (line.length() == NAME_LENGTH || line.charAt(NAME_LENGTH) == delimiters.getFieldSeparator());
            if (!isNamed) {
                throw new Rejected(
                        Rejected.Condition.SEGMENT_SEQUENCE,
                        Rejected.Place.none(),
                        "line " + (before.size() + 1)
                                + " of the message is no segment: three capitals or digits and the field separator begin one");
            }
            String name = line.substring(0, NAME_LENGTH);
            if (name.equals("MSH") && !before.isEmpty()) {
                throw new Rejected(
                        Rejected.Condition.SEGMENT_SEQUENCE,
                        new Rejected.Place("MSH", 2, 0, 0, 0, 0),
                        "a second MSH in one message: each message has its own frame");
            }
            int repetition = 1
                    + (int) before.stream()
                            .filter(part -> part.name().equals(name))
                            .count();
            String most = String.valueOf(delimiters.getRepetitionSeparator());
            if (line.length() - line.replace(most, "").length() > REPETITIONS_MAX) {
                throw new Rejected(
                        Rejected.Condition.SEGMENT_SEQUENCE,
                        new Rejected.Place(name, repetition, 0, 0, 0, 0),
                        "the segment has more than " + REPETITIONS_MAX + " repetitions of fields");
            }
            try {
                GenericSegment segment = new GenericSegment(message, name);
                parser.parse(segment, line, delimiters);
                return new Part(segment, name, repetition);
            } catch (HL7Exception | RuntimeException unreadable) {
                throw new Rejected(
                        Rejected.Condition.SEGMENT_SEQUENCE,
                        new Rejected.Place(name, repetition, 0, 0, 0, 0),
                        "the segment cannot be read");
            }
        }
    }

    /** What is kept of it with the record that it makes. */
    String kept() {
        return kept(text);
    }

    /** What is kept of a message when it has done what it should: the segments that say whose it is and who he is, as they came. */
    static String kept(String message) {
        return Arrays.stream(message.split("[\r\n]+"))
                .filter(segment -> KEPT.contains(segment.substring(0, Math.min(NAME_LENGTH, segment.length()))))
                .map(segment -> segment + "\r")
                .collect(Collectors.joining());
    }

    /** What it says, without when it was sent and in what order: a message that is sent again is the same one. */
    String content() {
        int end = text.indexOf('\r');
        return type() + "^" + trigger() + (end < 0 ? "" : text.substring(end));
    }

    Part header() {
        return parts.get(0);
    }

    /** MSH-9.1, such as ADT. */
    String type() {
        return header().get(9, 1, 1);
    }

    /** MSH-9.2, such as A28. */
    String trigger() {
        return header().get(9, 1, 2);
    }

    /** MSH-10. */
    String controlId() {
        return header().get(10);
    }

    /** MSH-12. */
    String version() {
        return header().get(12);
    }

    List<Part> all(String name) {
        return parts.stream().filter(part -> part.name().equals(name)).toList();
    }

    Optional<Part> first(String name) {
        return parts.stream().filter(part -> part.name().equals(name)).findFirst();
    }

    /** @throws Rejected if it is not there */
    Part required(String name) {
        return first(name)
                .orElseThrow(() -> new Rejected(
                        Rejected.Condition.SEGMENT_SEQUENCE,
                        Rejected.Place.of(name),
                        "the message has no " + name + " segment, and " + trigger() + " needs one"));
    }

    /** Of a patient, so nothing of it. */
    @Override
    public String toString() {
        return "Hl7Message[" + parts.size() + " segments]";
    }
}
