package vn.khop.server.insurance;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.FeedOutcome;
import vn.khop.server.registry.PartialFeed;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.SourceFeed;
import vn.khop.server.registry.Together;
import vn.khop.server.security.Actor;
import vn.khop.server.security.Scope;

/**
 * What a desk learns of its patient besides what the patient says: the text of the QR code on the citizen's card, and what the insurance portal answers about a card. Both are evidence in the
 * hospital's own record of the patient. Thread-safe.
 */
public final class CardDesk {
    private static final String READ_OF_THE_CODE = "card-qr";
    private static final String NUMBERS_APART = ";";

    /** Answers of the portal that say whose the card is; all others say that it is not the patient's, or nothing. Source: CV 1923/2024, codes of KQNhanLichSuKCB. */
    private static final Set<String> RIGHT_CARD = Set.of("000", "001", "002", "003", "004", "010");

    private final PartialFeed feeds;
    private final Together together;
    private final RecordStore store;
    private final Clock clock;

    public CardDesk(PartialFeed feeds, Together together, RecordStore store, Clock clock) {
        this.feeds = feeds;
        this.together = together;
        this.store = store;
        this.clock = clock;
    }

    /** Whose record it is: the facility's own number of the patient. */
    public record Patient(String facility, String localId) {
        /** Without the number. */
        @Override
        public String toString() {
            return "Patient[" + facility + "]";
        }
    }

    /**
     * What the portal answered.
     *
     * @param result three digits
     * @param asked the card that was asked about
     * @param former the card before it
     * @param present the card that took its place
     * @param insuranceNumber ten digits
     */
    public record PortalAnswer(
            String result,
            Optional<String> asked,
            Optional<String> former,
            Optional<String> present,
            Optional<String> insuranceNumber) {
        /** Without the cards. */
        @Override
        public String toString() {
            return "PortalAnswer[" + result + "]";
        }
    }

    /**
     * A card's code was read while its owner stood at the desk. The number counts as confirmed if the actor may say so; the nine digits of the card before stay as an alias beside it.
     *
     * @param text as the reader gave it
     * @throws Unreadable if it is not the text of such a code
     */
    public FeedOutcome read(Patient patient, String text, Actor actor) throws Unreadable {
        CitizenCard card = CitizenCard.read(text);
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put(
                Columns.NATIONAL_ID,
                card.formerCard()
                        .map(former -> card.number() + NUMBERS_APART + former)
                        .orElse(card.number()));
        columns.put(Columns.FULL_NAME, card.name());
        columns.put(Columns.BIRTH_DATE, card.birthDate());
        columns.put(Columns.GENDER, card.sex());
        if (actor.has(Scope.VERIFIED_NUMBERS)) {
            columns.put(Columns.NATIONAL_ID_VERIFIED, READ_OF_THE_CODE);
        }
        return fed(patient, columns, Optional.of(card.address()).filter(address -> !address.isEmpty()), actor);
    }

    /**
     * The portal was asked about the patient's card.
     *
     * @return empty where it says nothing of the patient's cards
     * @throws Unreadable if it is no such answer
     */
    public Optional<FeedOutcome> answered(Patient patient, PortalAnswer answer, Actor actor) throws Unreadable {
        if (!answer.result().matches("\\d{3}")) {
            throw new Unreadable(new Wording(
                    "maKetQua không phải mã kết quả của cổng, cần 3 chữ số",
                    "maKetQua is no result of the portal, expected three digits"));
        }
        if (!RIGHT_CARD.contains(answer.result())) {
            return Optional.empty();
        }
        requireForm("maTheCu", answer.former(), Form.CARD);
        requireForm("maThe", answer.asked(), Form.CARD);
        requireForm("maTheMoi", answer.present(), Form.CARD);
        requireForm("maSoBHXH", answer.insuranceNumber(), Form.INSURANCE_NUMBER);
        Set<String> cards = new LinkedHashSet<>();
        Stream.of(answer.former(), answer.asked(), answer.present())
                .flatMap(Optional::stream)
                .forEach(cards::add);
        answer.insuranceNumber()
                .filter(number -> cards.stream().noneMatch(card -> card.endsWith(number)))
                .ifPresent(cards::add);
        if (cards.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put(Columns.INSURANCE_NO, String.join(NUMBERS_APART, cards));
        return Optional.of(fed(patient, columns, Optional.empty(), actor));
    }

    private static void requireForm(String name, Optional<String> value, Form form) throws Unreadable {
        if (value.filter(text -> !form.fits(text)).isPresent()) {
            throw new Unreadable(new Wording(
                    name + " không đúng dạng, cần " + form.expected().vi(),
                    name + " is not of its form, expected " + form.expected().en()));
        }
    }

    /** The card tells where its owner is registered: that is an address for whoever has none, and not better than one that the desk was told. */
    private FeedOutcome fed(Patient patient, Map<String, String> columns, Optional<String> address, Actor actor) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return together.inOne(() -> {
            Map<String, String> all = new LinkedHashMap<>(columns);
            boolean hasAddress = store.source(patient.facility(), patient.localId())
                    .filter(record -> Objects.nonNull(record.columns().get(Columns.ADDRESS)))
                    .isPresent();
            address.filter(registered -> !hasAddress).ifPresent(registered -> all.put(Columns.ADDRESS, registered));
            all.put(Columns.RECORDED_AT, now.toString());
            return feeds.feed(
                    new SourceFeed(
                            patient.facility(),
                            patient.localId(),
                            all,
                            Optional.empty(),
                            Optional.of(now),
                            Optional.empty()),
                    actor);
        });
    }
}
