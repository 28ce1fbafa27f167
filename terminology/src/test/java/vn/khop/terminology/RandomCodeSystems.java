package vn.khop.terminology;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.CodeSystemDescription;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.PropertyDefinition;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.concept.ReleaseId;

/** Lists drawn at random from few syllables, so that words, names and beginnings of words meet often. */
public final class RandomCodeSystems {
    public static final String SYSTEM = "urn:khop:test:random";

    private static final String[] SYLLABLES = {
        "bệnh", "bênh", "tả", "ta", "tai", "viêm", "viem", "phổi", "phôi", "hòa", "hoà", "hoa", "đau", "dau", "mắt",
        "đỏ", "do", "sốt", "cao", "Cough", "of", "fever", "A00", "β2", "thuỷ", "thủy", "😀x"
    };
    private static final String[] JOINTS = {" ", " ", " ", "-", ", ", " (", "/"};

    private RandomCodeSystems() {}

    public static CodeSystem draw(SplittableRandom random, int size) {
        List<Concept> concepts = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            concepts.add(concept(random, i, concepts));
        }
        return new CodeSystem(
                new CodeSystemDescription(
                        new ReleaseId(SYSTEM, "r"),
                        "ngẫu nhiên",
                        Optional.empty(),
                        Optional.empty(),
                        List.of("vi", "en"),
                        List.of(
                                new PropertyDefinition("level", PropertyType.INTEGER),
                                new PropertyDefinition("site", PropertyType.STRING))),
                "random",
                concepts);
    }

    /** One to four syllables with something between. */
    public static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder(pick(random, SYLLABLES));
        for (int more = random.nextInt(4); more > 0; more--) {
            text.append(pick(random, JOINTS)).append(pick(random, SYLLABLES));
        }
        return text.toString();
    }

    private static Concept concept(SplittableRandom random, int ordinal, List<Concept> before) {
        List<Designation> names = new ArrayList<>(List.of(new Designation("vi", Designation.DISPLAY, text(random))));
        if (random.nextInt(3) > 0) {
            names.add(new Designation("en", Designation.DISPLAY, text(random)));
        }
        if (random.nextInt(4) == 0) {
            names.add(new Designation("vi", Designation.SYNONYM, text(random)));
        }
        List<ConceptProperty> properties = new ArrayList<>();
        if (random.nextBoolean()) {
            properties.add(new ConceptProperty("level", PropertyType.INTEGER, String.valueOf(random.nextInt(9))));
        }
        if (random.nextInt(3) == 0) {
            properties.add(new ConceptProperty("site", PropertyType.STRING, text(random)));
        }
        List<String> parents = before.isEmpty() || random.nextInt(4) == 0
                ? List.of()
                : List.of(before.get(random.nextInt(before.size())).code());
        String[] shapes = {"A%02d.%d", "%d.%d", "tả%d-%d", "K%d/%d"};
        String code = String.format(pick(random, shapes), ordinal / 10, ordinal % 10);
        return new Concept(code + "x".repeat(random.nextInt(2)), random.nextInt(5) > 0, names, properties, parents);
    }

    private static String pick(SplittableRandom random, String[] from) {
        return from[random.nextInt(from.length)];
    }
}
