package vn.khop.terminology.expand;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.question.ResourceStatus;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.question.VersionRule;
import vn.khop.terminology.resource.Header;
import vn.khop.terminology.resource.LanguagePreference;
import vn.khop.terminology.resource.TypedValue;

/** What an expansion says of how it was made: each name with each value once. */
final class ExpansionParameters {
    private static final List<String> ECHOED_SWITCHES = List.of(
            "excludeNested",
            "activeOnly",
            "includeDesignations",
            "includeDefinition",
            "excludeNotForUI",
            "excludePostCoordinated");

    private final Map<String, Map.Entry<String, TypedValue>> parameters = new LinkedHashMap<>();

    void add(String name, TypedValue value) {
        parameters.putIfAbsent(name + " " + value.text(), Map.entry(name, value));
    }

    void addUri(String name, String uri) {
        add(name, new TypedValue("Uri", TextNode.valueOf(uri)));
    }

    void addAll(ExpansionParameters others) {
        others.parameters.values().forEach(parameter -> add(parameter.getKey(), parameter.getValue()));
    }

    int size() {
        return parameters.size();
    }

    List<Map.Entry<String, TypedValue>> all() {
        return new ArrayList<>(parameters.values());
    }

    void addSettings(Settings settings) {
        if (!settings.filter().isEmpty()) {
            add("filter", TypedValue.string(settings.filter()));
        }
        settings.languages()
                .map(LanguagePreference::asParameter)
                .ifPresent(languages -> add("displayLanguage", TypedValue.code(languages)));
        settings.date().ifPresent(date -> add("date", new TypedValue("DateTime", TextNode.valueOf(date.text()))));
        settings.excludedSystems()
                .forEach(system ->
                        add("exclude-system", new TypedValue("Canonical", TextNode.valueOf(system.toString()))));
        settings.designations().forEach(designation -> add("designation", TypedValue.string(designation)));
        for (String name : ECHOED_SWITCHES) {
            if (settings.switches().containsKey(name)) {
                add(name, TypedValue.bool(settings.is(name)));
            }
        }
        if (settings.is("versionsMatch")) {
            add("versionsMatch", TypedValue.bool(true));
        }
        settings.offset().ifPresent(offset -> add("offset", new TypedValue("Integer", IntNode.valueOf(offset))));
        settings.count().ifPresent(count -> add("count", new TypedValue("Integer", IntNode.valueOf(count))));
    }

    void addUsed(CodeSystemView system) {
        addUri("used-codesystem", system.canonical());
        system.reportedSupplements().forEach(supplement -> addUri("used-supplement", supplement));
    }

    void addStatus(Header used, Header user) {
        Optional<ResourceStatus.Remark> remark = ResourceStatus.of(used).remark(Optional.of(user));
        boolean isItself = used.canonical().equals(user.canonical());
        remark.filter(found -> isItself || isNews(found, user))
                .ifPresent(found -> addUri(found.parameter(), used.canonical()));
    }

    /** What holds for the value set itself too is not told again of what it uses. */
    private static boolean isNews(ResourceStatus.Remark remark, Header user) {
        return switch (remark) {
            case DEPRECATED ->
                user.standardsStatus().filter("deprecated"::equals).isEmpty();
            case WITHDRAWN -> user.standardsStatus().filter("withdrawn"::equals).isEmpty();
            case RETIRED -> user.status().filter("retired"::equals).isEmpty();
            case EXPERIMENTAL, DRAFT -> true;
        };
    }

    void addRule(VersionRule rule, String except) {
        if (!rule.name().toString().equals(except)) {
            addUri(rule.parameter(), rule.name().toString());
        }
    }
}
