package vn.khop.terminology.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.concept.ReleaseId;

class DeclarationFileTest {
    @TempDir
    Path folder;

    @Test
    void everyPartIsRead() throws IOException {
        ListDeclaration expected = new ListDeclaration(
                new ReleaseId("urn:x", "1.10"),
                "Danh mục",
                Optional.of("BYT"),
                Optional.of("4469/QĐ-BYT"),
                ';',
                "ma",
                List.of(
                        new ListDeclaration.DisplayColumn("vi", "ten"),
                        new ListDeclaration.DisplayColumn("en", "name")),
                List.of(new ListDeclaration.SynonymColumn("vi", "khac", Optional.of("|"))),
                List.of(
                        new ListDeclaration.PropertyColumn("days", "so_ngay", PropertyType.INTEGER),
                        new ListDeclaration.PropertyColumn("site", "site", PropertyType.STRING)),
                Optional.of(new ListDeclaration.ParentColumn("cha", Optional.of(","))),
                Optional.of(new ListDeclaration.InactiveColumn("tt", Set.of("0"))));
        assertEquals(Optional.of(expected), read("""
                        system: urn:x
                        version: 1.10
                        name: Danh mục
                        publisher: BYT
                        decision: 4469/QĐ-BYT
                        delimiter: ";"
                        columns:
                          code: ma
                          display: {vi: ten, en: name}
                          synonym: [{language: vi, column: khac, separator: "|"}]
                          property: [{name: days, column: so_ngay, type: integer}, {name: site}]
                          parent: {column: cha, separator: ","}
                          inactive: {column: tt, values: ["0"]}
                        """).value());
    }

    @Test
    void whatIsWrongIsNamed() throws IOException {
        assertProblem("'version' is missing: write it", "system: urn:x\ncolumns: {}\n");
        assertProblem("'columns' is missing: write it", "system: urn:x\n");
        assertProblem("is empty or not a map: write system, version, name and columns", "");
        assertProblem("is empty or not a map: write system, version, name and columns", "- a list\n");
        assertProblem("a value of another shape is expected at columns.code", "columns:\n  code: [a]\n");
        assertProblem(
                "'colour' is not known here; known are columns, decision, delimiter, header, last, licence, name, numbersAreCodes, publisher, repeated, rules, sheet, system, version",
                "system: urn:x\ncolour: red\n");
        assertProblem(
                "property type 'number' is not known: expected code, string, boolean, integer, decimal or dateTime",
                "system: urn:x\nversion: 1\nname: x\ncolumns: {code: c, display: {vi: t}, property: [{name: p, type: number}]}\n");
        assertProblem(
                "'Vietnamese' is not a language: expected a tag such as vi, en or fr",
                "system: urn:x\nversion: 1\nname: x\ncolumns: {code: c, display: {Vietnamese: t}}\n");
        assertProblem(
                "'columns.display' is missing: write it", "system: urn:x\nversion: 1\nname: x\ncolumns: {code: c}\n");
        Path nowhere = folder.resolve("nowhere.yaml");
        assertEquals(
                Optional.of(new Problem(ErrorCode.FILE_UNREADABLE, "there is no file " + nowhere)),
                DeclarationFile.read(nowhere).problem());
    }

    private void assertProblem(String message, String yaml) throws IOException {
        assertEquals(
                Optional.of(new Problem(
                        ErrorCode.BAD_DECLARATION, "declaration " + folder.resolve("list.yaml") + ": " + message)),
                read(yaml).problem());
    }

    private Answer<ListDeclaration> read(String yaml) throws IOException {
        Path file = folder.resolve("list.yaml");
        Files.writeString(file, yaml);
        return DeclarationFile.read(file);
    }
}
