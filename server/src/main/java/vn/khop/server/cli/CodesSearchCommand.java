package vn.khop.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
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
        PrintWriter out = spec.commandLine().getOut();
        return folder.ask(
                spec,
                (terminology, choice) -> CodesFolder.print(
                        spec.commandLine().getErr(),
                        terminology.search(
                                new SearchQuestion(choice, String.join(" ", words), offset, count, isActiveOnly)),
                        page -> {
                            if (folder.isJson()) {
                                CodesOutput.json(out, json(page));
                            } else {
                                CodesOutput.table(out, page.concepts());
                                out.println(page.concepts().size() + " of " + page.total() + " in "
                                        + page.release().id());
                                out.flush();
                            }
                            return CodesOutput.DONE;
                        }));
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
