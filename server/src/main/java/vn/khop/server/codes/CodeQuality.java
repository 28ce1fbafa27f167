package vn.khop.server.codes;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import vn.khop.terminology.ReleaseSet;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.claim.ClaimedCode;
import vn.khop.terminology.compile.OpenImages;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.concept.ReleaseChoice;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.ConceptMapDefinition.Element;
import vn.khop.terminology.resource.ConceptMapDefinition.Group;

/** How many of the codes that a hospital uses mean something: they are in the list in force on their day, or a concept map says what they mean in one. */
public final class CodeQuality {
    private final CodeUses uses;
    private final Terminology terminology;
    private final KnownCodes known;

    public CodeQuality(CodeUses uses, Terminology terminology, KnownCodes known) {
        this.uses = uses;
        this.terminology = terminology;
        this.known = known;
    }

    /** What is wrong with a code. */
    public enum Fault {
        /** The list in force on that day has no such code. */
        UNKNOWN,
        /** The list says that it is no longer to be used. */
        INACTIVE,
        /** It is of a code system without a list here, and no concept map tells what it means in one. */
        UNMAPPED
    }

    /** @param code as the hospital wrote it; {@link CodeUses#OTHER} for texts that are no codes */
    public record Invalid(String system, String code, Fault fault, long times) {}

    /**
     * Of the codes that a hospital used, each counted as often as it was used.
     *
     * @param inList those that the list in force on their day has, and lets be used
     * @param mapped those of other code systems, which a concept map takes into a list
     * @param invalid the others, the most used first; no more than were asked for
     */
    public record Report(long used, long inList, long mapped, List<Invalid> invalid) {
        public Report {
            invalid = List.copyOf(invalid);
        }

        /** From 0 to 1; empty where no code was used. */
        public Optional<Double> mappedShare() {
            return used == 0 ? Optional.empty() : Optional.of((double) (inList + mapped) / used);
        }
    }

    private record Code(String system, String code, Fault fault) {}

    /**
     * From day to day, both included; days of which only the month is known count where its first day is among them.
     *
     * @param limit how many invalid codes to name
     */
    public Report of(String facility, LocalDate from, LocalDate to, int limit) {
        Lists lists = new Lists(terminology.inUse());
        long used = 0;
        long inList = 0;
        long mapped = 0;
        Map<Code, Long> invalid = new HashMap<>();
        for (CodeUses.OnDay use : uses.atFacility(facility, from, to)) {
            used += use.times();
            if (lists.has(use.system())) {
                Optional<Fault> fault = lists.fault(use);
                inList += fault.isEmpty() ? use.times() : 0;
                fault.ifPresent(why -> invalid.merge(new Code(use.system(), use.code(), why), use.times(), Long::sum));
            } else if (lists.isMapped(use)) {
                mapped += use.times();
            } else {
                invalid.merge(new Code(use.system(), use.code(), Fault.UNMAPPED), use.times(), Long::sum);
            }
        }
        return new Report(
                used,
                inList,
                mapped,
                invalid.entrySet().stream()
                        .map(one -> new Invalid(
                                one.getKey().system(),
                                one.getKey().code(),
                                one.getKey().fault(),
                                one.getValue()))
                        .sorted(Comparator.comparingLong(Invalid::times)
                                .reversed()
                                .thenComparing(Invalid::system)
                                .thenComparing(Invalid::code)
                                .thenComparing(Invalid::fault))
                        .limit(limit)
                        .toList());
    }

    /** What the lists of one moment say of codes. */
    private final class Lists {
        private final ReleaseSet releases;
        private final Set<String> systems;
        private final Map<String, Map<LocalDate, Optional<OpenImages.Entry>>> inForce = new HashMap<>();
        private final Map<String, Set<String>> mapped = new TreeMap<>();

        Lists(ReleaseSet releases) {
            this.releases = releases;
            systems = releases.releases().stream()
                    .filter(release -> release.state().isActivated())
                    .map(release -> release.id().system())
                    .collect(Collectors.toSet());
            for (ConceptMapDefinition map : known.space().conceptMapsToAsk()) {
                map.groups().stream()
                        .filter(this::isIntoList)
                        .forEach(group -> mapped.computeIfAbsent(
                                        group.source().map(Canonical::url).orElse(""), any -> new HashSet<>())
                                .addAll(codes(group)));
            }
        }

        private boolean isIntoList(Group group) {
            return group.target().map(Canonical::url).filter(systems::contains).isPresent();
        }

        private List<String> codes(Group group) {
            return group.elements().stream()
                    .filter(element -> element.targets().stream()
                            .anyMatch(target -> target.relationship().isPositive()))
                    .map(Element::code)
                    .toList();
        }

        boolean has(String system) {
            return systems.contains(system);
        }

        boolean isMapped(CodeUses.OnDay use) {
            return mapped.getOrDefault(use.system(), Set.of()).contains(use.code());
        }

        Optional<Fault> fault(CodeUses.OnDay use) {
            Optional<OpenImages.Entry> list = inForce.computeIfAbsent(use.system(), any -> new HashMap<>())
                    .computeIfAbsent(use.day(), day -> on(use.system(), day));
            if (list.isEmpty()) {
                return Optional.of(Fault.UNKNOWN);
            }
            var concepts = list.get().image().concepts();
            for (String written : ClaimedCode.inTheList(use.code())) {
                OptionalInt concept = concepts.ordinalOf(written);
                if (concept.isPresent()) {
                    return concepts.isActive(concept.getAsInt()) ? Optional.empty() : Optional.of(Fault.INACTIVE);
                }
            }
            return Optional.of(Fault.UNKNOWN);
        }

        private Optional<OpenImages.Entry> on(String system, LocalDate day) {
            return releases.find(new ReleaseChoice(system, Optional.empty(), Optional.of(QuestionDate.of(day))))
                    .value();
        }
    }
}
