package vn.khop.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import vn.khop.server.codes.KnownCodes;
import vn.khop.server.config.KhopHospitals;
import vn.khop.server.config.StartOptions;
import vn.khop.server.mapping.ReleaseConsequences;
import vn.khop.server.mapping.ReleaseConsequences.Consequences;
import vn.khop.server.mapping.ReleaseConsequences.Hospitals;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.load.FhirFiles;
import vn.khop.terminology.release.ReleaseImpact;
import vn.khop.terminology.resource.LayeredSpace;
import vn.khop.terminology.resource.ResourceSpace;

/** What a release breaks, as {@code khop codes diff --impact} tells it: of the folder, and of a server's database where one is named. */
final class CodesConsequences {
    private static final int SHOWN = 20;

    @Option(
            names = "--impact",
            description =
                    "Also tell which value sets and concept maps the release breaks: those kept in the folder and, with --config or --data, those posted to that server, which hospitals used the codes in the last 90 days, and how many rows of their lists are mapped to them")
    private boolean isWanted;

    @Option(names = "--config", paramLabel = "FILE", description = "The server's settings in YAML, for --impact")
    private @Nullable Path config;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The server's data folder, for --impact; with the embedded database, stop the server first")
    private @Nullable Path data;

    /** What is wrong with the options, if anything is. */
    Optional<String> fault() {
        return isWanted || (config == null && data == null)
                ? Optional.empty()
                : Optional.of("--config and --data say whose hospitals --impact asks about: give --impact too");
    }

    boolean isWanted() {
        return isWanted;
    }

    private boolean asksServer() {
        return config != null || data != null;
    }

    /** @throws vn.khop.server.config.StartRefused if the database cannot be used */
    Answer<Consequences> of(Terminology terminology, Path images, ReleaseId before, ReleaseId after)
            throws IOException {
        List<ResourceSpace> kept = CodesFolder.kept(terminology, FhirFiles.beside(images, List.of()));
        if (!asksServer()) {
            return of(terminology, kept, Optional.empty(), before, after);
        }
        StartOptions options =
                new StartOptions(false, Optional.ofNullable(config), OptionalInt.empty(), Optional.ofNullable(data));
        return new KhopHospitals(options).with((posted, hospitals) -> {
            List<ResourceSpace> layers = new ArrayList<>(List.of(kept.get(0), posted));
            layers.addAll(kept.subList(1, kept.size()));
            return of(terminology, layers, Optional.of(hospitals), before, after);
        });
    }

    private static Answer<Consequences> of(
            Terminology terminology,
            List<ResourceSpace> layers,
            Optional<Hospitals> hospitals,
            ReleaseId before,
            ReleaseId after) {
        KnownCodes known = () -> new LayeredSpace(layers);
        return new ReleaseConsequences(known, hospitals, Clock.systemUTC()).of(terminology.inUse(), before, after);
    }

    /** For people. */
    void print(PrintWriter err, Consequences found) {
        err.println(found.gone() + " codes go, " + found.changed() + " change in meaning");
        for (ReleaseImpact.Broken broken : found.broken()) {
            err.println("breaks " + broken.type() + " " + broken.url()
                    + (broken.version().isEmpty() ? "" : "|" + broken.version()) + ": "
                    + shown(broken.codes()));
        }
        if (!asksServer()) {
            err.println("hospitals' use is not known: name their server with --config or --data");
            return;
        }
        err.println(found.uses() + " uses of these codes in the last " + ReleaseConsequences.DAYS_OF_USE
                + " days, at " + found.facilities().size() + " hospitals"
                + (found.facilities().isEmpty() ? "" : ": " + shown(found.facilities())));
        found.used().stream()
                .limit(SHOWN)
                .forEach(used -> err.println("used " + used.uses() + " times: "
                        + used.change().code() + " (" + used.change().kind().code() + "), at "
                        + shown(used.facilities())));
        found.mappings()
                .forEach(concerned -> err.println(concerned.rows() + " rows of list "
                        + concerned.list().number() + " of "
                        + concerned.list().facility() + ", " + concerned.list().name()
                        + ", are mapped to these codes"));
    }

    private static String shown(List<String> all) {
        String first = String.join(", ", all.subList(0, Math.min(SHOWN, all.size())));
        return all.size() > SHOWN ? first + " and " + (all.size() - SHOWN) + " more" : first;
    }

    /** For programs: all of it. */
    Map<String, Object> json(Consequences found) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("codes", found.gone());
        json.put("changed", found.changed());
        json.put(
                "broken",
                found.broken().stream()
                        .map(broken -> Map.of(
                                "type", broken.type(),
                                "url", broken.url(),
                                "version", broken.version(),
                                "codes", broken.codes()))
                        .toList());
        if (asksServer()) {
            json.put("days", ReleaseConsequences.DAYS_OF_USE);
            json.put("uses", found.uses());
            json.put("facilities", found.facilities());
            json.put(
                    "used",
                    found.used().stream()
                            .map(used -> Map.of(
                                    "code", used.change().code(),
                                    "kind", used.change().kind().code(),
                                    "uses", used.uses(),
                                    "facilities", used.facilities()))
                            .toList());
            json.put(
                    "mappings",
                    found.mappings().stream()
                            .map(concerned -> Map.of(
                                    "number", concerned.list().number(),
                                    "facility", concerned.list().facility(),
                                    "name", concerned.list().name(),
                                    "rows", concerned.rows()))
                            .toList());
        }
        return Map.of("impact", json);
    }
}
