package vn.khop.server.store;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.server.codes.PostedResource;
import vn.khop.server.codes.PostedResources;
import vn.khop.terminology.compile.ResourceReleases;
import vn.khop.terminology.concept.Answer;

/** Posted code resources in the SQL database, in the tables that {@link Schema} makes. Joins the caller's transaction if there is one. */
public final class SqlPostedResources implements PostedResources {
    private static final double MILLIS_OF_A_SECOND = 1000.0;

    private final JdbcTemplate database;

    public SqlPostedResources(DataSource database) {
        this.database = new JdbcTemplate(database);
    }

    @Override
    public long generation() {
        return first(database.queryForList("select number from khop.code_generation", Long.class))
                .orElse(0L);
    }

    private static <T> Optional<T> first(List<T> rows) {
        return rows.stream().findFirst();
    }

    @Override
    public List<Change> changedSince(long generation) {
        return database.query(
                "select type, id, url, version, body, changed_at from khop.code_resource where generation > ? order by generation",
                (row, index) -> new Change(
                        new PostedResource(
                                row.getString("type"),
                                row.getString("id"),
                                Optional.ofNullable(row.getString("url")),
                                row.getString("version"),
                                Optional.ofNullable(row.getString("body"))),
                        Rows.instant(row, 6)),
                generation);
    }

    @Override
    public Optional<String> put(PostedResource resource) {
        // The row's lock orders the writers; what another has written is seen from here on.
        database.update("update khop.code_generation set number = number + 1");
        Optional<String> other = otherOfThisName(resource);
        if (other.isPresent()) {
            return other;
        }
        long generation = generation();
        @Nullable String url = resource.url().orElse(null);
        @Nullable String body = resource.body().orElse(null);
        int changed = database.update(
                "update khop.code_resource set url = ?, version = ?, body = ?, generation = ?, changed_at = current_timestamp where type = ? and id = ?",
                url,
                resource.version(),
                body,
                generation,
                resource.type(),
                resource.id());
        if (changed == 0) {
            database.update(
                    "insert into khop.code_resource (url, version, body, generation, type, id) values (?, ?, ?, ?, ?, ?)",
                    url,
                    resource.version(),
                    body,
                    generation,
                    resource.type(),
                    resource.id());
        }
        return Optional.empty();
    }

    @Override
    public ResourceReleases releases() {
        return first(database.queryForList("select body from khop.code_standing", String.class))
                .map(body -> ResourceReleases.read(body.getBytes(StandardCharsets.UTF_8)))
                .orElse(ResourceReleases.NONE);
    }

    @Override
    public Answer<ResourceReleases> change(ResourceReleases.Step step) {
        database.update("update khop.code_generation set number = number + 1");
        ResourceReleases before = releases();
        Answer<ResourceReleases> after = step.of(before);
        after.value().filter(now -> !now.equals(before)).ifPresent(this::write);
        return after;
    }

    private void write(ResourceReleases releases) {
        String body = new String(releases.json(), StandardCharsets.UTF_8);
        if (database.update("update khop.code_standing set body = ?", body) == 0) {
            database.update("insert into khop.code_standing (only_row, body) values (1, ?)", body);
        }
    }

    private Optional<String> otherOfThisName(PostedResource resource) {
        return resource.url().isEmpty()
                ? Optional.empty()
                : first(database.queryForList(
                        "select id from khop.code_resource where type = ? and url = ? and version = ? and id <> ?",
                        String.class,
                        resource.type(),
                        resource.url().get(),
                        resource.version(),
                        resource.id()));
    }

    @Override
    public void renew(String node, long seen) {
        int changed = database.update(
                "update khop.code_node set seen = ?, renewed_at = current_timestamp where node_id = ?", seen, node);
        if (changed == 0) {
            database.update("delete from khop.code_node where renewed_at < current_timestamp - interval '1' day");
            database.update(
                    "insert into khop.code_node (node_id, seen, renewed_at) values (?, ?, current_timestamp)",
                    node,
                    seen);
        }
    }

    @Override
    public boolean isSeenByAll(long generation, Duration lease) {
        return first(database.queryForList(
                        "select count(*) from khop.code_node where seen < ? and renewed_at > current_timestamp - ? * interval '1' second",
                        Long.class,
                        generation,
                        lease.toMillis() / MILLIS_OF_A_SECOND))
                .filter(behind -> behind > 0)
                .isEmpty();
    }

    @Override
    public void leave(String node) {
        database.update("delete from khop.code_node where node_id = ?", node);
    }
}
