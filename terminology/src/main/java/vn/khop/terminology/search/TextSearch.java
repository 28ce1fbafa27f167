package vn.khop.terminology.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopFieldCollectorManager;
import vn.khop.terminology.compile.ConceptFile;
import vn.khop.terminology.compile.OpenImages;
import vn.khop.terminology.compile.TextIndexFields;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.SearchWords;

/*
 * What fits: every typed word, marks taken off, is a word of the concept's names, the last one as a beginning; or the code begins with the
 * text. What fits with its marks fits without, so this one condition finds everything and the total is exact.
 *
 * What comes first is a sum of tiers, each worth more than all below it together, so that the order can be read off the list:
 *   64  the text is the code
 *   32  the code begins with the text
 *   16  every word fits with its marks, and the text has any
 *    8  the text is a whole name, marks aside
 *    4  a name begins with the text, marks aside
 *    2  every word is whole, marks aside: nothing is left to type
 *    1  every word fits as it was typed, without marks
 * then the shorter name, then the source's order. Powers of two below 2^24 add up exactly in Lucene's floats.
 * So the order never depends on how many are asked for. Who types marks means them; who types none may mean any, so there they only break
 * a tie ("ho" finds Ho before Hồ, but "u mo" finds the whole name U mỡ before a longer one with the words "u mo").
 */
/** Text search in one release. */
public final class TextSearch {
    /** Longer texts are refused: no name has so many characters, and each word costs. */
    public static final int TEXT_CHARACTERS_MAX = 500;

    private static final float CODE_EQUAL = 64;
    private static final float CODE_BEGINS = 32;
    private static final float TONED = 16;
    private static final float NAME_EQUAL = 8;
    private static final float NAME_BEGINS = 4;
    private static final float WORDS_WHOLE = 2;
    private static final float AS_TYPED = 1;

    private static final Sort BEST_FIRST = new Sort(
            SortField.FIELD_SCORE, new SortField(TextIndexFields.LENGTH, SortField.Type.INT), SortField.FIELD_DOC);

    private TextSearch() {}

    /** The caller keeps the image retained. */
    public static Answer<SearchPage> search(OpenImages.Entry opened, SearchQuestion question) {
        String text = question.text().strip();
        if (text.length() > TEXT_CHARACTERS_MAX) {
            return Answer.unknown(new Problem(
                    ErrorCode.TEXT_TOO_LONG,
                    "the text has " + text.length() + " characters, at most " + TEXT_CHARACTERS_MAX
                            + " are searched: shorten it"));
        }
        if (text.isEmpty() && !question.isActiveOnly()) {
            return Answer.known(inOrder(opened, question));
        }
        try {
            return Answer.known(found(
                    opened,
                    question,
                    query(text, question.isActiveOnly()),
                    text.isEmpty() ? Sort.INDEXORDER : BEST_FIRST));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the text index of " + opened.release().id() + " cannot be read", e);
        }
    }

    /** All concepts that fit a text that is not blank, best first. The caller keeps the image retained. */
    public static int[] ordinals(OpenImages.Entry opened, String text) {
        IndexSearcher searcher = opened.image().searcher();
        int all = Math.max(1, opened.image().concepts().conceptCount());
        try {
            TopDocs top = searcher.search(
                    query(text.strip(), false), new TopFieldCollectorManager(BEST_FIRST, all, Integer.MAX_VALUE));
            int[] ordinals = new int[top.scoreDocs.length];
            for (int i = 0; i < ordinals.length; i++) {
                ordinals[i] = top.scoreDocs[i].doc;
            }
            return ordinals;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the text index of " + opened.release().id() + " cannot be read", e);
        }
    }

    /** Every concept: a slice of the ordinals, whatever the offset. */
    private static SearchPage inOrder(OpenImages.Entry opened, SearchQuestion question) {
        ConceptFile concepts = opened.image().concepts();
        List<Concept> page = new ArrayList<>();
        long end = Math.min(concepts.conceptCount(), (long) question.offset() + question.count());
        for (int ordinal = question.offset(); ordinal < end; ordinal++) {
            page.add(concepts.concept(ordinal));
        }
        return new SearchPage(opened.release(), concepts.conceptCount(), question.offset(), page);
    }

    private static SearchPage found(OpenImages.Entry opened, SearchQuestion question, Query query, Sort order)
            throws IOException {
        IndexSearcher searcher = opened.image().searcher();
        ConceptFile concepts = opened.image().concepts();
        long wanted = (long) question.offset() + question.count();
        if (question.count() == 0 || question.offset() >= concepts.conceptCount()) {
            return new SearchPage(opened.release(), searcher.count(query), question.offset(), List.of());
        }
        int best = (int) Math.min(wanted, concepts.conceptCount());
        TopDocs top = searcher.search(query, new TopFieldCollectorManager(order, best, Integer.MAX_VALUE));
        List<Concept> page = new ArrayList<>();
        ScoreDoc[] hits = top.scoreDocs;
        for (int i = question.offset(); i < hits.length; i++) {
            page.add(concepts.concept(hits[i].doc));
        }
        return new SearchPage(opened.release(), top.totalHits.value, question.offset(), page);
    }

    private static Query query(String text, boolean isActiveOnly) {
        BooleanQuery.Builder whole = new BooleanQuery.Builder();
        whole.add(text.isEmpty() ? unscored(new MatchAllDocsQuery()) : fitting(text), Occur.MUST);
        if (isActiveOnly) {
            whole.add(new TermQuery(new Term(TextIndexFields.ACTIVE, TextIndexFields.YES)), Occur.FILTER);
        }
        return whole.build();
    }

    private static Query fitting(String text) {
        List<String> toned = SearchWords.toned(text);
        List<String> toneless = SearchWords.toneless(toned);
        String code = SearchWords.foldedCode(text);
        BooleanQuery.Builder fits = new BooleanQuery.Builder();
        BooleanQuery.Builder ranked = new BooleanQuery.Builder();
        if (!toneless.isEmpty()) {
            String name = TextIndexFields.name(toneless);
            fits.add(allWords(TextIndexFields.TONELESS, toneless, true), Occur.SHOULD);
            float asTyped = toned.equals(toneless) ? AS_TYPED : TONED;
            ranked.add(worth(asTyped, allWords(TextIndexFields.TONED, toned, true)), Occur.SHOULD);
            ranked.add(worth(NAME_EQUAL, new TermQuery(new Term(TextIndexFields.NAME, name))), Occur.SHOULD);
            ranked.add(worth(NAME_BEGINS, new PrefixQuery(new Term(TextIndexFields.NAME, name))), Occur.SHOULD);
            ranked.add(worth(WORDS_WHOLE, allWords(TextIndexFields.TONELESS, toneless, false)), Occur.SHOULD);
        }
        fits.add(new PrefixQuery(new Term(TextIndexFields.CODE, code)), Occur.SHOULD);
        ranked.add(worth(CODE_EQUAL, new TermQuery(new Term(TextIndexFields.CODE, code))), Occur.SHOULD);
        ranked.add(worth(CODE_BEGINS, new PrefixQuery(new Term(TextIndexFields.CODE, code))), Occur.SHOULD);
        return ranked.add(unscored(fits.build()), Occur.MUST).build();
    }

    private static Query allWords(String field, List<String> words, boolean isLastUnfinished) {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        String last = words.get(words.size() - 1);
        for (String word : new LinkedHashSet<>(isLastUnfinished ? words.subList(0, words.size() - 1) : words)) {
            all.add(new TermQuery(new Term(field, word)), Occur.FILTER);
        }
        if (isLastUnfinished) {
            all.add(new PrefixQuery(new Term(field, last)), Occur.FILTER);
        }
        return all.build();
    }

    private static Query worth(float tier, Query query) {
        return new BoostQuery(new ConstantScoreQuery(query), tier);
    }

    private static Query unscored(Query query) {
        return new BoostQuery(new ConstantScoreQuery(query), 0);
    }
}
