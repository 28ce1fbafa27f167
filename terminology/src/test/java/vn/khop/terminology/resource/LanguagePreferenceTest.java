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

    @Test
    void aWeightIsANumberAsHttpWritesIt() {
        for (String weight : new String[] {"0.5", ".5", "0", "1", "1.0", "0.125"}) {
            assertTrue(LanguagePreference.parse("vi;q=" + weight, false).isPresent(), weight);
        }
        for (String weight : new String[] {"1e999999999", "1E-999999999", "2", "-1", "0.00000000000000001", "", "x"}) {
            assertTrue(LanguagePreference.parse("vi;q=" + weight, false).isEmpty(), weight);
        }
    }

    @Test
    void whatComesAfterFiftyLanguagesIsPassedOver() {
        String many = "en," + "fr,".repeat(10_000) + "vi";
        assertEquals(
                50, LanguagePreference.parse(many, false).orElseThrow().ranges().size());
    }
}
