package vn.khop.server.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class UploadedLoadTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aFailureIsStoredByItsNameAndReadByItsTextToo() throws JsonProcessingException {
        for (UploadedLoad.Failure failure : UploadedLoad.Failure.values()) {
            assertEquals('"' + failure.name() + '"', JSON.writeValueAsString(failure));
            assertEquals(failure, JSON.readValue('"' + failure.name() + '"', UploadedLoad.Failure.class));
            String textOfBefore = JSON.writeValueAsString(failure.text());
            assertEquals(failure, JSON.readValue(textOfBefore, UploadedLoad.Failure.class));
        }
        assertEquals(UploadedLoad.Failure.FAULT, JSON.readValue("\"of another day\"", UploadedLoad.Failure.class));
    }
}
