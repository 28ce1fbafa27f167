package vn.khop.server.registry;

import java.util.Arrays;
import java.util.Optional;

/** Why somebody decided as they did. The code is stored and has a text in each language of the desk; never rename one. */
public enum ReasonCode {
    SAME_CARD("same-card"),
    SAME_HISTORY("same-history"),
    CONFIRMED_BY_HOSPITAL("confirmed-by-hospital"),
    CONFIRMED_BY_PATIENT("confirmed-by-patient"),
    DUPLICATE_REGISTRATION("duplicate-registration"),
    NAMESAKES("namesakes"),
    TWINS("twins"),
    RELATIVES_CARD("relatives-card"),
    NEWBORN_ON_MOTHERS_NUMBER("newborn-on-mothers-number"),
    MISTYPED_NUMBER("mistyped-number"),
    RECORD_REUSED("record-reused"),
    ANOTHER_PATIENT("another-patient"),
    TYPING_CORRECTED("typing-corrected"),
    NEEDS_LEAD("needs-lead"),
    NEEDS_HOSPITAL("needs-hospital"),
    DECIDED_WRONGLY("decided-wrongly"),
    OTHER("other");

    private final String code;

    ReasonCode(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }

    public static Optional<ReasonCode> of(String code) {
        return Arrays.stream(values())
                .filter(reason -> reason.code.equals(code))
                .findFirst();
    }
}
