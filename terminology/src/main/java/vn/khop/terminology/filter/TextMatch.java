package vn.khop.terminology.filter;

import java.util.List;
import vn.khop.terminology.concept.SearchWords;
import vn.khop.terminology.question.ConceptNames;

/**
 * Whether a concept fits what a reader has typed: every word begins a word of one of its names, marks and case aside, or the text begins
 * its code.
 */
public final class TextMatch {
    private final String typed;
    private final List<String> words;

    private TextMatch(String typed, List<String> words) {
        this.typed = typed;
        this.words = words;
    }

    public static TextMatch of(String typed) {
        return new TextMatch(SearchWords.foldedCode(typed), words(typed));
    }

    private static List<String> words(String text) {
        return SearchWords.toneless(SearchWords.toned(text));
    }

    /** Whether nothing was typed, so that everything fits. */
    public boolean isEmpty() {
        return typed.isEmpty();
    }

    public boolean fits(String code, ConceptNames names) {
        if (isEmpty() || SearchWords.foldedCode(code).startsWith(typed)) {
            return true;
        }
        return !words.isEmpty() && names.all().stream().anyMatch(name -> fits(words(name.value())));
    }

    private boolean fits(List<String> present) {
        return words.stream().allMatch(word -> present.stream().anyMatch(found -> found.startsWith(word)));
    }
}
