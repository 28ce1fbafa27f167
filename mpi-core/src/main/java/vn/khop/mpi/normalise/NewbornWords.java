package vn.khop.mpi.normalise;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Words that say "newborn child of" before a name ("CB", "con bà", "trẻ sơ sinh con chị", "SS"), and notes that say it behind one ("(bé gái 2)",
 * "- con 1", "(song sinh A)"). Each word counts with its marks or without any, so that Bế and Cồn, which people bear, do not; nor does "chau", which is Châu without its mark.
 */
final class NewbornWords {
    private enum Role {
        /** A child, perhaps an older one: children of three are called so, and have names of their own. */
        CALLED,
        /** A child that has no name yet. */
        CHILD,
        /** Child and mother in one word. */
        CHILD_OF,
        /** Its sex, or which of several. */
        MORE,
        /** What stands between the child and its mother. */
        OF
    }

    private static final Map<String, Role> ROLES = Map.ofEntries(
            entry("bé", Role.CALLED),
            entry("be", Role.CALLED),
            entry("em bé", Role.CALLED),
            entry("em be", Role.CALLED),
            entry("cháu", Role.CALLED),
            entry("trẻ", Role.CALLED),
            entry("tre", Role.CALLED),
            entry("con", Role.CHILD),
            entry("ss", Role.CHILD),
            entry("tss", Role.CHILD),
            entry("sơ sinh", Role.CHILD),
            entry("so sinh", Role.CHILD),
            entry("cb", Role.CHILD_OF),
            entry("c b", Role.CHILD_OF),
            entry("trai", Role.MORE),
            entry("gái", Role.MORE),
            entry("gai", Role.MORE),
            entry("thứ", Role.MORE),
            entry("thu", Role.MORE),
            entry("song sinh", Role.MORE),
            entry("sinh đôi", Role.MORE),
            entry("sinh doi", Role.MORE),
            entry("của", Role.OF),
            entry("cua", Role.OF),
            entry("bà", Role.OF),
            entry("ba", Role.OF),
            entry("mẹ", Role.OF),
            entry("me", Role.OF),
            entry("chị", Role.OF),
            entry("chi", Role.OF),
            entry("cô", Role.OF),
            entry("co", Role.OF),
            entry("sp", Role.OF),
            entry("sản phụ", Role.OF),
            entry("san phu", Role.OF));

    /** Bế Bá, Bế Cơ: without their marks names too, where no word before them says a child for sure. */
    private static final Set<String> BARE_NAMES = Set.of("ba", "me", "chi", "co");

    private static final Map<String, Integer> PLACES =
            Map.of("a", 1, "b", 2, "c", 3, "d", 4, "i", 1, "ii", 2, "iii", 3);

    private NewbornWords() {}

    /** Most names that begin with the same letter as such words are told by their second or third. */
    private static boolean mayBegin(String words) {
        if (words.length() < 3) {
            return false;
        }
        char second = words.charAt(1);
        return switch (words.charAt(0)) {
            case 'b' -> second == 'é' || second == 'e';
            case 'c' -> second == 'o' || second == 'b' || second == ' ' || second == 'h';
            case 'e' -> second == 'm';
            case 's' -> second == 's' || second == 'ơ' || second == 'o';
            case 't' -> second == 'r' || second == 's';
            default -> false;
        };
    }

    /**
     * Where the name begins after such words; 0 if there are none.
     *
     * <p>Where no word says whose child it is, a common family's name must follow. "Bé Nguyễn Gia Hân" may be a child of any age under a name of
     * its own and is not meant, "Bé gái Nguyễn Thị Hoa" is.
     *
     * @param words lower case, one space between
     * @param isFamily whether a word is rather a family's name than anything else
     */
    static int lengthBefore(String words, Predicate<String> isFamily) {
        if (!mayBegin(words)) {
            return 0;
        }
        List<String> tokens = tokens(words);
        boolean isChild = false;
        boolean isOf = false;
        int read = 0;
        int length = 0;
        while (read < tokens.size() - 1) {
            Role role = ROLES.get(tokens.get(read));
            boolean mayBeName = !isChild && !isOf && BARE_NAMES.contains(tokens.get(read));
            if (role == null || mayBeName || !mayFollow(role, read > 0, isOf)) {
                break;
            }
            isChild |= role != Role.CALLED;
            isOf |= role == Role.OF;
            length += tokens.get(read).length() + 1;
            read++;
        }
        if (!isChild) {
            return 0;
        }
        boolean hasTwoWords = words.indexOf(' ', length) > 0;
        boolean isChildOf = read == 1 && ROLES.get(tokens.get(0)) == Role.CHILD_OF;
        boolean isSaid = isOf || (isChildOf ? hasTwoWords : hasTwoWords && isFamily.test(tokens.get(read)));
        return isSaid ? length : 0;
    }

    private static boolean mayFollow(Role role, boolean isAfterChild, boolean isAfterMother) {
        return switch (role) {
            case CALLED, CHILD, CHILD_OF -> !isAfterMother;
            case MORE -> isAfterChild && !isAfterMother;
            case OF -> isAfterChild;
        };
    }

    /** The words, those that have a role together as one. */
    private static List<String> tokens(String words) {
        String[] parts = words.split(" ");
        List<String> tokens = new ArrayList<>(parts.length);
        for (int i = 0; i < parts.length; i++) {
            String pair = i + 1 < parts.length ? parts[i] + ' ' + parts[i + 1] : "";
            boolean isPair = ROLES.containsKey(pair);
            tokens.add(isPair ? pair : parts[i]);
            i += isPair ? 1 : 0;
        }
        return tokens;
    }

    /** Whether a note in lower case says it and nothing else: "con", "bé gái 2", "song sinh a". */
    static boolean isNote(String note) {
        List<String> tokens = tokens(note.strip());
        boolean isChild = false;
        for (String token : tokens) {
            Role role = ROLES.get(token);
            if (role == Role.OF || role == Role.CHILD_OF || (role == null && !isPlace(token))) {
                return false;
            }
            isChild |= role == Role.CALLED || role == Role.CHILD || token.contains("sinh");
        }
        return isChild;
    }

    private static boolean isPlace(String word) {
        return PLACES.containsKey(word) || (word.length() == 1 && Character.isDigit(word.charAt(0)));
    }

    /** Which of several the last word says by a letter from A to D or by I, II, III; 0 if it says none. */
    static int place(String words) {
        return PLACES.getOrDefault(words.substring(words.lastIndexOf(' ') + 1), 0);
    }
}
