package vn.khop.mpi.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import vn.khop.mpi.BatchLinkage;

/** A self-contained page about a run: no scripts, nothing from outside. */
public final class HtmlReport {
    private HtmlReport() {}

    /** Writes the page as UTF-8. */
    public static void write(Path file, BatchLinkage.Result result) throws IOException {
        Files.writeString(file, html(result), StandardCharsets.UTF_8);
    }

    static String html(BatchLinkage.Result result) {
        return ModelSummary.text(result.model());
    }
}
