package vn.khop.terminology.compile;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import vn.khop.terminology.concept.SearchWords;

/**
 * Asks an image what it must know before anybody else does: every code finds itself, every concept has a name, the hierarchy is the same
 * from above and from below and never leads round in a circle, and the text index finds concepts, drawn evenly, by their code and their name.
 */
final class SelfTest {
    private static final int SEARCHES_MAX = 1_000;

    private final ReleaseImage image;
    private final ConceptFile concepts;
    private final int count;

    private SelfTest(ReleaseImage image) {
        this.image = image;
        concepts = image.concepts();
        count = concepts.conceptCount();
    }

    /** The first thing that is wrong; empty where nothing is. */
    static Optional<String> of(ReleaseImage image) throws IOException {
        SelfTest test = new SelfTest(image);
        Optional<String> wrong = test.concepts();
        if (wrong.isEmpty()) {
            wrong = test.circles();
        }
        return wrong.isEmpty() ? test.searches() : wrong;
    }

    private Optional<String> concepts() {
        for (int ordinal = 0; ordinal < count; ordinal++) {
            int concept = ordinal;
            String code = concepts.code(ordinal);
            OptionalInt found = concepts.ordinalOf(code);
            if (found.isEmpty() || found.getAsInt() != ordinal) {
                return Optional.of("code " + code + " does not find its concept");
            }
            if (concepts.display(ordinal).isBlank()) {
                return Optional.of("code " + code + " has no name");
            }
            for (int parent : concepts.parents(ordinal)) {
                if (Arrays.stream(concepts.children(parent)).noneMatch(child -> child == concept)) {
                    return Optional.of(
                            "code " + code + " is below " + concepts.code(parent) + ", which does not have it below");
                }
            }
        }
        return Optional.empty();
    }

    /** Takes away concepts that have nothing above them until none is left; what cannot be taken away stands in a circle. */
    private Optional<String> circles() {
        int[] above = new int[count];
        int[] free = new int[count];
        int found = 0;
        for (int ordinal = 0; ordinal < count; ordinal++) {
            above[ordinal] = concepts.parents(ordinal).length;
            if (above[ordinal] == 0) {
                free[found++] = ordinal;
            }
        }
        for (int done = 0; done < found; done++) {
            for (int child : concepts.children(free[done])) {
                if (--above[child] == 0) {
                    free[found++] = child;
                }
            }
        }
        for (int ordinal = 0; found < count && ordinal < count; ordinal++) {
            if (above[ordinal] > 0) {
                return Optional.of("code " + concepts.code(ordinal) + " is, step by step, below itself");
            }
        }
        return Optional.empty();
    }

    private Optional<String> searches() throws IOException {
        IndexSearcher searcher = image.searcher();
        int step = Math.max(1, count / SEARCHES_MAX);
        for (int ordinal = 0; ordinal < count; ordinal += step) {
            String code = concepts.code(ordinal);
            BooleanQuery.Builder query = new BooleanQuery.Builder();
            query.add(new TermQuery(new Term(TextIndexFields.CODE, SearchWords.foldedCode(code))), Occur.FILTER);
            List<String> words = SearchWords.toneless(SearchWords.toned(concepts.display(ordinal)));
            words.stream()
                    .distinct()
                    .forEach(word -> query.add(new TermQuery(new Term(TextIndexFields.TONELESS, word)), Occur.FILTER));
            if (!searcher.explain(query.build(), ordinal).isMatch()) {
                return Optional.of("code " + code + " is not found by its own code and name");
            }
        }
        return Optional.empty();
    }
}
