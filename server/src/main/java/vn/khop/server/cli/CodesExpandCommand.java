package vn.khop.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.khop.terminology.compile.ImageException;
import vn.khop.terminology.expand.Expansion;
import vn.khop.terminology.expand.Expansion.Entry;
import vn.khop.terminology.expand.ValueSetExpander;
import vn.khop.terminology.load.ResourceRejected;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.TypedValue;
import vn.khop.terminology.resource.ValueSetDefinition;

/** {@code khop codes expand}: which codes a value set has. */
@Command(
        name = "expand",
        exitCodeOnInvalidInput = CodesOutput.WRONG_INPUT,
        exitCodeOnExecutionException = CodesOutput.FAULT,
        description =
                "List the codes of a value set: one from a FHIR file or package, or all codes of a list (its system followed by ?fhir_vs)")
final class CodesExpandCommand extends WithHelp implements Callable<Integer> {
    @Mixin
    private CodesResources resources = new CodesResources();

    @Option(
            names = "--url",
            required = true,
            paramLabel = "URL",
            description = "The value set, with |VERSION if wanted")
    private String url = "";

    @Option(
            names = "--filter",
            paramLabel = "TEXT",
            description = "Only codes with these words in a name, or that begin so")
    private @Nullable String filter;

    @Option(names = "--count", paramLabel = "N", defaultValue = "100", description = "At most so many (default 100)")
    private int count;

    @Option(names = "--offset", paramLabel = "N", defaultValue = "0", description = "Pass over so many (default 0)")
    private int offset;

    @Option(names = "--active-only", description = "Leave out codes that are no longer to be used")
    private boolean isActiveOnly;

    @Option(names = "--language", paramLabel = "TAGS", description = "Languages of the names, best first, e.g. vi,en")
    private @Nullable String language;

    @Option(names = "--json", description = "Print one JSON object")
    private boolean isJson;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        try {
            return resources.ask(space -> {
                Scope scope = new Scope(space, settings(), Clock.systemUTC());
                ValueSetDefinition valueSet = scope.valueSet(url, Optional.empty())
                        .orElseThrow(() -> Refused.plainly(
                                Refused.Kind.UNKNOWN,
                                "not-found",
                                "value set '" + url + "' is not known: name its file with --resource"));
                print(ValueSetExpander.expand(scope, valueSet));
                return CodesOutput.DONE;
            });
        } catch (Refused | ResourceRejected | ImageException wrong) {
            err.println(wrong.getMessage());
            err.flush();
            return CodesOutput.WRONG_INPUT;
        }
    }

    private Settings settings() {
        Settings.Builder settings = new Settings.Builder(true);
        settings.add("count", TypedValue.string(Integer.toString(count)));
        settings.add("offset", TypedValue.string(Integer.toString(offset)));
        settings.add("activeOnly", TypedValue.bool(isActiveOnly));
        settings.add("excludeNested", TypedValue.bool(true));
        if (filter != null) {
            settings.add("filter", TypedValue.string(filter));
        }
        if (language != null) {
            settings.add("displayLanguage", TypedValue.string(language));
        }
        return settings.build();
    }

    private void print(Expansion expansion) {
        PrintWriter out = spec.commandLine().getOut();
        if (isJson) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("valueSet", expansion.valueSet().header().canonical());
            json.put("total", expansion.total());
            json.put("offset", offset);
            List<Map<String, Object>> items = new ArrayList<>();
            expansion.contains().forEach(entry -> items.add(item(entry)));
            json.put("items", items);
            CodesOutput.json(out, json);
            return;
        }
        for (Entry entry : expansion.contains()) {
            out.println(entry.code() + "\t" + entry.display().orElse("") + (entry.isInactive() ? "\t(inactive)" : ""));
        }
        out.println(expansion.contains().size() + " of " + expansion.total() + " in "
                + expansion.valueSet().header().canonical());
        out.flush();
    }

    private static Map<String, Object> item(Entry entry) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("system", entry.system());
        item.put("code", entry.code());
        item.put("display", entry.display().orElse(""));
        item.put("inactive", entry.isInactive());
        return item;
    }
}
