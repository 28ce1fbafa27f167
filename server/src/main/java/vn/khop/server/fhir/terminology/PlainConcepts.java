package vn.khop.server.fhir.terminology;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import vn.khop.terminology.compile.ConceptFile;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.PropertyDefinition;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.lookup.JsonBytes;
import vn.khop.terminology.question.Messages;
import vn.khop.terminology.question.ResourceStatus;
import vn.khop.terminology.resource.DesignationUse;
import vn.khop.terminology.resource.LanguagePreference;
import vn.khop.terminology.resource.LanguageTag;
import vn.khop.terminology.space.ImageCodeSystem;
import vn.khop.terminology.subsume.Subsumption;

/*
 * What the complete evaluator says of most concepts follows from few facts, and can be copied from the image: a plain answer. Each method
 * here writes the whole answer or gives up, and what it gives up is the evaluator's. It gives up wherever an answer would have anything to
 * tell beside the plain facts: a code out of use, a display that differs, properties that mean something to FHIR, a
 * list whose status needs a remark. That both say the same is held by PlainAnswersTest, on drawn lists and drawn questions.
 */
/** The plain answers about one compiled code system, written as bytes. Immutable. */
public final class PlainConcepts {
    /** Properties that the evaluator reads a meaning from, or that would stand twice. */
    private static final Set<String> WITH_MEANING = Set.of(
            "inactive",
            "status",
            "deprecated",
            "retired",
            "deprecationDate",
            "abstract",
            "not-selectable",
            "notSelectable",
            "parent",
            "child",
            "definition",
            "designation");

    private static final int ANCESTORS_MAX = 256;
    private static final int LANGUAGES_MAX = 100;
    private static final int INTEGER_DIGITS_MAX = 9;
    private static final byte[] START = JsonBytes.of("{\"resourceType\":\"Parameters\",\"parameter\":[");
    private static final byte[] END = JsonBytes.of("]}");
    private static final byte[] NEXT_PART = JsonBytes.of("}]}");
    private static final byte[] DISPLAY = JsonBytes.of("},{\"name\":\"display\",\"valueString\":");
    private static final byte[] CODE = JsonBytes.of("{\"name\":\"code\",\"valueCode\":");
    private static final byte[] ABSTRACT = JsonBytes.of("},{\"name\":\"abstract\",\"valueBoolean\":false}");
    private static final byte[] INACTIVE = property("inactive", "valueBoolean");
    private static final byte[] PARENT = property("parent", "valueCode");
    private static final byte[] CHILD = property("child", "valueCode");
    private static final byte[] DESCRIPTION = JsonBytes.of("},{\"name\":\"description\",\"valueString\":");
    private static final byte[] TRUE = JsonBytes.of("true");
    private static final byte[] FALSE = JsonBytes.of("false");
    private static final byte[] VALID = JsonBytes.of(
            "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"result\",\"valueBoolean\":true},");

    private static final String UNKNOWN = "Unknown_Code_in_Version";
    private static final byte[] INVALID = JsonBytes.of(
            "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"result\",\"valueBoolean\":false},");
    private static final byte[] MESSAGE = JsonBytes.of("},{\"name\":\"message\",\"valueString\":\"");
    private static final byte[] ISSUE = JsonBytes.of(
            "\"},{\"name\":\"issues\",\"resource\":{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"extension\":[{\"url\":\""
                    + AnswerJson.MESSAGE_ID + "\",\"valueString\":\"" + UNKNOWN
                    + "\"}],\"severity\":\"error\",\"code\":\"code-invalid\",\"details\":{\"coding\":[{\"system\":\""
                    + AnswerJson.ISSUE_TYPE + "\",\"code\":\"invalid-code\"}],\"text\":\"");
    private static final byte[] END_OF_ISSUE = JsonBytes.of("\"},\"expression\":[\"code\"]}]}}]}");
    private static final String ANY_CODE = "\uFFFC";

    private final ImageCodeSystem system;
    private final ConceptFile concepts;
    /** What the message says before and after a code that is not there. */
    private final List<byte[]> unknown;

    private final Cache<LanguagePreference, ShownName> shownNames =
            Caffeine.newBuilder().maximumSize(LANGUAGES_MAX).build();
    private final byte[] name;
    private final byte[] systemAndVersion;
    private final byte[] validSystem;
    private final byte[] validVersion;
    private final byte[] ownLanguage;
    private final List<byte[]> labels = new ArrayList<>();
    private final List<byte[]> properties = new ArrayList<>();
    private final List<PropertyType> types = new ArrayList<>();

    private PlainConcepts(ImageCodeSystem system) {
        this.system = system;
        concepts = system.concepts();
        String url = system.header().url().orElseThrow();
        String version = system.header().version().orElseThrow();
        name = json(
                "{\"name\":\"name\",\"valueString\":", system.header().name().orElse(url), "},");
        byte[] versionPart = json(",{\"name\":\"version\",\"valueString\":", version, "");
        systemAndVersion = bytes(new JsonBytes()
                .raw(json("},{\"name\":\"system\",\"valueUri\":", url, "}"))
                .raw(versionPart));
        validSystem = json("{\"name\":\"system\",\"valueUri\":", url, "},");
        unknown = Stream.of(Messages.in(Optional.empty())
                        .message(UNKNOWN, ANY_CODE, url, version)
                        .text()
                        .split(ANY_CODE, 2))
                .map(part -> bytes(new JsonBytes().string(part)))
                .map(quoted -> Arrays.copyOfRange(quoted, 1, quoted.length - 1))
                .toList();
        validVersion = bytes(new JsonBytes().raw("}").raw(versionPart));
        ownLanguage = designation(system.header().language(), DesignationUse.DISPLAY);
        for (ConceptFile.Label label : concepts.labels()) {
            labels.add(designation(
                    LanguageTag.parse(label.language()),
                    label.use().equals(Designation.DISPLAY) ? DesignationUse.DISPLAY : ImageCodeSystem.SYNONYM));
        }
        for (PropertyDefinition definition : concepts.definitions()) {
            properties.add(property(definition.name(), field(definition.type())));
            types.add(definition.type());
        }
    }

    /** Empty where nothing of this list can be answered plainly. */
    public static Optional<PlainConcepts> of(ImageCodeSystem system) {
        boolean isPlain = system.header().url().isPresent()
                && system.header().version().isPresent()
                && system.content().isUsable()
                && ResourceStatus.of(system.header())
                        .remark(Optional.of(system.header()))
                        .isEmpty()
                && system.concepts().definitions().stream().noneMatch(one -> WITH_MEANING.contains(one.name()));
        return isPlain ? Optional.of(new PlainConcepts(system)) : Optional.empty();
    }

    private static String field(PropertyType type) {
        return "value"
                + switch (type) {
                    case CODE -> "Code";
                    case STRING -> "String";
                    case BOOLEAN -> "Boolean";
                    case INTEGER -> "Integer";
                    case DECIMAL -> "Decimal";
                    case DATE_TIME -> "DateTime";
                };
    }

    private static byte[] bytes(JsonBytes json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] json(String before, String text, String after) {
        return bytes(new JsonBytes().raw(before).string(text).raw(after));
    }

    private static byte[] property(String code, String field) {
        return json(
                ",{\"name\":\"property\",\"part\":[{\"name\":\"code\",\"valueCode\":",
                code,
                "},{\"name\":\"value\",\"" + field + "\":");
    }

    private static byte[] designation(Optional<LanguageTag> language, DesignationUse use) {
        JsonBytes json = new JsonBytes().raw(",{\"name\":\"designation\",\"part\":[");
        language.ifPresent(tag -> json.raw("{\"name\":\"language\",\"valueCode\":")
                .string(tag.text())
                .raw("},"));
        json.raw("{\"name\":\"use\",\"valueCoding\":{");
        use.system().ifPresent(system -> json.raw("\"system\":").string(system));
        use.code().ifPresent(code -> json.raw(",\"code\":").string(code));
        use.display().ifPresent(display -> json.raw(",\"display\":").string(display));
        return bytes(json.raw("}},{\"name\":\"value\",\"valueString\":"));
    }

    /**
     * {@code $lookup} with everything that is known of a code.
     *
     * @param languages what names are chosen by; empty where nobody asks for a language
     */
    public boolean lookup(String code, Optional<LanguagePreference> languages, JsonBytes out) {
        OptionalInt found = concepts.ordinalOf(code);
        Optional<ShownName> shown =
                languages.map(wanted -> shownNames.get(wanted, any -> new ShownName(system, wanted)));
        return found.isPresent() && lookup(found.getAsInt(), shown, out);
    }

    private boolean lookup(int concept, Optional<ShownName> names, JsonBytes out) {
        int record = concepts.record(concept);
        int first = concepts.designations(record);
        int own = concepts.entryString(first);
        int shown = shown(record, first, names);
        int display = shown < 0 ? own : concepts.entryString(shown);
        if (isPadded(own)) {
            return false;
        }
        out.raw(START).raw(name).raw(CODE).string(concepts, record).raw(systemAndVersion);
        out.raw(DISPLAY).string(concepts, display).raw(ABSTRACT);
        out.raw(ownLanguage).string(concepts, own).raw(NEXT_PART);
        int designation = concepts.afterEntry(first);
        for (int left = concepts.designationCount(record); left > 1; left--) {
            if (!isSaid(first, designation)) {
                out.raw(label(designation))
                        .string(concepts, concepts.entryString(designation))
                        .raw(NEXT_PART);
            }
            designation = concepts.afterEntry(designation);
        }
        out.raw(INACTIVE).raw(concepts.isActive(concept) ? FALSE : TRUE).raw(NEXT_PART);
        int property = concepts.properties(designation);
        for (int left = concepts.propertyCount(designation); left > 0; left--) {
            if (!addProperty(property, out)) {
                return false;
            }
            property = concepts.afterEntry(property);
        }
        if (!addRelated(PARENT, concepts.parentsIn(property), names, out)
                || (concepts.hasChildren(property) && !addRelated(CHILD, concepts.children(concept), names, out))) {
            return false;
        }
        out.raw(END);
        return true;
    }

    private static int shown(int record, int first, Optional<ShownName> names) {
        return names.isPresent() ? names.get().in(record) : first;
    }

    private byte[] label(int designation) {
        return labels.get(concepts.entryKind(designation));
    }

    /** Whether a designation before this one says the same in the same words. */
    private boolean isSaid(int first, int designation) {
        int string = concepts.entryString(designation);
        for (int before = first; before < designation; before = concepts.afterEntry(before)) {
            byte[] labelBefore = before == first ? ownLanguage : label(before);
            if (concepts.areSame(concepts.entryString(before), string)
                    && Arrays.equals(labelBefore, label(designation))) {
                return true;
            }
        }
        return false;
    }

    private boolean addProperty(int property, JsonBytes out) {
        int definition = concepts.entryKind(property);
        int string = concepts.entryString(property);
        out.raw(properties.get(definition));
        switch (types.get(definition)) {
            case CODE, STRING, DATE_TIME -> out.string(concepts, string);
            case BOOLEAN -> out.raw(concepts.isString(string, TRUE) ? TRUE : FALSE);
            case INTEGER -> {
                if (concepts.stringLength(string) > INTEGER_DIGITS_MAX) {
                    return false;
                }
                addInteger(string, out);
            }
            case DECIMAL -> out.raw(new BigDecimal(concepts.string(string)).toString());
        }
        out.raw(NEXT_PART);
        return true;
    }

    /** A whole number that is written as JSON writes it is copied: one that begins with 1 to 9. */
    private void addInteger(int string, JsonBytes out) {
        int first = concepts.stringByte(string, 0);
        if (first >= '1' && first <= '9') {
            out.raw(concepts, string);
        } else {
            out.raw(Integer.toString(Integer.parseInt(concepts.string(string))));
        }
    }

    /** False where a concept may stand twice. */
    private boolean addRelated(byte[] property, int[] related, Optional<ShownName> names, JsonBytes out) {
        for (int i = 0; i < related.length; i++) {
            int other = related[i];
            int record = concepts.record(other);
            int first = concepts.designations(record);
            int shown = shown(record, first, names);
            if (isPadded(concepts.entryString(first)) || (i > 0 && related[i - 1] >= other)) {
                return false;
            }
            out.raw(property).string(concepts, record);
            if (shown >= 0) {
                out.raw(DESCRIPTION).string(concepts, concepts.entryString(shown));
            }
            out.raw(NEXT_PART);
        }
        return true;
    }

    /** Whether white space stands at an end, which the evaluator takes off. */
    private boolean isPadded(int string) {
        int size = concepts.stringLength(string);
        return size == 0 || mayBeSpace(string, 0) || mayBeSpace(string, size - 1);
    }

    /** White space past ASCII is in three bytes and begins with E1, E2 or E3; of those, only E1 with BA or BB is a Vietnamese letter. */
    private boolean mayBeSpace(int string, int at) {
        int one = concepts.stringByte(string, at);
        if (one < 0x80) {
            return one <= ' ';
        }
        int start = at;
        while (start > 0 && (concepts.stringByte(string, start) & 0xC0) == 0x80) {
            start--;
        }
        int lead = concepts.stringByte(string, start);
        return lead == 0xE2
                || lead == 0xE3
                || (lead == 0xE1 && (concepts.stringByte(string, start + 1) & 0xFE) != 0xBA);
    }

    /** Whether {@code $validate-code} of a code alone says yes. */
    boolean hasActive(String code) {
        OptionalInt found = concepts.ordinalOf(code);
        return found.isPresent() && concepts.isActive(found.getAsInt());
    }

    /**
     * {@code $validate-code} of an active code that is there.
     *
     * @param display the display to check, byte for byte; a name of it in other letters is the evaluator's to compare
     */
    boolean validate(String code, Optional<String> display, JsonBytes out) {
        OptionalInt found = concepts.ordinalOf(code);
        if (found.isEmpty() || !concepts.isActive(found.getAsInt())) {
            return false;
        }
        int concept = found.getAsInt();
        int record = concepts.record(concept);
        int string = concepts.entryString(concepts.designations(record));
        if (isPadded(string) || (display.isPresent() && !isCalled(record, display.get()))) {
            return false;
        }
        out.raw(VALID).raw(validSystem).raw(CODE).string(concepts, record).raw(validVersion);
        out.raw(DISPLAY).string(concepts, string).raw("}").raw(END);
        return true;
    }

    private boolean isCalled(int record, String display) {
        int designation = concepts.designations(record);
        for (int left = concepts.designationCount(record); left > 0; left--) {
            if (concepts.string(concepts.entryString(designation)).equals(display)) {
                return true;
            }
            designation = concepts.afterEntry(designation);
        }
        return false;
    }

    /** {@code $validate-code} of a code that the list does not have. A code of letters that people do not write in codes is the evaluator's to repeat. */
    boolean deny(String code, JsonBytes out) {
        if (code.isEmpty()
                || !code.chars().allMatch(PlainConcepts::isOfCodes)
                || concepts.ordinalOf(code).isPresent()) {
            return false;
        }
        out.raw(INVALID).raw(validSystem).raw(CODE).string(code);
        out.raw(MESSAGE).raw(unknown.get(0)).raw(code).raw(unknown.get(1));
        out.raw(ISSUE).raw(unknown.get(0)).raw(code).raw(unknown.get(1)).raw(END_OF_ISSUE);
        return true;
    }

    private static boolean isOfCodes(int letter) {
        return (letter >= '0' && letter <= '9')
                || (letter >= 'A' && letter <= 'Z')
                || (letter >= 'a' && letter <= 'z')
                || letter == '.'
                || letter == '-'
                || letter == '_';
    }

    /** {@code $subsumes} of two codes that are there. */
    boolean subsumes(String codeA, String codeB, JsonBytes out) {
        OptionalInt a = concepts.ordinalOf(codeA);
        OptionalInt b = concepts.ordinalOf(codeB);
        if (a.isEmpty() || b.isEmpty()) {
            return false;
        }
        Optional<Subsumption> outcome = between(a.getAsInt(), b.getAsInt());
        outcome.ifPresent(known -> out.raw(START)
                .raw("{\"name\":\"outcome\",\"valueCode\":\"")
                .raw(known.code())
                .raw("\"}")
                .raw(END));
        return outcome.isPresent();
    }

    private Optional<Subsumption> between(int a, int b) {
        if (a == b) {
            return Optional.of(Subsumption.EQUIVALENT);
        }
        return isAbove(a, b)
                .flatMap(above -> above
                        ? Optional.of(Subsumption.SUBSUMES)
                        : isAbove(b, a).map(below -> below ? Subsumption.SUBSUMED_BY : Subsumption.NOT_SUBSUMED));
    }

    /** Whether one concept is above another; empty where it has more ancestors than are looked through here. */
    private Optional<Boolean> isAbove(int above, int below) {
        int[] open = new int[ANCESTORS_MAX];
        int size = 1;
        open[0] = below;
        for (int next = 0; next < size; next++) {
            for (int parent : concepts.parents(open[next])) {
                if (parent == above) {
                    return Optional.of(true);
                }
                if (size == ANCESTORS_MAX) {
                    return Optional.empty();
                }
                open[size++] = parent;
            }
        }
        return Optional.of(false);
    }
}
