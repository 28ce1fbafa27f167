package vn.khop.terminology.question;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.text.Normalizer;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.resource.LanguagePreference;

class MessagesTest {
    @Test
    void everyMessageIsThereInVietnameseAndInEnglish() throws IOException {
        Properties english = read("messages.properties");
        Properties vietnamese = read("messages_vi.properties");
        assertEquals(english.stringPropertyNames(), vietnamese.stringPropertyNames());
        for (String key : vietnamese.stringPropertyNames()) {
            String text = vietnamese.getProperty(key);
            assertTrue(Normalizer.isNormalized(text, Normalizer.Form.NFC), key);
            assertTrue(
                    new MessageFormat(text).getFormatsByArgumentIndex().length
                            <= new MessageFormat(english.getProperty(key)).getFormatsByArgumentIndex().length,
                    key + " names an argument that English has not");
        }
    }

    @Test
    void aReaderOfVietnameseIsAnsweredInVietnameseAndEveryoneElseInEnglish() {
        assertEquals(
                "Không có mã 'X' trong hệ mã 's' phiên bản '1'",
                in("vi,en;q=0.5")
                        .message("Unknown_Code_in_Version", "X", "s", "1")
                        .text());
        assertEquals(
                "Unknown code 'X' in the CodeSystem 's' version '1'",
                in("fr").message("Unknown_Code_in_Version", "X", "s", "1").text());
    }

    private static Messages in(String languages) {
        return Messages.in(Optional.of(LanguagePreference.parse(languages, true).orElseThrow()));
    }

    private static Properties read(String name) throws IOException {
        Properties read = new Properties();
        try (InputStream file = Objects.requireNonNull(Messages.class.getResourceAsStream(name))) {
            read.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        }
        return read;
    }
}
