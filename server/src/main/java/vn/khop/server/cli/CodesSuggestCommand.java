package vn.khop.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.khop.server.mapping.ExportedCell;
import vn.khop.server.mapping.MappingFile;
import vn.khop.terminology.compile.OpenImages;
import vn.khop.terminology.load.SheetCells;
import vn.khop.terminology.suggest.Experience;
import vn.khop.terminology.suggest.Judgement;
import vn.khop.terminology.suggest.LocalList;
import vn.khop.terminology.suggest.LocalList.Part;
import vn.khop.terminology.suggest.LocalRow;
import vn.khop.terminology.suggest.Suggester;
import vn.khop.terminology.suggest.Suggestion;
import vn.khop.terminology.suggest.SuggestionModel;
import vn.khop.terminology.suggest.TargetIndex;

/** {@code khop codes suggest}: which codes of a list the rows of a hospital's own may mean. */
@Command(
        name = "suggest",
        exitCodeOnInvalidInput = CodesOutput.WRONG_INPUT,
        exitCodeOnExecutionException = CodesOutput.FAULT,
        description = {
            "Suggest codes for a text, or for every row of a hospital's own list (CSV in UTF-8 or XLSX, with a header): ranked, with a probability and reasons.",
            "Rows that are mapped already teach: --chosen names the column of their codes."
        })
final class CodesSuggestCommand implements Callable<Integer> {
    private static final int ISSUES_SHOWN_MAX = 20;
    private static final String[] HEADER = {
        "code", "name", "rank", "target", "display", "probability", "reasons_for", "reasons_against"
    };

    @Mixin
    private CodesFolder folder = new CodesFolder();

    @Option(names = "--list", paramLabel = "FILE", description = "The hospital's list")
    private @Nullable Path list;

    @Option(names = "--sheet", paramLabel = "NAME", description = "Of a workbook: the sheet, where it has several")
    private @Nullable String sheet;

    @Option(names = "--out", paramLabel = "FILE", description = "Write CSV here (default: to the terminal)")
    private @Nullable Path out;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "5",
            description = "Suggestions a row, 1 to 50 (default 5)")
    private int count;

    @Option(
            names = "--delimiter",
            paramLabel = "CHAR",
            defaultValue = ",",
            description = "Between fields (default: a comma)")
    private char delimiter;

    @Option(names = "--code", paramLabel = "COLUMN", description = "Column of the hospital's codes")
    private @Nullable String code;

    @Option(
            names = "--name",
            paramLabel = "COLUMN",
            defaultValue = "name",
            description = "Column of names (default: name)")
    private String name = "name";

    @Option(names = "--group", paramLabel = "COLUMN", description = "Column of the specialty or chapter, in words")
    private @Nullable String group;

    @Option(names = "--ingredient", paramLabel = "COLUMN", description = "Of drugs: column of the ingredients")
    private @Nullable String ingredient;

    @Option(names = "--strength", paramLabel = "COLUMN", description = "Of drugs: column of the strength")
    private @Nullable String strength;

    @Option(names = "--form", paramLabel = "COLUMN", description = "Of drugs: column of the form")
    private @Nullable String form;

    @Option(names = "--route", paramLabel = "COLUMN", description = "Of drugs: column of the route")
    private @Nullable String route;

    @Option(
            names = "--chosen",
            paramLabel = "COLUMN",
            description = "Column of codes to which rows are mapped already: they teach, and get no suggestions")
    private @Nullable String chosen;

    @Parameters(paramLabel = "TEXT", arity = "0..*", description = "A text instead of a list")
    private List<String> words = new ArrayList<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if ((list == null) == words.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "give --list, or a text, and not both");
        }
        if (count < 1 || count > 50) {
            throw new ParameterException(spec.commandLine(), "--count is 1 to 50: found " + count);
        }
        LocalList rows = list == null
                ? new LocalList(
                        List.of(new LocalList.Row(1, LocalRow.named(String.join(" ", words)), 1, Optional.empty())),
                        List.of())
                : read(list);
        if (!rows.issues().isEmpty()) {
            PrintWriter err = spec.commandLine().getErr();
            rows.issues().stream().limit(ISSUES_SHOWN_MAX).forEach(issue -> err.println(issue.text()));
            err.println(rows.issues().size() + " rows cannot be read: mend them; nothing was suggested");
            err.flush();
            return CodesOutput.WRONG_INPUT;
        }
        return folder.ask(
                spec,
                (terminology, choice) -> CodesFolder.print(
                        spec.commandLine().getErr(), terminology.inUse().find(choice), entry -> suggest(entry, rows)));
    }

    private LocalList read(Path file) throws IOException {
        Map<Part, String> headers = new EnumMap<>(Part.class);
        headers.put(Part.NAME, name);
        put(headers, Part.CODE, code);
        put(headers, Part.GROUP, group);
        put(headers, Part.INGREDIENT, ingredient);
        put(headers, Part.STRENGTH, strength);
        put(headers, Part.FORM, form);
        put(headers, Part.ROUTE, route);
        put(headers, Part.CHOSEN, chosen);
        LocalList.Columns columns = new LocalList.Columns(headers, delimiter);
        if (SheetCells.isWorkbook(file)) {
            return SheetCells.read(file, Optional.ofNullable(sheet), MappingFile.columns(columns), Locale.ENGLISH)
                    .fold(
                            cells -> LocalList.read(cells.iterator(), columns),
                            problem -> new LocalList(
                                    List.of(), List.of(new LocalList.Issue(0, problem.message(), problem.message()))));
        }
        try (InputStream in = Files.newInputStream(file)) {
            return LocalList.read(in, columns);
        }
    }

    private static void put(Map<Part, String> headers, Part part, @Nullable String column) {
        if (column != null) {
            headers.put(part, column);
        }
    }

    private int suggest(OpenImages.Entry entry, LocalList rows) {
        Suggester suggester = new Suggester(TargetIndex.of(entry), SuggestionModel.shipped(), Experience.NONE)
                .learned(rows.rows().stream()
                        .filter(row -> row.chosen().isPresent())
                        .map(row -> new Judgement(row.row(), row.chosen().get(), true))
                        .toList());
        List<LocalList.Row> open =
                rows.rows().stream().filter(row -> row.chosen().isEmpty()).toList();
        List<List<Suggestion>> found = open.parallelStream()
                .map(row -> suggester.suggest(row.row(), count))
                .toList();
        try {
            print(entry, open, found, suggester.model().version());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return CodesOutput.DONE;
    }

    private void print(OpenImages.Entry entry, List<LocalList.Row> rows, List<List<Suggestion>> found, String model)
            throws IOException {
        PrintWriter terminal = spec.commandLine().getOut();
        if (folder.isJson()) {
            for (int i = 0; i < rows.size(); i++) {
                CodesOutput.json(terminal, json(entry, rows.get(i), found.get(i), model));
            }
            return;
        }
        if (out == null) {
            write(terminal, rows, found);
            terminal.flush();
        } else {
            try (var file = Files.newBufferedWriter(out, StandardCharsets.UTF_8)) {
                write(file, rows, found);
            }
        }
        PrintWriter err = spec.commandLine().getErr();
        long without = found.stream().filter(List::isEmpty).count();
        err.println(rows.size() + " rows, " + without + " of them without a suggestion, from "
                + entry.release().id() + " by model " + model);
        err.flush();
    }

    private static void write(Appendable text, List<LocalList.Row> rows, List<List<Suggestion>> found)
            throws IOException {
        CSVPrinter csv = new CSVPrinter(
                text,
                CSVFormat.RFC4180
                        .builder()
                        .setHeader(HEADER)
                        .setRecordSeparator("\n")
                        .get());
        for (int i = 0; i < rows.size(); i++) {
            LocalRow row = rows.get(i).row();
            if (found.get(i).isEmpty()) {
                csv.printRecord(ExportedCell.of(row.code()), ExportedCell.of(row.name()), 0, "", "", "", "", "");
            }
            int rank = 1;
            for (Suggestion suggestion : found.get(i)) {
                csv.printRecord(
                        ExportedCell.of(row.code()),
                        ExportedCell.of(row.name()),
                        rank++,
                        ExportedCell.of(suggestion.code()),
                        ExportedCell.of(suggestion.display()),
                        probability(suggestion),
                        ExportedCell.of(reasons(suggestion, true)),
                        ExportedCell.of(reasons(suggestion, false)));
            }
        }
    }

    private static String probability(Suggestion suggestion) {
        return String.format(Locale.ROOT, "%.3f", suggestion.probability());
    }

    private static String reasons(Suggestion suggestion, boolean isFor) {
        return suggestion.reasons().stream()
                .filter(reason -> reason.kind().isFor() == isFor)
                .map(reason -> reason.detail().isEmpty()
                        ? reason.kind().code()
                        : reason.kind().code() + ": " + reason.detail())
                .collect(Collectors.joining("; "));
    }

    private static Map<String, Object> json(
            OpenImages.Entry entry, LocalList.Row row, List<Suggestion> suggestions, String model) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("release", CodesOutput.release(entry.release()));
        json.put("model", model);
        json.put("code", row.row().code());
        json.put("name", row.row().name());
        json.put("suggestions", suggestions.stream().map(one -> json(one)).toList());
        return json;
    }

    private static Map<String, Object> json(Suggestion suggestion) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("code", suggestion.code());
        json.put("display", suggestion.display());
        json.put("probability", Double.valueOf(probability(suggestion)));
        json.put(
                "reasons",
                suggestion.reasons().stream()
                        .map(reason -> Map.of(
                                "kind",
                                reason.kind().code(),
                                "detail",
                                reason.detail(),
                                "for",
                                reason.kind().isFor()))
                        .toList());
        return json;
    }
}
