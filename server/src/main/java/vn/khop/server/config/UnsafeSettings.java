package vn.khop.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/*
 * The libraries that we stand on have switches of their own, and a few of them would write patients into logs, open the process to anybody, or trust a database that somebody else plays. A file copied from
 * a developer's machine must not do so by oversight: the server does not start with it.
 */
/** Settings of the libraries with which the server does not start. */
final class UnsafeSettings {
    /** They log parameters, requests or headers when they log in detail. */
    private static final List<String> TALKATIVE = List.of(
            "root",
            "org.springframework",
            "org.hibernate",
            "ca.uhn",
            "org.apache",
            "com.zaxxer",
            "org.postgresql",
            "sql",
            "web");

    private static final Set<String> DETAILED = Set.of("debug", "trace", "all", "true");
    private static final Set<String> DOORS_OPEN = Set.of("health", "prometheus", "info");
    private static final Set<String> GUESSABLE =
            Set.of("postgres", "password", "admin", "khop", "123456", "secret", "changeme", "root");
    private static final List<String> NEARBY = List.of("//localhost", "//127.0.0.1", "//[::1]");

    private UnsafeSettings() {}

    /** What was found, what was expected, what to do; names no secret. */
    static List<String> in(Environment environment) {
        List<String> problems = new ArrayList<>();
        for (String mode : List.of("debug", "trace")) {
            if (environment.getProperty(mode) != null && !"false".equals(environment.getProperty(mode))) {
                problems.add(mode + " is on: patients would be in the log. Take it out");
            }
        }
        logging(environment, problems);
        management(environment, problems);
        for (String part :
                List.of("include-stacktrace", "include-message", "include-binding-errors", "include-exception")) {
            String value = environment.getProperty("server.error." + part, "never");
            if (!Set.of("never", "false").contains(value)) {
                problems.add("server.error." + part + " is " + value
                        + ": answers would hold what should stay inside. Take it out");
            }
        }
        for (String console :
                List.of("spring.h2.console.enabled", "spring.jmx.enabled", "spring.devtools.remote.secret")) {
            String value = environment.getProperty(console, "false");
            if (!value.equals("false")) {
                problems.add(console + " is set: it opens the process or its data to whoever reaches it. Take it out");
            }
        }
        database(environment, problems);
        return problems;
    }

    private static void logging(Environment environment, List<String> problems) {
        Map<String, String> levels = Binder.get(environment)
                .bind("logging.level", Bindable.mapOf(String.class, String.class))
                .orElse(Map.of());
        levels.forEach((name, level) -> {
            boolean isTalkative = TALKATIVE.stream().anyMatch(part -> name.equals(part) || name.startsWith(part + "."));
            if (isTalkative && DETAILED.contains(level.toLowerCase(Locale.ROOT))) {
                problems.add("logging.level." + name + " is " + level
                        + ": parameters and headers would be in the log, and patients with them. INFO is the most");
            }
        });
    }

    private static void management(Environment environment, List<String> problems) {
        for (String door : list(environment, "management.endpoints.web.exposure.include")) {
            if (!DOORS_OPEN.contains(door)) {
                problems.add("management.endpoints.web.exposure.include has '" + door + "', expected only "
                        + String.join(", ", DOORS_OPEN.stream().sorted().toList()));
            }
        }
        for (String door : list(environment, "management.endpoints.jmx.exposure.include")) {
            problems.add("management.endpoints.jmx.exposure.include has '" + door + "', expected nothing: take it out");
        }
        String port = environment.getProperty("management.server.port", "");
        if (!port.isEmpty()) {
            problems.add(
                    "management.server.port is set: the policies of who may ask hold on the server's own port only. Take it out");
        }
    }

    private static List<String> list(Environment environment, String key) {
        return Binder.get(environment).bind(key, Bindable.listOf(String.class)).orElse(List.of());
    }

    private static void database(Environment environment, List<String> problems) {
        String url = environment.getProperty("spring.datasource.url", "").toLowerCase(Locale.ROOT);
        if (url.startsWith("jdbc:h2:") && (url.contains("jdbc:h2:tcp:") || url.contains("auto_server=true"))) {
            problems.add("spring.datasource.url opens the embedded database to the network: use PostgreSQL for that");
        }
        if (url.contains("trace_level_file=")
                || url.contains("trace_level_system_out=")
                || url.contains("loggerlevel=")) {
            problems.add(
                    "spring.datasource.url makes the database's driver write what it is asked into a file. Take that out");
        }
        if (!url.startsWith("jdbc:postgresql:")) {
            return;
        }
        if (url.contains("nonvalidatingfactory")) {
            problems.add("spring.datasource.url trusts any certificate: name the authority's with sslrootcert");
        }
        boolean isNear = NEARBY.stream().anyMatch(url::contains);
        if (!isNear && (url.contains("sslmode=disable") || url.contains("sslmode=allow"))) {
            problems.add(
                    "spring.datasource.url sends patients in the clear to another machine: use sslmode=verify-full");
        }
        String password = environment.getProperty("spring.datasource.password", "");
        if (!isNear && (password.isEmpty() || GUESSABLE.contains(password.toLowerCase(Locale.ROOT)))) {
            problems.add(
                    "spring.datasource.password is none, or one that anybody would guess, for a database on another machine: set a random one");
        }
    }
}
