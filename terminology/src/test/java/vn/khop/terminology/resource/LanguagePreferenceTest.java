package vn.khop.terminology.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.resource.LanguageTag.Depth;

class LanguagePreferenceTest {
    @Test
    void languagesComeByTheirWeight() {
        LanguagePreference read =
                LanguagePreference.parse("en;q=0.5, vi-VN, fr;q=0", true).orElseThrow();
        assertEquals(
                List.of("vi-VN", "en"),
                read.wanted().stream().map(LanguageTag::text).toList());
        assertEquals("vi-VN,en;q=0.5,fr;q=0", read.asParameter());
        assertTrue(read.takesOthers());
    }

    @Test
    void othersAreWelcomeOrNotAsTheListSays() {
        assertTrue(LanguagePreference.parse("de,*", false).orElseThrow().takesOthers());
        assertFalse(LanguagePreference.parse("de,*;q=0", true).orElseThrow().takesOthers());
        assertFalse(LanguagePreference.parse("de", false).orElseThrow().takesOthers());
    }

    @Test
    void whatIsNoLanguageTagIsNotRead() {
        for (String text : List.of("-", "", "vi;q=much", "vi_VN", "1234567890")) {
            assertEquals(Optional.empty(), LanguagePreference.parse(text, true), text);
        }
    }

    @Test
    void tagsAreAlikeAsDeeplyAsAsked() {
        LanguageTag american = LanguageTag.parse("en-US").orElseThrow();
        LanguageTag british = LanguageTag.parse("en-GB").orElseThrow();
        assertTrue(american.isLike(british, Depth.LANGUAGE));
        assertFalse(american.isLike(british, Depth.REGION));
    }
}
