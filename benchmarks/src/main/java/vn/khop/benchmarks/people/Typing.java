package vn.khop.benchmarks.people;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import vn.khop.reference.LegacyEncoding;
import vn.khop.reference.LegacyEncodings;

/** What fingers, fonts and ears make of a Vietnamese text. Each function takes a text and gives it changed, or as it was where nothing in it can change so. */
final class Typing {
    private static final String KEYS = "aehiilmnnoctgugyrsv";
    private static final String[][] SOUNDS = {
        {"l", "n"},
        {"s", "x"},
        {"ch", "tr"},
        {"d", "gi"},
        {"d", "v"},
        {"gi", "d"},
        {"v", "d"},
        {"n", "l"},
        {"x", "s"},
        {"tr", "ch"}
    };
    private static final String[][] ENDS = {{"n", "ng"}, {"ng", "n"}, {"t", "c"}, {"c", "t"}};
    private static final String VOWELS = "aeiouy";
    private static final String TONES = "[\u0300\u0301\u0303\u0309\u0323]";
    private static final char HOOK = '\u0309';
    private static final char TILDE = '\u0303';

    private static final char[] PLAIN = plainLetters();

    private final Map<LegacyEncoding, Map<Character, String>> spellings = new HashMap<>();

    Typing(LegacyEncodings encodings) {
        for (LegacyEncoding encoding : LegacyEncoding.values()) {
            Map<Character, String> ofLetter = new HashMap<>();
            for (char letter : encodings.letters()) {
                encodings.spelling(encoding, letter).ifPresent(spelling -> ofLetter.put(letter, spelling));
            }
            spellings.put(encoding, ofLetter);
        }
    }

    private static char[] plainLetters() {
        char[] plain = new char[0x1F00];
        for (int c = 0; c < plain.length; c++) {
            String base = Normalizer.normalize(String.valueOf((char) c), Normalizer.Form.NFD);
            plain[c] = Character.isLetter(c) ? base.charAt(0) : (char) c;
        }
        plain['Đ'] = 'D';
        plain['đ'] = 'd';
        return plain;
    }

    /** Without marks, capitals as they were. */
    static String plain(String text) {
        char[] letters = text.toCharArray();
        for (int i = 0; i < letters.length; i++) {
            letters[i] = letters[i] < PLAIN.length ? PLAIN[letters[i]] : letters[i];
        }
        return new String(letters);
    }

    /** The same for two spellings of one word: i for y, and its marks of tone behind its letters. */
    static String spellingKey(String word) {
        String apart = Normalizer.normalize(word, Normalizer.Form.NFD).replace('y', 'i');
        return apart.replaceAll(TONES, "") + apart.replaceAll("[^" + TONES.substring(1), "");
    }

    /** One key: wrong, missing, doubled, or exchanged with its neighbour. */
    static String keySlip(String text, SplittableRandom random) {
        if (text.length() < 3) {
            return text;
        }
        int at = random.nextInt(text.length() - 1);
        char here = text.charAt(at);
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> text.substring(0, at) + text.substring(at + 1);
            case 3, 4 -> text.substring(0, at) + here + text.substring(at);
            case 5, 6 -> text.substring(0, at) + KEYS.charAt(random.nextInt(KEYS.length())) + text.substring(at + 1);
            default -> text.substring(0, at) + text.charAt(at + 1) + here + text.substring(at + 2);
        };
    }

    /** One sound of the region for another, at the start or the end of one word. */
    static String soundSlip(String text, SplittableRandom random) {
        String[] words = text.split(" ");
        for (int tries = 0; tries < 4; tries++) {
            int at = random.nextInt(words.length);
            String word = words[at];
            String lower = plain(word).toLowerCase(Locale.ROOT);
            if (random.nextInt(3) > 0) {
                String[] pair = SOUNDS[random.nextInt(SOUNDS.length)];
                boolean startsSo = lower.startsWith(pair[0])
                        && lower.length() > pair[0].length()
                        && VOWELS.indexOf(lower.charAt(pair[0].length())) >= 0;
                if (startsSo && word.charAt(0) != 'Đ') {
                    words[at] = title(pair[1]) + word.substring(pair[0].length());
                    return String.join(" ", words);
                }
            } else {
                String[] pair = ENDS[random.nextInt(ENDS.length)];
                boolean endsSo = lower.endsWith(pair[0]) && lower.length() > pair[0].length() + 1;
                if (endsSo && VOWELS.indexOf(lower.charAt(lower.length() - pair[0].length() - 1)) >= 0) {
                    words[at] = word.substring(0, word.length() - pair[0].length()) + pair[1];
                    return String.join(" ", words);
                }
            }
        }
        return text;
    }

    /** Hỏi for ngã or ngã for hỏi, throughout. */
    static String toneSlip(String text) {
        String apart = Normalizer.normalize(text, Normalizer.Form.NFD);
        if (apart.indexOf(HOOK) < 0 && apart.indexOf(TILDE) < 0) {
            return text;
        }
        char[] letters = apart.toCharArray();
        for (int i = 0; i < letters.length; i++) {
            letters[i] = letters[i] == HOOK ? TILDE : letters[i] == TILDE ? HOOK : letters[i];
        }
        return Normalizer.normalize(new String(letters), Normalizer.Form.NFC);
    }

    private static final String[][] PLACEMENTS = {
        {"òa", "oà"},
        {"óa", "oá"},
        {"ỏa", "oả"},
        {"õa", "oã"},
        {"ọa", "oạ"},
        {"òe", "oè"},
        {"óe", "oé"},
        {"ỏe", "oẻ"},
        {"ùy", "uỳ"},
        {"úy", "uý"},
        {"ủy", "uỷ"},
        {"ũy", "uỹ"},
        {"ụy", "uỵ"},
        {"Mỹ", "Mĩ"},
        {"Lý", "Lí"},
        {"Vy", "Vi"},
        {"Quý", "Quí"},
        {"ỳ", "ì"}
    };

    /** The other placement of the tone (hoà for hòa), or i for y. */
    static String otherSpelling(String text) {
        for (String[] pair : PLACEMENTS) {
            if (text.contains(pair[0])) {
                return text.replace(pair[0], pair[1]);
            }
        }
        return text;
    }

    /** The text in another encoding or as keys; capitals of words stay where the encoding has them. */
    String spelt(String text, LegacyEncoding encoding) {
        Map<Character, String> ofLetter = spellings.getOrDefault(encoding, Map.of());
        if (encoding == LegacyEncoding.TELEX) {
            return telex(text, ofLetter);
        }
        StringBuilder spelt = new StringBuilder(text.length() * 2);
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            spelt.append(ofLetter.getOrDefault(letter, String.valueOf(letter)));
        }
        return spelt.toString();
    }

    /** The key of the tone stands at the end of its word, as most people type. */
    private static String telex(String text, Map<Character, String> keys) {
        StringBuilder typed = new StringBuilder(text.length() * 2);
        String tone = "";
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == ' ') {
                typed.append(tone).append(' ');
                tone = "";
                continue;
            }
            String spelling = keys.getOrDefault(letter, String.valueOf(letter));
            char last = spelling.charAt(spelling.length() - 1);
            if (spelling.length() > 1 && "sfrxj".indexOf(last) >= 0) {
                tone = String.valueOf(last);
                spelling = spelling.substring(0, spelling.length() - 1);
            }
            typed.append(letter == 'Đ' ? "DD" : Character.isUpperCase(letter) ? title(spelling) : spelling);
        }
        return typed.append(tone).toString();
    }

    static String title(String word) {
        return word.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
