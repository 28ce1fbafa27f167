package vn.khop.mpi.normalise;

import java.util.HashSet;
import java.util.Set;

/**
 * Which syllables Vietnamese can write: an onset, a rime, and a tone that the rime bears. Words of people's names and of places
 * need not be among them (minorities' languages, foreign names); a word that is one was read in the right encoding, most likely.
 *
 * <p>Immutable. All questions are about lower-case NFC text.
 */
final class Syllables {
    /* The inventory is made by rule, from the school grammar of quốc ngữ:
     *   onset x rime, where k, gh, ngh stand before e, ê, i, y and c, g, ng before the others; q only before u and a vowel;
     *   gi before a rime loses one of two i ("gì", "giếng"); rimes in -c, -ch, -p, -t bear sắc or nặng and must bear one;
     *   the tone stands on the vowel with a shape mark (the second of ươ), else on any vowel: both places are in use.
     *   Rimes of a few loan words (oong, uyn) are left out: as keys they mean another rime.
     * That gives some 4,500 syllables without tones, more than any dictionary lists: a rule, not a list, says what is possible.
     */
    private static final String[] ONSETS = {
        "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "r",
        "s", "t", "th", "tr", "v", "x"
    };
    private static final String RIMES =
            "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây "
                    + "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu "
                    + "o oc oi om on ong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt "
                    + "u ua uc ui um un ung up ut uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu "
                    + "oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet uân uâng uât uây "
                    + "uê uêch uênh uên uy uya uych uyên uyêt uynh uyt uyu uơ y yêm yên yêng yêt yêu";
    /** Rimes after q, which the u belongs to. */
    private static final String RIMES_AFTER_Q =
            "ua uac uach uai uan uang uanh uao uat uau uay uăc uăm uăn uăng uăp uăt uân uâng "
                    + "uât uây uê uên uênh uêt uêch ue uen ueo uet ui uit uy uyên uyêt uych uynh uyt uyu uơ uôc uôn uông";

    private final Set<String> toneless = new HashSet<>();

    Syllables() {
        for (String onset : ONSETS) {
            for (String rime : RIMES.split(" ")) {
                if (isSpelling(onset, rime)) {
                    toneless.add(onset + rime);
                }
            }
        }
        for (String rime : RIMES_AFTER_Q.split(" ")) {
            toneless.add("q" + rime);
        }
        for (String rime : RIMES.split(" ")) {
            if (rime.startsWith("ê") && rime.length() > 1) {
                toneless.add("gi" + rime);
            }
        }
    }

    private static boolean isSpelling(String onset, String rime) {
        boolean isFront = "eêiy".indexOf(rime.charAt(0)) >= 0;
        return switch (onset) {
            case "" -> true;
            case "k" -> isFront;
            case "gh", "ngh" -> isFront && rime.charAt(0) != 'y';
            case "c", "ng" -> !isFront;
            case "g" -> !isFront || rime.charAt(0) == 'i';
            case "gi" -> !isFront || rime.charAt(0) == 'e';
            // After another onset only the single y is written, for i.
            default -> !rime.startsWith("yê");
        };
    }

    /** Whether Vietnamese can write the syllable with exactly these marks. */
    boolean isPossible(String syllable) {
        int n = syllable.length();
        if (n == 0 || n > 7) {
            return false;
        }
        boolean isAscii = true;
        for (int i = 0; i < n; i++) {
            isAscii &= syllable.charAt(i) < 0x80;
        }
        if (isAscii) {
            return toneless.contains(syllable) && !endsInStop(syllable);
        }
        char tone = 0;
        int bearer = 0;
        char[] bare = new char[n];
        for (int i = 0; i < n; i++) {
            char c = syllable.charAt(i);
            char mark = ToneMarks.mark(c);
            bare[i] = ToneMarks.toneless(c);
            if (mark != 0) {
                if (tone != 0) {
                    return false;
                }
                tone = mark;
                bearer = i;
            }
        }
        String without = new String(bare);
        if (!toneless.contains(without)) {
            return false;
        }
        if (endsInStop(without)) {
            return (tone == '\u0301' || tone == '\u0323') && isBearer(without, bearer);
        }
        return tone == 0 || isBearer(without, bearer);
    }

    private static boolean isBearer(String toneless, int at) {
        int shaped = lastShaped(toneless);
        return shaped < 0 ? isVowel(toneless.charAt(at)) : shaped == at;
    }

    private static int lastShaped(String toneless) {
        for (int i = toneless.length() - 1; i >= 0; i--) {
            if ("ăâêôơư".indexOf(toneless.charAt(i)) >= 0) {
                // In ưa and ưu the ư bears the tone, in ươ the ơ: always the last shaped vowel.
                return i;
            }
        }
        return -1;
    }

    static boolean isVowel(char c) {
        return "aăâeêioôơuưy".indexOf(c) >= 0;
    }

    private static boolean endsInStop(String toneless) {
        char last = toneless.charAt(toneless.length() - 1);
        char before = toneless.length() > 1 ? toneless.charAt(toneless.length() - 2) : ' ';
        return last == 'c' || last == 'p' || last == 't' || (last == 'h' && before == 'c');
    }

    /**
     * The syllable with its tone where it is written, by the place that {@link Spelling#key} keeps.
     *
     * @param tone a combining mark, or 0 for the level tone
     */
    String withTone(String toneless, char tone) {
        if (tone == 0) {
            return toneless;
        }
        int at = lastShaped(toneless);
        if (at < 0) {
            at = plainBearer(toneless);
        }
        return at < 0
                ? toneless
                : toneless.substring(0, at) + ToneMarks.with(toneless.charAt(at), tone) + toneless.substring(at + 1);
    }

    /** Before a final consonant the last vowel, else the last but one; the u of qu and the i of gia are no vowels. */
    private static int plainBearer(String toneless) {
        int start = toneless.startsWith("q")
                        || (toneless.startsWith("gi") && toneless.length() > 2 && isVowel(toneless.charAt(2)))
                ? 2
                : 0;
        int first = -1;
        int last = -1;
        for (int i = start; i < toneless.length(); i++) {
            if (isVowel(toneless.charAt(i))) {
                first = first < 0 ? i : first;
                last = i;
            }
        }
        boolean isOpen = last == toneless.length() - 1;
        return !isOpen || first == last ? last : last - 1;
    }
}
