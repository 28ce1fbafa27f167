package vn.khop.server.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import vn.khop.mpi.BatchLinkage;
import vn.khop.mpi.DuplicateRecordIdException;
import vn.khop.mpi.file.FileSample;
import vn.khop.mpi.file.InvalidInputException;
import vn.khop.mpi.file.RecordFile;
import vn.khop.mpi.file.SchemaFile;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.model.SchemaReader;
import vn.khop.mpi.propose.SchemaProposal;

/** The inputs of a linkage as the command line names them. */
final class LinkInputs {
    private LinkInputs() {}

    /** What {@code --schema} says where the schema is to be proposed from the files themselves. */
    static final String AUTO = "auto";

    /**
     * The schema that the command line asks for; one that is proposed is written down and linked with exactly as written.
     *
     * @param schema path of a schema file, {@link #AUTO}, or empty for the default
     * @param beside the result's file: a proposal is written beside it, as {@code <beside>.schema.yaml}
     * @throws InvalidInputException if an input cannot be read or nothing in it can be compared
     */
    static SchemaDefinition schema(String schema, List<Path> inputs, Path beside, PrintStream messages)
            throws IOException {
        if (!schema.equals(AUTO)) {
            return schema.isEmpty() ? SchemaReader.readDefault() : SchemaFile.read(Path.of(schema));
        }
        List<FileSample> samples = new ArrayList<>();
        for (Path input : inputs) {
            samples.add(FileSample.read(input, SchemaProposal.RECORDS_MAX));
        }
        SchemaProposal proposal = SchemaProposal.of(samples);
        Path file = beside.resolveSibling(beside.getFileName() + ".schema.yaml");
        Files.writeString(file, proposal.yaml());
        proposal.notes().forEach(note -> messages.println("khop: " + note));
        messages.println("khop: proposed a schema with "
                + proposal.schema().comparisons().size() + " comparisons and "
                + proposal.schema().blocking().size() + " blocking rules: " + file
                + " (edit it and give it back with --schema)");
        return SchemaFile.read(file);
    }

    /**
     * The records of all files, read when they are asked for; warns of columns that nobody reads.
     *
     * @throws InvalidInputException from the source, if a file is wrong
     */
    static BatchLinkage.RecordSource source(List<Path> files, SchemaDefinition schema, PrintStream messages) {
        return sink -> {
            for (int i = 0; i < files.size(); i++) {
                int input = i;
                List<String> unknown = RecordFile.forEach(
                        files.get(i), schema, record -> sink.accept(new BatchLinkage.Source(input, record)));
                if (!unknown.isEmpty()) {
                    messages.println("khop: " + files.get(i) + ": columns not in the schema are not used: "
                            + String.join(", ", unknown));
                }
            }
        };
    }

    /** Says where an id stands that occurs twice. */
    static String repetition(List<Path> files, SchemaDefinition schema, DuplicateRecordIdException repeated) {
        List<Path> holders = new ArrayList<>();
        for (Path file : files) {
            Optional<InvalidInputException> within = RecordFile.repetition(file, schema, repeated.recordId());
            if (within.isPresent()) {
                return String.valueOf(within.get().getMessage());
            }
            boolean[] isHere = new boolean[1];
            RecordFile.forEach(
                    file, schema, record -> isHere[0] |= record.recordId().equals(repeated.recordId()));
            if (isHere[0]) {
                holders.add(file);
            }
        }
        return holders.size() < 2
                ? String.valueOf(repeated.getMessage())
                : "record_id '" + repeated.recordId() + "' is in " + holders.get(0) + " and in " + holders.get(1)
                        + "; ids must be unique across all inputs";
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
