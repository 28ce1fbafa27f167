package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.registry.AnchorCounts;
import vn.khop.server.registry.AnchoredShare;
import vn.khop.server.registry.CitizenAnchor;
import vn.khop.server.registry.CitizenNumbers;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.NumberLineage;
import vn.khop.server.security.CurrentActor;

/** The citizen number as anchor: for the citizens' service, for clerks, and as a measure of the hospitals. */
@RestController
class CitizenController {
    private final ObjectProvider<CitizenNumbers> numbers;
    private final ObjectProvider<AnchoredShare> share;
    private final CurrentActor actors;

    CitizenController(
            ObjectProvider<CitizenNumbers> numbers, ObjectProvider<AnchoredShare> share, CurrentActor actors) {
        this.numbers = numbers;
        this.share = share;
        this.actors = actors;
    }

    /**
     * All three are needed.
     *
     * @param birthDate ISO 8601, whole
     */
    record CitizenQuestion(
            @Nullable String citizenNumber,
            @Nullable String name,
            @Nullable String birthDate) {
        CitizenNumbers.Citizen asCitizen() {
            Fields.day("birthDate", birthDate);
            return new CitizenNumbers.Citizen(
                    Fields.required("citizenNumber", citizenNumber, "a citizen number"),
                    Fields.required("name", name, "the citizen's whole name"),
                    Fields.required("birthDate", birthDate, "a day such as 1975-04-30"));
        }

        @Override
        public String toString() {
            return "CitizenQuestion";
        }
    }

    record HospitalNumbers(List<HospitalNumber> items) {}

    record HospitalNumber(String facility, String number) {
        @Override
        public String toString() {
            return "HospitalNumber[" + facility + "]";
        }
    }

    /** By POST: a number in an address ends in logs and histories. */
    @PostMapping("/api/v1/citizens/identifiers")
    @Operation(
            summary =
                    "The numbers by which hospitals know a citizen, who asks himself; nothing unless number, name and birth date agree")
    HospitalNumbers identifiers(@RequestBody CitizenQuestion question) {
        return new HospitalNumbers(numbers.getObject().ofCitizen(question.asCitizen(), actors.get()).stream()
                .map(number -> new HospitalNumber(number.facility().orElseThrow(), number.value()))
                .toList());
    }

    /**
     * Nationwide numbers of a person.
     *
     * @param state {@code verified}, {@code asserted}, {@code conflicting} or {@code none}
     * @param citizenNumber the one that the person is anchored to
     */
    record Lineage(
            String enterpriseId, String state, @Nullable String citizenNumber, List<Number> items) {
        static Lineage of(CitizenNumbers.Lineage lineage) {
            return new Lineage(
                    lineage.person().value(),
                    word(lineage.anchor().state()),
                    lineage.anchor().number().map(MaskedNumber::end).orElse(null),
                    lineage.numbers().stream().map(Number::of).toList());
        }

        @Override
        public String toString() {
            return "Lineage[" + enterpriseId + "]";
        }
    }

    /**
     * One of them.
     *
     * @param kind {@code national_id}, {@code citizen_id} (nine digits), {@code insurance_number} or {@code passport_number}
     * @param isPresent whether a hospital's present record carries it
     * @param replacedBy what the same hospital wrote in its place later
     */
    record Number(
            String kind,
            String number,
            boolean isPresent,
            boolean isVerified,
            @Nullable String replacedBy,
            List<String> facilities,
            Instant firstAt,
            Instant lastAt) {
        static Number of(NumberLineage.Known known) {
            return new Number(
                    known.kind().code(),
                    MaskedNumber.end(known.value()),
                    known.isPresent(),
                    known.isVerified(),
                    known.replacedBy().map(MaskedNumber::end).orElse(null),
                    List.copyOf(new TreeSet<>(known.facilities())),
                    known.firstAt(),
                    known.lastAt());
        }

        @Override
        public String toString() {
            return "Number[" + kind + "]";
        }
    }

    @GetMapping("/api/v1/persons/{enterpriseId}/numbers")
    @Operation(
            summary =
                    "What a person is and was known by nationwide: citizen numbers, old cards, insurance numbers, and which replaced which; hidden but for their ends")
    Lineage lineage(@PathVariable("enterpriseId") String enterpriseId) {
        return EnterpriseId.parse(enterpriseId)
                .flatMap(id -> numbers.getObject().lineage(id, actors.get()))
                .map(Lineage::of)
                .orElseThrow(() -> new Refused(
                        ErrorCode.UNKNOWN_PERSON, "no person has this id: check it, or search for the person"));
    }

    /** @param definition what is counted, in a sentence */
    record Shares(String definition, Instant measuredAt, Share city, List<Share> facilities) {}

    /**
     * Persons of one hospital, or of the city.
     *
     * @param anchoredShare from 0 to 1
     */
    record Share(
            @Nullable String facility,
            long persons,
            long verified,
            long asserted,
            long conflicting,
            long none,
            double anchoredShare) {
        static Share of(AnchorCounts.Count count) {
            return new Share(
                    count.facility().isEmpty() ? null : count.facility(),
                    count.all(),
                    count.persons().getOrDefault(CitizenAnchor.State.VERIFIED, 0L),
                    count.persons().getOrDefault(CitizenAnchor.State.ASSERTED, 0L),
                    count.persons().getOrDefault(CitizenAnchor.State.CONFLICTING, 0L),
                    count.persons().getOrDefault(CitizenAnchor.State.NONE, 0L),
                    count.anchored());
        }
    }

    @GetMapping("/api/v1/measures/anchored-share")
    @Operation(
            summary =
                    "The share of persons that are anchored to a citizen number, by hospital; counted anew every five minutes at most")
    Shares anchoredShare() {
        AnchoredShare.Measured measured = share.getObject().measured();
        Share nobody = new Share(null, 0, 0, 0, 0, 0, 0);
        return new Shares(
                "Of the persons of whom the hospital has a record that it has not taken back, those whose records, all hospitals' together, name one citizen number"
                        + " that counts: the only one (asserted), or the only one confirmed (verified). A person of several hospitals counts for each, and once for the city.",
                measured.at(),
                measured.counts().stream()
                        .filter(count -> count.facility().isEmpty())
                        .findFirst()
                        .map(Share::of)
                        .orElse(nobody),
                measured.counts().stream()
                        .filter(count -> !count.facility().isEmpty())
                        .map(Share::of)
                        .toList());
    }

    private static String word(CitizenAnchor.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
