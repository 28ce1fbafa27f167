package vn.khop.reference;

/** A way to write Vietnamese letters that is not Unicode: an encoding of one byte a character, or the keys of an input method. */
public enum LegacyEncoding {
    /** TCVN3, also ABC: fonts of the 1990s ({@code .VnTime}); capitals with a tone are lower-case bytes in a font of capitals. */
    TCVN3("tcvn3", true),
    /** VNI for Windows ({@code VNI-Times}): a plain letter and a byte for its mark. */
    VNI_WINDOWS("vni_windows", true),
    /** VISCII, RFC 1456. */
    VISCII("viscii", true),
    /** Code page 1258 read as 1252: a letter and a byte for its tone. */
    WINDOWS_1258("windows_1258", true),
    /** The mnemonics of RFC 1456: {@code Nguye^~n}. */
    VIQR("viqr", false),
    /** Keys of the Telex method left as they were typed: {@code Nguyeenx}. */
    TELEX("telex", false),
    /** Keys of the VNI method left as they were typed: {@code Nguye6n4}. */
    VNI_KEYS("vni_keys", false);

    private final String column;
    private final boolean isOfBytes;

    LegacyEncoding(String column, boolean isOfBytes) {
        this.column = column;
        this.isOfBytes = isOfBytes;
    }

    /** Whether letters are bytes above 0x7F, which look like other letters; else they are printable ASCII. */
    public boolean isOfBytes() {
        return isOfBytes;
    }

    String column() {
        return column;
    }
}
