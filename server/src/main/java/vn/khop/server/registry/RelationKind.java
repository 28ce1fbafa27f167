package vn.khop.server.registry;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What somebody is to a person. The name is stored: never rename one. */
public enum RelationKind {
    MOTHER,
    FATHER,
    /** Who answers for the person, whatever the kinship. */
    GUARDIAN,
    TWIN,
    SIBLING,
    SPOUSE,
    /** Whose mother or father the person is. */
    CHILD,
    /** Whose guardian the person is. */
    WARD;

    /** What the person is to that somebody; a child's is told apart by nobody here, so it is a mother. */
    RelationKind inverse() {
        return switch (this) {
            case MOTHER, FATHER -> CHILD;
            case GUARDIAN -> WARD;
            case TWIN, SIBLING, SPOUSE -> this;
            case CHILD -> MOTHER;
            case WARD -> GUARDIAN;
        };
    }

    /** Whether it is read from the younger one's side: then the younger one's record says it. */
    boolean isStored() {
        return this != CHILD && this != WARD;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<RelationKind> ofWord(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
