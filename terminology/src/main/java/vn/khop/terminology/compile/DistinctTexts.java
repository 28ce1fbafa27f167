package vn.khop.terminology.compile;

import java.util.Arrays;

/*
 * A list of half a million concepts says four million texts, of which one and a half million differ. A map from text to number would hold
 * an entry, a boxed number and a bucket for each; here it is four bytes for its place in a table of open addresses, at most half full, and four
 * for the text.
 */
/** Different texts, numbered as they are first seen, then ranked in the order of their UTF-8 bytes. Texts are compared by their letters. */
final class DistinctTexts {
    private String[] texts = new String[1 << 10];
    /** Number + 1 of each text, at its hash or the next free place after it; 0 where there is none. */
    private int[] places = new int[1 << 11];

    private int size;
    private boolean hasSurrogates;

    int size() {
        return size;
    }

    /** The number of a text, from 0; it is added where it is new. */
    int number(String text) {
        int place = place(text);
        if (places[place] != 0) {
            return places[place] - 1;
        }
        check(text);
        if (size == texts.length) {
            grow();
            place = place(text);
        }
        texts[size++] = text;
        places[place] = size;
        return size - 1;
    }

    /** The texts in the unsigned order of their UTF-8 bytes. */
    String[] sorted() {
        String[] sorted = Arrays.copyOf(texts, size);
        if (hasSurrogates) {
            Arrays.sort(sorted, DistinctTexts::byCodePoints);
        } else {
            // One UTF-16 unit a letter: Java's own order is that of the code points, and so of the bytes.
            Arrays.sort(sorted);
        }
        return sorted;
    }

    /** How many bytes a text has in UTF-8. */
    static int utf8Length(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                // Both halves of a pair count two: a pair is four bytes.
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }

    private void check(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                hasSurrogates = true;
                boolean isPair = i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
                if (!isPair) {
                    throw new IllegalArgumentException("a text holds half a surrogate pair and has no UTF-8 form");
                }
                i++;
            }
        }
    }

    private int place(String text) {
        int hash = text.hashCode() * 0x9E3779B9;
        int place = (hash ^ hash >>> 15) & (places.length - 1);
        while (places[place] != 0 && !texts[places[place] - 1].equals(text)) {
            place = (place + 1) & (places.length - 1);
        }
        return place;
    }

    private void grow() {
        texts = Arrays.copyOf(texts, size * 2);
        places = new int[texts.length * 2];
        for (int number = 0; number < size; number++) {
            places[place(texts[number])] = number + 1;
        }
    }

    /** A letter beyond the first plane is above all others, though its halves are not. */
    private static int byCodePoints(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char one = a.charAt(i);
            char other = b.charAt(i);
            if (one != other) {
                boolean isBeyond = Character.isSurrogate(one);
                return isBeyond == Character.isSurrogate(other) ? Character.compare(one, other) : isBeyond ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
