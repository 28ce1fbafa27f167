package vn.khop.terminology.claim;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** What can be wrong with a code in a claim, and how it is told. {@code %1$s} is the code, {@code %2$s} what the list wants. */
public enum ClaimRule {
    UNKNOWN_CODE(true, "the list has no code '%1$s' on this day", "danh mục không có mã '%1$s' vào ngày này"),
    INACTIVE(true, "'%1$s' is no longer to be used%2$s", "mã '%1$s' không còn được dùng%2$s"),
    NOT_VALID_ON_DAY(
            true,
            "'%1$s' is not valid on the last day of the stay: it is from %2$s",
            "mã '%1$s' không có hiệu lực vào ngày kết thúc: hiệu lực %2$s"),
    NOT_PRIMARY(true, "'%1$s' may not be the primary diagnosis", "mã '%1$s' không được là bệnh chính"),
    DISCOURAGED_PRIMARY(
            false, "'%1$s' should not be the primary diagnosis", "mã '%1$s' không được khuyến khích là bệnh chính"),
    MORE_SPECIFIC(
            false,
            "'%1$s' has more specific codes below it: use one of them",
            "mã '%1$s' có mã cụ thể hơn: hãy dùng mã đó"),
    DEATH_ONLY(false, "'%1$s' is only for causes of death", "mã '%1$s' chỉ dùng để mã hoá nguyên nhân tử vong"),
    SEX(true, "'%1$s' is for the sex %2$s", "mã '%1$s' dành cho giới %2$s"),
    MOSTLY_ONE_SEX(false, "'%1$s' is mostly of the sex %2$s", "mã '%1$s' chủ yếu ở giới %2$s"),
    AGE(true, "'%1$s' is for the ages %2$s", "mã '%1$s' dành cho tuổi %2$s"),
    BIRTH_AFTER_STAY(
            true,
            "the patient is born after the last day of the stay, so no age can be checked for '%1$s'",
            "ngày sinh sau ngày kết thúc nên không kiểm tra được tuổi cho mã '%1$s'"),
    WITHOUT_ASTERISK(
            false,
            "'%1$s' (dagger) goes with one of %2$s, and none of them is there",
            "mã '%1$s' (†) phải đi kèm một trong các mã %2$s, nhưng không có mã nào"),
    WITHOUT_DAGGER(
            true,
            "'%1$s' (asterisk) goes with one of %2$s, and none of them is there",
            "mã '%1$s' (*) phải đi kèm một trong các mã %2$s, nhưng không có mã nào"),
    ASTERISK_IS_PRIMARY(
            false,
            "of the pair '%1$s' and %2$s the second is the primary diagnosis",
            "trong cặp mã '%1$s' và %2$s, mã sau là bệnh chính");

    private static final Map<String, String> SEX_IN_VIETNAMESE = Map.of("female", "nữ", "male", "nam");

    private final boolean isError;
    private final String english;
    private final String vietnamese;

    ClaimRule(boolean isError, String english, String vietnamese) {
        this.isError = isError;
        this.english = english;
        this.vietnamese = vietnamese;
    }

    /** The word for it in JSON. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether the claim cannot stand so; otherwise somebody should look at it. */
    public boolean isError() {
        return isError;
    }

    String inEnglish(String code, String wanted) {
        return String.format(Locale.ROOT, english, code, wanted);
    }

    String inVietnamese(String code, String wanted) {
        String words = Arrays.stream(new ClaimRule[] {SEX, MOSTLY_ONE_SEX}).anyMatch(this::equals)
                ? SEX_IN_VIETNAMESE.getOrDefault(wanted, wanted)
                : wanted;
        return String.format(Locale.ROOT, vietnamese, code, words);
    }
}
