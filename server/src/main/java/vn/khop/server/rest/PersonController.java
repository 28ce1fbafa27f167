package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.SearchResult;
import vn.khop.server.registry.SourceId;
import vn.khop.server.security.CurrentActor;

/** Persons for the people at the desks. The registry writes the access log before it gives a person; nothing is shown that it has not written. */
@RestController
class PersonController {
    private final ObjectProvider<Registry> registry;
    private final CurrentActor actors;

    /** @param registry asked for with each request, since it may be wired after the routes are known */
    PersonController(ObjectProvider<Registry> registry, CurrentActor actors) {
        this.registry = registry;
        this.actors = actors;
    }

    /** @param more whether persons fit beyond those shown: then the search is to be narrowed, there is no next page */
    record PersonList(int total, boolean more, List<PersonSummary> items) {}

    /** By POST: what is searched for is about a patient, and an address ends in logs and histories. */
    @PostMapping("/api/v1/persons/search")
    @Operation(summary = "Search persons; every field given must fit; at most 20 are shown")
    PersonList search(@RequestBody PersonQuestion question) {
        SearchResult result = registry.getObject().search(question.asSearch(), actors.get());
        List<PersonSummary> items =
                result.persons().stream().map(PersonSummary::of).toList();
        return new PersonList(result.total(), result.total() > items.size(), items);
    }

    @GetMapping("/api/v1/persons/{enterpriseId}")
    @Operation(
            summary =
                    "A person: golden values with their origin, source records, and the log of its links; numbers are hidden but for their ends")
    PersonView person(
            @PathVariable("enterpriseId") String enterpriseId,
            @RequestParam(name = "at", required = false) @Nullable String at) {
        Optional<Instant> moment = Fields.moment("at", at);
        return EnterpriseId.parse(enterpriseId)
                .flatMap(id -> moment.isPresent()
                        ? registry.getObject()
                                .person(id, moment.get(), actors.get())
                                .map(Registry.PersonThen::person)
                        : registry.getObject().person(id, actors.get()))
                .map(person -> PersonView.of(
                                person,
                                registry.getObject().decisionsOf(person),
                                registry.getObject().formerRecordsOf(person))
                        .masked())
                .orElseThrow(PersonController::unknownPerson);
    }

    /** @param field one of the columns that the person's {@code hidden} names */
    record UnmaskQuestion(@Nullable String field) {}

    @PostMapping("/api/v1/persons/{enterpriseId}/unmask")
    @Operation(summary = "One field of a person and of its records in full; who asked for it is in the access log")
    PersonView.Unmasked unmask(
            @PathVariable("enterpriseId") String enterpriseId, @RequestBody UnmaskQuestion question) {
        String field = Fields.required("field", question.field(), "a column of the person's records");
        if (!field.matches("[a-z_]{1,32}")) {
            throw Refused.field(
                    ErrorCode.INVALID_FIELD, "field", "something else", "a column such as national_id or phone");
        }
        return EnterpriseId.parse(enterpriseId)
                .flatMap(id -> registry.getObject().unmask(id, field, actors.get()))
                .map(person -> PersonView.Unmasked.of(person, field))
                .orElseThrow(PersonController::unknownPerson);
    }

    /** @param items {@code domain|number}, a kind or {@code facility:} and its code before the bar; the number hidden but for its end */
    record CrossReferences(
            String enterpriseId, Instant at, @Nullable String replacedBy, List<String> items) {}

    @GetMapping("/api/v1/persons/{enterpriseId}/identifiers")
    @Operation(summary = "What a person was known by at a moment; numbers are hidden but for their ends")
    CrossReferences identifiers(@PathVariable("enterpriseId") String enterpriseId, @RequestParam("at") String at) {
        Instant moment = Fields.moment("at", at)
                .orElseThrow(() -> Refused.field(ErrorCode.MISSING_FIELD, "at", "nothing", "a time"));
        return EnterpriseId.parse(enterpriseId)
                .flatMap(id -> registry.getObject().person(id, moment, actors.get()))
                .map(then -> new CrossReferences(
                        enterpriseId,
                        moment,
                        then.person().supersededBy().map(EnterpriseId::value).orElse(null),
                        then.identifiers().stream()
                                .map(identifier -> identifier.domain() + "|" + MaskedNumber.end(identifier.value()))
                                .sorted()
                                .toList()))
                .orElseThrow(PersonController::unknownPerson);
    }

    @GetMapping("/api/v1/persons/{enterpriseId}/explanation")
    @Operation(
            summary =
                    "Why two source records are, or are not, taken for one person: prior and comparisons in bits; numbers are hidden but for their ends")
    ExplanationView explanation(
            @PathVariable("enterpriseId") String enterpriseId,
            @RequestParam("source") String source,
            @RequestParam("other") String other) {
        if (EnterpriseId.parse(enterpriseId).isEmpty()) {
            throw unknownPerson();
        }
        return registry.getObject()
                .explain(sourceId("source", source), sourceId("other", other), actors.get())
                .map(pair -> ExplanationView.of(pair).masked())
                .orElseThrow(() -> new Refused(
                        ErrorCode.UNKNOWN_SOURCE,
                        "one of the two source records is not known here: open the person again"));
    }

    private static SourceId sourceId(String field, String text) {
        return SourceId.parse(text)
                .orElseThrow(() -> Refused.field(
                        ErrorCode.INVALID_FIELD,
                        field,
                        "something else",
                        "the id of a source record: S, ten digits or capital letters and a check character"));
    }

    private static Refused unknownPerson() {
        return new Refused(ErrorCode.UNKNOWN_PERSON, "no person has this id: check it, or search for the person");
    }
}
