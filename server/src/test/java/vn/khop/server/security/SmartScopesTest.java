package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SmartScopesTest {
    /** Every word of one to five of the letters: 5 + 25 + 125 + 625 + 3125. Right are the subsets in their order: 2^5 - 1. */
    @Test
    void ofAllWordsOfTheFiveLettersThirtyOneAreRight() {
        List<String> words = new ArrayList<>(List.of(""));
        Set<String> right = new HashSet<>();
        for (int at = 0; at < words.size(); at++) {
            String word = words.get(at);
            if (word.length() < 5) {
                "cruds".chars().forEach(letter -> words.add(word + (char) letter));
            }
            if (SmartScopes.parse("system/Patient." + word).isPresent()) {
                right.add(word);
            }
        }

        assertEquals(1 + 5 + 25 + 125 + 625 + 3125, words.size());
        assertEquals(31, right.size());
        assertTrue(right.containsAll(Set.of("cruds", "rs", "s", "cu", "ds")));
        assertFalse(right.contains("dus"));
    }

    @Test
    void whatIsNotExactlyAScopeGrantsNothing() {
        for (String word : List.of(
                "system/Patient.read",
                "system/Patient.*",
                "system/Patient.dus",
                "system/Patient.rr",
                "system/Patient.",
                "system/Patient",
                "system/.rs",
                "system/patient.rs",
                "system/*",
                "system/Pati*.rs",
                "system/Patient.rs?gender=male",
                "System/Patient.rs",
                "user/Patient.rs",
                "patient/Patient.rs",
                "Patient.rs",
                "system//Patient.rs",
                "system/Patient.RS",
                "openid",
                "")) {
            assertEquals(Optional.empty(), SmartScopes.parse(word), word);
        }
    }

    @Test
    void aStarIsEveryTypeAndEveryLetterStandsForItself() {
        SmartScopes scopes = SmartScopes.of(Set.of("system/*.r", "system/Patient.s", "system/AuditEvent.dus"));

        assertTrue(scopes.permits("Organization", 'r'));
        assertTrue(scopes.permits("Patient", 's'));
        assertFalse(scopes.permits("Organization", 's'));
        assertFalse(scopes.permits("AuditEvent", 'd'));
        assertFalse(SmartScopes.none().permits("Patient", 'r'));
    }
}
