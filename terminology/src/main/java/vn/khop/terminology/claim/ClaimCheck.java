package vn.khop.terminology.claim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.resource.PropertyValue;

/*
 * Lists say their rules in these properties of a code, and the annex in the one of the same kind that ends in -rule:
 *
 *   not-primary, discouraged-primary, more-specific, death-only   true
 *   sex                                                           female, male; mostly-one-sex where it is no rule without exceptions
 *   age                                                           P8Y/P19Y, see AgeRange; each that is said must hold
 *   asterisk, dagger                                              codes, one of which goes with it
 *   primary-in-pair                                               true of an asterisk code that is the primary one beside its dagger
 *   valid-from, valid-until                                       first and last day of the code alone
 *   replaced-by                                                   codes, of one that is inactive
 */
/** Checks claims against one release of one list. */
public final class ClaimCheck {
    private static final String RULE = "-rule";

    private final CodeSystemView list;

    /** @param list the release that is in force on the last day of the stays that are asked about */
    public ClaimCheck(CodeSystemView list) {
        this.list = list;
    }

    /** What is wrong with it, code by code in its own order; empty where nothing is. */
    public List<ClaimFinding> findings(Claim claim) {
        Map<String, Said> known = new LinkedHashMap<>();
        List<ClaimFinding> findings = new ArrayList<>();
        for (String code : claim.codes()) {
            find(code).ifPresent(concept -> known.putIfAbsent(code, said(concept)));
        }
        Set<String> all = new TreeSet<>();
        known.values().forEach(said -> all.add(said.code()));
        for (String code : claim.codes()) {
            Said said = known.get(code);
            if (said == null) {
                findings.add(ClaimFinding.of(code, ClaimRule.UNKNOWN_CODE, "", Optional.empty()));
            } else {
                check(claim, code, said, all, findings);
            }
        }
        return findings.stream().distinct().toList();
    }

    /** What the list says of one code. */
    private record Said(int concept, String code, boolean isRetired, Map<String, List<String>> properties) {
        List<String> values(String property) {
            return properties.getOrDefault(property, List.of());
        }

        boolean is(String property) {
            return values(property).contains("true");
        }

        Optional<String> rule(String kind) {
            return values(kind + RULE).stream().findFirst();
        }
    }

    /** The code as the list writes it: with the mark of a pair or a dot that claims leave out. */
    private OptionalInt find(String code) {
        for (String written : ClaimedCode.inTheList(code)) {
            OptionalInt found = list.find(written);
            if (found.isPresent()) {
                return found;
            }
        }
        return OptionalInt.empty();
    }

    private Said said(int concept) {
        Map<String, List<String>> properties = new LinkedHashMap<>();
        for (PropertyValue property : list.properties(concept)) {
            properties
                    .computeIfAbsent(property.code(), any -> new ArrayList<>())
                    .add(property.value().text());
        }
        return new Said(concept, list.source().code(concept), list.isRetired(concept), properties);
    }

    private void check(Claim claim, String code, Said said, Set<String> all, List<ClaimFinding> findings) {
        boolean isPrimary = claim.primary().filter(code::equals).isPresent();
        if (said.isRetired()) {
            List<String> now = said.values("replaced-by");
            findings.add(
                    now.isEmpty()
                            ? ClaimFinding.of(code, ClaimRule.INACTIVE, "", first(said, "cancelled-by"))
                            : replaced(code, now, first(said, "cancelled-by")));
        }
        checkDays(claim, code, said, findings);
        if (isPrimary) {
            checkPrimary(code, said, all, findings);
        }
        if (said.is("more-specific")) {
            findings.add(ClaimFinding.of(code, ClaimRule.MORE_SPECIFIC, "", said.rule("specific")));
        }
        if (said.is("death-only")) {
            findings.add(ClaimFinding.of(code, ClaimRule.DEATH_ONLY, "", said.rule("death")));
        }
        checkSex(claim, code, said, findings);
        checkAge(claim, code, said, findings);
        checkPairs(code, said, all, findings);
    }

    private static Optional<String> first(Said said, String property) {
        return said.values(property).stream().findFirst();
    }

    private static ClaimFinding replaced(String code, List<String> now, Optional<String> source) {
        String codes = String.join(", ", now);
        return new ClaimFinding(
                code,
                ClaimRule.INACTIVE,
                ClaimRule.INACTIVE.inEnglish(code, ": replaced by " + codes),
                ClaimRule.INACTIVE.inVietnamese(code, ": đã thay bằng " + codes),
                now,
                source);
    }

    private void checkDays(Claim claim, String code, Said said, List<ClaimFinding> findings) {
        if (!list.isWithinItsDays(said.concept(), QuestionDate.of(claim.day()))) {
            String days = first(said, "valid-from").orElse("") + ".."
                    + first(said, "valid-until").orElse("");
            findings.add(ClaimFinding.of(code, ClaimRule.NOT_VALID_ON_DAY, days, said.rule("valid")));
        }
    }

    private static void checkPrimary(String code, Said said, Set<String> all, List<ClaimFinding> findings) {
        boolean hasItsDagger = said.values("dagger").stream().anyMatch(all::contains);
        if (said.is("not-primary") && !(said.is("primary-in-pair") && hasItsDagger)) {
            findings.add(ClaimFinding.of(code, ClaimRule.NOT_PRIMARY, "", said.rule("primary")));
        }
        if (said.is("discouraged-primary")) {
            findings.add(ClaimFinding.of(code, ClaimRule.DISCOURAGED_PRIMARY, "", said.rule("discouraged")));
        }
        List<String> itsAsterisks =
                said.values("asterisk").stream().filter(all::contains).toList();
        if (!itsAsterisks.isEmpty()) {
            findings.add(ClaimFinding.ofCodes(code, ClaimRule.ASTERISK_IS_PRIMARY, itsAsterisks, said.rule("pair")));
        }
    }

    private static void checkSex(Claim claim, String code, Said said, List<ClaimFinding> findings) {
        List<String> sexes = said.values("sex");
        claim.sex()
                .filter(sex -> !sexes.isEmpty() && !sexes.contains(sex))
                .ifPresent(sex -> findings.add(ClaimFinding.of(
                        code,
                        said.is("mostly-one-sex") ? ClaimRule.MOSTLY_ONE_SEX : ClaimRule.SEX,
                        String.join(", ", sexes),
                        said.rule("sex"))));
    }

    private static void checkAge(Claim claim, String code, Said said, List<ClaimFinding> findings) {
        List<String> ages = said.values("age");
        if (ages.isEmpty() || claim.birth().isEmpty()) {
            return;
        }
        QuestionDate birth = claim.birth().get();
        if (birth.first().isAfter(claim.day())) {
            findings.add(ClaimFinding.of(code, ClaimRule.BIRTH_AFTER_STAY, "", Optional.empty()));
            return;
        }
        List<String> rules = said.values("age" + RULE);
        for (int i = 0; i < ages.size(); i++) {
            Optional<AgeRange> range = AgeRange.parse(ages.get(i));
            if (range.filter(wanted -> !wanted.mayContain(birth, claim.day())).isPresent()) {
                findings.add(ClaimFinding.of(
                        code,
                        ClaimRule.AGE,
                        ages.get(i),
                        ages.size() == rules.size()
                                ? Optional.of(rules.get(i))
                                : rules.stream().findFirst()));
            }
        }
    }

    private static void checkPairs(String code, Said said, Set<String> all, List<ClaimFinding> findings) {
        List<String> asterisks = said.values("asterisk");
        boolean isDagger = said.code().endsWith("†");
        if (isDagger && !asterisks.isEmpty() && asterisks.stream().noneMatch(all::contains)) {
            findings.add(ClaimFinding.ofCodes(code, ClaimRule.WITHOUT_ASTERISK, asterisks, said.rule("pair")));
        }
        List<String> daggers = said.values("dagger");
        if (!daggers.isEmpty() && daggers.stream().noneMatch(all::contains)) {
            findings.add(ClaimFinding.ofCodes(code, ClaimRule.WITHOUT_DAGGER, daggers, said.rule("pair")));
        }
    }
}
