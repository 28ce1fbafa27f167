package vn.khop.terminology.load;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.load.LoadIssue.Severity;

/**
 * One cell's text, made fit to keep: NFC, one space where there were several, a line end, a tab or a hard space. Every change is told.
 *
 * @param value what is kept; empty where nothing was in the cell
 * @param remarks what was found; an error among them means that the text cannot be kept
 */
record CellText(String value, List<Remark> remarks) {
    record Remark(Severity severity, ErrorCode code, Wording wording) {}

    private static final Wording COMPOSED = new Wording(
            "chữ và dấu được viết rời; đã ghép lại (Unicode NFC)",
            "letters and marks were written apart; kept composed (Unicode NFC)");
    private static final Wording UNDECODED = new Wording(
            "có U+FFFD: một chữ đã mất khi chuyển mã tệp; hãy chuyển lại từ tệp gốc",
            "U+FFFD was found: a letter was lost when the file was converted; convert it again from the source");

    /** A separator between words that shows, or no character at all. */
    private static final String INVISIBLE = "[\\u200B\\uFEFF\\u00AD]";

    static CellText of(String raw) {
        return isTidy(raw) ? new CellText(raw, List.of()) : tidied(raw);
    }

    /**
     * Whether it is easily seen that nothing is to be done: single spaces between words of ASCII and of Latin letters that are their own NFC.
     * Millions of cells are like that, and few are not.
     */
    private static boolean isTidy(String raw) {
        char before = ' ';
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            boolean isPlain = (c > ' ' && c < 0x7F)
                    || (c >= 0xC0 && c < 0x300)
                    || (c >= 0x1E00 && c < 0x1F00)
                    || (c == ' ' && before != ' ');
            if (!isPlain) {
                return false;
            }
            before = c;
        }
        return raw.isEmpty() || before != ' ';
    }

    /** The same, looked at in every way. */
    static CellText tidied(String raw) {
        List<Remark> remarks = new ArrayList<>();
        String composed = Normalizer.normalize(raw, Normalizer.Form.NFC);
        if (!composed.equals(raw)) {
            remarks.add(new Remark(Severity.WARNING, ErrorCode.NOT_NFC, COMPOSED));
        }
        String tidy = composed.replaceAll(INVISIBLE, "")
                .replaceAll("[\\s\\u00A0\\u2007\\u202F]+", " ")
                .strip();
        if (!tidy.equals(composed) && !composed.isBlank()) {
            remarks.add(new Remark(
                    Severity.WARNING,
                    ErrorCode.SPACES_TIDIED,
                    new Wording(
                            "có dấu xuống dòng, tab, dấu cách cứng hoặc thừa; đã giữ là '" + tidy + "'",
                            "line ends, tabs, hard or spare spaces were found; kept as '" + tidy + "'")));
        }
        firstControl(tidy).ifPresent(remarks::add);
        firstUndecoded(tidy).ifPresent(remarks::add);
        firstPrivate(tidy).ifPresent(remarks::add);
        return new CellText(tidy, List.copyOf(remarks));
    }

    private static Optional<Remark> firstControl(String text) {
        return first(text, Character.CONTROL)
                .map(character -> new Remark(
                        Severity.ERROR,
                        ErrorCode.CONTROL_CHARACTER,
                        new Wording(
                                "có ký tự điều khiển " + character + ", cần văn bản: hãy bỏ ký tự này",
                                "control character " + character + " was found, text was expected: remove it")));
    }

    private static Optional<Remark> firstUndecoded(String text) {
        return text.indexOf('\uFFFD') < 0
                ? Optional.empty()
                : Optional.of(new Remark(Severity.ERROR, ErrorCode.UNDECODED_CHARACTER, UNDECODED));
    }

    private static Optional<Remark> firstPrivate(String text) {
        return first(text, Character.PRIVATE_USE)
                .map(character -> new Remark(
                        Severity.WARNING,
                        ErrorCode.PRIVATE_USE_CHARACTER,
                        new Wording(
                                "có ký tự riêng " + character
                                        + ", có lẽ của một phông ký hiệu; vẫn giữ, nhưng hiện thành ô vuông",
                                "private-use character " + character
                                        + " was found, probably a symbol font's letter; kept, but it shows as a box")));
    }

    private static Optional<String> first(String text, int type) {
        return text.codePoints()
                .filter(c -> Character.getType(c) == type)
                .mapToObj(c -> String.format("U+%04X", c))
                .findFirst();
    }
}
