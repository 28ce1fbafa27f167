package vn.khop.server.config;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import vn.khop.mpi.Linker;
import vn.khop.mpi.Progress;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.server.feed.PeopleLoad;
import vn.khop.server.insurance.ClaimDesk;
import vn.khop.server.insurance.Report;
import vn.khop.server.insurance.Unreadable;
import vn.khop.server.registry.Facilities;
import vn.khop.server.registry.FirstLoad;
import vn.khop.server.registry.LoadState;
import vn.khop.server.security.Actor;

/** Loads files of people into the database of a server, beside the server or without it: store and registry, and nothing that listens. */
public final class KhopLoad {
    private final StartOptions options;

    public KhopLoad(StartOptions options) {
        this.options = options;
    }

    /**
     * @param badRows gets a line for each row that is left out
     * @param registersFacilities whether a facility of valid code that a row names is registered
     * @throws IOException if a file cannot be read, or is not what is expected; the message says where
     * @throws StartRefused if the configuration, the data folder or the database cannot be used
     */
    public LoadState run(List<Path> inputs, Path badRows, boolean registersFacilities, Progress progress)
            throws IOException {
        options.config().filter(file -> !Files.isReadable(file)).ifPresent(file -> {
            throw new StartRefused(
                    "configuration file " + file + " cannot be read: give the path of a YAML file after --config");
        });
        options.data().ifPresent(DataFolder::check);
        try (ConfigurableApplicationContext context = start()) {
            Facilities facilities = context.getBean(Facilities.class);
            try (PeopleLoad rows =
                    PeopleLoad.read(inputs, folder(), badRows, known(facilities, registersFacilities), progress)) {
                return context.getBean(FirstLoad.class).run(rows, rows.badRows(), Actor.ofServer("load"), progress);
            }
        }
    }

    /**
     * Takes files as the health insurance gets them, one after the other; given twice, it takes each content once.
     *
     * @param brokenRules gets a line for each rule that a row breaks, of each file the first thousand: file, dossier, table, row, element, rule, what was found and expected, its source, and whether the row is refused
     * @throws IOException if a file cannot be read, or is none of these; files before it are taken. The message says which
     * @throws StartRefused as {@link #run}
     */
    public List<Report> takeClaims(List<Path> inputs, Path brokenRules, boolean registersFacilities, Progress progress)
            throws IOException {
        options.data().ifPresent(DataFolder::check);
        List<Report> reports = new ArrayList<>();
        try (ConfigurableApplicationContext context = start();
                CSVPrinter told = new CSVPrinter(
                        Files.newBufferedWriter(brokenRules, StandardCharsets.UTF_8), CSVFormat.RFC4180)) {
            told.printRecord("file", "dossier", "table", "row", "element", "rule", "fault", "basis", "refused");
            ClaimDesk desk = context.getBean(ClaimDesk.class);
            Predicate<String> isKnown = known(context.getBean(Facilities.class), registersFacilities);
            progress.stage("taking", inputs.size());
            for (Path input : inputs) {
                reports.add(taken(desk, input, isKnown));
                tell(told, input, reports.get(reports.size() - 1));
                progress.done(1);
            }
        }
        return reports;
    }

    private static Report taken(ClaimDesk desk, Path input, Predicate<String> isKnown) throws IOException {
        try {
            ClaimDesk.Body body = () -> new BufferedInputStream(Files.newInputStream(input));
            String facility = desk.facility(body);
            if (!isKnown.test(facility)) {
                throw new IOException(input + " is of facility '" + facility
                        + "', which is not registered: name it in khop.facilities, or give --register-facilities");
            }
            return desk.take(body, Actor.ofServer("load"));
        } catch (Unreadable wrong) {
            throw new IOException(
                    input + ": " + wrong.wording().en() + " / "
                            + wrong.wording().vi(),
                    wrong);
        }
    }

    private static void tell(CSVPrinter told, Path input, Report report) throws IOException {
        for (Report.BrokenRule rule : report.refusedRows()) {
            tell(told, input, rule, "yes");
        }
        for (Report.BrokenRule rule : report.toldRows()) {
            tell(told, input, rule, "no");
        }
    }

    private static void tell(CSVPrinter told, Path input, Report.BrokenRule rule, String isRefused) throws IOException {
        told.printRecord(
                input,
                rule.dossier(),
                rule.table(),
                rule.row(),
                rule.element(),
                rule.rule(),
                rule.en(),
                rule.basis(),
                isRefused);
    }

    /** The store and the registry, without anything that listens. */
    ConfigurableApplicationContext start(Class<?>... more) {
        try {
            return new SpringApplicationBuilder(LoadApplication.class)
                    .sources(more)
                    .web(WebApplicationType.NONE)
                    .logStartupInfo(false)
                    .listeners(new DataFolder())
                    .run(KhopServer.arguments(options));
        } catch (RuntimeException failure) {
            throw StartRefused.of(failure).orElseThrow(() -> failure);
        }
    }

    private static Path folder() throws IOException {
        return Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")));
    }

    private static Predicate<String> known(Facilities facilities, boolean registers) {
        java.util.Set<String> known = new java.util.HashSet<>(facilities.all());
        return code -> {
            if (!known.contains(code) && registers && Facilities.isWellFormed(code)) {
                facilities.register(code);
                known.add(code);
            }
            return known.contains(code);
        };
    }

    /** What a load needs of the server. No stereotype: the server's own scan must not find it. */
    @ImportAutoConfiguration({
        PropertyPlaceholderAutoConfiguration.class,
        DataSourceAutoConfiguration.class,
        DataSourceTransactionManagerAutoConfiguration.class
    })
    @EnableConfigurationProperties(KhopSettings.class)
    @Import({RegistryConfiguration.class, AuditConfiguration.class, InsuranceConfiguration.class})
    static class LoadApplication {
        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        Linker linker() {
            return Linker.of(LinkageModel.readDefault());
        }

        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }
    }
}
