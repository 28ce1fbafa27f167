package vn.khop.server.insurance;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The tables of QĐ 130, 4750 and 3176. The name is stored: never rename one. */
public enum ClaimTable {
    /** What is sent when a patient arrives, by itself and not in an envelope. */
    CHECK_IN,
    /** The stay as a whole, with everything that it says of the patient. */
    XML1,
    XML2,
    XML3,
    XML4,
    XML5,
    XML6,
    /** The discharge paper: a child's parents by their insurance numbers. */
    XML7,
    XML8,
    /** The birth certificate: a newborn and its mother, or whoever takes care of it. */
    XML9,
    XML10,
    XML11,
    XML12,
    XML13,
    XML14,
    XML15;

    /** Whether it says who somebody is; of the others, which may be held against rules, it is kept that they came, and nothing of what they say. */
    boolean isRead() {
        return this == CHECK_IN || this == XML1 || this == XML7 || this == XML9;
    }

    /** Whether a stay has one row of it at most. */
    boolean isSingle() {
        return this == XML1 || this == XML7;
    }

    /** As {@code LOAIHOSO} names it. */
    static Optional<ClaimTable> inEnvelope(String kind) {
        String name = kind.strip().toUpperCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(table -> table != CHECK_IN && table.name().equals(name))
                .findFirst();
    }
}
