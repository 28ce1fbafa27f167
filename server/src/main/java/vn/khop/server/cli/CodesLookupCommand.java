package vn.khop.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.khop.terminology.lookup.ConceptDetails;
import vn.khop.terminology.question.ConceptNames;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.resource.LanguageTag;

/** {@code khop codes lookup}: what codes mean. */
@Command(
        name = "lookup",
        exitCodeOnInvalidInput = CodesOutput.WRONG_INPUT,
        exitCodeOnExecutionException = CodesOutput.FAULT,
        description = "Show what codes mean")
final class CodesLookupCommand implements Callable<Integer> {
    private static final Set<String> ABOUT_PLACE_OR_STATE = Set.of("parent", "child", "inactive");

    @Mixin
    private CodesFolder folder = new CodesFolder();

    @Parameters(paramLabel = "CODE", arity = "1..*", description = "Codes as the list writes them, e.g. A00.0")
    private List<String> codes = new ArrayList<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        return folder.ask(spec, (terminology, choice) -> {
            Scope scope = folder.scope(terminology, choice, true);
            int worst = CodesOutput.DONE;
            for (String code : codes) {
                try {
                    print(out, ConceptDetails.lookup(scope, choice.system(), choice.version(), code));
                } catch (Refused refused) {
                    spec.commandLine().getErr().println(refused.getMessage());
                    spec.commandLine().getErr().flush();
                    worst = CodesOutput.WRONG_INPUT;
                }
            }
            return worst;
        });
    }

    private void print(PrintWriter out, ConceptDetails found) {
        if (folder.isJson()) {
            CodesOutput.json(out, CodesOutput.concept(found));
        } else {
            show(out, found);
        }
    }

    private static void show(PrintWriter out, ConceptDetails found) {
        out.println(found.code() + "  " + found.display().orElse("")
                + (found.related("inactive").contains("true") ? "  (inactive)" : ""));
        for (ConceptNames.Name name : found.designations()) {
            line(
                    out,
                    (name.language().map(LanguageTag::text).orElse("-") + " " + CodesOutput.use(name)).strip(),
                    name.value());
        }
        found.properties().stream()
                .filter(property -> !ABOUT_PLACE_OR_STATE.contains(property.code()))
                .forEach(property -> line(out, property.code(), property.value().text()));
        if (!found.related("parent").isEmpty()) {
            line(out, "parents", String.join(", ", found.related("parent")));
        }
        if (!found.related("child").isEmpty()) {
            line(out, "children", String.join(", ", found.related("child")));
        }
        line(out, "release", found.system().canonical());
        out.flush();
    }

    private static void line(PrintWriter out, String name, String value) {
        out.println(String.format("  %-16s %s", name, value));
    }
}
