package vn.khop.server.mapping;

/** A text on its way into a spreadsheet, which would take some beginnings for a formula. Source: OWASP, CSV injection. */
public final class ExportedCell {
    private static final String DANGEROUS = "=+-@\t\r";

    private ExportedCell() {}

    /** The text, with an apostrophe before it where it begins as a formula does. */
    public static String of(String text) {
        return !text.isEmpty() && DANGEROUS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    /** The text that was exported: without that apostrophe. */
    public static String read(String cell) {
        return cell.length() > 1 && cell.charAt(0) == '\'' && DANGEROUS.indexOf(cell.charAt(1)) >= 0
                ? cell.substring(1)
                : cell;
    }
}
