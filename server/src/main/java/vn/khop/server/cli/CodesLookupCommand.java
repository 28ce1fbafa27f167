package vn.khop.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.concept.CodeQuestion;
import vn.khop.terminology.concept.ReleaseChoice;
import vn.khop.terminology.lookup.FoundConcept;

/** {@code khop codes lookup}: what codes mean. */
@Command(
        name = "lookup",
        exitCodeOnInvalidInput = CodesOutput.WRONG_INPUT,
        exitCodeOnExecutionException = CodesOutput.FAULT,
        description = "Show what codes mean")
final class CodesLookupCommand implements Callable<Integer> {
    @Mixin
    private CodesFolder folder = new CodesFolder();

    @Parameters(paramLabel = "CODE", arity = "1..*", description = "Codes as the list writes them, e.g. A00.0")
    private List<String> codes = new ArrayList<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return folder.ask(spec, (terminology, choice) -> {
            int worst = CodesOutput.DONE;
            for (String code : codes) {
                worst = Math.max(worst, lookup(terminology, choice, code));
            }
            return worst;
        });
    }

    private int lookup(Terminology terminology, ReleaseChoice choice, String code) {
        PrintWriter out = spec.commandLine().getOut();
        return CodesFolder.print(
                spec.commandLine().getErr(), terminology.lookup(new CodeQuestion(choice, code)), found -> {
                    if (folder.isJson()) {
                        Map<String, Object> json = new LinkedHashMap<>();
                        json.put("release", CodesOutput.release(found.release()));
                        json.putAll(CodesOutput.concept(found.concept()));
                        json.put("children", found.children());
                        CodesOutput.json(out, json);
                    } else {
                        show(out, found);
                    }
                    return CodesOutput.DONE;
                });
    }

    private static void show(PrintWriter out, FoundConcept found) {
        out.println(found.concept().code() + "  " + found.concept().display()
                + (found.concept().isActive() ? "" : "  (inactive)"));
        found.concept().designations().forEach(name -> line(out, name.language() + " " + name.use(), name.value()));
        found.concept().properties().forEach(property -> line(out, property.name(), property.value()));
        if (!found.concept().parents().isEmpty()) {
            line(out, "parents", String.join(", ", found.concept().parents()));
        }
        if (!found.children().isEmpty()) {
            line(out, "children", String.join(", ", found.children()));
        }
        line(out, "release", found.release().id().toString());
        out.flush();
    }

    private static void line(PrintWriter out, String name, String value) {
        out.println(String.format("  %-16s %s", name, value));
    }
}
