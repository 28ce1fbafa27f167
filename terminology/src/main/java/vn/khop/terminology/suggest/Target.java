package vn.khop.terminology.suggest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;

/**
 * A concept that a row may be mapped to. What is not known is the empty text.
 *
 * @param names every name, the one to show first; never empty
 * @param groups in which it stands, in words
 */
public record Target(
        String code,
        boolean isActive,
        List<String> names,
        List<String> groups,
        String ingredient,
        String strength,
        String form,
        String route) {
    public Target {
        names = List.copyOf(names);
        groups = List.copyOf(groups);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("target " + code + " has no name");
        }
    }

    /** A code with its name. */
    public static Target of(String code, String name) {
        return new Target(code, true, List.of(name), List.of(), "", "", "", "");
    }

    /** The same in a part of the list. */
    public Target in(String group) {
        return new Target(code, isActive, names, List.of(group), ingredient, strength, form, route);
    }

    /**
     * A concept of a release. Its group is what it stands under; of its properties those are read that are called {@code group},
     * {@code chapter}, {@code ingredient} or {@code active-ingredient}, {@code strength}, {@code form} and {@code route}.
     *
     * @param display of a code above it
     */
    public static Target of(Concept concept, Function<String, Optional<String>> display) {
        List<String> groups = new ArrayList<>();
        concept.parents().forEach(parent -> display.apply(parent).ifPresent(groups::add));
        groups.addAll(values(concept, "group"));
        groups.addAll(values(concept, "chapter"));
        return new Target(
                concept.code(),
                concept.isActive(),
                concept.designations().stream()
                        .map(Designation::value)
                        .distinct()
                        .toList(),
                groups,
                String.join("; ", ingredients(concept)),
                String.join("; ", values(concept, "strength")),
                String.join("; ", values(concept, "form")),
                String.join("; ", values(concept, "route")));
    }

    private static List<String> ingredients(Concept concept) {
        List<String> ingredients = values(concept, "ingredient");
        return ingredients.isEmpty() ? values(concept, "active-ingredient") : ingredients;
    }

    private static List<String> values(Concept concept, String property) {
        return concept.properties().stream()
                .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(property))
                .map(ConceptProperty::value)
                .toList();
    }

    /** The name to show. */
    public String display() {
        return names.get(0);
    }
}
