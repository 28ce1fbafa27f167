package vn.khop.reference;

/**
 * Sex as the health-insurance XML codes it: 1 male, 2 female, 3 undetermined. Source: annex of QĐ 4750/QĐ-BYT
 * (2023-12-29), table XML1, element GIOI_TINH.
 */
public enum Sex {
    MALE(1),
    FEMALE(2),
    UNDETERMINED(3);

    private final int code;

    Sex(int code) {
        this.code = code;
    }

    /** The official code, 1 to 3. */
    public int code() {
        return code;
    }
}
