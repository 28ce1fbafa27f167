package vn.khop.terminology.release;

import java.util.Arrays;
import java.util.Optional;

/** What has become of a code from one release to another. Each code that is not the same is in one class, the first that fits. */
public enum ChangeClass {
    /** The later release has the code and the earlier one has not. */
    NEW("new"),
    /** The earlier release has the code and the later one has not. */
    REMOVED("removed"),
    /** The later release keeps the code and says not to use it any more. Whatever else changed is told with it. */
    RETIRED("retired"),
    /** What the code stands for may be another thing: see {@link ReleaseDiff}. */
    MEANING("changed-in-meaning"),
    /** It is written or named in another way, and stands for the same. */
    FORM("changed-in-form");

    private final String code;

    ChangeClass(String code) {
        this.code = code;
    }

    /** The word for it in JSON, CSV and on the command line. */
    public String code() {
        return code;
    }

    /** The class of that word; empty where there is none. */
    public static Optional<ChangeClass> named(String code) {
        return Arrays.stream(values()).filter(kind -> kind.code.equals(code)).findFirst();
    }
}
