package vn.khop.server.config;

import java.util.UUID;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import vn.khop.server.codes.CodeUses;
import vn.khop.server.codes.PostedCodes;
import vn.khop.server.mapping.ReleaseConsequences;
import vn.khop.server.store.SqlMappings;
import vn.khop.server.store.SqlPostedResources;
import vn.khop.terminology.resource.ListedSpace;

/** What a server's database knows of hospitals and codes: beside the server or, where the database is embedded, without it. */
public final class KhopHospitals {
    private final StartOptions options;

    public KhopHospitals(StartOptions options) {
        this.options = options;
    }

    /**
     * @param work is given the resources that were posted to the server, and what hospitals do with codes
     * @throws StartRefused if the configuration, the data folder or the database cannot be used
     */
    public <T> T with(BiFunction<ListedSpace, ReleaseConsequences.Hospitals, T> work) {
        options.data().ifPresent(DataFolder::check);
        try (ConfigurableApplicationContext context = new KhopLoad(options).start()) {
            DataSource database = context.getBean(DataSource.class);
            // Read once, so nobody has to wait for this process when he changes a resource.
            try (PostedCodes posted = PostedCodes.follow(
                    new SqlPostedResources(database), UUID.randomUUID().toString(), true)) {
                return work.apply(
                        posted.space(),
                        new ReleaseConsequences.Hospitals(
                                context.getBean(CodeUses.class),
                                new SqlMappings(database, context.getBean(PlatformTransactionManager.class))));
            }
        }
    }
}
