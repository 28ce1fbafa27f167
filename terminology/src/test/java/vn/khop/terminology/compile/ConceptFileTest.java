package vn.khop.terminology.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.RandomCodeSystems;
import vn.khop.terminology.Seed;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.CodeSystemDescription;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.PropertyDefinition;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.concept.ReleaseId;

class ConceptFileTest {
    /** The worked example of {@link ConceptFile}, byte for byte. */
    private static final String WORKED_EXAMPLE = """
            4B484F50434F4445
            00000002 00000002 00000001 00000001 00000001 00000018 00000000 00000022
            00000000 00000001
            00000000 00000000 00000001   00000000
            00000000 00000001 00000001   00000001
            00000002
            04 7669 0E 646973706C6179
            08 64617973 0E 696E7465676572
            00000000 0000000C 00000022
            02 41   01 00 0A 53E1BB9174   00   01
            06 412E31   01 00 12 53E1BB91742063616F   01 00 02 33   02 00
            """;

    @Test
    void theWorkedExampleIsWhatIsWritten() throws IOException {
        CodeSystem system = new CodeSystem(
                new CodeSystemDescription(
                        new ReleaseId("urn:x", "1"),
                        "x",
                        Optional.empty(),
                        Optional.empty(),
                        List.of("vi"),
                        List.of(new PropertyDefinition("days", PropertyType.INTEGER))),
                "x.csv",
                List.of(
                        new Concept(
                                "A",
                                true,
                                List.of(new Designation("vi", Designation.DISPLAY, "Sốt")),
                                List.of(),
                                List.of()),
                        new Concept(
                                "A.1",
                                false,
                                List.of(new Designation("vi", Designation.DISPLAY, "Sốt cao")),
                                List.of(new ConceptProperty("days", PropertyType.INTEGER, "3")),
                                List.of("A"))));
        byte[] expected = HexFormat.of().parseHex(WORKED_EXAMPLE.replaceAll("\\s", ""));
        assertEquals(HexFormat.of().formatHex(expected), HexFormat.of().formatHex(write(system)));
        assertEquals(expected.length, new ConceptFileWriter(system).byteCount());
    }

    @Test
    void everyConceptReadsBackAsItWasWrittenAndEveryCodeIsFoundAsAHashMapFindsIt() throws IOException {
        Seed seed = Seed.ofThisRun();
        CodeSystem system = RandomCodeSystems.draw(seed.random(), 3_000);
        ConceptFile file = ConceptFile.of(ByteBuffer.wrap(write(system)));
        Map<String, Integer> ordinals = new HashMap<>();
        system.concepts().forEach(concept -> ordinals.put(concept.code(), ordinals.size()));
        assertEquals(system.concepts().size(), file.conceptCount(), seed.toString());
        ordinals.forEach((code, ordinal) -> {
            assertEquals(OptionalInt.of(ordinal), file.ordinalOf(code), () -> code + " " + seed);
            Concept expected = system.concepts().get(ordinal);
            assertEquals(expected, file.concept(ordinal), () -> code + " " + seed);
            assertEquals(expected.display(), file.display(ordinal), () -> code + " " + seed);
            List<String> children = system.concepts().stream()
                    .filter(concept -> concept.parents().contains(code))
                    .map(Concept::code)
                    .toList();
            assertEquals(
                    children,
                    Arrays.stream(file.children(ordinal)).mapToObj(file::code).toList(),
                    () -> code + " " + seed);
            for (String near : List.of(
                    code + "0", code.substring(0, code.length() - 1), code.toLowerCase(java.util.Locale.ROOT))) {
                Integer known = ordinals.get(near);
                assertEquals(
                        known == null ? OptionalInt.empty() : OptionalInt.of(known),
                        file.ordinalOf(near),
                        () -> near + " " + seed);
            }
        });
        assertEquals(OptionalInt.empty(), file.ordinalOf(""));
        assertEquals(OptionalInt.empty(), file.ordinalOf("\uD800"));
    }

    /** Four times "Không rõ ràng" (16 bytes) is shared, three times is not; and a text of 64 bytes and more has its length in two. */
    @Test
    void whatOccursOftenIsSharedAndReadsBackTheSame() throws IOException {
        List<Concept> concepts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            concepts.add(new Concept(
                    "K" + i,
                    true,
                    List.of(
                            new Designation("vi", Designation.DISPLAY, "Không rõ ràng"),
                            new Designation("en", Designation.DISPLAY, i == 0 ? "Other" : "Unspecified"),
                            new Designation(
                                    "vi",
                                    Designation.SYNONYM,
                                    "dài ".repeat(20 + i).strip())),
                    List.of(),
                    List.of()));
        }
        byte[] bytes = write(new CodeSystem(
                new CodeSystemDescription(
                        new ReleaseId("urn:x", "1"), "x", Optional.empty(), Optional.empty(), List.of("vi"), List.of()),
                "x.csv",
                concepts));
        String text = new String(bytes, StandardCharsets.UTF_8);
        assertEquals(text.indexOf("Không rõ ràng"), text.lastIndexOf("Không rõ ràng"), "four times shared");
        assertEquals(3, text.split("Unspecified", -1).length - 1, "three times are not");
        ConceptFile file = ConceptFile.of(ByteBuffer.wrap(bytes));
        for (int i = 0; i < 4; i++) {
            assertEquals(concepts.get(i), file.concept(i));
        }
        int one = file.entryString(file.designations(file.record(0)));
        assertEquals(one, file.entryString(file.designations(file.record(3))));
        int second = file.entryString(file.afterEntry(file.designations(file.record(2))));
        assertTrue(file.areSame(second, file.entryString(file.afterEntry(file.designations(file.record(3))))));
        assertFalse(file.areSame(second, one));
    }

    @Test
    void theSameListGivesTheSameBytes() throws IOException {
        Seed seed = Seed.ofThisRun();
        assertTrue(
                Arrays.equals(
                        write(RandomCodeSystems.draw(seed.random(), 200)),
                        write(RandomCodeSystems.draw(seed.random(), 200))),
                seed.toString());
    }

    @Test
    void anotherFormatSaysWhichAndWhatToDo() {
        byte[] newer = HexFormat.of().parseHex(WORKED_EXAMPLE.replaceAll("\\s", ""));
        newer[11] = 7;
        ImageException thrown = assertThrows(ImageException.class, () -> ConceptFile.of(ByteBuffer.wrap(newer)));
        assertEquals("concepts.bin has format 7, this build reads 2: load the list again", thrown.getMessage());
        assertEquals(ErrorCode.INDEX_FORMAT_MISMATCH, thrown.problem().code());
    }

    private static byte[] write(CodeSystem system) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ConceptFileWriter(system).writeTo(out);
        return out.toByteArray();
    }
}
