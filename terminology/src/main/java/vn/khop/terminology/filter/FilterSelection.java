package vn.khop.terminology.filter;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.Effort;
import vn.khop.terminology.resource.PropertyValue;
import vn.khop.terminology.resource.ValueSetDefinition.ConceptFilter;

/**
 * Which concepts of a code system a value set's filter selects. Source: FHIR R5, filter-operator; a filter on {@code concept} or
 * {@code code} goes by the code and the hierarchy, any other by a property.
 */
public final class FilterSelection {
    private static final Set<String> OF_CODES = Set.of("concept", "code");
    private static final Set<String> KNOWN_PROPERTIES =
            Set.of("notSelectable", "status", "inactive", "deprecated", "parent", "child", "display");
    private static final Set<String> ON_CODES = Set.of(
            "is-a",
            "descendent-of",
            "child-of",
            "descendent-leaf",
            "is-not-a",
            "generalizes",
            "in",
            "not-in",
            "=",
            "regex",
            "exists");
    private static final Set<String> ON_PROPERTIES = Set.of("=", "in", "not-in", "regex", "exists");

    /** What an existence is asked with. */
    private static final Set<String> TRUTHS = Set.of("true", "false");

    /** A decimal of FHIR has eighteen. */
    private static final int DIGITS_MAX = 100;

    private static final Set<String> OF_HIERARCHY =
            Set.of("is-a", "descendent-of", "child-of", "descendent-leaf", "is-not-a", "generalizes");

    /** The operators that filters on the codes of a code system may have, sorted. */
    public static List<String> operatorsOnCodes(CodeSystemSource source) {
        return ON_CODES.stream()
                .filter(op -> source.hasHierarchy() || !OF_HIERARCHY.contains(op))
                .sorted()
                .toList();
    }

    /** Those that filters on a property may have, sorted. */
    public static List<String> operatorsOnProperties() {
        return ON_PROPERTIES.stream().sorted().toList();
    }

    private final CodeSystemView view;
    private final CodeSystemSource source;
    private final Effort effort;

    private FilterSelection(CodeSystemView view, Effort effort) {
        this.view = view;
        this.effort = effort;
        source = view.source();
    }

    /** Whether the filter can be applied to the code system. */
    public static boolean isUnderstood(CodeSystemView view, ConceptFilter filter, Effort effort) {
        return new FilterSelection(view, effort).isUnderstood(filter);
    }

    /**
     * The concepts that a filter selects, as ordinals.
     *
     * @param effort is told what regular expressions cost
     * @return empty where the filter is not understood
     */
    public static Optional<BitSet> select(CodeSystemView view, ConceptFilter filter, Effort effort) {
        return new FilterSelection(view, effort).selected(filter);
    }

    private boolean isUnderstood(ConceptFilter filter) {
        return isNameUnderstood(filter)
                && (!filter.op().equals("regex")
                        || TextPattern.of(filter.value().orElse(""), effort).isPresent());
    }

    /** Whether the property and the operator are known, and the value is one that the operator may have. */
    private boolean isNameUnderstood(ConceptFilter filter) {
        String property = filter.property();
        if (filter.op().equals("exists") && !TRUTHS.contains(filter.value().orElse(""))) {
            return false;
        }
        if (OF_CODES.contains(property)) {
            return ON_CODES.contains(filter.op());
        }
        boolean declared = KNOWN_PROPERTIES.contains(property)
                || view.declarations().stream()
                        .anyMatch(declaration -> declaration.code().equals(property));
        return declared && ON_PROPERTIES.contains(filter.op());
    }

    /** What a filter selects; it is understood, but for a regular expression, which is not made twice to find that out. */
    private Optional<BitSet> selected(ConceptFilter filter) {
        String value = filter.value().orElse("");
        if (!filter.op().equals("regex")) {
            return isUnderstood(filter) ? Optional.of(select(filter, value)) : Optional.empty();
        }
        Optional<TextPattern> pattern = isNameUnderstood(filter) ? TextPattern.of(value, effort) : Optional.empty();
        return pattern.map(found -> OF_CODES.contains(filter.property())
                ? where(concept -> found.matches(source.code(concept), effort))
                : where(concept ->
                        textsOf(filter.property()).of(concept).stream().anyMatch(text -> found.matches(text, effort))));
    }

    private BitSet select(ConceptFilter filter, String value) {
        if (OF_CODES.contains(filter.property())) {
            return byCode(filter.op(), value);
        }
        return byTexts(filter.op(), value, textsOf(filter.property()), writing(filter.property()));
    }

    /** As the property's values are compared: a decimal is a number, however many zeros it is written with. */
    private UnaryOperator<String> writing(String property) {
        boolean isDecimal = view.declarations().stream()
                .anyMatch(declared ->
                        declared.code().equals(property) && declared.type().equals("decimal"));
        return isDecimal ? FilterSelection::number : UnaryOperator.identity();
    }

    /** One text for each number; what is none, or too long for one, stays as it is. */
    private static String number(String text) {
        if (text.length() > DIGITS_MAX) {
            return text;
        }
        try {
            return new BigDecimal(text).stripTrailingZeros().toString();
        } catch (NumberFormatException e) {
            return text;
        }
    }

    private Texts textsOf(String property) {
        return switch (property) {
            case "notSelectable" -> concept -> texts(concept, FilterSelection::isSelectabilityNamed);
            case "status" -> concept -> view.status(concept).map(List::of).orElse(List.of());
            case "inactive" -> concept -> List.of(Boolean.toString(view.isInactive(concept)));
            case "deprecated" -> concept -> List.of(Boolean.toString(view.isDeprecated(concept)));
            case "parent" -> concept -> codes(source.parents(concept));
            case "child" -> concept -> codes(source.children(concept));
            case "display" -> concept -> source.display(concept).map(List::of).orElse(List.of());
            default -> concept -> texts(concept, found -> found.code().equals(property));
        };
    }

    private static boolean isSelectabilityNamed(PropertyValue property) {
        return CodeSystemView.isSelectability(property);
    }

    private List<String> codes(int[] concepts) {
        return Arrays.stream(concepts).mapToObj(source::code).toList();
    }

    private List<String> texts(int concept, Predicate<PropertyValue> wanted) {
        return view.properties(concept).stream()
                .filter(wanted)
                .map(property -> property.value().text())
                .toList();
    }

    private interface Texts {
        List<String> of(int concept);
    }

    private BitSet byTexts(String op, String value, Texts texts, UnaryOperator<String> writing) {
        return switch (op) {
            case "=" -> whereAny(texts, writing, Set.of(writing.apply(value)));
            case "in" -> whereAny(texts, writing, listed(value, writing));
            case "not-in" -> all(whereAny(texts, writing, listed(value, writing)));
            case "exists" -> where(concept -> texts.of(concept).isEmpty() != value.equals("true"));
            default -> throw new IllegalStateException("filter operator " + op + " was taken for understood");
        };
    }

    private BitSet whereAny(Texts texts, UnaryOperator<String> writing, Set<String> wanted) {
        return where(concept -> texts.of(concept).stream().map(writing).anyMatch(wanted::contains));
    }

    private static Set<String> listed(String value, UnaryOperator<String> writing) {
        return list(value).stream().map(writing).collect(Collectors.toSet());
    }

    private BitSet byCode(String op, String value) {
        return switch (op) {
            case "=" -> ofCodes(Set.of(value));
            case "in" -> ofCodes(list(value));
            case "not-in" -> all(ofCodes(list(value)));
            case "exists" -> value.equals("true") ? where(concept -> true) : new BitSet();
            case "is-a" -> from(value, true, source::children);
            case "descendent-of" -> from(value, false, source::children);
            case "descendent-leaf" -> {
                BitSet below = from(value, false, source::children);
                yield where(concept -> below.get(concept) && source.children(concept).length == 0);
            }
            case "is-not-a" -> all(from(value, true, source::children));
            case "generalizes" -> from(value, true, source::parents);
            case "child-of" -> {
                BitSet children = new BitSet();
                source.find(value)
                        .ifPresent(concept ->
                                Arrays.stream(source.children(concept)).forEach(children::set));
                yield children;
            }
            default -> throw new IllegalStateException("filter operator " + op + " was taken for understood");
        };
    }

    private static Set<String> list(String value) {
        return Arrays.stream(value.split(",")).map(String::strip).collect(Collectors.toSet());
    }

    private BitSet ofCodes(Set<String> codes) {
        BitSet found = new BitSet();
        codes.forEach(code -> view.find(code).ifPresent(found::set));
        return found;
    }

    private BitSet all(BitSet without) {
        BitSet rest = (BitSet) without.clone();
        rest.flip(0, source.conceptCount());
        return rest;
    }

    private BitSet where(IntPredicate wanted) {
        BitSet found = new BitSet(source.conceptCount());
        for (int concept = 0; concept < source.conceptCount(); concept++) {
            if (wanted.test(concept)) {
                found.set(concept);
            }
        }
        return found;
    }

    private interface Step {
        int[] from(int concept);
    }

    /** Numbers without boxes: a list's root has every concept below it. */
    private static final class IntStack {
        private static final int FIRST_ROOM = 16;

        private int[] numbers = new int[FIRST_ROOM];
        private int size;

        void push(int number) {
            if (size == numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * size);
            }
            numbers[size++] = number;
        }

        int pop() {
            return numbers[--size];
        }

        boolean isEmpty() {
            return size == 0;
        }
    }

    /** Everything that steps lead to; a hierarchy that runs in a circle is walked once round. */
    private BitSet from(String code, boolean withItself, Step step) {
        BitSet found = new BitSet();
        OptionalInt start = view.find(code);
        if (start.isEmpty()) {
            return found;
        }
        IntStack open = new IntStack();
        open.push(start.getAsInt());
        found.set(start.getAsInt());
        while (!open.isEmpty()) {
            for (int next : step.from(open.pop())) {
                if (!found.get(next)) {
                    found.set(next);
                    open.push(next);
                }
            }
        }
        found.set(start.getAsInt(), withItself);
        return found;
    }

    /** Every concept above one, itself not; where hierarchies run in a circle, not itself either. */
    public static BitSet ancestors(CodeSystemView view, int concept) {
        return new FilterSelection(view, Effort.UNCOUNTED)
                .from(view.source().code(concept), false, view.source()::parents);
    }

    /** Whether one concept is the other or above it. */
    public static boolean isAncestorOrSelf(CodeSystemView view, int above, int below) {
        return new FilterSelection(view, Effort.UNCOUNTED)
                .from(view.source().code(below), true, view.source()::parents)
                .get(above);
    }
}
