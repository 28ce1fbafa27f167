package vn.khop.server.hl7v2;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.khop.reference.LegacyEncodings;
import vn.khop.server.codes.CodeUses;
import vn.khop.server.refused.RefusedMessage;
import vn.khop.server.refused.RefusedMessages;
import vn.khop.server.refused.WayIn;
import vn.khop.server.registry.FacilityFeed;
import vn.khop.server.registry.MessageTally;
import vn.khop.server.registry.Refused;
import vn.khop.server.registry.Registry;
import vn.khop.server.security.Actor;
import vn.khop.server.security.MachineLane;
import vn.khop.server.security.Scope;

/*
 * A message is answered when everything that it did is committed, and never before. What is wrong with it is said in the answer, by place and code; then it is kept, if a known system sent it, so that
 * somebody can mend it. Where nothing is wrong with it and we could not work, the answer says so (AE, TRY_AGAIN) and nothing is kept: the sender still has it. Nobody learns anything from us whom we do not know,
 * and nothing of a patient goes into a log.
 */
/** From the bytes of one HL7 v2 message to the bytes of its answers. Thread-safe. */
public final class MessageDesk implements WayIn {
    private static final Logger LOG = LoggerFactory.getLogger(MessageDesk.class);

    private static final Set<String> VERSIONS =
            Set.of("2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8");
    private static final Set<String> BEFORE_25 = Set.of("2.1", "2.2", "2.3", "2.3.1", "2.4");
    private static final int CONTROL_ID_LENGTH_MAX = 199;
    private static final int APPLICATION_LENGTH_MAX = 227;
    private static final long SENDERS_MAX = 10_000;
    private static final int BURSTS_A_SECOND = 10;
    /** After so long without a free place the sender is asked to come back. */
    private static final Duration WAIT_MAX = Duration.ofSeconds(10);

    private final Hl7Message.Reader reader = new Hl7Message.Reader();
    private final MessageText texts;
    private final Senders senders;
    private final IdentityFeed feed;
    private final Queries queries;
    private final RefusedMessages refused;
    private final MessageTally tally;
    private final Clock clock;
    private final Supplier<String> ids;
    private final MeterRegistry meters;
    private final MachineLane lane;
    private final Semaphore atOnce;
    private final int perSecond;
    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(SENDERS_MAX)
            .expireAfterAccess(Duration.ofMinutes(10))
            .build();

    /**
     * @param codeUses joins the transactions of the feed
     * @param takesNewFacilities whether a facility is registered when it first feeds
     * @param ids draws names of requests and answers
     * @throws IllegalArgumentException if the settings cannot be; the message says what to mend
     */
    public MessageDesk(
            Hl7v2Settings settings,
            Registry registry,
            FacilityFeed facilityFeed,
            LegacyEncodings encodings,
            RefusedMessages refused,
            CodeUses codeUses,
            boolean takesNewFacilities,
            Clock clock,
            Supplier<String> ids,
            MeterRegistry meters,
            MachineLane lane) {
        Authorities authorities =
                new Authorities(settings.authorities(), registry.facilities()::isKnown, takesNewFacilities);
        this.texts = new MessageText(encodings);
        this.senders = new Senders(settings.senders(), authorities);
        this.feed = new IdentityFeed(
                facilityFeed,
                new PatientSegments(authorities),
                new CodedSegments(settings.codeSystems()),
                codeUses,
                clock);
        this.refused = refused;
        this.tally = facilityFeed.tally();
        this.clock = clock;
        this.ids = ids;
        this.queries = new Queries(registry, authorities, reader.parser(), clock, this::answerId);
        this.meters = meters;
        this.lane = lane;
        this.atOnce = new Semaphore(settings.atOnce());
        this.perSecond = settings.messagesPerSecond();
    }

    /**
     * The answers to one message, in the order in which they are sent; none where the sender asked for none.
     *
     * @param bytes what stood between the start and the end block
     */
    List<byte[]> answer(byte[] bytes, Peer peer) {
        Hl7Message message = null;
        Senders.Known sender = null;
        long began = System.nanoTime();
        try {
            message = reader.read(texts.read(bytes));
            sender = senders.recognise(message.header().get(3), facilityOf(message.header()), peer);
            requireHeader(message);
            limit(sender);
            List<byte[]> answers = withPlace(message, sender, peer);
            if (message.type().equals("ADT") && !IdentityFeed.isOfVisit(message)) {
                tally.taken(sender.facility(), Duration.ofNanos(System.nanoTime() - began));
            }
            return answers;
        } catch (Rejected rejected) {
            return refuse(message, bytes, sender, rejected);
        } catch (RuntimeException fault) {
            return refuse(message, bytes, sender, notNow(fault));
        }
    }

    /** The answer to what is no whole message: too much of it, or cut off. */
    List<byte[]> answerBroken(byte[] begun, boolean isTooLarge, int bytesMax) {
        Rejected why = isTooLarge
                ? new Rejected(
                        Rejected.Condition.TOO_LARGE,
                        Rejected.Place.none(),
                        "the message has more than " + bytesMax + " bytes, khop.hl7v2.message-bytes")
                : new Rejected(
                        Rejected.Condition.SEGMENT_SEQUENCE,
                        Rejected.Place.none(),
                        "the message was not ended by 1C 0D before the next one began or the connection ended");
        return refuse(null, begun, null, why);
    }

    @Override
    public String text(byte[] bytes) {
        try {
            return texts.read(bytes);
        } catch (Rejected unreadable) {
            return MessageText.byByte(bytes);
        }
    }

    @Override
    public byte[] content(String text) {
        return text.replace("\r\n", "\r").replace('\n', '\r').getBytes(StandardCharsets.UTF_8);
    }

    /** Segments begin alike in every encoding that is read. */
    @Override
    public byte[] settled(byte[] content) {
        return Hl7Message.kept(new String(content, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public Optional<RefusedMessage.Why> takeAgain(RefusedMessage kept, byte[] content, Actor person) {
        try {
            Hl7Message message = reader.read(texts.read(content));
            requireHeader(message);
            Senders.Known sender = senders.stillKnown(message.header().get(3), facilityOf(message.header()))
                    .filter(known -> known.application().equals(kept.application())
                            && known.facility().equals(kept.facility()))
                    .orElseThrow(() -> new Rejected(
                            Rejected.Condition.SENDER_UNKNOWN,
                            Rejected.Place.of("MSH", 3),
                            "MSH-3 and MSH-4 do not name the registered system that sent it any more"));
            require(sender, Scope.ITI_104);
            Actor forFacility = sender.actor(person.requestId(), person.address(), person.question());
            take(
                    message,
                    sender,
                    new Actor(
                            person.username(),
                            sender.name(),
                            forFacility.roles(),
                            forFacility.scopes(),
                            person.purposes(),
                            forFacility.facilities(),
                            person.requestId(),
                            person.address()));
            return Optional.empty();
        } catch (Rejected rejected) {
            return Optional.of(why(rejected));
        } catch (Refused rule) {
            return Optional.of(why(refusedByRule(rule)));
        }
    }

    private static Authorities.Name facilityOf(Hl7Message.Part header) {
        return new Authorities.Name(header.get(4, 1, 1), header.get(4, 1, 2), header.get(4, 1, 3));
    }

    private static void requireHeader(Hl7Message message) {
        if (message.controlId().isEmpty()) {
            throw new Rejected(
                    Rejected.Condition.REQUIRED_FIELD,
                    Rejected.Place.of("MSH", 10),
                    "MSH-10 is missing: without it a message that is sent twice would count twice");
        }
        if (message.controlId().length() > CONTROL_ID_LENGTH_MAX) {
            throw new Rejected(
                    Rejected.Condition.DATA_TYPE,
                    Rejected.Place.of("MSH", 10),
                    "MSH-10 has more than " + CONTROL_ID_LENGTH_MAX + " characters");
        }
        if (message.header().get(3).length() > APPLICATION_LENGTH_MAX) {
            throw new Rejected(
                    Rejected.Condition.DATA_TYPE,
                    Rejected.Place.of("MSH", 3),
                    "MSH-3 has more than " + APPLICATION_LENGTH_MAX + " characters");
        }
        if (!VERSIONS.contains(message.version())) {
            throw new Rejected(
                    message.version().isEmpty() ? Rejected.Condition.REQUIRED_FIELD : Rejected.Condition.VERSION_ID,
                    Rejected.Place.of("MSH", 12),
                    "MSH-12 is not a version that is read here: 2.3.1 and 2.5 are, and those around them");
        }
        if (!message.header().get(11).equals("P")) {
            throw new Rejected(
                    message.header().get(11).isEmpty()
                            ? Rejected.Condition.REQUIRED_FIELD
                            : Rejected.Condition.PROCESSING_ID,
                    Rejected.Place.of("MSH", 11),
                    "MSH-11 is not P: training and debugging do not belong here");
        }
    }

    /** A sender that is faster than it may be is slowed down: it waits for its answer, and others do not. */
    private void limit(Senders.Known sender) {
        Bucket bucket = buckets.get(
                sender.name(),
                name -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(Math.max(1, perSecond / BURSTS_A_SECOND))
                                .refillGreedy(perSecond, Duration.ofSeconds(1)))
                        .withCustomTimePrecision(TimeMeter.SYSTEM_NANOTIME)
                        .build());
        try {
            if (!bucket.asBlocking().tryConsume(1, WAIT_MAX)) {
                throw busy();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw busy();
        }
    }

    private static Rejected busy() {
        return new Rejected(
                Rejected.Condition.TRY_AGAIN,
                Rejected.Place.none(),
                "there is more to do than can be done: nothing of this message was taken, send it again in a while");
    }

    private List<byte[]> withPlace(Hl7Message message, Senders.Known sender, Peer peer) {
        try {
            if (!atOnce.tryAcquire(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw busy();
        }
        try (MachineLane.Place held = lane.enter(sender.name(), WAIT_MAX).orElseThrow(MessageDesk::busy)) {
            return work(message, sender, peer);
        } catch (Refused rule) {
            throw refusedByRule(rule);
        } finally {
            atOnce.release();
        }
    }

    private List<byte[]> work(Hl7Message message, Senders.Known sender, Peer peer) {
        Actor actor = sender.actor(ids.get(), peer.address().getHostAddress(), question(message));
        return switch (message.type()) {
            case "ADT" -> {
                Optional<String> note = take(message, sender, actor);
                count(message, "AA");
                yield acknowledged(message, note);
            }
            case "QBP" -> {
                byte[] answer = ask(message, sender, actor);
                count(message, "AA");
                yield List.of(answer);
            }
            case "QCN" -> {
                count(message, "AA");
                yield acknowledged(message, Optional.empty());
            }
            case "" ->
                throw new Rejected(
                        Rejected.Condition.REQUIRED_FIELD, Rejected.Place.of("MSH", 9, 1, 1), "MSH-9.1 is missing");
            default ->
                throw new Rejected(
                        Rejected.Condition.MESSAGE_TYPE,
                        Rejected.Place.of("MSH", 9, 1, 1),
                        "this type of message is not taken here: ADT and QBP are");
        };
    }

    private Optional<String> take(Hl7Message message, Senders.Known sender, Actor actor) {
        require(sender, Scope.ITI_104);
        if (IdentityFeed.isOfVisit(message)) {
            return Optional.of(
                    message.trigger()
                            + " tells of a visit and not of who somebody is: nothing of it is kept. What it says of the patient is taken from A08 or A31");
        }
        return feed.take(
                        message,
                        ControlIds.key(sender, message.controlId()),
                        sender.facility(),
                        actor,
                        () -> refused.taken(
                                RefusedMessage.Format.HL7V2,
                                sender.application(),
                                sender.facility(),
                                message.controlId(),
                                this::settled))
                .note();
    }

    private byte[] ask(Hl7Message message, Senders.Known sender, Actor actor) {
        return switch (message.trigger()) {
            case "Q23" -> {
                requireQuestion(sender, Scope.ITI_83);
                yield queries.crossReference(message, actor);
            }
            case "Q22" -> {
                requireQuestion(sender, Scope.ITI_78);
                yield queries.demographics(message, actor);
            }
            default ->
                throw new Rejected(
                        Rejected.Condition.EVENT_CODE,
                        Rejected.Place.of("MSH", 9, 1, 2),
                        "the question is not answered here: Q22 (demographics) and Q23 (numbers) are");
        };
    }

    private static void requireQuestion(Senders.Known sender, Scope scope) {
        require(sender, scope);
        if (sender.purposes().isEmpty()) {
            throw new Rejected(
                    Rejected.Condition.NOT_PERMITTED,
                    Rejected.Place.of("MSH", 3),
                    "no purpose of use is registered for this sender, khop.hl7v2.senders");
        }
    }

    private static void require(Senders.Known sender, Scope scope) {
        if (!sender.may(scope)) {
            throw new Rejected(
                    Rejected.Condition.NOT_PERMITTED,
                    Rejected.Place.of("MSH", 9),
                    "this sender is not registered for " + scope.code() + ", khop.hl7v2.senders");
        }
    }

    private static String question(Hl7Message message) {
        return "HL7v2 " + word(message.type()) + "^" + word(message.trigger());
    }

    /** What a sender wrote, where it can be nothing but a code. */
    private static String word(String text) {
        boolean isCode = text.length() == 3 && text.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c));
        return isCode ? text.toUpperCase(Locale.ROOT) : "?";
    }

    static Rejected refusedByRule(Refused rule) {
        Rejected.Condition condition = switch (rule.reason()) {
            case UNKNOWN_SOURCE, UNKNOWN_PERSON, AMBIGUOUS_IDENTIFIER -> Rejected.Condition.UNKNOWN_KEY;
            case SAME_PERSON -> Rejected.Condition.DUPLICATE_KEY;
            case NOT_REGISTERED, FACILITY_NOT_ALLOWED, ROLE_NOT_ALLOWED -> Rejected.Condition.NOT_PERMITTED;
            case UNKNOWN_FACILITY -> Rejected.Condition.SENDER_UNKNOWN;
            case MESSAGE_KEY_REUSED -> Rejected.Condition.CONTROL_ID_REUSED;
            case TOO_MANY_MISSES -> Rejected.Condition.TRY_AGAIN;
            default -> Rejected.Condition.REFUSED;
        };
        return new Rejected(condition, Rejected.Place.none(), String.valueOf(rule.getMessage()));
    }

    /** Only the kind of fault is logged: its message may quote what it choked on. */
    private static Rejected notNow(RuntimeException fault) {
        StackTraceElement[] trace = fault.getStackTrace();
        LOG.error(
                "an HL7 v2 message could not be taken: {} at {}",
                fault.getClass().getName(),
                trace.length == 0 ? "an unknown place" : trace[0]);
        return new Rejected(
                Rejected.Condition.TRY_AGAIN,
                Rejected.Place.none(),
                "the server cannot work at this moment: nothing of this message was taken, send it again in a while");
    }

    private List<byte[]> refuse(
            @Nullable Hl7Message message, byte[] bytes, Senders.@Nullable Known sender, Rejected rejected) {
        Hl7Message told = message == null ? headerOf(bytes) : message;
        Rejected why = rejected;
        boolean isForKeeping = rejected.condition() != Rejected.Condition.TRY_AGAIN
                && rejected.condition() != Rejected.Condition.CONTROL_ID_REUSED;
        if (sender != null && message != null && isForKeeping && message.type().equals("ADT")) {
            try {
                refused.keep(kept(message, bytes, sender, rejected));
            } catch (RuntimeException fault) {
                why = notNow(fault);
            }
        }
        if (sender != null && message != null && message.type().equals("ADT")) {
            tally.refused(sender.facility());
        }
        count(told, why.condition().isReject() ? "AR" : "AE");
        return answers(told, Optional.of(why), Optional.empty());
    }

    private RefusedMessage kept(Hl7Message message, byte[] bytes, Senders.Known sender, Rejected why) {
        Instant now = clock.instant();
        return new RefusedMessage(
                0,
                RefusedMessage.Format.HL7V2,
                sender.application(),
                sender.facility(),
                message.controlId(),
                word(message.type()) + "^" + word(message.trigger()),
                bytes,
                now,
                now,
                1,
                why(why),
                RefusedMessage.State.REFUSED,
                Optional.empty());
    }

    private static RefusedMessage.Why why(Rejected rejected) {
        return new RefusedMessage.Why(
                rejected.condition().name(),
                rejected.condition().code(),
                rejected.place().written(),
                rejected.diagnostic());
    }

    /** What can be read of the header of a message that cannot: enough to say to whom the answer goes. */
    private Hl7Message headerOf(byte[] bytes) {
        try {
            String text = MessageText.byByte(java.util.Arrays.copyOf(bytes, Math.min(bytes.length, 4096)));
            int end = 0;
            while (end < text.length() && text.charAt(end) != '\r' && text.charAt(end) != '\n') {
                end++;
            }
            return reader.read(text.substring(0, end).replace("\0", ""));
        } catch (Rejected unreadable) {
            return reader.read("MSH|^~\\&|||||||||P|2.5\r");
        }
    }

    private List<byte[]> acknowledged(Hl7Message message, Optional<String> note) {
        return answers(message, Optional.empty(), note);
    }

    /** One answer, or what enhanced mode asks for: an accept acknowledgement, an application acknowledgement, both or none. We have always done all of the work when we say either. */
    private List<byte[]> answers(Hl7Message asked, Optional<Rejected> why, Optional<String> note) {
        String accept = asked.header().get(15);
        String application = asked.header().get(16);
        if (accept.isEmpty() && application.isEmpty()) {
            return List.of(acknowledgement(asked, 'A', why, note));
        }
        List<byte[]> answers = new ArrayList<>();
        if (isWanted(accept, why.isEmpty())) {
            answers.add(acknowledgement(asked, 'C', why, note));
        }
        if (isWanted(application, why.isEmpty())) {
            answers.add(acknowledgement(asked, 'A', why, note));
        }
        return answers;
    }

    /** HL7 table 0155. */
    private static boolean isWanted(String when, boolean isGood) {
        return switch (when) {
            case "AL" -> true;
            case "SU" -> isGood;
            case "ER" -> !isGood;
            default -> false;
        };
    }

    private byte[] acknowledgement(Hl7Message asked, char mode, Optional<Rejected> why, Optional<String> note) {
        String version = VERSIONS.contains(asked.version()) ? asked.version() : "2.5";
        boolean isBefore25 = BEFORE_25.contains(version);
        String code = mode
                + why.map(rejected -> rejected.condition().isReject() ? "R" : "E")
                        .orElse("A");
        Answer answer = new Answer(reader.parser())
                .head("ACK", word(asked.trigger()).replace("?", ""), version, answerId(), clock.instant())
                .to(asked.header())
                .acknowledge(
                        code, asked.controlId(), why.map(Rejected::diagnostic).orElse(""));
        why.ifPresent(rejected -> answer.error(rejected, isBefore25));
        return answer.note(note, isBefore25).bytes();
    }

    /** At most twenty characters, as 2.5 has it. */
    private String answerId() {
        String id = ids.get().replace("-", "");
        return id.substring(0, Math.min(20, id.length()));
    }

    private void count(Hl7Message message, String code) {
        String type = word(message.type());
        String known = Set.of("ADT", "QBP", "QCN").contains(type) ? type : "other";
        meters.counter("khop.hl7v2.messages", "type", known, "answer", code).increment();
    }
}
