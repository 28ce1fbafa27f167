package vn.khop.server.rest;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is different between two writings, letter by letter as a reader counts letters: a letter with its marks is one.
 *
 * @param kind of the difference as a whole
 * @param pieces of the second writing in their order; what only the first has stands among them as {@code MISSING}
 */
record TextDifference(Kind kind, List<Piece> pieces) {
    private static final Pattern GRAPHEME = Pattern.compile("\\X");
    private static final Pattern WORD = Pattern.compile("\\s+|\\S+");
    private static final Pattern TONES = Pattern.compile("[\\u0300\\u0301\\u0303\\u0309\\u0323]");
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s\\p{P}\\p{S}]+");

    /** Beyond this many pairs of letters the whole text counts as different; no name or address comes near it. */
    private static final int PAIRS_MAX = 1_000_000;

    /** How the two differ, from the least to the most. */
    enum Kind {
        SAME,
        /** Case, blanks, punctuation, or another way of writing the same value. */
        WRITING,
        /** The tone mark stands on another letter of the syllable: Hòa and Hoà. */
        TONE_PLACE,
        /** Tone marks or diacritics are others, or missing. */
        MARKS,
        LETTERS,
        /** One of the two says nothing. */
        ABSENT
    }

    /** Letters next to each other that are alike in this. */
    record Piece(String text, Part part) {
        enum Part {
            SAME,
            /** Only the second writing has them. */
            DIFFERS,
            /** Only the first has them. */
            MISSING
        }

        @Override
        public String toString() {
            return "Piece[" + part + "]";
        }
    }

    TextDifference {
        pieces = List.copyOf(pieces);
    }

    static TextDifference between(String first, String second) {
        return new TextDifference(kind(first, second), pieces(first, second));
    }

    private static Kind kind(String first, String second) {
        String one = bare(first);
        String other = bare(second);
        if (one.isEmpty() || other.isEmpty()) {
            return one.equals(other) ? Kind.SAME : Kind.ABSENT;
        }
        if (Normalizer.normalize(first, Normalizer.Form.NFC)
                .equals(Normalizer.normalize(second, Normalizer.Form.NFC))) {
            return Kind.SAME;
        }
        if (one.equals(other)) {
            return Kind.WRITING;
        }
        if (tonesAtEnd(one).equals(tonesAtEnd(other))) {
            return Kind.TONE_PLACE;
        }
        return withoutMarks(one).equals(withoutMarks(other)) ? Kind.MARKS : Kind.LETTERS;
    }

    /** Words with single blanks between, in lower case. */
    private static String bare(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        return BETWEEN_WORDS.matcher(composed).replaceAll(" ").strip();
    }

    private static String tonesAtEnd(String bare) {
        return Arrays.stream(bare.split(" "))
                .map(syllable -> Normalizer.normalize(syllable, Normalizer.Form.NFD))
                .map(letters -> TONES.matcher(letters).replaceAll("")
                        + TONES.matcher(letters)
                                .results()
                                .map(MatchResult::group)
                                .collect(Collectors.joining()))
                .collect(Collectors.joining(" "));
    }

    private static String withoutMarks(String bare) {
        return MARKS.matcher(Normalizer.normalize(bare, Normalizer.Form.NFD))
                .replaceAll("")
                .replace('đ', 'd');
    }

    static List<String> graphemes(String text) {
        return GRAPHEME.matcher(Normalizer.normalize(text, Normalizer.Form.NFC))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    /** Word by word, and within two words of which more than half is alike letter by letter: so a name that is another one altogether is not shown as a puzzle of its letters. */
    private static List<Piece> pieces(String first, String second) {
        List<Piece> pieces = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        List<String> come = new ArrayList<>();
        for (Piece step : steps(words(first), words(second))) {
            switch (step.part()) {
                case MISSING -> gone.add(step.text());
                case DIFFERS -> come.add(step.text());
                case SAME -> {
                    replaced(gone, come, pieces);
                    append(pieces, step.text(), Piece.Part.SAME);
                }
            }
        }
        replaced(gone, come, pieces);
        return pieces;
    }

    private static void replaced(List<String> gone, List<String> come, List<Piece> pieces) {
        if (gone.size() == come.size()) {
            for (int i = 0; i < gone.size(); i++) {
                letters(gone.get(i), come.get(i), pieces);
            }
        } else {
            come.forEach(word -> append(pieces, word, Piece.Part.DIFFERS));
            if (come.stream().allMatch(String::isBlank)) {
                gone.forEach(word -> append(pieces, word, Piece.Part.MISSING));
            }
        }
        gone.clear();
        come.clear();
    }

    private static void letters(String gone, String come, List<Piece> pieces) {
        List<Piece> steps = steps(graphemes(gone), graphemes(come));
        if (isMostlyAlike(graphemes(withoutMarks(bare(gone))), graphemes(withoutMarks(bare(come))))) {
            steps.forEach(step -> append(pieces, step.text(), step.part()));
        } else {
            append(pieces, come, Piece.Part.DIFFERS);
        }
    }

    private static boolean isMostlyAlike(List<String> one, List<String> other) {
        long same = steps(one, other).stream()
                .filter(step -> step.part() == Piece.Part.SAME)
                .count();
        return 2 * same > Math.max(one.size(), other.size());
    }

    /** Words, and what stands between them. */
    private static List<String> words(String text) {
        return WORD.matcher(Normalizer.normalize(text, Normalizer.Form.NFC))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    /** By a longest common subsequence; what differs comes before what is missing at the same place. */
    private static List<Piece> steps(List<String> one, List<String> other) {
        if ((long) one.size() * other.size() > PAIRS_MAX) {
            return List.of(new Piece(String.join("", other), Piece.Part.DIFFERS));
        }
        int[][] common = new int[one.size() + 1][other.size() + 1];
        for (int i = one.size() - 1; i >= 0; i--) {
            for (int j = other.size() - 1; j >= 0; j--) {
                common[i][j] = one.get(i).equals(other.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<Piece> steps = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < one.size() || j < other.size()) {
            if (i < one.size() && j < other.size() && one.get(i).equals(other.get(j))) {
                steps.add(new Piece(one.get(i), Piece.Part.SAME));
                i++;
                j++;
            } else if (j < other.size() && (i == one.size() || common[i][j + 1] >= common[i + 1][j])) {
                steps.add(new Piece(other.get(j), Piece.Part.DIFFERS));
                j++;
            } else {
                steps.add(new Piece(one.get(i), Piece.Part.MISSING));
                i++;
            }
        }
        return steps;
    }

    private static void append(List<Piece> pieces, String letter, Piece.Part part) {
        int last = pieces.size() - 1;
        if (last >= 0 && pieces.get(last).part() == part) {
            pieces.set(last, new Piece(pieces.get(last).text() + letter, part));
        } else {
            pieces.add(new Piece(letter, part));
        }
    }

    /** The same pieces with every letter hidden but those at the end of the second writing: where they differ is to be seen, not what they say. */
    TextDifference masked() {
        int length = pieces.stream()
                .filter(piece -> piece.part() != Piece.Part.MISSING)
                .mapToInt(piece -> graphemes(piece.text()).size())
                .sum();
        int hidden = length - MaskedNumber.shownAtEnd(length);
        List<Piece> masked = new ArrayList<>();
        for (Piece piece : pieces) {
            for (String letter : graphemes(piece.text())) {
                boolean isHidden = piece.part() == Piece.Part.MISSING || hidden > 0;
                if (piece.part() != Piece.Part.MISSING) {
                    hidden--;
                }
                append(masked, isHidden ? MaskedNumber.HIDDEN : letter, piece.part());
            }
        }
        return new TextDifference(kind, masked);
    }

    @Override
    public String toString() {
        return "TextDifference[" + kind + "]";
    }
}
