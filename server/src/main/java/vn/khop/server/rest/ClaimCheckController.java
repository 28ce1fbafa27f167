package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.codes.KnownCodes;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.claim.Claim;
import vn.khop.terminology.claim.ClaimCheck;
import vn.khop.terminology.claim.ClaimFinding;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.concept.ReleaseChoice;
import vn.khop.terminology.question.CodeSystemView;

/** Whether the codes of many claims may stand there, by what the lists say that were in force. Nothing of a claim is kept or logged. */
@RestController
class ClaimCheckController {
    static final int CODES_MAX = 10_000;
    private static final int CODES_OF_A_CLAIM_MAX = 500;

    private final Terminology terminology;
    private final ListedCodes listed;

    ClaimCheckController(Terminology terminology, KnownCodes known, Clock clock) {
        this.terminology = terminology;
        listed = new ListedCodes(known, clock);
    }

    /**
     * @param system the list of the claims' codes
     * @param version of it; if absent, that in force on the last day of each stay
     */
    record Claims(
            @Nullable String system,
            @Nullable String version,
            @Nullable List<@Nullable SentClaim> claims) {}

    /**
     * @param id by which the answer names the claim; if absent, its place from 1
     * @param date last day of the stay
     * @param sex {@code female}, {@code male} or {@code unknown}
     * @param birthDate a day, month or year
     */
    record SentClaim(
            @Nullable String id,
            @Nullable String date,
            @Nullable String sex,
            @Nullable String birthDate,
            @Nullable String primary,
            @Nullable List<@Nullable String> others) {}

    /**
     * @param claims how many were checked
     * @param codes how many codes they have
     * @param releases which releases were asked
     */
    record Checked(int claims, int codes, List<AskedRelease> releases, List<Finding> findings) {}

    /** @param decision that put it in force */
    record AskedRelease(
            String system, String version, @Nullable String decision) {}

    /**
     * @param rule its code, as {@code not-primary}
     * @param severity {@code error} or {@code warning}
     * @param related codes that the rule names
     * @param source the annex by which the list says so, where it names it
     */
    record Finding(
            String claim,
            String code,
            String rule,
            String severity,
            Message message,
            List<String> related,
            @Nullable String source,
            String version,
            @Nullable String decision) {}

    record Message(String vi, String en) {}

    private enum Sex {
        FEMALE,
        MALE,
        UNKNOWN
    }

    private record CheckedList(ClaimCheck check, AskedRelease release) {}

    @PostMapping("/api/v1/claims/checks")
    @Operation(
            summary =
                    "Whether codes may stand where claims have them: primary or not, for this sex and age, on this day, with what goes with them",
            description =
                    "Up to 10,000 codes. The release that was in force on the last day of each stay answers, unless a version is named. A code may be"
                            + " written without its dot and without † or *. Each finding names the rule, the annex and the decision it comes from.")
    Checked check(@RequestBody Claims sent) {
        String system = Fields.required(
                "system", sent.system(), "the URI of a code system; GET /api/v1/code-systems lists them");
        Optional<String> version = Fields.text("version", sent.version());
        List<@Nullable SentClaim> claims = sent.claims() == null ? List.of() : sent.claims();
        if (claims.isEmpty()) {
            throw Refused.field(ErrorCode.MISSING_FIELD, "claims", "nothing", "at least one claim");
        }
        Map<LocalDate, CheckedList> lists = new HashMap<>();
        List<Finding> findings = new ArrayList<>();
        int codes = 0;
        for (int i = 0; i < claims.size(); i++) {
            SentClaim one = claims.get(i);
            if (one == null) {
                throw Refused.field(ErrorCode.INVALID_FIELD, "claims[" + i + "]", "null", "a claim");
            }
            Claim claim = claim(one, "claims[" + i + "].");
            codes += claim.codes().size();
            if (codes > CODES_MAX) {
                throw Refused.field(
                        ErrorCode.INVALID_FIELD,
                        "claims",
                        "more than " + CODES_MAX + " codes",
                        "at most so many: send them in parts");
            }
            CheckedList list = lists.computeIfAbsent(claim.day(), day -> list(system, version, day));
            String id = Fields.text("claims[" + i + "].id", one.id()).orElse(String.valueOf(i + 1));
            for (ClaimFinding finding : list.check().findings(claim)) {
                findings.add(finding(id, finding, list.release()));
            }
        }
        return new Checked(
                claims.size(),
                codes,
                lists.values().stream().map(CheckedList::release).distinct().toList(),
                findings);
    }

    private static Finding finding(String id, ClaimFinding finding, AskedRelease release) {
        return new Finding(
                id,
                finding.code(),
                finding.rule().code(),
                finding.rule().isError() ? "error" : "warning",
                new Message(finding.vietnamese(), finding.english()),
                finding.related(),
                finding.source().orElse(null),
                release.version(),
                release.decision());
    }

    private static Claim claim(SentClaim sent, String path) {
        LocalDate day = Fields.day(path + "date", sent.date())
                .orElseThrow(() -> Refused.field(
                        ErrorCode.MISSING_FIELD,
                        path + "date",
                        "nothing",
                        "the last day of the stay, such as 2026-07-01"));
        List<String> others = new ArrayList<>();
        for (String other : sent.others() == null ? List.<@Nullable String>of() : sent.others()) {
            others.add(Fields.required(path + "others", other, "codes"));
        }
        if (others.size() > CODES_OF_A_CLAIM_MAX) {
            throw Refused.field(
                    ErrorCode.INVALID_FIELD,
                    path + "others",
                    others.size() + " codes",
                    "at most " + CODES_OF_A_CLAIM_MAX);
        }
        return new Claim(
                day,
                Fields.word(path + "sex", sent.sex(), Sex.class)
                        .filter(sex -> sex != Sex.UNKNOWN)
                        .map(Fields::word),
                Fields.date(path + "birthDate", sent.birthDate()),
                Fields.text(path + "primary", sent.primary()),
                others);
    }

    private CheckedList list(String system, Optional<String> version, LocalDate day) {
        ReleaseChoice choice = new ReleaseChoice(
                system, version, version.isPresent() ? Optional.empty() : Optional.of(QuestionDate.of(day)));
        Optional<CodeSystemView> view = listed.system(choice);
        return terminology
                .inUse()
                .find(choice)
                .fold(
                        entry -> new CheckedList(
                                new ClaimCheck(view.orElseThrow()),
                                new AskedRelease(
                                        system,
                                        entry.release().id().version(),
                                        entry.release().about().decision().orElse(null))),
                        problem -> view.map(posted -> new CheckedList(
                                        new ClaimCheck(posted), new AskedRelease(system, posted.version(), null)))
                                .orElseGet(() -> CodeController.refuse(problem)));
    }
}
