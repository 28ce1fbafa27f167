package vn.khop.terminology.search;

import java.io.IOException;
import java.util.Optional;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.StringHelper;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.CompiledAutomaton;
import org.apache.lucene.util.automaton.LevenshteinAutomata;
import org.jspecify.annotations.Nullable;

/*
 * Where only some of the concepts are asked for, a term's list is not read from end to end: it is entered at each run of neighbours among
 * them, and left at the run's end. The concepts below another are few such runs in most lists, whose rows stand in the order of the hierarchy.
 */
/** The text index of one release as sets of ordinals. Only while its image is retained. */
final class TextIndex {
    /** What entering a list costs, in concepts that could be read instead. */
    private static final int ENTRY_COST = 32;

    private final IndexSearcher searcher;
    private final int size;
    private final Optional<FixedBitSet> within;
    private final long walkCost;

    /** @param within the concepts that are asked for: of others, a set may hold some or none; empty for all */
    TextIndex(IndexSearcher searcher, Optional<FixedBitSet> within) {
        this.searcher = searcher;
        this.within = within;
        size = searcher.getIndexReader().maxDoc();
        walkCost = within.map(TextIndex::runs).orElse(0L) * ENTRY_COST;
    }

    /** How many times a concept is in the set whose neighbour before is not. */
    private static long runs(FixedBitSet set) {
        long found = 0;
        long before = 0;
        for (long word : set.getBits()) {
            found += Long.bitCount(word & ~(word << 1 | before));
            before = word >>> (Long.SIZE - 1);
        }
        return found;
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

    /** Adds the concepts of a term. */
    private final class Taker {
        private final FixedBitSet found;
        private @Nullable PostingsEnum postings;

        Taker(FixedBitSet found) {
            this.found = found;
        }

        void take(TermsEnum term) throws IOException {
            postings = term.postings(postings, PostingsEnum.NONE);
            if (within.isPresent() && walkCost < term.docFreq()) {
                walk(within.get(), postings);
            } else {
                found.or(postings);
            }
        }

        private void walk(FixedBitSet wanted, PostingsEnum concepts) throws IOException {
            int concept = concepts.nextDoc();
            while (concept != DocIdSetIterator.NO_MORE_DOCS) {
                if (wanted.get(concept)) {
                    found.set(concept);
                    concept = concepts.nextDoc();
                } else {
                    int next = wanted.nextSetBit(concept);
                    concept = next == DocIdSetIterator.NO_MORE_DOCS ? next : concepts.advance(next);
                }
            }
        }
    }

    /** The concepts that have this term. */
    FixedBitSet equal(String field, String text) throws IOException {
        return read(field, (terms, found) -> {
            TermsEnum term = terms.iterator();
            if (term.seekExact(new BytesRef(text))) {
                new Taker(found).take(term);
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
            Taker taker = new Taker(found);
            while (at != null && StringHelper.startsWith(at, prefix)) {
                taker.take(term);
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
            Taker taker = new Taker(found);
            for (BytesRef at = term.next(); at != null; at = term.next()) {
                taker.take(term);
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
