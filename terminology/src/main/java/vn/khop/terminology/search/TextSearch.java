package vn.khop.terminology.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.util.FixedBitSet;
import vn.khop.terminology.compile.ConceptFile;
import vn.khop.terminology.compile.OpenImages;
import vn.khop.terminology.compile.TextIndexFields;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.SearchWords;
import vn.khop.terminology.search.RankedConcepts.Reading;
import vn.khop.terminology.search.RankedConcepts.Tier;

/*
 * What fits: every typed word, marks taken off, is a word of the concept's names, the last one as a beginning; or the code begins with the
 * text. What fits with its marks fits without, so this one condition finds everything that was typed right.
 *
 * What comes first is decided by tiers, each worth more than all below it together, so that the order can be read off the list:
 *   the text is the code
 *   the code begins with the text
 *   every word fits with its marks, and the text has any
 *   the text is a whole name, marks aside
 *   a name begins with the text, marks aside
 *   every word is whole, marks aside: nothing is left to type
 *   every word fits as it was typed, without marks
 * then the shorter name, then the source's order. So the order never depends on how many are asked for. Who types marks means them; who
 * types none may mean any, so there they only break a tie ("ho" finds Ho before Hồ, but "u mo" finds the whole name U mỡ before a longer
 * one with the words "u mo").
 *
 * Where nothing fits, the text is looked at a second time: short forms written out (ĐTĐ, THA, VP), the keys of Telex and VNI taken out, and
 * one slip of the pen forgiven, a space among the letters that may slip. Short forms in capitals are read first and not last. Whether
 * anything fits is asked of the concepts that are searched, so the answer depends on nothing but the text and those.
 *
 * Sets of ordinals are what all of it is made of: a word is the union of a few posting lists, a text the intersection of its words, and the
 * order a repeated halving (RankedConcepts). On half a million concepts each such step is some microseconds.
 */
/** Text search in one release. */
public final class TextSearch {
    /** Longer texts are refused: no name has so many characters, and each word costs. */
    public static final int TEXT_CHARACTERS_MAX = 500;

    /** A shorter text is too little to tell a slip by. */
    private static final int SLIP_CHARACTERS_MIN = 3;

    /** A longer name has words enough to be found by those that did not slip. */
    private static final int NEAR_NAME_CHARACTERS_MAX = 24;

    private final OpenImages.Entry opened;
    private final TextIndex index;
    private final Optional<FixedBitSet> among;

    private TextSearch(OpenImages.Entry opened, Optional<FixedBitSet> among) {
        this.opened = opened;
        this.among = among;
        index = new TextIndex(opened.image().searcher(), among);
    }

    /** The caller keeps the image retained. */
    public static Answer<SearchPage> search(OpenImages.Entry opened, SearchQuestion question) {
        String text = question.text().strip();
        if (text.length() > TEXT_CHARACTERS_MAX) {
            return Answer.unknown(new Problem(
                    ErrorCode.TEXT_TOO_LONG,
                    "the text has " + text.length() + " characters, at most " + TEXT_CHARACTERS_MAX
                            + " are searched: shorten it"));
        }
        ConceptFile concepts = opened.image().concepts();
        if (text.isEmpty() && !question.isActiveOnly()) {
            return Answer.known(inOrder(opened, question));
        }
        try {
            TextSearch active = new TextSearch(opened, Optional.empty());
            Optional<FixedBitSet> among = question.isActiveOnly()
                    ? Optional.of(active.index.equal(TextIndexFields.ACTIVE, TextIndexFields.YES))
                    : Optional.empty();
            TextSearch search = new TextSearch(opened, among);
            RankedConcepts ranked = text.isEmpty()
                    ? new RankedConcepts(
                            List.of(new Reading(among.orElseGet(active.index::none), List.of())), concept -> 0)
                    : search.ranked(text);
            return Answer.known(new SearchPage(
                    opened.release(),
                    ranked.total(),
                    question.offset(),
                    Arrays.stream(ranked.page(question.offset(), question.count()))
                            .mapToObj(concepts::concept)
                            .toList()));
        } catch (IOException e) {
            throw unreadable(opened, e);
        }
    }

    /**
     * The concepts that fit a text that is not blank. The caller keeps the image retained.
     *
     * @param among those that are asked for; empty for all
     */
    public static SearchHits hits(OpenImages.Entry opened, String text, Optional<BitSet> among, int offset, int count) {
        int size = Math.max(1, opened.image().concepts().conceptCount());
        try {
            RankedConcepts ranked = new TextSearch(opened, among.map(set -> fixed(set, size))).ranked(text.strip());
            return new SearchHits(ranked.total(), ranked.page(offset, count));
        } catch (IOException e) {
            throw unreadable(opened, e);
        }
    }

    private static FixedBitSet fixed(BitSet set, int size) {
        long[] words = Arrays.copyOf(set.toLongArray(), FixedBitSet.bits2words(size));
        return new FixedBitSet(words, size);
    }

    private static UncheckedIOException unreadable(OpenImages.Entry opened, IOException cause) {
        return new UncheckedIOException("the text index of " + opened.release().id() + " cannot be read", cause);
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

    private RankedConcepts ranked(String text) throws IOException {
        List<Reading> readings = new ArrayList<>();
        FixedBitSet taken = index.none();
        Optional<String> writtenOut = Abbreviations.shipped().writtenOut(text);
        if (writtenOut.isPresent() && Abbreviations.shipped().isMeant(text)) {
            take(read(writtenOut.get()), taken, readings);
        }
        take(read(text), taken, readings);
        if (taken.scanIsEmpty()) {
            if (writtenOut.isPresent()) {
                take(read(writtenOut.get()), taken, readings);
            }
            secondLook(text, taken, readings);
        }
        return new RankedConcepts(readings, opened.image()::nameLength);
    }

    private void take(Reading reading, FixedBitSet taken, List<Reading> readings) {
        FixedBitSet fresh = reading.fitting();
        among.ifPresent(fresh::and);
        fresh.andNot(taken);
        taken.or(fresh);
        readings.add(reading);
    }

    /** The text as it was typed. */
    private Reading read(String text) throws IOException {
        List<String> toned = SearchWords.toned(text);
        List<String> toneless = SearchWords.toneless(toned);
        String code = SearchWords.foldedCode(text);
        List<Tier> tiers = new ArrayList<>();
        FixedBitSet codeBegins = index.beginning(TextIndexFields.CODE, code);
        FixedBitSet fitting = codeBegins.clone();
        tiers.add(new Tier(() -> index.equal(TextIndexFields.CODE, code)));
        tiers.add(new Tier(() -> codeBegins));
        if (!toneless.isEmpty()) {
            String name = TextIndexFields.name(toneless);
            Tier asTyped = new Tier(() -> allWords(TextIndexFields.TONED, toned, true));
            boolean hasMarks = !toned.equals(toneless);
            if (hasMarks) {
                tiers.add(asTyped);
            }
            tiers.add(new Tier(() -> index.equal(TextIndexFields.NAME, name)));
            tiers.add(new Tier(() -> name.length() <= TextIndexFields.START_CHARACTERS_MAX
                    ? index.equal(TextIndexFields.START, name)
                    : index.beginning(TextIndexFields.NAME, name)));
            tiers.add(new Tier(() -> allWords(TextIndexFields.TONELESS, toneless, false)));
            if (!hasMarks) {
                tiers.add(asTyped);
            }
            fitting.or(allWords(TextIndexFields.TONELESS, toneless, true));
        }
        return new Reading(fitting, tiers);
    }

    private FixedBitSet allWords(String field, List<String> words, boolean isLastUnfinished) throws IOException {
        String last = words.get(words.size() - 1);
        FixedBitSet all = isLastUnfinished ? index.beginning(field, last) : index.equal(field, last);
        for (String word : words.subList(0, words.size() - 1)) {
            all.and(index.equal(field, word));
        }
        return all;
    }

    /** What may have been meant, the likeliest first. */
    private void secondLook(String text, FixedBitSet taken, List<Reading> readings) throws IOException {
        List<String> words = SearchWords.toneless(SearchWords.toned(text));
        if (words.isEmpty()) {
            return;
        }
        List<String> withoutKeys = new ArrayList<>();
        for (String word : words) {
            withoutKeys.add(withoutKeys(word));
        }
        if (!withoutKeys.equals(words)) {
            take(read(String.join(" ", withoutKeys)), taken, readings);
        }
        String name = TextIndexFields.name(words);
        if (taken.scanIsEmpty() && name.length() >= SLIP_CHARACTERS_MIN) {
            if (name.length() <= NEAR_NAME_CHARACTERS_MAX) {
                take(new Reading(index.near(TextIndexFields.NAME, name), List.of()), taken, readings);
            }
            take(new Reading(withOneSlip(words), List.of()), taken, readings);
        }
    }

    /** The reading of a word that was typed with the input method switched off, where it makes a word that is there. */
    private String withoutKeys(String word) throws IOException {
        for (String read : List.of(TypingKeys.withoutVni(word), TypingKeys.withoutTelex(word))) {
            if (!read.equals(word)
                    && !index.has(TextIndexFields.TONELESS, word)
                    && index.has(TextIndexFields.TONELESS, read)) {
                return read;
            }
        }
        return word;
    }

    /**
     * Every word fits but one, and that one, or it and its neighbour together, is a slip away from a word or from two. A word that no name
     * has is the one that slipped; only where every word is one, each of them may be.
     */
    private FixedBitSet withOneSlip(List<String> words) throws IOException {
        int size = words.size();
        List<FixedBitSet> exact = new ArrayList<>();
        BitSet unknown = new BitSet(size);
        for (int i = 0; i < size; i++) {
            exact.add(
                    i == size - 1
                            ? index.beginning(TextIndexFields.TONELESS, words.get(i))
                            : index.equal(TextIndexFields.TONELESS, words.get(i)));
            unknown.set(i, exact.get(i).scanIsEmpty());
        }
        FixedBitSet found = index.none();
        for (int i = 0; i < size; i++) {
            if (isWithin(unknown, i, i)) {
                FixedBitSet rest = allBut(exact, i, i);
                if (!rest.scanIsEmpty()) {
                    rest.and(slipped(words.get(i), size));
                    found.or(rest);
                }
            }
            if (i + 1 < size && isWithin(unknown, i, i + 1)) {
                FixedBitSet rest = allBut(exact, i, i + 1);
                if (!rest.scanIsEmpty()) {
                    rest.and(slippedApart(words.get(i), words.get(i + 1)));
                    found.or(rest);
                }
            }
        }
        return found;
    }

    /** Whether no word but these is unknown. */
    private static boolean isWithin(BitSet unknown, int first, int last) {
        return unknown.isEmpty() || (unknown.nextSetBit(0) >= first && unknown.length() - 1 <= last);
    }

    private FixedBitSet allBut(List<FixedBitSet> exact, int first, int last) {
        FixedBitSet all = index.none();
        all.set(0, all.length());
        for (int i = 0; i < exact.size(); i++) {
            if (i < first || i > last) {
                all.and(exact.get(i));
            }
        }
        return all;
    }

    /** The concepts with a word that is a slip away, or with two words that ran into one. */
    private FixedBitSet slipped(String word, int words) throws IOException {
        boolean isTelling = word.length() >= SLIP_CHARACTERS_MIN || words > 1;
        FixedBitSet found = isTelling ? index.near(TextIndexFields.TONELESS, word) : index.none();
        for (int at = 1; at < word.length(); at++) {
            addTwo(found, word.substring(0, at), word.substring(at));
            if (at + 1 < word.length()) {
                addTwo(found, word.substring(0, at), word.substring(at + 1));
            }
        }
        return found;
    }

    /** The concepts with a word that came apart, or with two between which the space changed its place. */
    private FixedBitSet slippedApart(String one, String other) throws IOException {
        FixedBitSet found = index.near(TextIndexFields.TONELESS, one + other);
        if (one.length() > 1) {
            addTwo(found, one.substring(0, one.length() - 1), one.charAt(one.length() - 1) + other);
        }
        if (other.length() > 1) {
            addTwo(found, one + other.charAt(0), other.substring(1));
        }
        return found;
    }

    private void addTwo(FixedBitSet found, String one, String other) throws IOException {
        if (index.has(TextIndexFields.TONELESS, one) && index.has(TextIndexFields.TONELESS, other)) {
            FixedBitSet both = index.equal(TextIndexFields.TONELESS, one);
            both.and(index.equal(TextIndexFields.TONELESS, other));
            found.or(both);
        }
    }
}
