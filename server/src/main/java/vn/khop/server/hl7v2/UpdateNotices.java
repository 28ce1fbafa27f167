package vn.khop.server.hl7v2;

import ca.uhn.hl7v2.parser.PipeParser;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.khop.server.notify.NoticeStore;
import vn.khop.server.notify.Telling;
import vn.khop.server.registry.ChangeEvent;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.IdentifierKind;
import vn.khop.server.registry.PersonIdentifier;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.Registry;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;
import vn.khop.server.security.Scope;
import vn.khop.server.security.SmartScopes;

/** Tells hospitals that the numbers of a person whom they know have changed (IHE ITI-10, ADT^A31). */
public final class UpdateNotices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UpdateNotices.class);
    private static final int TRIES_MAX = 5;
    private static final int ANSWER_BYTES_MAX = 1 << 16;
    private static final int CONNECT_MILLIS = 10_000;
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);
    private static final Telling.Pace PACE = new Telling.Pace(
            Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(2));

    private final Hl7v2Settings settings;
    private final RecordStore records;
    private final Registry registry;
    private final Authorities authorities;
    private final Telling telling;
    private final Clock clock;
    private final List<Thread> threads = new ArrayList<>();

    /** @param ids draws the name of this server among those that share the database */
    public UpdateNotices(
            Hl7v2Settings settings,
            RecordStore records,
            Registry registry,
            NoticeStore notices,
            Clock clock,
            Supplier<String> ids,
            MeterRegistry meters) {
        this.settings = settings;
        this.records = records;
        this.registry = registry;
        this.authorities = new Authorities(settings.authorities(), registry.facilities()::isKnown, false);
        this.telling = new Telling(records.outbox(), notices, clock, PACE, ids.get(), meters, "khop.hl7v2.notices");
        this.clock = clock;
    }

    /** Begins to tell; one thread for each destination, so that none waits for another. */
    public void begin() {
        for (Hl7v2Settings.Destination destination : settings.destinations()) {
            Thread thread = new Thread(() -> tellOnAndOn(destination), "hl7v2-notices");
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void tellOnAndOn(Hl7v2Settings.Destination destination) {
        try (Wire wire = new Wire(destination, settings)) {
            Told told = new Told(destination, wire);
            boolean hasMore = false;
            while (telling.goesOnAfter(hasMore ? Duration.ZERO : PACE.look())) {
                hasMore = false;
                try {
                    hasMore = telling.tell(told);
                } catch (RuntimeException fault) {
                    LOG.error(
                            "notices to a destination stopped: {}",
                            fault.getClass().getName());
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** A destination of the settings. Where it is away, everything waits for it; where it refuses (AR), or says again and again that it failed (AE), the notice is put aside. */
    private final class Told implements Telling.Destination {
        private final Hl7v2Settings.Destination destination;
        private final Wire wire;

        Told(Hl7v2Settings.Destination destination, Wire wire) {
            this.destination = destination;
            this.wire = wire;
        }

        @Override
        public String name() {
            return destination.name();
        }

        @Override
        public int triesMax() {
            return TRIES_MAX;
        }

        @Override
        public boolean isAwaited() {
            return true;
        }

        @Override
        public Optional<Telling.Letter> letter(ChangeEvent event, int replay) {
            if (event.kind() != ChangeEvent.Kind.CROSS_REFERENCE_CHANGED) {
                return Optional.empty();
            }
            // What was refused once must not pass for the same message.
            String controlId = "N" + event.position() + (replay == 0 ? "" : "R" + replay);
            Instant at = replay == 0 ? event.at() : clock.instant();
            return notice(destination, wire, event.person(), at, controlId).map(message -> () -> answered(message));
        }

        private Telling.Answer answered(byte[] message) throws IOException {
            String code = wire.send(message);
            Telling.Verdict verdict = code.startsWith("AA") || code.startsWith("CA")
                    ? Telling.Verdict.TAKEN
                    : code.startsWith("AR") || code.startsWith("CR") ? Telling.Verdict.REFUSED : Telling.Verdict.FAILED;
            return new Telling.Answer(verdict, code);
        }
    }

    /** Empty if it is not the destination's affair: the facility does not know the person, or another took its place, of whom it is told then. */
    private Optional<byte[]> notice(
            Hl7v2Settings.Destination destination, Wire wire, EnterpriseId person, Instant at, String controlId) {
        boolean isSuperseded = records.person(person)
                .flatMap(RecordStore.PersonRow::supersededBy)
                .isPresent();
        boolean isKnownThere = records.identifiers(person).stream()
                .anyMatch(number ->
                        number.facility().filter(destination.code()::equals).isPresent());
        if (isSuperseded || !isKnownThere) {
            return Optional.empty();
        }
        return registry.crossReference(person, actor(destination)).map(found -> {
            List<PersonIdentifier> numbers = found.identifiers().stream()
                    .filter(number -> isWanted(destination, domain(number)))
                    .sorted(Comparator.comparing(UpdateNotices::domain).thenComparing(PersonIdentifier::value))
                    .toList();
            Answer message = new Answer(wire.parser).head("ADT_A05", "A31", "2.5", controlId, clock.instant());
            message.header()
                    .set(3, "KHOP")
                    .set(4, "KHOP")
                    .set(5, destination.application())
                    .set(6, destination.code());
            message.add("EVN").set(1, "A31").set(2, Times.written(at));
            Answer.Part pid = message.add("PID");
            int place = 0;
            for (PersonIdentifier number : numbers) {
                identifier(pid, ++place, domain(number), number.value());
            }
            if (isWanted(destination, Authorities.ENTERPRISE_ID)) {
                identifier(
                        pid, ++place, Authorities.ENTERPRISE_ID, found.person().value());
            }
            pid.set(5, 1, 1, " ");
            message.add("PV1").set(2, "N");
            return message.bytes();
        });
    }

    private void identifier(Answer.Part pid, int place, String domain, String value) {
        Authorities.Name name = authorities.written(domain);
        pid.set(3, place, 1, value)
                .set(3, place, 4, 1, name.namespace())
                .set(3, place, 4, 2, name.oid())
                .set(3, place, 4, 3, name.type())
                .set(3, place, 5, Authorities.type(domain));
    }

    private static String domain(PersonIdentifier number) {
        return number.facility().orElseGet(() -> number.kind().orElseThrow().code());
    }

    private static boolean isWanted(Hl7v2Settings.Destination destination, String domain) {
        return destination.domains().isEmpty()
                ? Set.of(destination.code(), IdentifierKind.NATIONAL_ID.code(), Authorities.ENTERPRISE_ID)
                        .contains(domain)
                : destination.domains().contains(domain)
                        || destination.domains().contains(Hl7v2Settings.ANY);
    }

    /** Whom the access log names: the facility that is told. */
    private static Actor actor(Hl7v2Settings.Destination destination) {
        String name = "hl7v2:" + destination.name() + "@" + destination.code();
        return new Actor(
                name,
                name,
                Set.of(Role.HUB),
                Set.of(Scope.ITI_83),
                Set.of("TREAT"),
                FacilityScope.of(Set.of(destination.code())),
                "iti-10",
                destination.host(),
                Optional.empty(),
                SmartScopes.none(),
                "HL7v2 ADT^A31");
    }

    @Override
    public void close() {
        telling.close();
        for (Thread thread : threads) {
            try {
                thread.join(Duration.ofSeconds(5).toMillis());
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** One connection to a destination, opened when something is to be sent. */
    private static final class Wire implements AutoCloseable {
        private final Hl7v2Settings.Destination destination;
        private final Hl7v2Settings settings;
        private final PipeParser parser = new Hl7Message.Reader().parser();
        private @Nullable Socket socket;
        private @Nullable MllpFrames frames;

        Wire(Hl7v2Settings.Destination destination, Hl7v2Settings settings) {
            this.destination = destination;
            this.settings = settings;
        }

        /** MSA-1 and, where it is no acceptance, the code of the error. */
        String send(byte[] message) throws IOException {
            try {
                MllpFrames open = opened();
                open.write(message);
                MllpFrames.Frame answer = open.next().orElseThrow(() -> new IOException("the connection was ended"));
                return code(answer);
            } catch (IOException broken) {
                close();
                throw broken;
            }
        }

        private MllpFrames opened() throws IOException {
            MllpFrames open = frames;
            Socket present = socket;
            if (open == null || present == null || present.isClosed()) {
                Socket fresh = connected();
                open = new MllpFrames(
                        fresh, fresh.getInputStream(), fresh.getOutputStream(), ANSWER_BYTES_MAX, ANSWER_MAX);
                socket = fresh;
                frames = open;
            }
            return open;
        }

        private Socket connected() throws IOException {
            try {
                Socket fresh = destination.tls()
                        ? MllpListener.context(settings.tls())
                                .getSocketFactory()
                                .createSocket()
                        : new Socket();
                fresh.connect(new InetSocketAddress(destination.host(), destination.port()), CONNECT_MILLIS);
                return fresh;
            } catch (GeneralSecurityException e) {
                throw new IOException("khop.hl7v2.tls cannot be used", e);
            }
        }

        private static String code(MllpFrames.Frame answer) throws IOException {
            if (answer.ending() != MllpFrames.Ending.WHOLE) {
                throw new IOException("the answer is no whole message");
            }
            for (String line : new String(answer.bytes(), StandardCharsets.ISO_8859_1).split("[\r\n]")) {
                if (line.startsWith("MSA|") && line.length() >= 6) {
                    return line.substring(4, 6);
                }
            }
            throw new IOException("the answer has no MSA");
        }

        @Override
        public void close() {
            Socket open = socket;
            socket = null;
            frames = null;
            if (open != null) {
                try {
                    open.close();
                } catch (IOException gone) {
                    // what was wanted
                }
            }
        }
    }
}
