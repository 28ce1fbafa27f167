package vn.khop.server.insurance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of a file. Says nothing of what its rows say.
 *
 * @param facility whose file it is
 * @param dossiers how many stays, or for a check-in message how many arrivals, it has
 * @param rows how many of each table
 * @param accepted how many of them were taken, those of tables included of which nothing is kept
 * @param refused how many were not
 * @param acceptedRows the first of those that say who somebody is
 * @param refusedRows the first rules that refused rows break
 * @param toldRows the first rules that rows break which were taken all the same
 * @param brokenRules all rules that rows break, each with how many rows there are
 */
public record Report(
        String facility,
        int dossiers,
        Map<String, Integer> rows,
        int accepted,
        int refused,
        List<AcceptedRow> acceptedRows,
        List<BrokenRule> refusedRows,
        List<BrokenRule> toldRows,
        List<RuleCount> brokenRules) {
    static final int LISTED_MAX = 1_000;

    public Report {
        rows = new TreeMap<>(rows);
        acceptedRows = List.copyOf(acceptedRows);
        refusedRows = List.copyOf(refusedRows);
        toldRows = List.copyOf(toldRows);
        brokenRules = List.copyOf(brokenRules);
    }

    /**
     * A row that was taken.
     *
     * @param dossier its place in the file
     * @param row its place in the table
     * @param source the record that it is part of now; absent where the stay's XML1 has not come
     * @param effect {@code created}, {@code revised}, {@code repeated}, {@code outdated}, {@code held}, or {@code waiting} for the stay's XML1
     */
    public record AcceptedRow(
            int dossier, String table, int row, @Nullable String source, String effect) {}

    /**
     * A rule that a row breaks.
     *
     * @param row its place in the table; 0 where the whole table is meant
     * @param element absent where the whole row is meant
     * @param rule stable; {@code REQUIRED}, {@code TOO_LONG} and the like
     * @param basis the decision that has the rule
     */
    public record BrokenRule(
            int dossier,
            String table,
            int row,
            @Nullable String element,
            String rule,
            String basis,
            String vi,
            String en) {}

    /**
     * How many rows of a table break a rule of an element.
     *
     * @param element absent where whole rows are meant
     * @param basis the decision that has the rule
     * @param refused how many of them were refused
     */
    public record RuleCount(String table, @Nullable String element, String rule, String basis, int rows, int refused) {}

    /** A report that grows. */
    static final class Growing {
        private final String facility;
        private final Map<String, Integer> rows = new TreeMap<>();
        private final List<AcceptedRow> acceptedRows = new ArrayList<>();
        private final List<BrokenRule> refusedRows = new ArrayList<>();
        private final List<BrokenRule> toldRows = new ArrayList<>();
        private final Map<List<String>, int[]> counts = new LinkedHashMap<>();
        private int accepted;
        private int refused;

        Growing(String facility) {
            this.facility = facility;
        }

        void counted(ClaimTable table, int more) {
            rows.merge(table.name(), more, Integer::sum);
        }

        void accepted(int dossier, ClaimRow row, Optional<String> source, String effect) {
            accepted++;
            if (acceptedRows.size() < LISTED_MAX) {
                acceptedRows.add(
                        new AcceptedRow(dossier, row.table().name(), row.place(), source.orElse(null), effect));
            }
        }

        /** Of a table of which nothing is kept. */
        void accepted() {
            accepted++;
        }

        void refused(int dossier, ClaimRow row, List<Fault> faults) {
            refused++;
            count(row, faults, 1);
            faults.forEach(fault -> tell(
                    fault.isRefusing() ? refusedRows : toldRows,
                    dossier,
                    row.table().name(),
                    row.place(),
                    fault));
        }

        void told(int dossier, ClaimRow row, List<Fault> faults) {
            count(row, faults, 0);
            faults.forEach(fault -> tell(toldRows, dossier, row.table().name(), row.place(), fault));
        }

        /** A whole table. */
        void refused(int dossier, String table, Fault fault) {
            refused++;
            tell(refusedRows, dossier, table, 0, fault);
        }

        /** Something about a whole table that is taken all the same. */
        void told(int dossier, ClaimTable table, Fault fault) {
            tell(toldRows, dossier, table.name(), 0, fault);
        }

        private void count(ClaimRow row, List<Fault> faults, int refusedRows) {
            for (Fault fault : faults) {
                int[] count = counts.computeIfAbsent(
                        List.of(row.table().name(), fault.element(), fault.rule(), fault.basis()), key -> new int[2]);
                count[0]++;
                count[1] += refusedRows;
            }
        }

        private List<RuleCount> ruleCounts() {
            List<RuleCount> all = new ArrayList<>();
            counts.forEach((key, count) -> all.add(new RuleCount(
                    key.get(0), key.get(1).isEmpty() ? null : key.get(1), key.get(2), key.get(3), count[0], count[1])));
            return all;
        }

        private static void tell(List<BrokenRule> list, int dossier, String table, int row, Fault fault) {
            if (list.size() < LISTED_MAX) {
                list.add(new BrokenRule(
                        dossier,
                        table,
                        row,
                        fault.element().isEmpty() ? null : fault.element(),
                        fault.rule(),
                        fault.basis(),
                        fault.text().vi(),
                        fault.text().en()));
            }
        }

        String facility() {
            return facility;
        }

        /** How many rows and tables were refused so far. */
        int refused() {
            return refused;
        }

        Report report(int dossiers) {
            return new Report(
                    facility, dossiers, rows, accepted, refused, acceptedRows, refusedRows, toldRows, ruleCounts());
        }
    }
}
