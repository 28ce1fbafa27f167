package vn.khop.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.khop.mpi.normalise.AddressParser;
import vn.khop.mpi.record.AddressValue;
import vn.khop.reference.AdministrativeUnit;
import vn.khop.reference.AdministrativeUnit.Level;
import vn.khop.reference.AdministrativeUnits;
import vn.khop.reference.CodeSet;
import vn.khop.reference.ReferenceData;
import vn.khop.reference.Succession;

/** {@code khop address}: what an address names, and the communes that it may be today. */
@Command(
        name = "address",
        exitCodeOnInvalidInput = AddressCommand.WRONG_INPUT,
        exitCodeOnExecutionException = AddressCommand.FAULT,
        description = "Read an address: its units before and since 2025-07-01")
final class AddressCommand extends WithHelp implements Callable<Integer> {
    static final int DONE = 0;
    static final int WRONG_INPUT = 1;
    static final int FAULT = 2;

    private static final LocalDate SINCE = AdministrativeUnits.REFORM;
    private static final LocalDate BEFORE = SINCE.minusDays(1);
    private static final int COMMUNES_SHOWN_MAX = 12;

    @Parameters(paramLabel = "ADDRESS", arity = "1..*", description = "The address, in one argument or several")
    private List<String> words = new ArrayList<>();

    @Option(names = "--json", description = "Print one JSON object with every code")
    private boolean isJson;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        String text = String.join(" ", words);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (text.isBlank()) {
            err.println("The address is empty. Give one, for example: khop address \"P. Vĩnh Hưng, Q. Hoàng Mai, HN\"");
            err.flush();
            return WRONG_INPUT;
        }
        AdministrativeUnits units = ReferenceData.open().administrativeUnits();
        AddressValue address = new AddressParser(units).parse(text);
        if (isJson) {
            printJson(out, units, address);
        } else {
            print(out, units, address);
        }
        out.flush();
        if (address.level() == AddressValue.Level.NONE) {
            err.println(
                    "No commune, district or province of Vietnam was recognised. Write at least one of them, with its"
                            + " word (P., X., Q., H., TP., T.) where the name alone is not clear.");
            err.flush();
            return WRONG_INPUT;
        }
        return DONE;
    }

    private static void print(PrintWriter out, AdministrativeUnits units, AddressValue address) {
        line(out, "street", address.street());
        line(out, "level", address.level().name().toLowerCase(Locale.ROOT));
        for (String code : address.oldCommunes().codes()) {
            line(out, "was", name(units, Level.COMMUNE, code, BEFORE) + parents(units, code));
        }
        if (address.level() == AddressValue.Level.DISTRICT) {
            for (String code : address.oldDistricts().codes()) {
                line(out, "was", name(units, Level.DISTRICT, code, BEFORE));
            }
        }
        int shown = 0;
        for (String code : address.communes().codes()) {
            if (shown++ == COMMUNES_SHOWN_MAX) {
                line(
                        out,
                        "",
                        "... and " + (address.communes().size() - COMMUNES_SHOWN_MAX) + " more; --json lists all");
                break;
            }
            line(out, shown == 1 ? "today" : "or", today(units, address, code));
        }
    }

    private static String parents(AdministrativeUnits units, String oldCommune) {
        AdministrativeUnit commune =
                units.unit(Level.COMMUNE, oldCommune, BEFORE).orElseThrow();
        return ", " + name(units, Level.DISTRICT, commune.district().orElseThrow(), BEFORE) + ", "
                + name(units, Level.PROVINCE, commune.province(), BEFORE);
    }

    private static String today(AdministrativeUnits units, AddressValue address, String code) {
        AdministrativeUnit commune = units.unit(Level.COMMUNE, code, SINCE).orElseThrow();
        List<String> kinds = new ArrayList<>();
        for (String old : address.oldCommunes().codes()) {
            for (Succession succession : units.successions(old)) {
                if (succession.newCode().equals(code)) {
                    kinds.add(succession.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + " of " + old);
                }
            }
        }
        return name(units, Level.COMMUNE, code, SINCE) + ", " + name(units, Level.PROVINCE, commune.province(), SINCE)
                + (kinds.isEmpty() ? "" : "  (" + String.join("; ", kinds) + ")");
    }

    private static String name(AdministrativeUnits units, Level level, String code, LocalDate date) {
        return units.unit(level, code, date)
                .map(unit -> unit.fullName() + " [" + code + "]")
                .orElse("[" + code + "]");
    }

    private static void line(PrintWriter out, String name, String value) {
        out.println(String.format("%-8s%s", name, value));
    }

    private static void printJson(PrintWriter out, AdministrativeUnits units, AddressValue address) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("text", address.text());
        json.put("street", address.street());
        json.put("level", address.level().name().toLowerCase(Locale.ROOT));
        Map<String, Object> before = new LinkedHashMap<>();
        before.put("communes", units(units, Level.COMMUNE, address.oldCommunes(), BEFORE));
        before.put("districts", units(units, Level.DISTRICT, address.oldDistricts(), BEFORE));
        before.put("provinces", units(units, Level.PROVINCE, address.oldProvinces(), BEFORE));
        json.put("before2025-07-01", before);
        Map<String, Object> today = new LinkedHashMap<>();
        today.put("communes", units(units, Level.COMMUNE, address.communes(), SINCE));
        today.put("provinces", units(units, Level.PROVINCE, address.provinces(), SINCE));
        json.put("today", today);
        json.put("certain", address.isCertain());
        try {
            out.println(new JsonMapper().writeValueAsString(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists and texts have a JSON form", e);
        }
    }

    private static List<Map<String, String>> units(
            AdministrativeUnits units, Level level, CodeSet codes, LocalDate date) {
        List<Map<String, String>> list = new ArrayList<>();
        for (String code : codes.codes()) {
            Map<String, String> unit = new LinkedHashMap<>();
            unit.put("code", code);
            units.unit(level, code, date).ifPresent(found -> {
                unit.put("name", found.fullName());
                unit.put("province", found.province());
            });
            list.add(unit);
        }
        return list;
    }
}
