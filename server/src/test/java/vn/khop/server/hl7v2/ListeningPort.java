package vn.khop.server.hl7v2;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.UUID;
import vn.khop.reference.LegacyEncodings;
import vn.khop.server.RunningServer;
import vn.khop.server.codes.CodeUses;
import vn.khop.server.refused.RefusedMessages;
import vn.khop.server.registry.FacilityFeed;
import vn.khop.server.registry.Registry;
import vn.khop.server.security.MachineLane;

/** A port of a test's own settings before the registry of the one server of all tests. */
final class ListeningPort {
    private ListeningPort() {}

    static MllpListener open(Hl7v2Settings settings) {
        RunningServer server = RunningServer.shared();
        return MllpListener.open(
                settings,
                new MessageDesk(
                        settings,
                        server.bean(Registry.class),
                        server.bean(FacilityFeed.class),
                        LegacyEncodings.open(),
                        server.bean(RefusedMessages.class),
                        server.bean(CodeUses.class),
                        true,
                        Clock.systemUTC(),
                        () -> UUID.randomUUID().toString(),
                        new SimpleMeterRegistry(),
                        server.bean(MachineLane.class)));
    }

    /** An A28 of somebody who is nobody, its segments with carriage returns between. */
    static String message(String application, String facility, String id, String number, String more) {
        return "MSH|^~\\&|" + application + "|" + facility + "|KHOP|HN|20260301083000||ADT^A28|" + id
                + "|P|2.5||||||UNICODE UTF-8\rEVN||20260301083000\rPID|||" + number + "^^^" + facility
                + "||Tráng^A^Thử||19600606|M" + more;
    }
}
