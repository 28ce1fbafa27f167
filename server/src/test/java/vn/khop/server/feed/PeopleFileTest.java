package vn.khop.server.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import vn.khop.server.registry.SourceFeed;

class PeopleFileTest {
    /** Each by hand; Vietnam is seven hours ahead. */
    @Test
    void aRowIsOfTheDayOrTheTimeThatItTells() throws IOException {
        List<SourceFeed> rows = PeopleFile.read(new StringReader(String.join(
                "\n",
                "facility,mrn,recorded_at",
                "01001,1,2026-01-05",
                "01001,2,2026-01-05T05:00:00Z",
                "01001,3,2026-01-05T12:00:00+07:00",
                "01001,4,2026-01-05 12:00",
                "01001,5,2026-01-05T12:00:00.5",
                "01001,6,",
                "01001,7,yesterday")));
        Instant noon = Instant.parse("2026-01-05T05:00:00Z");
        assertEquals(
                List.of(
                        Optional.of(Instant.parse("2026-01-04T17:00:00Z")),
                        Optional.of(noon),
                        Optional.of(noon),
                        Optional.of(noon),
                        Optional.of(noon.plusMillis(500)),
                        Optional.empty(),
                        Optional.empty()),
                rows.stream().map(SourceFeed::eventTime).toList());
    }
}
