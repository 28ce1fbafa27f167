package vn.khop.server.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vn.khop.mpi.BatchLinkage;
import vn.khop.mpi.file.InvalidInputException;
import vn.khop.mpi.file.RecordFile;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.model.SchemaReader;

/** The inputs of a linkage as the command line names them. */
final class LinkInputs {
    private LinkInputs() {}

    /**
     * @param schema path of a schema file, or empty for the default
     * @throws InvalidInputException for {@code auto}, which this version does not have
     */
    static SchemaDefinition schema(String schema) {
        if (schema.equals("auto")) {
            throw new InvalidInputException(
                    "--schema auto: this version cannot propose a schema yet; give a schema file"
                            + " (docs/matching.md says how to write one) or leave --schema out for Vietnamese patient records");
        }
        return schema.isEmpty() ? SchemaReader.readDefault() : SchemaReader.read(Path.of(schema));
    }

    /**
     * Reads all files and warns of columns that nobody reads.
     *
     * @throws InvalidInputException if a file is wrong, or an id stands in two files
     */
    static List<BatchLinkage.Source> read(List<Path> files, SchemaDefinition schema, PrintStream messages) {
        List<BatchLinkage.Source> sources = new ArrayList<>();
        Map<String, Path> fileOfId = new HashMap<>();
        for (int input = 0; input < files.size(); input++) {
            Path file = files.get(input);
            RecordFile.Contents contents = RecordFile.read(file, schema);
            if (!contents.unknownColumns().isEmpty()) {
                messages.println("khop: " + file + ": columns not in the schema are not used: "
                        + String.join(", ", contents.unknownColumns()));
            }
            for (var record : contents.records()) {
                Path before = fileOfId.put(record.recordId(), file);
                if (before != null) {
                    throw new InvalidInputException("record_id '" + record.recordId() + "' is in " + before + " and in "
                            + file + "; ids must be unique across all inputs");
                }
                sources.add(new BatchLinkage.Source(input, record));
            }
        }
        return sources;
    }

    /** One input is searched for duplicates, two are linked with each other, more both. */
    static BatchLinkage.Mode mode(String mode, int files) {
        return switch (mode) {
            case "dedupe" -> BatchLinkage.Mode.DEDUPE;
            case "link-only" -> BatchLinkage.Mode.LINK_ONLY;
            case "link-and-dedupe" -> BatchLinkage.Mode.LINK_AND_DEDUPE;
            case "" ->
                files == 1
                        ? BatchLinkage.Mode.DEDUPE
                        : files == 2 ? BatchLinkage.Mode.LINK_ONLY : BatchLinkage.Mode.LINK_AND_DEDUPE;
            default ->
                throw new InvalidInputException("--mode " + mode + ": expected dedupe, link-only or link-and-dedupe");
        };
    }
}
