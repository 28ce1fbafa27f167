package vn.khop.mpi.propose;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.khop.mpi.file.FileSample;

/**
 * Files that call the same thing differently. Columns that stand in one file only are one field if they hold the same kind of
 * thing, say family names, and no file has two of it; what is left has nothing to be compared with.
 *
 * @param joined columns that are one field, each list in the order of the files
 * @param areLeftOut columns that some file lacks and that have no counterpart there
 * @param notes what a person should know of it
 */
record Counterparts(List<List<String>> joined, Set<String> areLeftOut, List<String> notes) {
    static Counterparts of(List<FileSample> files, Map<String, ColumnKind> kinds) {
        Map<ColumnKind, List<String>> unshared = new LinkedHashMap<>();
        Set<String> columns = new LinkedHashSet<>();
        files.forEach(file -> columns.addAll(file.columns()));
        for (String column : columns) {
            ColumnKind kind = kinds.getOrDefault(column, ColumnKind.EMPTY);
            if (kind.isCompared() && holders(files, column).size() < files.size()) {
                unshared.computeIfAbsent(kind, k -> new ArrayList<>()).add(column);
            }
        }
        List<List<String>> joined = new ArrayList<>();
        Set<String> leftOut = new LinkedHashSet<>();
        List<String> notes = new ArrayList<>();
        unshared.forEach((kind, candidates) -> {
            Set<FileSample> held = new HashSet<>();
            boolean isOnce = candidates.stream().allMatch(column -> held.addAll(holders(files, column)));
            long holders = candidates.stream()
                    .mapToLong(column -> holders(files, column).size())
                    .sum();
            if (isOnce && holders == held.size() && candidates.size() > 1) {
                joined.add(List.copyOf(candidates));
                notes.add("columns '" + String.join("', '", candidates)
                        + "' of different files are taken for one: each " + kind.meaning());
            } else {
                leftOut.addAll(candidates);
                candidates.forEach(column -> notes.add("column '" + column + "' is left out: it stands in "
                        + names(holders(files, column))
                        + " only, and no single column of the other files holds the same; name"
                        + " the columns alike or join them in a schema file (columns: [a, b])"));
            }
        });
        return new Counterparts(joined, leftOut, notes);
    }

    private static List<FileSample> holders(List<FileSample> files, String column) {
        return files.stream().filter(file -> file.columns().contains(column)).toList();
    }

    private static String names(List<FileSample> files) {
        return String.join(
                ", ",
                files.stream()
                        .map(file -> String.valueOf(file.file().getFileName()))
                        .toList());
    }

    /** The column, and those that are one field with it. */
    List<String> columns(String column) {
        return joined.stream()
                .filter(columns -> columns.contains(column))
                .findFirst()
                .orElse(List.of(column));
    }
}
