package vn.khop.terminology.load;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A workbook written by hand, part by part, so that any of them can be wrong. */
final class WorkbookFile {
    private static final String MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private static final String RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private static final String PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships";

    private final Map<String, Part> parts = new LinkedHashMap<>();

    /** Writes the bytes of one part. */
    @FunctionalInterface
    interface Part {
        void write(OutputStream out) throws IOException;
    }

    /** A workbook whose sheets, called S1, S2 ..., have these rows; see {@link #sheet(List)}. */
    @SafeVarargs
    static WorkbookFile of(List<List<Object>>... sheets) {
        WorkbookFile file = new WorkbookFile();
        StringBuilder names = new StringBuilder();
        StringBuilder targets = new StringBuilder();
        for (int i = 1; i <= sheets.length; i++) {
            names.append("<sheet name=\"S" + i + "\" sheetId=\"" + i + "\" r:id=\"r" + i + "\"/>");
            targets.append("<Relationship Id=\"r" + i + "\" Type=\"" + RELATIONS
                    + "/worksheet\" Target=\"worksheets/sheet" + i + ".xml\"/>");
            file.with("xl/worksheets/sheet" + i + ".xml", sheet(sheets[i - 1]));
        }
        targets.append(
                "<Relationship Id=\"t\" Type=\"" + RELATIONS + "/sharedStrings\" Target=\"sharedStrings.xml\"/>");
        file.with("[Content_Types].xml", "<Types/>");
        file.with(
                "_rels/.rels",
                "<Relationships xmlns=\"" + PACKAGE + "\"><Relationship Id=\"w\" Type=\"" + RELATIONS
                        + "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
        file.with(
                "xl/workbook.xml",
                "<workbook xmlns=\"" + MAIN + "\" xmlns:r=\"" + RELATIONS + "\"><sheets>" + names
                        + "</sheets></workbook>");
        file.with(
                "xl/_rels/workbook.xml.rels",
                "<Relationships xmlns=\"" + PACKAGE + "\">" + targets + "</Relationships>");
        return file.with("xl/sharedStrings.xml", "<sst xmlns=\"" + MAIN + "\"><si><t>shared</t></si></sst>");
    }

    WorkbookFile with(String name, String text) {
        return with(name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    WorkbookFile with(String name, Part part) {
        parts.put(name, part);
        return this;
    }

    Path write(Path file) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, Part> part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                part.getValue().write(zip);
                zip.closeEntry();
            }
        }
        return file;
    }

    /** Rows of cells: a text, a number, {@link Raw} XML, or nothing where the text is empty. */
    static String sheet(List<List<Object>> rows) {
        StringBuilder xml = new StringBuilder("<worksheet xmlns=\"" + MAIN + "\"><sheetData>");
        for (int row = 1; row <= rows.size(); row++) {
            xml.append("<row r=\"" + row + "\">");
            for (int column = 0; column < rows.get(row - 1).size(); column++) {
                Object value = rows.get(row - 1).get(column);
                String place = "<c r=\"" + (char) ('A' + column) + row + "\"";
                if (value instanceof Raw raw) {
                    xml.append(place + raw.xml() + "</c>");
                } else if (value instanceof Number number) {
                    xml.append(place + "><v>" + number + "</v></c>");
                } else if (!value.equals("")) {
                    xml.append(place + " t=\"inlineStr\"><is><t>"
                            + value.toString().replace("&", "&amp;").replace("<", "&lt;") + "</t></is></c>");
                }
            }
            xml.append("</row>");
        }
        return xml.append("</sheetData></worksheet>").toString();
    }

    /** The rest of a cell, from its attributes on: {@code  t="e"><v>#N/A</v>}. */
    record Raw(String xml) {}
}
