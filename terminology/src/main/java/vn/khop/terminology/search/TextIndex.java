package vn.khop.terminology.search;

import java.io.IOException;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.StringHelper;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.CompiledAutomaton;
import org.apache.lucene.util.automaton.LevenshteinAutomata;

/** The text index of one release as sets of ordinals. Only while its image is retained. */
final class TextIndex {
    private final IndexSearcher searcher;
    private final int size;

    TextIndex(IndexSearcher searcher) {
        this.searcher = searcher;
        size = searcher.getIndexReader().maxDoc();
    }

    int size() {
        return size;
    }

    FixedBitSet none() {
        return new FixedBitSet(Math.max(1, size));
    }

    private interface Reading {
        void read(Terms terms, FixedBitSet found) throws IOException;
    }

    private FixedBitSet read(String field, Reading reading) throws IOException {
        FixedBitSet found = none();
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            LeafReader reader = leaf.reader();
            Terms terms = reader.terms(field);
            if (terms != null) {
                reading.read(terms, found);
            }
        }
        return found;
    }

    private static void take(TermsEnum term, FixedBitSet found) throws IOException {
        found.or(term.postings(null, PostingsEnum.NONE));
    }

    /** The concepts that have this term. */
    FixedBitSet equal(String field, String text) throws IOException {
        return read(field, (terms, found) -> {
            TermsEnum term = terms.iterator();
            if (term.seekExact(new BytesRef(text))) {
                take(term, found);
            }
        });
    }

    /** The concepts that have a term that begins so. */
    FixedBitSet beginning(String field, String text) throws IOException {
        return read(field, (terms, found) -> {
            BytesRef prefix = new BytesRef(text);
            TermsEnum term = terms.iterator();
            TermsEnum.SeekStatus status = term.seekCeil(prefix);
            BytesRef at = status == TermsEnum.SeekStatus.END ? null : term.term();
            while (at != null && StringHelper.startsWith(at, prefix)) {
                take(term, found);
                at = term.next();
            }
        });
    }

    /** The concepts that have a term at most one slip of the pen away: a letter more, less or other, or two that changed places. */
    FixedBitSet near(String field, String text) throws IOException {
        Automaton slips = new LevenshteinAutomata(text, true).toAutomaton(1);
        if (slips == null) {
            return none();
        }
        CompiledAutomaton compiled = new CompiledAutomaton(slips);
        return read(field, (terms, found) -> {
            TermsEnum term = compiled.getTermsEnum(terms);
            for (BytesRef at = term.next(); at != null; at = term.next()) {
                take(term, found);
            }
        });
    }

    /** Whether any concept has this term. */
    boolean has(String field, String text) throws IOException {
        for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            Terms terms = leaf.reader().terms(field);
            if (terms != null && terms.iterator().seekExact(new BytesRef(text))) {
                return true;
            }
        }
        return false;
    }
}
