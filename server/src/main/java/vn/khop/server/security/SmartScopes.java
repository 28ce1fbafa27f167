package vn.khop.server.security;

import java.io.Serializable;
import java.util.Optional;
import java.util.Set;

/**
 * What a token's SMART scopes grant: {@code system/Patient.rs} reads and searches patients. Only {@code system} counts here: behind our tokens stands no single patient, and
 * what a person at a desk may is his role. Source: SMART App Launch 2.2, "Scopes for requesting FHIR resources".
 */
public record SmartScopes(Set<Grant> grants) implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final String LETTERS = "cruds";

    public SmartScopes {
        grants = Set.copyOf(grants);
    }

    /**
     * One scope.
     *
     * @param type a resource type, or {@code *}
     * @param interactions letters of {@code cruds}, in this order
     */
    public record Grant(String type, String interactions) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    public static SmartScopes none() {
        return new SmartScopes(Set.of());
    }

    /** Those among the words that are scopes of ours, exactly written; every other word grants nothing. */
    static SmartScopes of(Set<String> words) {
        return new SmartScopes(words.stream()
                .flatMap(word -> parse(word).stream())
                .collect(java.util.stream.Collectors.toUnmodifiableSet()));
    }

    /**
     * The grant, if it is written as the specification has it: {@code system/}, a type or {@code *}, a dot, letters of {@code cruds} in their order and each once. {@code .dus},
     * {@code .read} and {@code .*}, which version 1 had, are none. A scope narrowed by a search, {@code system/Patient.rs?x=y}, is none either: we could not keep it.
     */
    static Optional<Grant> parse(String word) {
        int slash = word.indexOf('/');
        int dot = word.lastIndexOf('.');
        if (slash < 0 || dot < slash || !word.substring(0, slash).equals("system")) {
            return Optional.empty();
        }
        String type = word.substring(slash + 1, dot);
        String interactions = word.substring(dot + 1);
        boolean isType = type.equals("*") || (!type.isEmpty() && isPlain(type));
        return isType && isInOrder(interactions) ? Optional.of(new Grant(type, interactions)) : Optional.empty();
    }

    private static boolean isPlain(String type) {
        return Character.isUpperCase(type.charAt(0))
                && type.chars().allMatch(letter -> letter < 128 && Character.isLetter(letter));
    }

    private static boolean isInOrder(String interactions) {
        int at = -1;
        for (char letter : interactions.toCharArray()) {
            int place = LETTERS.indexOf(letter);
            if (place <= at) {
                return false;
            }
            at = place;
        }
        return at >= 0;
    }

    /** @param interaction a letter of {@code cruds} */
    public boolean permits(String type, char interaction) {
        return grants.stream()
                .anyMatch(grant -> (grant.type().equals("*") || grant.type().equals(type))
                        && grant.interactions().indexOf(interaction) >= 0);
    }
}
