package vn.khop.server.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.codes.CodeQuality;
import vn.khop.server.codes.CodeUses;
import vn.khop.server.codes.KnownCodes;
import vn.khop.server.codes.PostedCodes;
import vn.khop.server.codes.ResourceSteps;
import vn.khop.server.codes.SyndicatedResources;
import vn.khop.server.mapping.Mappings;
import vn.khop.server.mapping.ReleaseConsequences;
import vn.khop.server.store.SqlMappings;
import vn.khop.server.store.SqlPostedResources;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.load.FhirFiles;
import vn.khop.terminology.resource.ListedSpace;

/** Opens the compiled code lists. */
@Configuration(proxyBeanMethods = false)
class CodeConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(CodeConfiguration.class);

    @Bean
    ImageFolder imageFolder(KhopSettings settings) {
        return ImageFolder.at(settings.terminology().images());
    }

    /** Opened since the process began. */
    @Bean(destroyMethod = "close")
    Terminology terminology(HeadStart headStart) {
        return headStart.terminology();
    }

    /** The folder may be empty, or not there yet: then no code list is known. */
    static Terminology open(KhopSettings settings, Clock clock) {
        try {
            Files.createDirectories(settings.terminology().images());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Terminology.open(settings.terminology().images(), clock);
    }

    /** Opens behind what another process has loaded, before anybody asks for it, and says so where it cannot be opened. */
    @Bean(destroyMethod = "close")
    ReleaseWatch releaseWatch(Terminology terminology) {
        return ReleaseWatch.begin(terminology);
    }

    /** An embedded database has a lock that keeps other processes out. */
    @Bean(destroyMethod = "close")
    PostedCodes postedCodes(DataSource database, DataSourceProperties properties, Tables tables) {
        return PostedCodes.follow(
                new SqlPostedResources(database),
                UUID.randomUUID().toString(),
                properties.determineUrl().startsWith("jdbc:h2:"));
    }

    /** On the connections of the registry, whose transactions the access log joins. */
    @Bean
    ResourceSteps resourceSteps(
            Terminology terminology,
            PostedCodes postedCodes,
            DataSource database,
            ListedSpace packages,
            KnownCodes knownCodes,
            Clock clock) {
        return new ResourceSteps(
                terminology, postedCodes, new SqlPostedResources(database), packages, knownCodes, clock);
    }

    @Bean
    SyndicatedResources syndicatedResources(PostedCodes postedCodes) {
        return new SyndicatedResources(postedCodes);
    }

    @Bean
    CodeQuality codeQuality(CodeUses codeUses, Terminology terminology, KnownCodes knownCodes) {
        return new CodeQuality(codeUses, terminology, knownCodes);
    }

    @Bean
    CodeUseStart codeUseStart(CodeUses codeUses, Clock clock) {
        return new CodeUseStart(codeUses, clock);
    }

    /** Brings uses of codes into the counts; begins when the server answers, and ends with it. */
    static final class CodeUseStart implements ApplicationListener<ApplicationReadyEvent>, AutoCloseable {
        private final CodeUses uses;
        private final Clock clock;
        private Optional<BackgroundWork> work = Optional.empty();

        CodeUseStart(CodeUses uses, Clock clock) {
            this.uses = uses;
            this.clock = clock;
        }

        @Override
        public void onApplicationEvent(ApplicationReadyEvent ready) {
            work = Optional.of(BackgroundWork.begin(
                    "code-uses", Thread.MIN_PRIORITY, () -> uses.fold(QuestionDate.dayAt(clock.instant()))));
        }

        @Override
        public void close() {
            work.ifPresent(BackgroundWork::close);
        }
    }

    @Bean
    Mappings mappings(
            DataSource database,
            PlatformTransactionManager transactions,
            Terminology terminology,
            PostedCodes postedCodes,
            AccessLog accessLog,
            Clock clock) {
        return new Mappings(
                new SqlMappings(database, transactions),
                terminology,
                new SqlPostedResources(database),
                postedCodes,
                accessLog,
                clock);
    }

    @Bean
    ReleaseConsequences releaseConsequences(
            KnownCodes knownCodes,
            CodeUses codeUses,
            DataSource database,
            PlatformTransactionManager transactions,
            Clock clock) {
        return new ReleaseConsequences(
                knownCodes,
                Optional.of(new ReleaseConsequences.Hospitals(codeUses, new SqlMappings(database, transactions))),
                clock);
    }

    /** The resources of FHIR packages and files. What cannot be read or is missing is told, and the server starts without it. */
    @Bean
    ListedSpace packages(HeadStart headStart, Terminal terminal) {
        FhirFiles files = headStart.packages();
        files.warnings().forEach(warning -> {
            LOG.warn("{}", warning);
            terminal.line("warning: " + warning);
        });
        return files.space();
    }

    static FhirFiles packages(KhopSettings settings) {
        try {
            return FhirFiles.beside(
                    settings.terminology().images(), settings.terminology().packages());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
