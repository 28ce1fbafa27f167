package vn.khop.terminology.concept;

import java.util.List;

/**
 * A whole code system as a value: what a loader makes and a compiler takes. Concepts keep the order of their source.
 *
 * @param source where it came from, for people: a file name, a package name
 */
public record CodeSystem(CodeSystemDescription about, String source, List<Concept> concepts) {
    public CodeSystem {
        concepts = List.copyOf(concepts);
    }
}
