package vn.khop.terminology.translate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.SplittableRandom;

/** Concept maps drawn at random as FHIR's JSON, over few codes of few systems, so that all that a map can say meets in them. */
public final class RandomConceptMaps {
    public static final int CODES = 8;

    private static final String[] EQUIVALENCES = {"equivalent", "wider", "narrower", "unmatched", "disjoint", "inexact"
    };
    private static final String[] TEXTS = {"Sốt", "a\"b", "línea\u2028", "𠀀 chữ", "x"};

    private RandomConceptMaps() {}

    /** {@code urn:s0} to {@code urn:s2}. */
    public static String system(SplittableRandom random) {
        return "urn:s" + random.nextInt(3);
    }

    /** {@code c0} to {@code c7}. */
    public static String code(SplittableRandom random) {
        return "c" + random.nextInt(CODES);
    }

    /** @param scope a value set that the map may be said to speak of */
    public static ObjectNode draw(SplittableRandom random, String url, String scope) {
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        map.put("resourceType", "ConceptMap").put("url", url).put("status", "active");
        if (random.nextBoolean()) {
            map.put("version", Integer.toString(random.nextInt(3)));
        }
        if (random.nextBoolean()) {
            map.put("date", "202" + random.nextInt(6));
        }
        if (random.nextInt(4) == 0) {
            map.put("sourceCanonical", scope);
        }
        ArrayNode groups = map.putArray("group");
        for (int i = random.nextInt(3); i >= 0; i--) {
            group(random, groups.addObject());
        }
        return map;
    }

    private static void group(SplittableRandom random, ObjectNode group) {
        group.put("source", system(random));
        if (random.nextInt(6) > 0) {
            group.put("target", system(random));
        }
        ArrayNode elements = group.putArray("element");
        for (int i = random.nextInt(8); i >= 0; i--) {
            ObjectNode element = elements.addObject().put("code", code(random));
            if (random.nextInt(3) == 0) {
                element.put("display", text(random));
            }
            ArrayNode targets = element.putArray("target");
            for (int j = random.nextInt(4); j > 0; j--) {
                target(random, targets.addObject());
            }
        }
        if (random.nextInt(3) == 0) {
            ObjectNode unmapped = group.putObject("unmapped");
            switch (random.nextInt(4)) {
                case 0 -> unmapped.put("mode", "provided");
                case 1 ->
                    unmapped.put("mode", "fixed").put("code", code(random)).put("display", text(random));
                case 2 -> unmapped.put("mode", "other-map").put("url", "urn:m" + random.nextInt(3));
                default -> unmapped.put("mode", "use-source-code");
            }
        }
    }

    private static void target(SplittableRandom random, ObjectNode target) {
        String equivalence = EQUIVALENCES[random.nextInt(EQUIVALENCES.length)];
        target.put("equivalence", equivalence);
        if (!equivalence.equals("unmatched") || random.nextBoolean()) {
            target.put("code", code(random));
        }
        if (random.nextInt(3) == 0) {
            target.put("display", text(random));
        }
        if (random.nextInt(4) == 0) {
            target.put("comment", text(random));
        }
        if (random.nextInt(8) == 0) {
            target.putArray("dependsOn").addObject().put("property", "urn:sex").put("value", "F");
        }
        if (random.nextInt(12) == 0) {
            target.putArray("product").addObject().put("property", "urn:side").put("value", "left");
        }
    }

    private static String text(SplittableRandom random) {
        return TEXTS[random.nextInt(TEXTS.length)];
    }
}
