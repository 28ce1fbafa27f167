package vn.khop.terminology.expand;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import vn.khop.terminology.expand.Expansion.Entry;
import vn.khop.terminology.filter.Filters;
import vn.khop.terminology.filter.TextMatch;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.question.Issue;
import vn.khop.terminology.question.Message;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.CodeSystemSource.Content;
import vn.khop.terminology.resource.LanguagePreference;
import vn.khop.terminology.resource.ValueSetDefinition;
import vn.khop.terminology.resource.ValueSetDefinition.Compose;
import vn.khop.terminology.resource.ValueSetDefinition.ConceptReference;
import vn.khop.terminology.resource.ValueSetDefinition.ConceptSet;
import vn.khop.terminology.resource.VersionOrder;

/*
 * First the members are found, as places in code systems; then, of the page that is asked for, each is written out. So a page deep in a
 * large value set costs little more than the first, and the total is always exact. What is excluded is known before anything is included.
 * A value set that imports others takes their members, not their texts, so that nothing is written twice.
 */
/** Lists the codes of a value set. */
public final class ValueSetExpander {
    /** Codes of one answer that nobody asked to be a page. */
    public static final int UNPAGED_CODES_MAX = 1_000;

    private static final int CODES_MAX = 1_000_000;
    /** What one value set costs beside its concepts, in steps. */
    private static final int VALUE_SET_STEPS = 500;
    /** A hierarchy that is deeper is listed flat. */
    private static final int DEPTH_MAX = 200;

    private final Scope scope;
    private final Settings settings;
    private final ValueSetDefinition valueSet;
    private final TextMatch text;
    private final ExpansionParameters parameters = new ExpansionParameters();
    private final Map<Key, Member> members = new LinkedHashMap<>();
    private final Set<Key> excluded = new HashSet<>();
    private final Set<Canonical> excludedSystems = new HashSet<>();
    private final Set<String> unclosedReasons = new LinkedHashSet<>();
    /** Whatever their versions; found when they are first asked for. */
    private final Set<SystemCode> codes = new HashSet<>(0);

    private boolean withVersions;
    private boolean versionsMatch;
    private boolean canNest;

    /** What makes two codes the same; the version only counts where the value set has several of one system. */
    private record Key(String code, String system, String version) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::code).thenComparing(Key::system).thenComparing(Key::version);

        /** Codes that somebody has chosen to have one hash are still found among each other: a map orders them. */
        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private record SystemCode(String code, String system) implements Comparable<SystemCode> {
        private static final Comparator<SystemCode> ORDER =
                Comparator.comparing(SystemCode::code).thenComparing(SystemCode::system);

        @Override
        public int compareTo(SystemCode other) {
            return ORDER.compare(this, other);
        }
    }

    /** Finds out ahead what the first page of a code system's concepts waits for, where that is kept. */
    public static void prepare(CodeSystemSource system) {
        if (system.isIndexed()) {
            SystemPage.prepare(system);
        }
    }

    private ValueSetExpander(Scope scope, ValueSetDefinition valueSet) {
        this.scope = scope;
        settings = scope.settings();
        this.valueSet = valueSet;
        text = TextMatch.of(settings.filter());
        versionsMatch = settings.is("versionsMatch");
        canNest = !settings.is("excludeNested") && settings.offset().orElse(0) == 0;
    }

    /**
     * Expands a value set.
     *
     * @throws Refused if it needs what is not known, cannot be understood, or is too large for one answer
     */
    public static Expansion expand(Scope outer, ValueSetDefinition valueSet) {
        Scope scope = scopeFor(outer, valueSet);
        ValueSetExpander expander = new ValueSetExpander(scope, valueSet);
        if (expander.isListed() && expander.asksForNoMoreThanIsListed()) {
            return expander.asListed();
        }
        expander.parameters.addSettings(scope.settings());
        expander.parameters.addStatus(valueSet.header(), valueSet.header());
        Optional<Expansion> page = expander.pageOfOneSystem();
        if (page.isPresent()) {
            return page.get();
        }
        expander.collect();
        scope.checkSupplements();
        return expander.page();
    }

    /** The systems that have this code in the value set. */
    public static Set<String> systemsOf(Scope scope, ValueSetDefinition valueSet, String code) {
        ValueSetExpander expander = new ValueSetExpander(scope, valueSet);
        expander.collect();
        Set<String> systems = new LinkedHashSet<>();
        expander.members.values().stream()
                .filter(member -> member.code().equals(code))
                .forEach(member -> systems.add(member.system.system()));
        return systems;
    }

    private static Scope scopeFor(Scope outer, ValueSetDefinition valueSet) {
        Scope scope = outer.with(outer.settings()
                .with(valueSet.compose().map(Compose::parameters).orElse(List.of())));
        scope.require(scope.settings().supplements());
        scope.require(valueSet.supplements());
        return scope.settings().readerLanguages().isPresent()
                ? scope
                : valueSet.header()
                        .language()
                        .flatMap(tag -> LanguagePreference.parse(tag.text(), true))
                        .map(languages -> scope.with(scope.settings().withReaderLanguages(languages)))
                        .orElse(scope);
    }

    /** Whether all that is known of it is an expansion that somebody made of it; where it says what it is made of, that counts. */
    private boolean isListed() {
        return valueSet.compose().isEmpty() && valueSet.expansion().isPresent();
    }

    private boolean asksForNoMoreThanIsListed() {
        return text.isEmpty()
                && settings.count().isEmpty()
                && settings.offset().isEmpty()
                && settings.excludedSystems().isEmpty()
                && !settings.is("activeOnly")
                && !settings.is("excludeNotForUI")
                && !settings.is("excludeNested");
    }

    private Expansion asListed() {
        return new Expansion(
                valueSet,
                settings.is("includeDefinition"),
                List.of(),
                Map.of(),
                0,
                OptionalInt.empty(),
                List.of(),
                List.of(),
                valueSet.expansion());
    }

    private Expansion page() {
        int total = members.size();
        List<Member> all = new ArrayList<>(members.values());
        int offset = Math.min(settings.offset().orElse(0), total);
        int end = settings.count().isPresent()
                ? (int) Math.min((long) offset + settings.count().getAsInt(), total)
                : total;
        if (settings.count().isEmpty() && end - offset > UNPAGED_CODES_MAX) {
            throw tooCostly(UNPAGED_CODES_MAX);
        }
        boolean nested =
                canNest && (settings.count().isEmpty() || settings.count().getAsInt() > total);
        EntryWriter writer = new EntryWriter(scope, withVersions, parameters);
        List<Entry> entries = new ArrayList<>();
        for (Member member : all.subList(offset, end)) {
            if (!nested || member.parent == null) {
                entries.add(writer.write(member, nested));
            }
        }
        return expansion(total, writer, entries);
    }

    private Expansion expansion(int total, EntryWriter writer, List<Entry> entries) {
        scope.usedRules()
                .forEach(rule -> parameters.addRule(rule, valueSet.header().canonical()));
        return new Expansion(
                valueSet,
                settings.is("includeDefinition"),
                parameters.all(),
                writer.properties(),
                total,
                settings.count().isPresent() || settings.offset().isPresent()
                        ? OptionalInt.of(settings.offset().orElse(0))
                        : OptionalInt.empty(),
                List.copyOf(unclosedReasons),
                entries,
                Optional.empty());
    }

    /**
     * The page of a value set that is one code system, whole or filtered, found without a look at the members that are not on it. Where a
     * text was typed, they come as the index ranks them.
     *
     * @return empty where it takes a look at each of them
     */
    private Optional<Expansion> pageOfOneSystem() {
        Optional<ConceptSet> only = onlySet();
        if (only.isEmpty() || valueSet.compose().orElseThrow().hasLockedDate()) {
            return Optional.empty();
        }
        ConceptSet set = only.get();
        Optional<CodeSystemView> found = scope.codeSystem(set.system().orElseThrow(), set.version())
                .filter(view -> view.source().isIndexed() && view.supplements().isEmpty());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Optional<SystemPage> page = SystemPage.of(scope, valueSet, found.get(), set);
        if (page.isEmpty()) {
            return Optional.empty();
        }
        scope.spend(VALUE_SET_STEPS);
        CodeSystemView system = system(set);
        scope.checkSupplements();
        if (page.get().total() > CODES_MAX) {
            throw tooCostly(CODES_MAX);
        }
        if (settings.count().isEmpty() && page.get().concepts().length > UNPAGED_CODES_MAX) {
            throw tooCostly(UNPAGED_CODES_MAX);
        }
        EntryWriter writer = new EntryWriter(scope, withVersions, parameters);
        List<Entry> entries = new ArrayList<>();
        for (int concept : page.get().concepts()) {
            scope.spend(1);
            entries.add(writer.write(new Member(system, concept, Optional.empty(), Optional.empty()), false));
        }
        return Optional.of(expansion(page.get().total(), writer, entries));
    }

    private Optional<ConceptSet> onlySet() {
        return valueSet.compose()
                .filter(compose ->
                        compose.includes().size() == 1 && compose.excludes().isEmpty())
                .map(compose -> compose.includes().get(0))
                .filter(set -> set.system().isPresent()
                        && set.concepts().isEmpty()
                        && set.valueSets().isEmpty()
                        && set.supplements().isEmpty());
    }

    private Refused tooCostly(int max) {
        return Refused.of(
                Refused.Kind.UNPROCESSABLE,
                new Issue(
                        Issue.Severity.ERROR,
                        "too-costly",
                        Optional.empty(),
                        Optional.of("VALUESET_TOO_COSTLY"),
                        scope.messages()
                                .message(
                                        "VALUESET_TOO_COSTLY", valueSet.header().canonical(), ">" + max)
                                .text(),
                        ""));
    }

    /** Finds the members. */
    private void collect() {
        scope.spend(VALUE_SET_STEPS);
        scope.enter(valueSet);
        try {
            valueSet.compose().ifPresent(this::collect);
            if (isListed()) {
                collectListed(valueSet.expansion().orElseThrow());
            }
        } finally {
            scope.leave();
        }
    }

    /** The codes of an expansion that came without a definition, in its order. */
    private void collectListed(JsonNode expansion) {
        canNest = false;
        Map<Canonical, CodeSystemView> systems = new HashMap<>();
        Deque<JsonNode> open = new ArrayDeque<>();
        pushContains(expansion, open);
        while (!open.isEmpty()) {
            scope.spend(1);
            JsonNode entry = open.pop();
            pushContains(entry, open);
            String code = entry.path("code").asText("");
            String url = entry.path("system").asText("");
            if (code.isEmpty() || url.isEmpty()) {
                // Only there to group others.
                continue;
            }
            Canonical name =
                    new Canonical(url, Optional.of(entry.path("version").asText("")));
            CodeSystemView system = systems.computeIfAbsent(name, this::listedSystem);
            OptionalInt concept = system.find(code);
            if (concept.isPresent()) {
                ConceptReference reference = new ConceptReference(
                        code,
                        Optional.of(entry.path("display").asText("")).filter(display -> !display.isEmpty()),
                        List.of(),
                        List.of());
                Member member = new Member(
                        system,
                        concept.getAsInt(),
                        Optional.of(reference),
                        valueSet.header().language());
                if (fitsText(member)) {
                    add(member, List.of(), null);
                }
            }
        }
    }

    private CodeSystemView listedSystem(Canonical name) {
        CodeSystemView view =
                scope.codeSystem(name.url(), name.version()).orElseThrow(() -> unknown(name.url(), name.version()));
        parameters.addUsed(view);
        return view;
    }

    /** The first is to be met first. */
    private static void pushContains(JsonNode parent, Deque<JsonNode> open) {
        JsonNode contains = parent.path("contains");
        for (int i = contains.size() - 1; i >= 0; i--) {
            open.push(contains.get(i));
        }
    }

    private void collect(Compose compose) {
        if (compose.hasLockedDate()) {
            throw Refused.saying(
                    Refused.Kind.UNPROCESSABLE,
                    "business-rule",
                    "VALUESET_LOCKED",
                    valueSet.header().canonical());
        }
        look(compose);
        boolean otherVersions = excludesOtherVersions(compose);
        if (otherVersions && !settings.switches().containsKey("versionsMatch")) {
            versionsMatch = true;
            parameters.add("versionsMatch", vn.khop.terminology.resource.TypedValue.bool(true));
        }
        for (int i = 0; i < compose.excludes().size(); i++) {
            exclude(compose.excludes().get(i), "ValueSet.compose.exclude[" + i + "]", otherVersions);
        }
        List<ConceptSet> includes = VersionOrder.latestFirst(compose.includes());
        for (int i = 0; i < includes.size(); i++) {
            include(includes.get(i), "ValueSet.compose.include[" + i + "]");
        }
    }

    /** Looks at all sets before any is taken, so that what is missing is told first. */
    private void look(Compose compose) {
        Map<String, Optional<String>> versions = new LinkedHashMap<>();
        List<ConceptSet> sets = new ArrayList<>(compose.includes());
        sets.addAll(compose.excludes());
        for (ConceptSet set : sets) {
            scope.spend(1);
            scope.require(set.supplements());
            set.valueSets().forEach(this::imported);
            set.system().ifPresent(system -> {
                Optional<String> other = versions.putIfAbsent(system, set.version());
                withVersions |= other != null && !other.equals(set.version());
            });
        }
    }

    private ValueSetDefinition imported(String name) {
        return scope.valueSet(name, Optional.of(valueSet)).orElseThrow(() -> {
            Canonical pinned = name.startsWith("#") ? new Canonical(name, Optional.empty()) : scope.pinned(name);
            Message message = pinned.version()
                    .map(version -> scope.messages().message("VS_EXP_IMPORT_UNK_PINNED", pinned.url(), version))
                    .orElseGet(() -> scope.messages().message("VS_EXP_IMPORT_UNK", pinned.url()));
            return Refused.of(Refused.Kind.UNPROCESSABLE, Issue.error("not-found", "not-found", message, ""));
        });
    }

    private static boolean excludesOtherVersions(Compose compose) {
        List<ConceptSet> includes = compose.includes();
        List<ConceptSet> excludes = compose.excludes();
        if (includes.isEmpty() || excludes.isEmpty()) {
            return false;
        }
        Optional<String> system = includes.get(0).system();
        return IntStream.of(0, 1)
                        .mapToObj(side -> side == 0 ? includes : excludes)
                        .flatMap(List::stream)
                        .allMatch(set ->
                                set.system().equals(system) && set.version().isPresent())
                && Collections.disjoint(versions(includes), versions(excludes));
    }

    private static Set<String> versions(List<ConceptSet> sets) {
        return sets.stream().flatMap(set -> set.version().stream()).collect(Collectors.toSet());
    }

    private CodeSystemView system(ConceptSet set) {
        String url = set.system().orElseThrow();
        CodeSystemView view = scope.codeSystem(url, set.version()).orElseThrow(() -> unknown(url, set.version()));
        scope.checkVersion(
                view,
                issue -> {
                    throw Refused.of(Refused.Kind.INVALID, issue);
                },
                "");
        if (view.source().content() == Content.FRAGMENT) {
            parameters.addUri("used-fragment", view.canonical());
            unclosedReasons.add("This extension is based on a fragment of the code system " + url);
        }
        parameters.addStatus(view.header(), valueSet.header());
        parameters.addUsed(view);
        return view;
    }

    private Refused unknown(String url, Optional<String> named) {
        Optional<String> version = scope.version(url, named);
        Message message;
        if (version.isEmpty()) {
            message = scope.messages().message("UNKNOWN_CODESYSTEM_EXP", url);
        } else if (scope.space().codeSystemVersions(url).isEmpty()) {
            message = scope.messages().message("UNKNOWN_CODESYSTEM_VERSION_EXP_NONE", url, version.get());
        } else {
            message = scope.messages()
                    .message("UNKNOWN_CODESYSTEM_VERSION_EXP", url, version.get(), scope.versionsForPeople(url));
        }
        return Refused.of(Refused.Kind.UNPROCESSABLE, Issue.error("not-found", "not-found", message, ""));
    }

    private Key key(CodeSystemView system, String code) {
        return new Key(code, system.system(), withVersions && !versionsMatch ? system.version() : "");
    }

    private boolean isExcluded(CodeSystemView system, String code) {
        scope.spend(settings.excludedSystems().size());
        for (Canonical other : settings.excludedSystems()) {
            if (system.header().answersTo(other)) {
                return true;
            }
        }
        return (!excludedSystems.isEmpty() && isWhollyExcluded(system))
                || (!excluded.isEmpty() && excluded.contains(key(system, code)));
    }

    private boolean isWhollyExcluded(CodeSystemView system) {
        return excludedSystems.contains(new Canonical(system.system(), Optional.empty()))
                || (withVersions
                        && !versionsMatch
                        && excludedSystems.contains(
                                new Canonical(system.system(), system.header().version())));
    }

    /**
     * The value sets that a set names, each with its members.
     *
     * @param areShown whether what is shown of a code is what the first of them says: then only what fits the text is wanted of it. Of the others it only counts
     *     which codes they have
     */
    private List<ValueSetExpander> imports(ConceptSet set, boolean areShown) {
        List<ValueSetExpander> found = new ArrayList<>();
        for (String name : set.valueSets()) {
            ValueSetDefinition other = imported(name);
            boolean isShown = areShown && found.isEmpty();
            Scope own = scopeFor(isShown ? scope : scope.with(settings.withoutFilter()), other);
            ValueSetExpander expander = new ValueSetExpander(own, other);
            expander.collect();
            parameters.addStatus(other.header(), valueSet.header());
            if (!name.startsWith("#")) {
                parameters.addUri("used-valueset", other.header().canonical());
            }
            found.add(expander);
        }
        return found;
    }

    private static boolean allHave(List<ValueSetExpander> imports, CodeSystemView system, String code) {
        for (ValueSetExpander imported : imports) {
            if (!imported.has(system.system(), code)) {
                return false;
            }
        }
        return true;
    }

    private boolean has(String system, String code) {
        if (!withVersions || versionsMatch) {
            return members.containsKey(new Key(code, system, ""));
        }
        if (codes.isEmpty()) {
            members.keySet().forEach(key -> codes.add(new SystemCode(key.code(), key.system())));
        }
        return codes.contains(new SystemCode(code, system));
    }

    private void exclude(ConceptSet set, String path, boolean otherVersions) {
        if (!set.valueSets().isEmpty()
                || !set.concepts().isEmpty()
                || set.filters().size() > 1) {
            canNest = false;
        }
        if (set.system().isEmpty()) {
            List<ValueSetExpander> imports = imports(set, false);
            if (!imports.isEmpty()) {
                scope.spend(imports.get(0).members.size());
                imports.get(0).members.values().stream()
                        .filter(member -> allHave(imports, member.system, member.code()))
                        .forEach(member -> excluded.add(key(member.system, member.code())));
            }
            return;
        }
        CodeSystemView system = system(set);
        List<ValueSetExpander> imports = imports(set, false);
        if (set.isWholeSystem() && imports.isEmpty() && !otherVersions) {
            excludedSystems.add(new Canonical(
                    system.system(),
                    withVersions && set.version().isPresent() ? system.header().version() : Optional.empty()));
            return;
        }
        for (ConceptReference reference : set.concepts()) {
            scope.spend(1);
            system.find(reference.code()).ifPresent(concept -> excludeCode(system, reference.code(), imports));
        }
        if (set.concepts().isEmpty() || !set.filters().isEmpty()) {
            Filters.select(scope, system, set, valueSet.header().canonical(), path).stream()
                    .peek(concept -> scope.spend(1))
                    .forEach(concept -> excludeCode(system, system.source().code(concept), imports));
        }
    }

    private void excludeCode(CodeSystemView system, String code, List<ValueSetExpander> imports) {
        if (allHave(imports, system, code)) {
            excluded.add(key(system, code));
        }
    }

    private void include(ConceptSet set, String path) {
        if (!set.valueSets().isEmpty()
                || !set.concepts().isEmpty()
                || set.filters().size() > 1) {
            canNest = false;
        }
        if (set.system().isEmpty()) {
            includeImports(set);
            return;
        }
        CodeSystemView system = system(set);
        List<ValueSetExpander> imports = imports(set, false);
        if (set.isWholeSystem()) {
            includeWhole(system, imports);
            return;
        }
        for (ConceptReference reference : set.concepts()) {
            scope.spend(1);
            OptionalInt concept = system.find(reference.code());
            if (concept.isPresent()) {
                Member member = new Member(
                        system,
                        concept.getAsInt(),
                        Optional.of(reference),
                        valueSet.header().language());
                if (fitsText(member)) {
                    add(member, imports, null);
                }
            }
        }
        if (!set.filters().isEmpty()) {
            includeFiltered(system, set, imports, path);
        }
    }

    private boolean fitsText(Member member) {
        if (text.isEmpty()) {
            return true;
        }
        var names = member.system.names(member.concept);
        member.reference.ifPresent(reference -> names.addOf(reference, member.referenceLanguage));
        scope.spend(1 + names.size());
        return text.fits(member.code(), names);
    }

    private void includeImports(ConceptSet set) {
        canNest = false;
        List<ValueSetExpander> imports = imports(set, true);
        if (imports.isEmpty()) {
            return;
        }
        scope.spend(imports.get(0).parameters.size());
        parameters.addAll(imports.get(0).parameters);
        for (Member member : imports.get(0).members.values()) {
            add(member.alone(), imports, null);
        }
    }

    private void includeWhole(CodeSystemView system, List<ValueSetExpander> imports) {
        canNest &= text.isEmpty();
        BitSet seen = new BitSet();
        for (int concept = 0; concept < system.source().conceptCount(); concept++) {
            scope.spend(1);
            if (system.source().parents(concept).length == 0) {
                includeBelow(system, concept, imports, null, seen);
            }
        }
        // A hierarchy that only runs in circles has no roots.
        for (int concept = seen.nextClearBit(0);
                concept < system.source().conceptCount();
                concept = seen.nextClearBit(concept + 1)) {
            includeBelow(system, concept, imports, null, seen);
        }
    }

    private record Step(int concept, @Nullable Member parent) {}

    /** Without recursion: a hierarchy may be as deep as it is long. */
    private void includeBelow(
            CodeSystemView system, int top, List<ValueSetExpander> imports, @Nullable Member parent, BitSet seen) {
        Deque<Step> open = new ArrayDeque<>();
        open.push(new Step(top, parent));
        while (!open.isEmpty()) {
            scope.spend(1);
            Step step = open.pop();
            if (seen.get(step.concept())) {
                canNest = false;
                continue;
            }
            seen.set(step.concept());
            Member above = step.parent();
            boolean hidden = (settings.is("excludeNotForUI") && system.isAbstract(step.concept()))
                    || (settings.is("activeOnly") && system.isInactive(step.concept()));
            if (!hidden) {
                Member member = new Member(system, step.concept(), Optional.empty(), Optional.empty());
                above = fitsText(member) ? add(member, imports, step.parent()) : null;
            }
            int[] children = system.source().children(step.concept());
            for (int i = children.length - 1; i >= 0; i--) {
                open.push(new Step(children[i], above));
            }
        }
    }

    private void includeFiltered(CodeSystemView system, ConceptSet set, List<ValueSetExpander> imports, String path) {
        canNest &= system.source().hasHierarchy();
        BitSet selected = Filters.select(scope, system, set, valueSet.header().canonical(), path);
        for (int concept = selected.nextSetBit(0); concept >= 0; concept = selected.nextSetBit(concept + 1)) {
            Member member = new Member(system, concept, Optional.empty(), Optional.empty());
            if (fitsText(member)) {
                int[] parents = system.source().parents(concept);
                Member parent = parents.length == 0
                        ? null
                        : members.get(key(system, system.source().code(parents[0])));
                add(member, imports, parent);
            }
        }
    }

    /** The member, if it belongs and is new. */
    private @Nullable Member add(Member member, List<ValueSetExpander> imports, @Nullable Member parent) {
        scope.spend(1);
        String code = member.code();
        boolean leftOut = ((valueSet.excludesInactive() || settings.is("activeOnly")) && member.isInactive())
                || (settings.is("excludeNotForUI") && member.system.isAbstract(member.concept));
        if (leftOut || !allHave(imports, member.system, code) || isExcluded(member.system, code)) {
            return null;
        }
        if (members.putIfAbsent(key(member.system, code), member) != null) {
            canNest = false;
            return null;
        }
        if (members.size() > CODES_MAX) {
            throw tooCostly(CODES_MAX);
        }
        if (parent != null) {
            member.parent = parent;
            member.depth = parent.depth + 1;
            canNest &= member.depth <= DEPTH_MAX;
            parent.addChild(member);
        }
        return member;
    }
}
