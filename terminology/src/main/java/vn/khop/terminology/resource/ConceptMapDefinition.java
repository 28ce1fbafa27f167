package vn.khop.terminology.resource;

import java.util.List;
import java.util.Optional;

/**
 * A concept map as its resource defines it.
 *
 * @param sourceScope the value set of codes that it maps from
 * @param targetScope the value set of codes that it maps to
 */
public record ConceptMapDefinition(
        Header header, Optional<String> sourceScope, Optional<String> targetScope, List<Group> groups) {
    public ConceptMapDefinition {
        groups = List.copyOf(groups);
    }

    /** The same under another header. */
    ConceptMapDefinition with(Header other) {
        return new ConceptMapDefinition(other, sourceScope, targetScope, groups);
    }

    /** Mappings from one code system to another; either may be left open. */
    public record Group(
            Optional<Canonical> source,
            Optional<Canonical> target,
            List<Element> elements,
            Optional<Unmapped> unmapped) {
        public Group {
            elements = List.copyOf(elements);
        }
    }

    /**
     * A concept of the source, or each concept of a value set.
     *
     * @param code the empty text where a value set stands for it
     * @param valueSet in place of a code
     * @param hasNoMap said to have no target
     */
    public record Element(
            String code,
            Optional<String> valueSet,
            Optional<String> display,
            boolean hasNoMap,
            Optional<String> comment,
            List<Target> targets) {
        public Element {
            targets = List.copyOf(targets);
        }
    }

    /**
     * A concept that a source concept maps to, or each concept of a value set.
     *
     * @param code the empty text where a value set stands for it
     * @param valueSet in place of a code
     * @param dependsOn what else must hold
     * @param products what else comes of it
     */
    public record Target(
            String code,
            Optional<String> valueSet,
            Optional<String> display,
            Relationship relationship,
            Optional<String> comment,
            List<Dependency> dependsOn,
            List<Dependency> products) {
        public Target {
            dependsOn = List.copyOf(dependsOn);
            products = List.copyOf(products);
        }
    }

    /** A property with the value that it has, or gets. */
    public record Dependency(String property, TypedValue value) {}

    /** What holds for a concept of the source system that the group does not name. */
    public record Unmapped(
            Mode mode,
            Optional<String> code,
            Optional<String> display,
            Optional<String> valueSet,
            Optional<String> otherMap,
            Optional<Relationship> relationship) {
        /** Source: FHIR, conceptmap-unmapped-mode. */
        public enum Mode {
            USE_SOURCE_CODE,
            FIXED,
            OTHER_MAP
        }
    }

    /** How the target relates to the source; R5's word and R4's, which says more. */
    public record Relationship(String relationship, String equivalence) {
        /** Source: FHIR R5, concept-map-relationship. */
        public static final List<String> RELATIONSHIPS = List.of(
                "related-to",
                "equivalent",
                "source-is-narrower-than-target",
                "source-is-broader-than-target",
                "not-related-to");

        /** Source: FHIR R4, concept-map-equivalence. */
        public static final List<String> EQUIVALENCES = List.of(
                "relatedto",
                "equivalent",
                "equal",
                "wider",
                "subsumes",
                "narrower",
                "specializes",
                "inexact",
                "unmatched",
                "disjoint");

        /** Source: FHIR R5, concept-map-relationship, with R4's equivalences that stand for the same. */
        public static Relationship ofRelationship(String code) {
            String equivalence = switch (code) {
                case "equivalent" -> "equivalent";
                case "source-is-narrower-than-target" -> "wider";
                case "source-is-broader-than-target" -> "narrower";
                case "not-related-to" -> "disjoint";
                default -> "relatedto";
            };
            return new Relationship(code, equivalence);
        }

        /** Source: FHIR R4, concept-map-equivalence. */
        public static Relationship ofEquivalence(String code) {
            String relationship = switch (code) {
                case "equivalent", "equal" -> "equivalent";
                case "wider", "subsumes" -> "source-is-narrower-than-target";
                case "narrower", "specializes" -> "source-is-broader-than-target";
                case "unmatched", "disjoint" -> "not-related-to";
                default -> "related-to";
            };
            return new Relationship(relationship, code);
        }

        /** Whether it says that there is a translation. */
        public boolean isPositive() {
            return !relationship.equals("not-related-to");
        }

        /** The same relation seen from the target. */
        public Relationship reversed() {
            return switch (relationship) {
                case "source-is-narrower-than-target" -> ofRelationship("source-is-broader-than-target");
                case "source-is-broader-than-target" -> ofRelationship("source-is-narrower-than-target");
                default -> this;
            };
        }
    }
}
