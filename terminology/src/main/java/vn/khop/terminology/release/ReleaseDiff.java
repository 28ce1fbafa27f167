package vn.khop.terminology.release;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.CodeSystemDescription;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.PropertyDefinition;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.release.ConceptChange.Difference;

/*
 * Codes of both releases come in the order of their bytes and are merged like two sorted files, so that memory does not grow with
 * them. Codes pair by being the same, byte for byte: that A00.0 was called A00.00 before is for a map to say.
 */
/**
 * What changes from one release of a code system to another, in five classes.
 *
 * <p><b>The rule.</b> A code that only one release has is {@link ChangeClass#NEW} or {@link ChangeClass#REMOVED}; one that was to be used and no
 * more is, {@link ChangeClass#RETIRED}. Otherwise its differences decide; one that touches the meaning makes it
 * {@link ChangeClass#MEANING}, others make it {@link ChangeClass#FORM}:
 *
 * <table><caption>Differences</caption>
 * <tr><th>What differs</th><th>meaning</th><th>form</th></tr>
 * <tr><td>the name to show in a language</td><td>in its words, marks included</td><td>in case, blanks, punctuation, encoding, place of the tone
 *     mark, a free i or y; or the old one and the new one were and are both names of it</td></tr>
 * <tr><td>further names</td><td></td><td>always</td></tr>
 * <tr><td>the codes above</td><td>another set of them</td><td>the same in another order</td></tr>
 * <tr><td>a property</td><td>another value</td><td>the same value, written otherwise (text as names are, 1.50 and 1.5)</td></tr>
 * <tr><td>whether it is to be used</td><td>again to be used</td><td></td></tr>
 * </table>
 *
 * <p>Only what both releases could have said is compared: a language or property that one of them does not have, or a hierarchy where one has
 * none, is told once ({@link #notCompared}) and of no code.
 *
 * @param counts how many codes are in each class; each class is there
 * @param same how many codes do not differ at all
 * @param notCompared what one release alone has, for people: {@code language en}, {@code property sex}, {@code hierarchy}
 */
public record ReleaseDiff(
        ReleaseId before, ReleaseId after, Map<ChangeClass, Integer> counts, int same, List<String> notCompared) {
    private static final String JOINED = " | ";

    public ReleaseDiff {
        counts = Collections.unmodifiableMap(new EnumMap<>(counts));
        notCompared = List.copyOf(notCompared);
    }

    /** How many codes are in this class. */
    public int count(ChangeClass kind) {
        return counts.getOrDefault(kind, 0);
    }

    /**
     * One side of a comparison.
     *
     * @param concepts each once, in the unsigned order of their codes' UTF-8 bytes
     */
    public record Side(CodeSystemDescription about, boolean hasHierarchy, Iterator<Concept> concepts) {
        /** Of a list that is in memory. */
        public static Side of(CodeSystem system) {
            return new Side(
                    system.about(),
                    system.concepts().stream()
                            .anyMatch(concept -> !concept.parents().isEmpty()),
                    system.concepts().stream()
                            .sorted((one, other) -> compare(one.code(), other.code()))
                            .iterator());
        }
    }

    /**
     * Compares two releases.
     *
     * @param formProperties names of properties of which any difference is form: a code without its dot, say
     * @param changed is given each code that differs, in the order of the codes' bytes
     */
    public static ReleaseDiff between(
            Side before, Side after, Set<String> formProperties, Consumer<ConceptChange> changed) {
        Comparison comparison = new Comparison(before, after, formProperties);
        Map<ChangeClass, Integer> counts = new EnumMap<>(ChangeClass.class);
        for (ChangeClass kind : ChangeClass.values()) {
            counts.put(kind, 0);
        }
        int same = 0;
        @Nullable Concept left = next(before.concepts());
        @Nullable Concept right = next(after.concepts());
        while (left != null || right != null) {
            int order = left == null ? 1 : right == null ? -1 : compare(left.code(), right.code());
            List<ConceptChange> found = comparison.of(order <= 0 ? left : null, order >= 0 ? right : null);
            for (ConceptChange change : found) {
                counts.merge(change.kind(), 1, Integer::sum);
                changed.accept(change);
            }
            same += found.isEmpty() ? 1 : 0;
            left = order <= 0 ? next(before.concepts()) : left;
            right = order >= 0 ? next(after.concepts()) : right;
        }
        return new ReleaseDiff(before.about().id(), after.about().id(), counts, same, comparison.notCompared());
    }

    private static @Nullable Concept next(Iterator<Concept> concepts) {
        return concepts.hasNext() ? concepts.next() : null;
    }

    private static int compare(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /** What of two concepts is compared, and how. */
    private static final class Comparison {
        private final Side before;
        private final Side after;
        private final List<String> languages;
        private final List<PropertyDefinition> properties;
        private final Set<String> formProperties;
        private final boolean hasHierarchy;

        Comparison(Side before, Side after, Set<String> formProperties) {
            this.before = before;
            this.after = after;
            this.formProperties = Set.copyOf(formProperties);
            languages = before.about().languages().stream()
                    .filter(after.about().languages()::contains)
                    .toList();
            properties = before.about().properties().stream()
                    .filter(after.about().properties()::contains)
                    .toList();
            hasHierarchy = before.hasHierarchy() && after.hasHierarchy();
        }

        List<String> notCompared() {
            Set<String> found = new TreeSet<>();
            for (Side side : List.of(before, after)) {
                side.about().languages().stream()
                        .filter(language -> !languages.contains(language))
                        .forEach(language -> found.add("language " + language));
                side.about().properties().stream()
                        .filter(property -> !properties.contains(property))
                        .forEach(property -> found.add("property " + property.name()));
            }
            if (before.hasHierarchy() != after.hasHierarchy()) {
                found.add("hierarchy");
            }
            return List.copyOf(found);
        }

        /** The change from one to the other, or none; one of them is there. */
        List<ConceptChange> of(@Nullable Concept old, @Nullable Concept fresh) {
            if (old == null) {
                return fresh == null ? List.of() : List.of(alone(ChangeClass.NEW, fresh));
            }
            if (fresh == null) {
                return List.of(alone(ChangeClass.REMOVED, old));
            }
            List<Difference> differences = differences(old, fresh);
            if (differences.isEmpty()) {
                return List.of();
            }
            boolean isMeaning = differences.stream().anyMatch(Difference::isMeaning);
            ChangeClass kind = old.isActive() && !fresh.isActive()
                    ? ChangeClass.RETIRED
                    : isMeaning ? ChangeClass.MEANING : ChangeClass.FORM;
            return List.of(new ConceptChange(kind, fresh.code(), Optional.of(old), Optional.of(fresh), differences));
        }

        private static ConceptChange alone(ChangeClass kind, Concept concept) {
            Optional<Concept> there = Optional.of(concept);
            return new ConceptChange(
                    kind,
                    concept.code(),
                    kind == ChangeClass.NEW ? Optional.empty() : there,
                    kind == ChangeClass.NEW ? there : Optional.empty(),
                    List.of());
        }

        private List<Difference> differences(Concept old, Concept fresh) {
            List<Difference> found = new ArrayList<>();
            if (old.isActive() != fresh.isActive()) {
                found.add(new Difference("status", status(old), status(fresh), true));
            }
            for (String language : languages) {
                displays(old, fresh, language, found);
                add(found, "names " + language, names(old, language), names(fresh, language), false);
            }
            if (hasHierarchy && !old.parents().equals(fresh.parents())) {
                boolean isMeaning = !Set.copyOf(old.parents()).equals(Set.copyOf(fresh.parents()));
                add(found, "parent", old.parents(), fresh.parents(), isMeaning);
            }
            for (PropertyDefinition property : properties) {
                List<String> was = values(old, property.name());
                List<String> is = values(fresh, property.name());
                if (!was.equals(is)) {
                    boolean isMeaning = !formProperties.contains(property.name())
                            && !withoutForm(was, property.type()).equals(withoutForm(is, property.type()));
                    add(found, "property " + property.name(), was, is, isMeaning);
                }
            }
            return found;
        }

        private static void displays(Concept old, Concept fresh, String language, List<Difference> found) {
            List<String> was = texts(old, language, true);
            List<String> is = texts(fresh, language, true);
            if (was.equals(is)) {
                return;
            }
            boolean isSameInForm = words(was).equals(words(is));
            boolean isPromoted = words(all(fresh, language)).containsAll(words(was))
                    && words(all(old, language)).containsAll(words(is));
            add(found, "display " + language, was, is, !isSameInForm && !isPromoted);
        }

        private static void add(
                List<Difference> found, String what, List<String> was, List<String> is, boolean isMeaning) {
            if (!was.equals(is)) {
                found.add(new Difference(what, String.join(JOINED, was), String.join(JOINED, is), isMeaning));
            }
        }

        private static String status(Concept concept) {
            return concept.isActive() ? "active" : "inactive";
        }

        private static List<String> names(Concept concept, String language) {
            return texts(concept, language, false);
        }

        private static List<String> all(Concept concept, String language) {
            List<String> all = new ArrayList<>(texts(concept, language, true));
            all.addAll(texts(concept, language, false));
            return all;
        }

        private static List<String> texts(Concept concept, String language, boolean isDisplay) {
            return concept.designations().stream()
                    .filter(name -> name.language().equals(language) && name.isDisplay() == isDisplay)
                    .map(Designation::value)
                    .toList();
        }

        private static Set<List<String>> words(List<String> texts) {
            return texts.stream().map(Form::withoutForm).collect(Collectors.toSet());
        }

        private static List<String> values(Concept concept, String property) {
            return concept.properties().stream()
                    .filter(value -> value.name().equals(property))
                    .map(ConceptProperty::value)
                    .toList();
        }

        private static Set<Object> withoutForm(List<String> values, PropertyType type) {
            return values.stream().map(value -> withoutForm(value, type)).collect(Collectors.toSet());
        }

        private static Object withoutForm(String value, PropertyType type) {
            return switch (type) {
                case STRING -> Form.withoutForm(value);
                case INTEGER, DECIMAL -> new BigDecimal(value).stripTrailingZeros();
                case CODE, BOOLEAN, DATE_TIME -> value;
            };
        }
    }
}
