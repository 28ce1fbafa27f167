package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.insurance.CardDesk;
import vn.khop.server.insurance.Unreadable;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.FeedOutcome;
import vn.khop.server.security.CurrentActor;

/** What desks read from citizens' cards, and what the insurance portal told them about insurance cards. */
@RestController
class CardController {
    private final ObjectProvider<CardDesk> desk;
    private final CurrentActor actors;

    CardController(ObjectProvider<CardDesk> desk, CurrentActor actors) {
        this.desk = desk;
        this.actors = actors;
    }

    /**
     * A card's code that was read.
     *
     * @param facility code of the hospital
     * @param mrn its own number of the patient
     * @param qr the text, as the reader gave it
     */
    record CardRead(
            @Nullable String facility,
            @Nullable String mrn,
            @Nullable String qr) {
        /** Without the text. */
        @Override
        public String toString() {
            return "CardRead";
        }
    }

    /**
     * What the portal answered, by its own names.
     *
     * @param maKetQua three digits
     */
    record PortalLookup(
            @Nullable String facility,
            @Nullable String mrn,
            @Nullable String maKetQua,
            @Nullable String maThe,
            @Nullable String maTheCu,
            @Nullable String maTheMoi,
            @Nullable String maSoBHXH) {
        /** Without the cards. */
        @Override
        public String toString() {
            return "PortalLookup";
        }
    }

    /**
     * What became of it.
     *
     * @param effect {@code created}, {@code revised}, {@code repeated}, {@code outdated}, {@code held}, or {@code ignored} where it says nothing of the patient
     * @param verified whether the patient's citizen number counts as confirmed now
     */
    record CardTaken(@Nullable String source, String effect, boolean verified) {
        static CardTaken of(FeedOutcome outcome) {
            return new CardTaken(
                    outcome.source().id().value(),
                    outcome.effect().name().toLowerCase(Locale.ROOT),
                    outcome.source().columns().containsKey(Columns.NATIONAL_ID_VERIFIED));
        }
    }

    @PostMapping("/api/v1/cards/qr")
    @Operation(
            summary =
                    "The text of the QR code on the patient's citizen card, read at the desk: name, birth and sex, the citizen number, confirmed if the client may say so (khop.verified-numbers), and the number of the card before as an alias")
    CardTaken read(@RequestBody CardRead body) {
        try {
            return CardTaken.of(desk.getObject()
                    .read(
                            patient(body.facility(), body.mrn()),
                            Fields.required("qr", body.qr(), "the text of the code, 7 fields with strokes between"),
                            actors.get()));
        } catch (Unreadable wrong) {
            throw unreadable(wrong);
        }
    }

    @PostMapping("/api/v1/cards/insurance-lookup")
    @Operation(
            summary =
                    "What the insurance portal answered about the patient's card: the cards before and after it are the patient's numbers too. An answer that the card is not the patient's is ignored")
    CardTaken lookedUp(@RequestBody PortalLookup body) {
        CardDesk.PortalAnswer answer = new CardDesk.PortalAnswer(
                Fields.required("maKetQua", body.maKetQua(), "the three digits of the answer"),
                Fields.text("maThe", body.maThe()),
                Fields.text("maTheCu", body.maTheCu()),
                Fields.text("maTheMoi", body.maTheMoi()),
                Fields.text("maSoBHXH", body.maSoBHXH()));
        try {
            return desk.getObject()
                    .answered(patient(body.facility(), body.mrn()), answer, actors.get())
                    .map(CardTaken::of)
                    .orElseGet(() -> new CardTaken(null, "ignored", false));
        } catch (Unreadable wrong) {
            throw unreadable(wrong);
        }
    }

    private static Refused unreadable(Unreadable wrong) {
        return new Refused(
                ErrorCode.UNREADABLE_CARD,
                wrong.wording().en() + " / " + wrong.wording().vi());
    }

    private static CardDesk.Patient patient(@Nullable String facility, @Nullable String mrn) {
        String number = Fields.required("mrn", mrn, "the hospital's own number of the patient");
        Optional<String> fitting = Optional.of(number).filter(text -> text.length() <= 200);
        return new CardDesk.Patient(
                Fields.required("facility", facility, "the code of the hospital"),
                fitting.orElseThrow(() ->
                        Refused.field(ErrorCode.INVALID_FIELD, "mrn", number.length() + " characters", "at most 200")));
    }
}
