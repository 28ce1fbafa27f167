package vn.khop.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LinkSchemaAutoTest {
    @TempDir
    private Path folder = Path.of("");

    private int link(String... arguments) {
        return new CommandLine(new LinkCommand()).execute(arguments);
    }

    @Test
    void theProposalIsWrittenBesideTheClustersAndGivesTheSameClustersWhenGivenBack() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        List<String> lines = new ArrayList<>(List.of("record_id,first_name,last_name,dob,ssn"));
        for (int i = 0; i < 200; i++) {
            String person = "g" + random.nextInt(90) + "n,f" + random.nextInt(90) + "l,19" + (10 + random.nextInt(89))
                    + "-0" + (1 + random.nextInt(9)) + "-1" + random.nextInt(9) + ",";
            int number = 100_000_000 + random.nextInt(800_000_000);
            lines.add(i + "a," + person + number);
            lines.add(i + "b," + person + number);
        }
        String input = Files.write(folder.resolve("people.csv"), lines).toString();
        Path first = folder.resolve("first.csv");
        Path second = folder.resolve("second.csv");
        assertEquals(0, link("--input", input, "--clusters", first.toString(), "--schema", "auto"));
        Path schema = folder.resolve("first.csv.schema.yaml");
        assertTrue(Files.readString(schema).contains("# holds dates"), Files.readString(schema));
        assertEquals(0, link("--input", input, "--clusters", second.toString(), "--schema", schema.toString()));
        assertEquals(Files.readString(first), Files.readString(second));
    }

    @Test
    void aFileWithoutAnythingToCompareIsRefused() throws IOException {
        String input = Files.write(folder.resolve("nothing.csv"), List.of("record_id,ward", "1,A", "2,A"))
                .toString();
        Path clusters = folder.resolve("clusters.csv");
        assertEquals(1, link("--input", input, "--clusters", clusters.toString(), "--schema", "auto"));
        assertTrue(Files.notExists(clusters));
    }
}
