package vn.khop.terminology.resource;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.resource.CodeSystemSource.Content;
import vn.khop.terminology.resource.Standings.Reach;

/**
 * Resources of a list: those that came with a request, say. Immutable.
 *
 * <p>One with an effective period is found on the days in it: on the day of the question, or today where it has none; by its very version it
 * is found by every question without a date.
 */
public final class ListedSpace implements ResourceSpace {
    private final Map<String, List<CodeSystemSource>> codeSystems = new HashMap<>();
    private final Map<String, List<ValueSetDefinition>> valueSets = new HashMap<>();
    private final Map<String, List<ConceptMapDefinition>> conceptMaps = new HashMap<>();
    private final Map<String, List<DefinedCodeSystem>> supplements = new HashMap<>();
    private final Map<String, List<CodeSystemSource>> byAllCodes = new HashMap<>();
    private final Map<String, CodeSystemSource> codeSystemsById = new HashMap<>();
    private final Map<String, ValueSetDefinition> valueSetsById = new HashMap<>();
    private final Map<String, ConceptMapDefinition> conceptMapsById = new HashMap<>();
    private final LocalDate today;
    private final Optional<QuestionDate> date;
    private final boolean hasPeriods;
    private volatile @Nullable ListedSpace ofAnotherDay;
    private volatile @Nullable ListedSpace standingOtherwise;
    private final Listed listed;
    private final Standings standings;
    private final boolean showsDrafts;
    private final Map<String, String> systemsByOtherName;
    private final boolean prefersActive;

    /** The resources as they were given. */
    private record Listed(
            List<? extends CodeSystemSource> systems, List<ValueSetDefinition> sets, List<ConceptMapDefinition> maps) {
        Listed standing(Standings standings) {
            return new Listed(
                    systems.stream()
                            .map(system -> system instanceof DefinedCodeSystem defined
                                    ? standings
                                            .of(defined.header())
                                            .map(standing -> defined.with(
                                                    defined.header().standing(standing)))
                                            .orElse(defined)
                                    : system)
                            .toList(),
                    sets.stream()
                            .map(set -> standings
                                    .of(set.header())
                                    .map(standing -> set.with(set.header().standing(standing)))
                                    .orElse(set))
                            .toList(),
                    maps.stream()
                            .map(map -> standings
                                    .of(map.header())
                                    .map(standing -> map.with(map.header().standing(standing)))
                                    .orElse(map))
                            .toList());
        }

        List<Header> headers() {
            return Stream.of(
                            systems.stream().map(CodeSystemSource::header),
                            sets.stream().map(ValueSetDefinition::header),
                            maps.stream().map(ConceptMapDefinition::header))
                    .flatMap(headers -> headers)
                    .toList();
        }
    }

    /** Of code systems and value sets, later ones of the same name and version replace earlier ones; concept maps add to each other. */
    public ListedSpace(
            List<? extends CodeSystemSource> systems, List<ValueSetDefinition> sets, List<ConceptMapDefinition> maps) {
        this(new Listed(systems, sets, maps), Standings.NONE, Map.of(), false, QuestionDate.dayAt(Instant.now()));
    }

    /** The same on another day, for questions about a date, or with its drafts. */
    private ListedSpace(ListedSpace undated, LocalDate today, Optional<QuestionDate> date, boolean showsDrafts) {
        listed = undated.listed;
        standings = undated.standings;
        this.showsDrafts = showsDrafts;
        systemsByOtherName = undated.systemsByOtherName;
        prefersActive = undated.prefersActive;
        hasPeriods = undated.hasPeriods;
        this.today = today;
        this.date = date;
        codeSystems.putAll(undated.codeSystems);
        valueSets.putAll(undated.valueSets);
        conceptMaps.putAll(undated.conceptMaps);
        supplements.putAll(undated.supplements);
        byAllCodes.putAll(undated.byAllCodes);
        codeSystemsById.putAll(undated.codeSystemsById);
        valueSetsById.putAll(undated.valueSetsById);
        conceptMapsById.putAll(undated.conceptMapsById);
    }

    private ListedSpace(
            Listed listed,
            Standings standings,
            Map<String, String> systemsByOtherName,
            boolean prefersActive,
            LocalDate today) {
        this.listed = listed;
        this.standings = standings;
        showsDrafts = false;
        Listed standing = listed.standing(standings);
        List<? extends CodeSystemSource> systems = standing.systems();
        List<ValueSetDefinition> sets = standing.sets();
        List<ConceptMapDefinition> maps = standing.maps();
        this.today = today;
        date = Optional.empty();
        this.systemsByOtherName = Map.copyOf(systemsByOtherName);
        this.prefersActive = prefersActive;
        systems.forEach(system -> system.header().id().ifPresent(id -> codeSystemsById.put(id, system)));
        sets.forEach(set -> set.header().id().ifPresent(id -> valueSetsById.put(id, set)));
        maps.forEach(map -> map.header().id().ifPresent(id -> conceptMapsById.put(id, map)));
        addAll(codeSystems, systems, CodeSystemSource::header);
        addAll(valueSets, sets, ValueSetDefinition::header);
        maps.forEach(map -> map.header()
                .url()
                .ifPresent(url -> conceptMaps
                        .computeIfAbsent(url, any -> new ArrayList<>(1))
                        .add(map)));
        hasPeriods = standing.headers().stream()
                .anyMatch(header ->
                        !header.period().equals(EffectivePeriod.ALWAYS) || header.reach() != Reach.OF_ITS_DAYS);
        codeSystems.values().stream().flatMap(List::stream).forEach(system -> {
            system.allCodes()
                    .ifPresent(valueSet -> byAllCodes
                            .computeIfAbsent(valueSet, any -> new ArrayList<>(1))
                            .add(system));
            if (system instanceof DefinedCodeSystem defined) {
                defined.supplements()
                        .ifPresent(base -> supplements
                                .computeIfAbsent(base.url(), any -> new ArrayList<>())
                                .add(defined));
            }
        });
    }

    /**
     * Resources that are kept and not only sent along: where no version is asked for, one in use goes before a draft, and a draft before one that is retired.
     *
     * @param systemsByOtherName the URLs of code systems by their other names
     * @param today the day, in Vietnam, for questions without a date
     */
    public static ListedSpace ofKept(
            List<? extends CodeSystemSource> systems,
            List<ValueSetDefinition> sets,
            List<ConceptMapDefinition> maps,
            Map<String, String> systemsByOtherName,
            LocalDate today) {
        return new ListedSpace(
                new Listed(List.copyOf(systems), List.copyOf(sets), List.copyOf(maps)),
                Standings.NONE,
                systemsByOtherName,
                true,
                today);
    }

    /** The same where the day, in Vietnam, is this one; the very same where no resource has a period. */
    public ListedSpace asOf(LocalDate day) {
        if (!hasPeriods || day.equals(today)) {
            return this;
        }
        ListedSpace known = ofAnotherDay;
        if (known == null || !known.today.equals(day)) {
            known = new ListedSpace(this, day, date, showsDrafts);
            ofAnotherDay = known;
        }
        return known;
    }

    @Override
    public ResourceSpace on(QuestionDate asked) {
        return hasPeriods ? new ListedSpace(this, today, Optional.of(asked), showsDrafts) : this;
    }

    /** The same, each resource as it stands by these; the very same where it stands so already. */
    public ListedSpace standing(Standings wanted) {
        if (wanted.equals(standings)) {
            return this;
        }
        ListedSpace known = standingOtherwise;
        if (known == null || !known.standings.equals(wanted)) {
            known = new ListedSpace(listed, wanted, systemsByOtherName, prefersActive, today);
            standingOtherwise = known;
        }
        return known;
    }

    @Override
    public ResourceSpace withDrafts() {
        return new ListedSpace(this, today, date, true);
    }

    /** What the versions of a resource say of themselves, whatever was decided of them here. */
    public List<Header> versions(String url) {
        return listed.headers().stream()
                .filter(header -> header.url().filter(url::equals).isPresent())
                .toList();
    }

    private boolean isInForce(Header header, boolean isVersionNamed) {
        EffectivePeriod period = header.period();
        if (header.reach() != Reach.OF_ITS_DAYS) {
            boolean isReached = header.reach() == Reach.OF_ITS_VERSION || showsDrafts;
            return isReached && isVersionNamed && date.isEmpty();
        }
        return period.equals(EffectivePeriod.ALWAYS)
                || date.map(asked -> asked.isWithin(period)).orElseGet(() -> isVersionNamed || period.contains(today));
    }

    @Override
    public Optional<NotInForce> notInForce(Canonical name) {
        List<Header> versions = Stream.of(
                        headers(codeSystems, name, CodeSystemSource::header),
                        headers(valueSets, name, ValueSetDefinition::header),
                        headers(conceptMaps, name, ConceptMapDefinition::header))
                .flatMap(found -> found)
                .toList();
        List<Header> asked =
                versions.stream().filter(header -> header.answersTo(name)).toList();
        boolean isVersionNamed = name.version().isPresent();
        return asked.isEmpty() || asked.stream().anyMatch(header -> isInForce(header, isVersionNamed))
                ? Optional.empty()
                : Optional.of(new NotInForce(
                        asked.get(0).type(),
                        name,
                        date.map(QuestionDate::text).orElseGet(today::toString),
                        versions.stream()
                                .map(header ->
                                        header.version().orElse("one without a version") + " (" + days(header) + ")")
                                .toList()));
    }

    private static String days(Header header) {
        return switch (header.reach()) {
            case NO_QUESTION -> "draft";
            case OF_ITS_VERSION -> "validated";
            case OF_ITS_DAYS -> header.period().toString();
        };
    }

    private static <R> Stream<Header> headers(
            Map<String, List<R>> all, Canonical name, Function<? super R, Header> header) {
        return all.getOrDefault(name.url(), List.of()).stream().map(header);
    }

    private boolean goesBefore(Header one, Header other, boolean isAnyVersion) {
        int rank = prefersActive && isAnyVersion ? Integer.compare(rank(one), rank(other)) : 0;
        return rank < 0 || (rank == 0 && one.isLaterThan(other));
    }

    private static int rank(Header header) {
        return switch (header.status().orElse("")) {
            case "active" -> 0;
            case "draft" -> 1;
            default -> 2;
        };
    }

    /** Of one name and version the last. */
    private static <R> void addAll(
            Map<String, List<R>> all, List<? extends R> resources, Function<? super R, Header> header) {
        Map<String, Map<String, R>> byVersion = new HashMap<>();
        for (R resource : resources) {
            Header own = header.apply(resource);
            own.url().ifPresent(url -> {
                Map<String, R> named = byVersion.computeIfAbsent(url, any -> new LinkedHashMap<>(2));
                String version = own.version().orElse("");
                named.remove(version);
                named.put(version, resource);
            });
        }
        byVersion.forEach((url, named) -> all.put(url, List.copyOf(named.values())));
    }

    @Override
    public Optional<CodeSystemSource> codeSystem(Canonical name) {
        return latest(codeSystems, name, CodeSystemSource::header);
    }

    private <R> Optional<R> latest(Map<String, List<R>> all, Canonical name, Function<? super R, Header> header) {
        return all.getOrDefault(name.url(), List.of()).stream()
                .filter(resource -> header.apply(resource).answersTo(name)
                        && isInForce(header.apply(resource), name.version().isPresent()))
                .reduce((one, other) -> goesBefore(
                                header.apply(other),
                                header.apply(one),
                                name.version().isEmpty())
                        ? other
                        : one);
    }

    @Override
    public List<String> codeSystemVersions(String url) {
        TreeSet<String> versions = new TreeSet<>();
        codeSystems
                .getOrDefault(url, List.of())
                .forEach(system -> system.header().version().ifPresent(versions::add));
        return List.copyOf(versions);
    }

    @Override
    public List<DefinedCodeSystem> supplements(String url) {
        return supplements.getOrDefault(url, List.of()).stream()
                .filter(supplement -> isInForce(supplement.header(), false))
                .toList();
    }

    @Override
    public Optional<ValueSetDefinition> valueSet(Canonical name) {
        return latest(valueSets, name, ValueSetDefinition::header);
    }

    @Override
    public Optional<ConceptMapDefinition> conceptMap(Canonical name) {
        return latest(conceptMaps, name, ConceptMapDefinition::header);
    }

    @Override
    public List<ValueSetDefinition> valueSets() {
        return valueSets.values().stream().flatMap(List::stream).toList();
    }

    @Override
    public List<ConceptMapDefinition> conceptMaps() {
        return conceptMaps.values().stream().flatMap(List::stream).toList();
    }

    @Override
    public List<ConceptMapDefinition> conceptMapsToAsk() {
        return conceptMaps.values().stream()
                .flatMap(List::stream)
                .filter(map -> isInForce(map.header(), false) && (!prefersActive || isTheOneToUse(map)))
                .toList();
    }

    private boolean isTheOneToUse(ConceptMapDefinition map) {
        return map.header()
                .url()
                .flatMap(url -> conceptMap(new Canonical(url, Optional.empty())))
                .filter(used -> used.header().version().equals(map.header().version()))
                .isPresent();
    }

    @Override
    public Optional<CodeSystemSource> systemOfAllCodes(String valueSet) {
        return byAllCodes.getOrDefault(valueSet, List.of()).stream()
                .filter(system -> isInForce(system.header(), false))
                .reduce((one, other) -> goesBefore(other.header(), one.header(), true) ? other : one);
    }

    @Override
    public List<CodeSystemSource> codeSystems() {
        return codeSystems.values().stream()
                .flatMap(List::stream)
                .filter(system -> system.content() != Content.SUPPLEMENT)
                .toList();
    }

    /** Also one without a URL, as the next two. */
    @Override
    public Optional<CodeSystemSource> codeSystemOfId(String id) {
        return Optional.ofNullable(codeSystemsById.get(id));
    }

    @Override
    public Optional<ValueSetDefinition> valueSetOfId(String id) {
        return Optional.ofNullable(valueSetsById.get(id));
    }

    @Override
    public Optional<ConceptMapDefinition> conceptMapOfId(String id) {
        return Optional.ofNullable(conceptMapsById.get(id));
    }

    @Override
    public String systemNamed(String uri) {
        return systemsByOtherName.getOrDefault(uri, uri);
    }
}
