package vn.khop.terminology.compile;

import java.util.List;

/** What each field of the text index holds. The writer and the search read it from here, so they cannot differ. */
public final class TextIndexFields {
    /** The code in lower case, with its signs and without. */
    public static final String CODE = "code";
    /** Each word of each name, with marks. */
    public static final String TONED = "toned";
    /** Each word of each name, without marks. */
    public static final String TONELESS = "toneless";
    /** Each whole name: its toneless words joined by one space ({@link #name}). */
    public static final String NAME = "name";
    /** The beginnings of each whole name, of one to {@link #START_CHARACTERS_MAX} characters: what is typed into a picker is short. */
    public static final String START = "start";
    /** {@link #YES} where the concept is active. */
    public static final String ACTIVE = "active";
    /** Characters of the name that is shown: among equals, the shorter comes first. */
    public static final String LENGTH = "length";

    public static final String YES = "1";

    /** A name that begins with a longer text is found by its own term: few do. */
    public static final int START_CHARACTERS_MAX = 6;

    /** Lucene takes no term past 32,766 bytes, and nobody types a name past this many characters. */
    private static final int NAME_CHARACTERS_MAX = 1_000;

    private TextIndexFields() {}

    /** Words as one term. */
    public static String name(List<String> tonelessWords) {
        String joined = String.join(" ", tonelessWords);
        return joined.length() <= NAME_CHARACTERS_MAX ? joined : joined.substring(0, NAME_CHARACTERS_MAX);
    }
}
