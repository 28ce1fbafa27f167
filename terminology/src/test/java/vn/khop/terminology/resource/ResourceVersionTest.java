package vn.khop.terminology.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.resource.ResourceVersion.Algorithm;

class ResourceVersionTest {
    @Test
    void aWildcardStandsForOnePartAndAQuestionMarkForAllThatFollow() {
        assertTrue(matches("1.x.x", "1.2.0"));
        assertTrue(matches("1.0.*", "1.0.7"));
        assertTrue(matches("1.0?", "1.0.7"));
        assertFalse(matches("1.x", "1.2.0"));
        assertFalse(matches("1", "1.0.0"), "a version that says less is another one");
        assertFalse(matches("2.x.x", "1.2.0"));
    }

    @Test
    void aDateOrATextMatchesWhatSaysMore() {
        assertTrue(matches("2026-07", "2026-07-01"));
        assertTrue(matches(
                "http://snomed.info/sct/900000000000207008",
                "http://snomed.info/sct/900000000000207008/version/20260101"));
        assertFalse(matches("20", "20260"));
    }

    @Test
    void versionsSortByAge() {
        List<String> versions = new ArrayList<>(List.of("1.10.0", "1.9.0", "1.9.0-rc1", "2.0.0", "1.9"));
        versions.sort((one, other) -> ResourceVersion.compare(one, other, Optional.empty()));
        assertEquals(List.of("1.9", "1.9.0-rc1", "1.9.0", "1.10.0", "2.0.0"), versions);
        assertTrue(ResourceVersion.compare("9", "10", Optional.of(Algorithm.INTEGER)) < 0);
        assertTrue(ResourceVersion.compare("2025-12", "2026-01", Optional.empty()) < 0);
    }

    private static boolean matches(String asked, String found) {
        return ResourceVersion.matches(asked, found, Optional.empty());
    }
}
