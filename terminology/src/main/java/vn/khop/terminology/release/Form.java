package vn.khop.terminology.release;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import vn.khop.terminology.concept.SearchWords;

/*
 * What is left of a text when its form is taken away: two texts with the same rest are two ways to write the same.
 *
 * Taken away: how letters are encoded (NFC), upper and lower case, blanks and line ends, punctuation, and two things in which Vietnamese
 * spelling is free: where the tone mark of oa, oe, uy stands (hoà, hòa), and i or y after h, k, l, m, s, t and qu at the end of a syllable
 * (kỹ thuật, kĩ thuật; bác sỹ, bác sĩ) [1]. Everything else stays, marks too: "bệnh dại" and "bệnh dài" are two texts. Signs that
 * mathematics uses stay as words of their own, because "< 5" and "> 5" differ; a point or comma within a number is punctuation like any
 * other, since both divide decimals in these lists, and still sets 1.5 apart from 15.
 *
 * [1] Quyết định 240/QĐ of the Ministry of Education (1984-03-05), and Quyết định 1989/QĐ-BGDĐT (2018), on i and y and on tone marks.
 */
final class Form {
    private static final String Y = "yỳýỷỹỵ";
    private static final String I = "iìíỉĩị";
    private static final String BEFORE_FREE_Y = "hklmst";

    private Form() {}

    /** The words that carry the meaning, in their order. */
    static List<String> withoutForm(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder run = new StringBuilder();
        Normalizer.normalize(text, Normalizer.Form.NFKC).codePoints().forEach(c -> {
            if (isSign(c)) {
                take(run, words);
                words.add(Character.toString(c));
            } else {
                run.appendCodePoint(c);
            }
        });
        take(run, words);
        return words;
    }

    private static void take(StringBuilder run, List<String> words) {
        SearchWords.toned(run.toString()).forEach(word -> words.add(withI(word)));
        run.setLength(0);
    }

    private static boolean isSign(int c) {
        return Character.getType(c) == Character.MATH_SYMBOL || c == '%' || c == '‰' || c == '†' || c == '*';
    }

    /** A free y at the end of the word as i. */
    private static String withI(String word) {
        int last = word.length() - 1;
        int tone = last < 1 ? -1 : Y.indexOf(word.charAt(last));
        if (tone < 0) {
            return word;
        }
        String start = word.substring(0, last).toLowerCase(Locale.ROOT);
        boolean isFree = start.equals("qu") || (start.length() == 1 && BEFORE_FREE_Y.contains(start));
        return isFree ? word.substring(0, last) + I.charAt(tone) : word;
    }
}
