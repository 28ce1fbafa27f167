package vn.khop.terminology;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import vn.khop.terminology.compile.ConceptFile;
import vn.khop.terminology.compile.OpenImages;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.CodeSystemDescription;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.PropertyDefinition;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.concept.ReleaseChoice;
import vn.khop.terminology.concept.ReleaseId;

/** The lists that several tests share. */
public final class Examples {
    public static final String SYSTEM = "urn:khop:test:symptoms";

    private Examples() {}

    /** The release that a question is answered from; without a version, the one in force today. */
    public static ReleaseId answering(Terminology terminology, String system, Optional<String> version) {
        return release(terminology, new ReleaseChoice(system, version, Optional.empty()))
                .release()
                .id();
    }

    /** A concept as its image holds it. */
    public static Optional<Concept> stored(Terminology terminology, String system, String code) {
        ConceptFile concepts =
                release(terminology, ReleaseChoice.current(system)).image().concepts();
        OptionalInt ordinal = concepts.ordinalOf(code);
        return ordinal.isPresent() ? Optional.of(concepts.concept(ordinal.getAsInt())) : Optional.empty();
    }

    private static OpenImages.Entry release(Terminology terminology, ReleaseChoice choice) {
        return terminology.inUse().find(choice).value().orElseThrow();
    }

    /**
     * Seven symptoms in Vietnamese and English: S (symptom) over S1 (fever) over S1.1 (high fever), S1.2 (dengue fever, inactive); S2
     * (cough), S3 (lake, to be met by those who search for a cough), S4 (eye).
     */
    public static CodeSystem symptoms(String version) {
        return new CodeSystem(
                new CodeSystemDescription(
                        new ReleaseId(SYSTEM, version),
                        "Triệu chứng",
                        Optional.of("Khớp"),
                        Optional.of("01/QĐ-TEST"),
                        List.of("vi", "en"),
                        List.of(
                                new PropertyDefinition("days", PropertyType.INTEGER),
                                new PropertyDefinition("note", PropertyType.STRING))),
                "symptoms.csv",
                List.of(
                        concept("S", "Triệu chứng", "Symptom", List.of(), List.of(), true),
                        concept(
                                "S1",
                                "Sốt",
                                "Fever",
                                List.of(property("days", PropertyType.INTEGER, "3")),
                                List.of("S"),
                                true),
                        concept("S1.1", "Sốt cao", "High fever", List.of(), List.of("S1"), true),
                        concept("S1.2", "Sốt xuất huyết", "Dengue fever", List.of(), List.of("S1"), false),
                        concept("S2", "Ho", "Cough", List.of(), List.of("S"), true),
                        concept("S3", "Hồ", "Lake", List.of(), List.of(), true),
                        concept(
                                "S4",
                                "Đau mắt đỏ",
                                "Red eye",
                                List.of(property("note", PropertyType.STRING, "lây")),
                                List.of("S"),
                                true)));
    }

    /** Concepts with one name each, in Vietnamese. */
    public static CodeSystem named(String... names) {
        List<Concept> concepts = new ArrayList<>();
        for (String name : names) {
            concepts.add(new Concept(
                    "N" + concepts.size(),
                    true,
                    List.of(new Designation("vi", Designation.DISPLAY, name)),
                    List.of(),
                    List.of()));
        }
        return new CodeSystem(
                new CodeSystemDescription(
                        new ReleaseId(SYSTEM, "named"),
                        "Tên",
                        Optional.empty(),
                        Optional.empty(),
                        List.of("vi"),
                        List.of()),
                "test",
                concepts);
    }

    public static Concept concept(
            String code,
            String vi,
            String en,
            List<ConceptProperty> properties,
            List<String> parents,
            boolean isActive) {
        return new Concept(
                code,
                isActive,
                List.of(new Designation("vi", Designation.DISPLAY, vi), new Designation("en", Designation.DISPLAY, en)),
                properties,
                parents);
    }

    public static ConceptProperty property(String name, PropertyType type, String value) {
        return new ConceptProperty(name, type, value);
    }
}
