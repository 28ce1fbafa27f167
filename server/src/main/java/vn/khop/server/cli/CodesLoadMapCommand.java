package vn.khop.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.khop.terminology.load.FhirFiles;
import vn.khop.terminology.load.LoadIssue;
import vn.khop.terminology.load.MapDeclaration;
import vn.khop.terminology.load.MapLoader;

/** {@code khop codes load-map}: a table of mappings becomes a ConceptMap beside the compiled lists. */
@Command(
        name = "load-map",
        exitCodeOnInvalidInput = CodesOutput.WRONG_INPUT,
        exitCodeOnExecutionException = CodesOutput.FAULT,
        description =
                "Load a table of mappings (CSV, TSV, XLSX) as a ConceptMap: what became of which code, what is the same elsewhere")
final class CodesLoadMapCommand extends WithHelp implements Callable<Integer> {
    private static final int ISSUES_SHOWN_MAX = 20;

    @Option(names = "--input", required = true, paramLabel = "FILE", description = "The table")
    private Path input = Path.of("");

    @Option(
            names = "--declaration",
            required = true,
            paramLabel = "FILE",
            description = "What its columns mean, in YAML; or one that comes with Khớp: communes-2025, provinces-2025")
    private String declaration = "";

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = CodesFolder.IMAGES_DESCRIPTION,
            defaultValue = CodesFolder.IMAGES_DEFAULT)
    private Path images = Path.of("khop-data/codes");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        return CodesFolder.print(spec.commandLine().getErr(), MapDeclaration.read(declaration), this::load);
    }

    private int load(MapDeclaration declared) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        MapLoader.Result result = MapLoader.load(declared, input);
        result.issues().stream()
                .limit(ISSUES_SHOWN_MAX)
                .forEach(issue -> err.println((issue.isError() ? "error: " : "warning: ") + issue.text()));
        if (result.issues().size() > ISSUES_SHOWN_MAX) {
            err.println("and " + (result.issues().size() - ISSUES_SHOWN_MAX) + " more, "
                    + result.issues().stream().filter(LoadIssue::isError).count() + " errors in all");
        }
        err.flush();
        if (result.conceptMap().isEmpty() || result.hasErrors()) {
            err.println("Nothing was loaded.");
            err.flush();
            return CodesOutput.WRONG_INPUT;
        }
        try {
            Path folder = Files.createTempDirectory("khop-map-");
            Path json = folder.resolve(declared.url().replaceAll("[^A-Za-z0-9.-]", "-") + "-"
                    + declared.version().replaceAll("[^A-Za-z0-9.-]", "-") + ".json");
            Files.write(json, result.conceptMap().get().toString().getBytes(StandardCharsets.UTF_8));
            FhirFiles.keep(images, json);
            Files.delete(json);
            Files.delete(folder);
        } catch (IOException e) {
            err.println(images + " cannot be written (" + e.getClass().getSimpleName()
                    + "): check the path and its rights");
            err.flush();
            return CodesOutput.FAULT;
        }
        out.println(result.rowsRead() + " rows read, loaded " + declared.url() + "|" + declared.version() + ": "
                + result.mappings() + " mappings in " + images + "; a running server reads them when it starts again");
        out.flush();
        return CodesOutput.DONE;
    }
}
