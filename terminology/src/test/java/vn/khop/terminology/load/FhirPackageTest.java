package vn.khop.terminology.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;

class FhirPackageTest {
    private static byte[] packed(String name, byte[] start, int blanks) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(start.length + (long) blanks);
            tar.putArchiveEntry(entry);
            tar.write(start);
            byte[] some = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
            for (int left = blanks; left > 0; left -= some.length) {
                tar.write(some, 0, Math.min(left, some.length));
            }
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    @Test
    void whatUnpacksOutOfAllProportionIsRefusedWhereverItLies() throws IOException {
        for (String name : new String[] {"package/CodeSystem-a.json", "package/other/a.bin", "package/package.json"}) {
            byte[] bomb = packed(name, new byte[0], 200 << 20);
            assertTrue(bomb.length < 1 << 20, "the bomb has " + bomb.length + " bytes");
            IOException refused = assertThrows(
                    IOException.class, () -> FhirPackage.read(new ByteArrayInputStream(bomb), any -> true));
            assertEquals(
                    "the package unpacks to more than 100 times its size, which no package of code lists does: it is refused",
                    refused.getMessage(),
                    name);
        }
    }

    @Test
    void aSmallFileMayBeAsRegularAsItLikes() throws IOException {
        byte[] start =
                "{\"resourceType\":\"CodeSystem\",\"url\":\"urn:a\",\"status\":\"active\",\"content\":\"complete\"}"
                        .getBytes(StandardCharsets.UTF_8);
        FhirPackage read = FhirPackage.read(
                new ByteArrayInputStream(packed("package/CodeSystem-a.json", start, 1 << 20)), any -> true);
        assertEquals(1, read.codeSystems().size());
    }
}
