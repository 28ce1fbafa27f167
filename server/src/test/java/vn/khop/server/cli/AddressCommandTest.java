package vn.khop.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class AddressCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void oldAddressIsPrintedWithTheCommunesThatItMayBeToday() {
        assertEquals(0, run("P. Vĩnh Hưng, Q. Hoàng Mai, HN"));
        String printed = out.toString();
        assertTrue(printed.contains("Phường Vĩnh Hưng [00304], Quận Hoàng Mai [008], Thành phố Hà Nội [01]"), printed);
        for (String today : new String[] {"[00283]", "[00301]", "[00322]", "[00331]"}) {
            assertTrue(printed.contains(today), printed);
        }
    }

    @Test
    void jsonHasEveryCode() throws IOException {
        assertEquals(0, run("--json", "207 Đội Cấn, Phường Ba Đình, Thành phố Hà Nội"));
        JsonNode json = new JsonMapper().readTree(out.toString());
        assertEquals("00004", json.at("/today/communes/0/code").asText());
        assertEquals("Phường Ba Đình", json.at("/today/communes/0/name").asText());
        assertEquals("207 doi can", json.path("street").asText());
        assertTrue(json.path("certain").asBoolean());
    }

    @Test
    void addressWithoutUnitsExitsWithOneAndSaysWhatToWrite() {
        assertEquals(1, run("gần chợ"));
        assertTrue(err.toString().contains("Write at least one"), err.toString());
    }

    @Test
    void emptyAddressExitsWithOneAndGivesAnExample() {
        assertEquals(1, run(" "));
        assertTrue(err.toString().contains("for example"), err.toString());
    }

    private int run(String... arguments) {
        return new CommandLine(new AddressCommand())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
