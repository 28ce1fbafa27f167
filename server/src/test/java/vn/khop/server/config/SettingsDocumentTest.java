package vn.khop.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;
import vn.khop.server.security.SecuritySettings;

/** The table of docs/configuration.md has every key of the settings and no other, each with the default that a start without a file really has. */
class SettingsDocumentTest {
    private static final Pattern ROW = Pattern.compile("\\| `(khop\\.[a-z0-9.-]+)` \\| ([^|]+) \\| [^|]{20,} \\|");

    @Test
    void everyKeyAndEveryDefaultIsDocumented() throws Exception {
        StandardEnvironment environment = new StandardEnvironment();
        for (PropertySource<?> source :
                new YamlPropertySourceLoader().load("defaults", new ClassPathResource("application.yaml"))) {
            environment.getPropertySources().addLast(source);
        }
        Binder binder = Binder.get(environment);
        Map<String, String> settings = new TreeMap<>();
        collect("khop.", binder.bindOrCreate("khop", KhopSettings.class), settings);
        collect("khop.security.", binder.bindOrCreate("khop.security", SecuritySettings.class), settings);

        assertEquals(lines(settings), lines(documented()));
    }

    /** The same in the one place where a key without a record could hide. */
    @Test
    void everyKeyOfTheDefaultsFileIsReadBySomeSetting() throws IOException {
        Map<String, String> documented = documented();
        for (PropertySource<?> source :
                new YamlPropertySourceLoader().load("defaults", new ClassPathResource("application.yaml"))) {
            ((Map<?, ?>) source.getSource())
                    .keySet().stream()
                            .map(String::valueOf)
                            .filter(key -> key.startsWith("khop."))
                            .forEach(key -> assertEquals(true, documented.containsKey(key), key));
        }
    }

    private static Map<String, String> documented() throws IOException {
        Path document = Path.of(System.getProperty("project.root"), "docs", "configuration.md");
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(document)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.put(
                        row.group(1),
                        row.group(2).equals("empty") ? "" : row.group(2).replace("`", ""));
            }
        }
        return rows;
    }

    private static void collect(String prefix, Record settings, Map<String, String> into) throws Exception {
        for (var component : settings.getClass().getRecordComponents()) {
            String key =
                    prefix + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
            Object value = component.getAccessor().invoke(settings);
            if (value instanceof Record nested) {
                collect(key + ".", nested, into);
            } else {
                into.put(key, text(value));
            }
        }
    }

    private static String text(Object value) {
        if (value instanceof Collection<?> many) {
            return many.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
        return value instanceof Duration length
                ? DurationStyle.SIMPLE.print(length, length.toHours() > 0 ? ChronoUnit.HOURS : ChronoUnit.MINUTES)
                : String.valueOf(value);
    }

    private static String lines(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(entry -> entry.getKey() + " = " + entry.getValue())
                .collect(Collectors.joining("\n"));
    }
}
