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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.khop.terminology.compile.ImageException;
import vn.khop.terminology.load.ResourceRejected;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.Coding;
import vn.khop.terminology.translate.Translation;
import vn.khop.terminology.translate.TranslationQuestion;
import vn.khop.terminology.translate.Translator;

/** {@code khop codes translate}: what a code becomes in another code system. */
@Command(
        name = "translate",
        exitCodeOnInvalidInput = CodesOutput.WRONG_INPUT,
        exitCodeOnExecutionException = CodesOutput.FAULT,
        description =
                "Translate a code by concept maps from FHIR files or packages; exit code 1 where there is no translation")
final class CodesTranslateCommand extends WithHelp implements Callable<Integer> {
    @Mixin
    private CodesResources resources = new CodesResources();

    @Option(names = "--system", required = true, paramLabel = "URI", description = "The code's system")
    private String system = "";

    @Option(names = "--target", paramLabel = "URI", description = "The system to translate to (default: any)")
    private @Nullable String target;

    @Option(names = "--map", paramLabel = "URL", description = "The concept map to use (default: every one that fits)")
    private @Nullable String map;

    @Option(names = "--reverse", description = "The code is of the maps' target: give its sources")
    private boolean isReverse;

    @Option(names = "--json", description = "Print one JSON object")
    private boolean isJson;

    @Parameters(paramLabel = "CODE", description = "The code")
    private String code = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        try {
            return resources.ask(space -> print(Translator.translate(
                    new Scope(space, new Settings.Builder(true).build(), Clock.systemUTC()),
                    new TranslationQuestion(
                            Coding.of(system, code),
                            Optional.empty(),
                            Optional.ofNullable(map).map(Canonical::parse),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.ofNullable(target),
                            List.of(),
                            isReverse))));
        } catch (Refused | ResourceRejected | ImageException wrong) {
            err.println(wrong.getMessage());
            err.flush();
            return CodesOutput.WRONG_INPUT;
        }
    }

    private int print(Translation translation) {
        PrintWriter out = spec.commandLine().getOut();
        if (isJson) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("result", translation.result());
            List<Map<String, Object>> items = new ArrayList<>();
            translation.matches().forEach(match -> items.add(item(match)));
            json.put("matches", items);
            CodesOutput.json(out, json);
        } else {
            translation
                    .matches()
                    .forEach(match -> out.println(item(match).values().stream()
                            .map(String::valueOf)
                            .collect(java.util.stream.Collectors.joining("\t"))));
            translation.message().ifPresent(out::println);
            out.flush();
        }
        return translation.result() ? CodesOutput.DONE : CodesOutput.WRONG_INPUT;
    }

    private Map<String, Object> item(Translation.Match match) {
        Optional<Coding> found = isReverse ? Optional.of(match.source()) : match.target();
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("system", found.flatMap(Coding::system).orElse(""));
        item.put("code", found.flatMap(Coding::code).orElse(""));
        item.put("display", found.flatMap(Coding::display).orElse(""));
        item.put(
                "relationship",
                match.relationship().map(word -> word.relationship()).orElse(""));
        item.put("map", match.originMap());
        return item;
    }
}
