package vn.khop.server.cli;

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
import vn.khop.terminology.concept.CodeQuestion;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.validate.CodeValidation;

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
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        return folder.ask(spec, (terminology, choice) -> {
            CodeValidation validation =
                    terminology.validate(new CodeQuestion(choice, code), Optional.ofNullable(display));
            if (folder.isJson()) {
                CodesOutput.json(out, validation.fold(CodesValidateCommand::json, CodesValidateCommand::json));
            } else {
                validation.fold(valid -> show(out, valid), invalid -> show(out, invalid));
            }
            return validation.isValid() ? CodesOutput.DONE : CodesOutput.WRONG_INPUT;
        });
    }

    private static boolean show(PrintWriter out, CodeValidation.Valid valid) {
        out.println("valid: " + valid.concept().code() + "  " + valid.concept().display() + "  in "
                + valid.release().id());
        valid.remarks().forEach(remark -> out.println("  " + remark.message()));
        out.flush();
        return true;
    }

    private static boolean show(PrintWriter out, CodeValidation.Invalid invalid) {
        invalid.reasons().forEach(reason -> out.println("not valid: " + reason.message()));
        out.flush();
        return false;
    }

    private static Map<String, Object> json(CodeValidation.Valid valid) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("result", true);
        json.put("release", CodesOutput.release(valid.release()));
        json.put("code", valid.concept().code());
        json.put("display", valid.concept().display());
        json.put("issues", issues(valid.remarks()));
        return json;
    }

    private static Map<String, Object> json(CodeValidation.Invalid invalid) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("result", false);
        invalid.release().ifPresent(release -> json.put("release", CodesOutput.release(release)));
        invalid.concept().ifPresent(concept -> json.put("display", concept.display()));
        json.put("issues", issues(invalid.reasons()));
        return json;
    }

    private static List<Map<String, Object>> issues(List<Problem> problems) {
        return problems.stream()
                .map(problem -> Map.<String, Object>of(
                        "code", problem.code().name(),
                        "message", problem.message(),
                        "alternatives", problem.alternatives()))
                .toList();
    }
}
