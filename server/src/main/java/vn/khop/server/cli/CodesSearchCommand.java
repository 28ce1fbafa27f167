package vn.khop.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.ReleaseChoice;
import vn.khop.terminology.expand.Expansion;
import vn.khop.terminology.expand.ValueSetExpander;
import vn.khop.terminology.lookup.ConceptDetails;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.AllCodes;
import vn.khop.terminology.resource.TypedValue;
import vn.khop.terminology.search.SearchPage;
import vn.khop.terminology.search.SearchQuestion;

/** {@code khop codes search}: which codes have this name, or a code that begins so. */
@Command(
        name = "search",
        exitCodeOnInvalidInput = CodesOutput.WRONG_INPUT,
        exitCodeOnExecutionException = CodesOutput.FAULT,
        description = "Find codes by words of their names, with or without tone marks, or by how the code begins")
final class CodesSearchCommand implements Callable<Integer> {
    @Mixin
    private CodesFolder folder = new CodesFolder();

    @Option(names = "--count", paramLabel = "N", defaultValue = "20", description = "At most so many (default 20)")
    private int count;

    @Option(names = "--offset", paramLabel = "N", defaultValue = "0", description = "Pass over so many (default 0)")
    private int offset;

    @Option(names = "--active-only", description = "Leave out codes that are no longer to be used")
    private boolean isActiveOnly;

    @Parameters(paramLabel = "TEXT", arity = "1..*", description = "Words, the last one perhaps unfinished")
    private List<String> words = new ArrayList<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (count < 0 || offset < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--count and --offset are 0 or more: found " + count + " and " + offset);
        }
        return folder.ask(spec, (terminology, choice) -> {
            Answer<SearchPage> compiled = terminology.search(
                    new SearchQuestion(choice, String.join(" ", words), offset, count, isActiveOnly));
            return compiled.value().isEmpty() && searchKept(terminology, choice)
                    ? CodesOutput.DONE
                    : CodesFolder.print(spec.commandLine().getErr(), compiled, this::print);
        });
    }

    private int print(SearchPage page) {
        PrintWriter out = spec.commandLine().getOut();
        if (folder.isJson()) {
            CodesOutput.json(out, json(page));
        } else {
            CodesOutput.table(out, page.concepts());
            out.println(page.concepts().size() + " of " + page.total() + " in "
                    + page.release().id());
            out.flush();
        }
        return CodesOutput.DONE;
    }

    /** Searches a code system that is kept beside the lists as FHIR has it, in its own order; false where there is none. */
    private boolean searchKept(Terminology terminology, ReleaseChoice choice) throws IOException {
        Settings.Builder settings = new Settings.Builder(true);
        settings.add("filter", TypedValue.string(String.join(" ", words)));
        settings.add("count", TypedValue.string(Integer.toString(count)));
        settings.add("offset", TypedValue.string(Integer.toString(offset)));
        settings.add("activeOnly", TypedValue.bool(isActiveOnly));
        settings.add("excludeNested", TypedValue.bool(true));
        Scope scope = folder.scope(terminology, choice, settings);
        Optional<CodeSystemView> kept = scope.codeSystem(choice.system(), choice.version());
        if (kept.isEmpty() || kept.get().source().isIndexed()) {
            return false;
        }
        CodeSystemView system = kept.get();
        Expansion page = ValueSetExpander.expand(scope, AllCodes.of(system.source(), system.system() + "?fhir_vs"));
        List<ConceptDetails> found = page.contains().stream()
                .map(entry -> ConceptDetails.lookup(scope, system, entry.code()))
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        if (folder.isJson()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("release", Map.of("system", system.system(), "version", system.version()));
            json.put("total", page.total());
            json.put("offset", offset);
            json.put("items", found.stream().map(CodesOutput::concept).toList());
            CodesOutput.json(out, json);
        } else {
            found.forEach(concept ->
                    out.println(concept.code() + "  " + concept.display().orElse("")
                            + (concept.related("inactive").contains("true") ? "  (inactive)" : "")));
            out.println(found.size() + " of " + page.total() + " in " + system.canonical());
            out.flush();
        }
        return true;
    }

    private static Map<String, Object> json(SearchPage page) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("release", CodesOutput.release(page.release()));
        json.put("total", page.total());
        json.put("offset", page.offset());
        json.put("items", page.concepts().stream().map(CodesOutput::concept).toList());
        return json;
    }
}
