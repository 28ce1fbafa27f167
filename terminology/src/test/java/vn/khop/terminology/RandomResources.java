package vn.khop.terminology;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.SplittableRandom;

/** Code systems and value sets drawn at random, as FHIR's JSON: small, so that everything in them meets everything else. */
public final class RandomResources {
    public static final String SYSTEM = "urn:khop:test:system";
    public static final String SET = "urn:khop:test:set:";
    public static final int CODES = 12;

    private static final List<String> OPERATORS =
            List.of("is-a", "descendent-of", "child-of", "is-not-a", "generalizes", "=", "in", "not-in");

    private RandomResources() {}

    /** Codes c0 to c11; each but the first may stand below an earlier one, and may be inactive or only for grouping. */
    public static ObjectNode codeSystem(SplittableRandom random) {
        ObjectNode system = JsonNodeFactory.instance.objectNode();
        system.put("resourceType", "CodeSystem")
                .put("url", SYSTEM)
                .put("version", "1.0.0")
                .put("status", "active");
        system.put("caseSensitive", true).put("content", "complete");
        ArrayNode concepts = system.putArray("concept");
        for (int i = 0; i < CODES; i++) {
            ObjectNode concept = concepts.addObject().put("code", "c" + i).put("display", "Concept " + i);
            ArrayNode properties = concept.putArray("property");
            if (i > 0 && random.nextInt(4) > 0) {
                properties.addObject().put("code", "parent").put("valueCode", "c" + random.nextInt(i));
            }
            if (random.nextInt(5) == 0) {
                properties.addObject().put("code", "status").put("valueCode", "retired");
            }
            if (random.nextInt(5) == 0) {
                properties.addObject().put("code", "notSelectable").put("valueBoolean", true);
            }
            properties.addObject().put("code", "group").put("valueString", "g" + random.nextInt(3));
        }
        system.putArray("property").addObject().put("code", "group").put("type", "string");
        return system;
    }

    /** @param number it may import value sets of lower numbers */
    public static ObjectNode valueSet(SplittableRandom random, int number) {
        ObjectNode set = JsonNodeFactory.instance.objectNode();
        set.put("resourceType", "ValueSet").put("url", SET + number).put("status", "active");
        ObjectNode compose = set.putObject("compose");
        if (random.nextInt(4) == 0) {
            compose.put("inactive", random.nextBoolean());
        }
        ArrayNode includes = compose.putArray("include");
        int parts = 1 + random.nextInt(2);
        for (int i = 0; i < parts; i++) {
            conceptSet(random, number, includes.addObject());
        }
        if (random.nextInt(3) == 0) {
            conceptSet(random, number, compose.putArray("exclude").addObject());
        }
        return set;
    }

    private static void conceptSet(SplittableRandom random, int number, ObjectNode set) {
        boolean imports = number > 0 && random.nextInt(3) == 0;
        if (imports) {
            ArrayNode sets = set.putArray("valueSet");
            sets.add(SET + random.nextInt(number));
            if (random.nextInt(3) == 0) {
                sets.add(SET + random.nextInt(number));
            }
        }
        if (imports && random.nextBoolean()) {
            return;
        }
        set.put("system", SYSTEM);
        switch (random.nextInt(3)) {
            case 0 -> {
                ArrayNode concepts = set.putArray("concept");
                for (int i = 0; i < 4; i++) {
                    concepts.addObject().put("code", "c" + random.nextInt(CODES + 2));
                }
            }
            case 1 -> {
                ArrayNode filters = set.putArray("filter");
                int count = 1 + random.nextInt(2);
                for (int i = 0; i < count; i++) {
                    filter(random, filters.addObject());
                }
            }
            default -> {
                // The system whole.
            }
        }
    }

    private static void filter(SplittableRandom random, ObjectNode filter) {
        if (random.nextInt(3) == 0) {
            filter.put("property", "group").put("op", "=").put("value", "g" + random.nextInt(3));
        } else {
            filter.put("property", "concept")
                    .put("op", OPERATORS.get(random.nextInt(OPERATORS.size())))
                    .put("value", "c" + random.nextInt(CODES));
        }
    }
}
