package vn.khop.server.hl7v2;

import ca.uhn.hl7v2.parser.PipeParser;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.BufferedInputStream;
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

/*
 * What is sent is what the person is known by at the moment of sending, found anew for each event; so a notice that comes twice, or after a later one of the same person, says nothing wrong. Each destination is told in
 * the order of the feed of changes, one notice after the other, and how far it has been told is written when it has said AA: a server that is killed in between tells it once more, under the same control id. Where a
 * destination cannot be reached, everything waits for it. Where it refuses (AR), or says again and again that it failed (AE), the notice is put aside, to be seen and sent again, and the next one goes.
 */
/** Tells hospitals that the numbers of a person whom they know have changed (IHE ITI-10, ADT^A31). */
public final class UpdateNotices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UpdateNotices.class);
    private static final long NEVER = -1;
    private static final int BATCH = 200;
    private static final int READ_ON = 5_000;
    private static final int TRIES_MAX = 5;
    private static final int ANSWER_BYTES_MAX = 1 << 16;
    private static final int CONNECT_MILLIS = 10_000;
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration WAIT_MAX = Duration.ofMinutes(1);

    /**
     * How often it is looked.
     *
     * @param look between two looks at the feed of changes
     * @param retry before the second try of a notice; each further one waits twice as long, a minute at most
     */
    public record Pace(Duration look, Duration retry) {
        public static Pace usual() {
            return new Pace(Duration.ofSeconds(1), Duration.ofSeconds(1));
        }
    }

    private final Hl7v2Settings settings;
    private final RecordStore records;
    private final Registry registry;
    private final Authorities authorities;
    private final NoticeStore notices;
    private final Clock clock;
    private final Pace pace;
    private final String worker;
    private final MeterRegistry meters;
    private final List<Thread> threads = new ArrayList<>();

    /** @param ids draws the name of this server among those that share the database */
    public UpdateNotices(
            Hl7v2Settings settings,
            RecordStore records,
            Registry registry,
            NoticeStore notices,
            Clock clock,
            Supplier<String> ids,
            Pace pace,
            MeterRegistry meters) {
        this.settings = settings;
        this.records = records;
        this.registry = registry;
        this.authorities = new Authorities(settings.authorities(), registry.facilities()::isKnown, false);
        this.notices = notices;
        this.clock = clock;
        this.pace = pace;
        this.worker = ids.get();
        this.meters = meters;
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
            while (!Thread.currentThread().isInterrupted()) {
                boolean hasMore = false;
                try {
                    hasMore = tell(destination, wire);
                } catch (RuntimeException fault) {
                    LOG.error(
                            "notices to a destination stopped: {}",
                            fault.getClass().getName());
                }
                if (!hasMore) {
                    Thread.sleep(pace.look().toMillis());
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether there may be more to tell at once. */
    private boolean tell(Hl7v2Settings.Destination destination, Wire wire) throws InterruptedException {
        Instant now = clock.instant();
        Optional<Long> reached = notices.take(destination.name(), worker, now, now.plus(LEASE));
        if (reached.isEmpty()) {
            return false;
        }
        for (DeadNotice dead : notices.toReplay(destination.name(), 1)) {
            replay(destination, wire, dead);
            return true;
        }
        if (reached.get() == NEVER) {
            begin(destination);
            return true;
        }
        List<ChangeEvent> events = records.outbox().after(reached.get(), BATCH);
        for (ChangeEvent event : events) {
            if (event.kind() == ChangeEvent.Kind.CROSS_REFERENCE_CHANGED) {
                tell(destination, wire, event);
                notices.advance(destination.name(), event.position());
                // One notice may take long; whoever sends them keeps the destination.
                return true;
            }
        }
        if (!events.isEmpty()) {
            notices.advance(destination.name(), events.get(events.size() - 1).position());
        }
        return events.size() == BATCH;
    }

    /** A new destination is told of what happens from now on. */
    private void begin(Hl7v2Settings.Destination destination) {
        long last = 0;
        List<ChangeEvent> events = records.outbox().after(last, READ_ON);
        while (!events.isEmpty()) {
            last = events.get(events.size() - 1).position();
            events = records.outbox().after(last, READ_ON);
        }
        notices.advance(destination.name(), last);
    }

    private void tell(Hl7v2Settings.Destination destination, Wire wire, ChangeEvent event) throws InterruptedException {
        Optional<byte[]> notice = notice(destination, wire, event.person(), event.at(), "N" + event.position());
        if (notice.isEmpty()) {
            return;
        }
        Outcome outcome = send(destination, wire, notice.get());
        if (outcome.isTaken()) {
            count("sent");
        } else {
            count("dead");
            notices.bury(new DeadNotice(
                    0,
                    destination.name(),
                    event.position(),
                    event.person().value(),
                    outcome.tries(),
                    outcome.answer(),
                    clock.instant(),
                    DeadNotice.State.DEAD));
        }
    }

    private void replay(Hl7v2Settings.Destination destination, Wire wire, DeadNotice dead) throws InterruptedException {
        Optional<byte[]> notice = notice(
                destination,
                wire,
                new EnterpriseId(dead.person()),
                clock.instant(),
                "N" + dead.position() + "R" + dead.tries());
        if (notice.isEmpty()) {
            notices.replace(dead.with(DeadNotice.State.SENT, dead.tries(), "", clock.instant()));
            return;
        }
        Outcome outcome = send(destination, wire, notice.get());
        notices.replace(dead.with(
                outcome.isTaken() ? DeadNotice.State.SENT : DeadNotice.State.DEAD,
                dead.tries() + outcome.tries(),
                outcome.answer(),
                clock.instant()));
    }

    /** What became of a notice. */
    private record Outcome(boolean isTaken, int tries, String answer) {}

    private Outcome send(Hl7v2Settings.Destination destination, Wire wire, byte[] notice) throws InterruptedException {
        Duration wait = pace.retry();
        int tries = 0;
        while (true) {
            try {
                String answer = wire.send(notice);
                tries++;
                if (answer.startsWith("AA") || answer.startsWith("CA")) {
                    return new Outcome(true, tries, answer);
                }
                if (answer.startsWith("AR") || answer.startsWith("CR") || tries == TRIES_MAX) {
                    return new Outcome(false, tries, answer);
                }
            } catch (IOException away) {
                LOG.warn(
                        "destination {} of khop.hl7v2.destinations does not answer: {}",
                        destination.name(),
                        away.getClass().getName());
                count("waiting");
            }
            Thread.sleep(wait.toMillis());
            Duration twice = wait.multipliedBy(2);
            wait = twice.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : twice;
            Instant now = clock.instant();
            if (notices.take(destination.name(), worker, now, now.plus(LEASE)).isEmpty()) {
                throw new IllegalStateException("another server tells this destination now");
            }
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

    private void count(String outcome) {
        meters.counter("khop.hl7v2.notices", "outcome", outcome).increment();
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
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
                        fresh,
                        new BufferedInputStream(fresh.getInputStream()),
                        fresh.getOutputStream(),
                        ANSWER_BYTES_MAX,
                        ANSWER_MAX);
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
