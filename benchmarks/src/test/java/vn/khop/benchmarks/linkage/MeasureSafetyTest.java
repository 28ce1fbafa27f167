package vn.khop.benchmarks.linkage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasureSafetyTest {
    @TempDir
    Path folder;

    @Test
    void aCaseIsJoinedWhereCountedRecordsOfBothStandInOneCluster() throws IOException {
        Path records = Files.writeString(
                folder.resolve("records.csv"),
                "record_id,national_id_verified\nc000001a1,card-qr\nc000001a2,\nc000001b1,card-qr\nc000001b2,\n"
                        + "c000002a1,\nc000002b1,card-qr\n");
        // Case 1: a1 and b1 apart, a2 with b1. Case 2: both in one cluster, but a1 carries no verified number.
        Path clusters = Files.writeString(
                folder.resolve("clusters.csv"),
                "record_id,person_id\nc000001a1,x\nc000001a2,y\nc000001b1,y\nc000001b2,y\nc000002a1,z\nc000002b1,z\n");
        Set<String> all = MeasureSafety.counted(records, false);
        assertEquals(2, MeasureSafety.cases(all, 2));
        assertEquals(2, MeasureSafety.joined(clusters, all));
        Set<String> verified = MeasureSafety.counted(records, true);
        assertEquals(1, MeasureSafety.cases(verified, 2));
        assertEquals(0, MeasureSafety.joined(clusters, verified));
    }
}
