package vn.khop.terminology.claim;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** How claims write codes: they leave out the dot of ICD-10 and the mark of a pair, † or *. */
public final class ClaimedCode {
    private static final int CATEGORY_CHARACTERS = 3;
    private static final List<String> MARKS = List.of("", "†", "*");

    private ClaimedCode() {}

    /** What the list may call it, the likeliest first. */
    public static List<String> inTheList(String claimed) {
        Set<String> written = new LinkedHashSet<>(List.of(claimed));
        if (claimed.length() > CATEGORY_CHARACTERS && claimed.indexOf('.') < 0) {
            written.add(claimed.substring(0, CATEGORY_CHARACTERS) + "." + claimed.substring(CATEGORY_CHARACTERS));
        }
        List<String> codes = new ArrayList<>();
        written.forEach(code -> MARKS.forEach(mark -> codes.add(code + mark)));
        return codes;
    }

    /** How claims may write a code of the list; the list's own way first. */
    public static List<String> inClaims(String code) {
        String bare = code.endsWith("†") || code.endsWith("*") ? code.substring(0, code.length() - 1) : code;
        Set<String> written = new LinkedHashSet<>(List.of(code, bare));
        if (bare.indexOf('.') == CATEGORY_CHARACTERS) {
            written.add(bare.substring(0, CATEGORY_CHARACTERS) + bare.substring(CATEGORY_CHARACTERS + 1));
        }
        return List.copyOf(written);
    }
}
