package vn.khop.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
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
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.Coding;
import vn.khop.terminology.validate.CodeAnswer;
import vn.khop.terminology.validate.CodeCheck;
import vn.khop.terminology.validate.CodedValue;

/** {@code khop codes validate}: whether a code is in a list and is called so. Exit code 1 where it is not. */
@Command(
        name = "validate",
        exitCodeOnInvalidInput = CodesOutput.WRONG_INPUT,
        exitCodeOnExecutionException = CodesOutput.FAULT,
        description = "Check a code, and its display where one is given; exit code 1 where it is wrong")
final class CodesValidateCommand implements Callable<Integer> {
    @Mixin
    private CodesFolder folder = new CodesFolder();

    @Option(names = "--display", paramLabel = "NAME", description = "What the code is said to mean")
    private @Nullable String display;

    @Parameters(paramLabel = "CODE", description = "The code as the list writes it")
    private String code = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        return folder.ask(spec, (terminology, choice) -> {
            CodeAnswer answer = CodeCheck.inCodeSystem(
                    folder.scope(terminology, choice, false),
                    Optional.of(choice.system()),
                    choice.version(),
                    new CodedValue(
                            CodedValue.Form.CODE,
                            List.of(new Coding(
                                    Optional.of(choice.system()),
                                    choice.version(),
                                    Optional.of(code),
                                    Optional.ofNullable(display))),
                            Optional.empty()));
            if (folder.isJson()) {
                CodesOutput.json(out, json(answer));
            } else {
                show(out, answer);
            }
            return answer.result() ? CodesOutput.DONE : CodesOutput.WRONG_INPUT;
        });
    }

    private static void show(PrintWriter out, CodeAnswer answer) {
        if (answer.result()) {
            out.println("valid: " + answer.code().orElse("") + "  "
                    + answer.display().orElse("") + "  in "
                    + new Canonical(answer.system().orElse(""), answer.version()));
        }
        answer.issues().forEach(issue -> out.println((issue.isError() ? "not valid: " : "  ") + issue.text()));
        out.flush();
    }

    private static Map<String, Object> json(CodeAnswer answer) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("result", answer.result());
        answer.version()
                .ifPresent(version ->
                        json.put("release", Map.of("system", answer.system().orElse(""), "version", version)));
        answer.code().ifPresent(found -> json.put("code", found));
        answer.display().ifPresent(found -> json.put("display", found));
        json.put(
                "issues",
                answer.issues().stream()
                        .map(issue -> Map.of(
                                "severity",
                                issue.severity().code(),
                                "code",
                                issue.detail().orElse(issue.type()),
                                "message",
                                issue.text()))
                        .toList());
        return json;
    }
}
