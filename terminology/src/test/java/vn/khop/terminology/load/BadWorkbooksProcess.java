package vn.khop.terminology.load;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.khop.terminology.concept.ReleaseId;

/** Reads bad workbooks one after the other in a process of its own, and prints code, milliseconds of CPU and message of each. */
final class BadWorkbooksProcess {
    private BadWorkbooksProcess() {}

    public static void main(String[] arguments) throws Exception {
        ListDeclaration declaration = new ListDeclaration(
                new ReleaseId("urn:x", "1"),
                "X",
                Optional.empty(),
                Optional.empty(),
                ',',
                "code",
                List.of(new ListDeclaration.DisplayColumn("vi", "name")),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
        Path folder = Path.of(arguments[0]);
        int number = 0;
        for (Map.Entry<String, BadWorkbooks.Bad> bad : BadWorkbooks.all().entrySet()) {
            Path file = folder.resolve(++number + ".xlsx");
            bad.getValue().writing().write(file);
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            LoadResult result = ListLoader.load(declaration, file);
            long millis = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1_000_000;
            List<LoadIssue> issues =
                    result.errors().stream().filter(issue -> issue.row() == 0).toList();
            System.out.println(bad.getKey() + "\t"
                    + (result.codeSystem().isEmpty() && issues.size() == 1
                            ? issues.get(0).code()
                            : "NOT REFUSED " + issues)
                    + "\t" + millis + "\t"
                    + (issues.isEmpty() ? "" : issues.get(0).message()));
            Files.delete(file);
        }
    }
}
