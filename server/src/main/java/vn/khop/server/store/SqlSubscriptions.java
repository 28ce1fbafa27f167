package vn.khop.server.store;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.khop.server.notify.Subscription;
import vn.khop.server.notify.SubscriptionStore;
import vn.khop.server.registry.PersonCriterion;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Scope;

/** Subscriptions in SQL, the same statements on H2 and on PostgreSQL. Each statement is a transaction of its own. */
public final class SqlSubscriptions implements SubscriptionStore {
    private static final String SELECT = """
            select subscription_id, version, status, error, criterion, criterion_text, channel, endpoint, form, headers, username, client_id,
                   scopes, purposes, facilities, ends_at, document, created_at, updated_at, granted_at
            from khop.subscription
            """;
    private static final String EVERYWHERE = "*";

    private final JdbcClient sql;
    private final Seal seal;

    public SqlSubscriptions(DataSource database, Seal seal) {
        this.sql = JdbcClient.create(database);
        this.seal = seal;
        sealWhatIsClear();
    }

    /** Builds before this one kept them in the clear in a database that was sealed else. */
    private void sealWhatIsClear() {
        seal.refresh();
        if (!seal.isSealing()) {
            return;
        }
        sql
                .sql("select subscription_id, criterion_text, headers, document from khop.subscription")
                .query((row, place) -> List.of(row.getString(1), row.getString(2), row.getString(3), row.getString(4)))
                .list()
                .stream()
                .filter(row -> row.stream().noneMatch(text -> text.indexOf(Seal.MARK) == 0))
                .forEach(row -> sql.sql("""
                                update khop.subscription set criterion_text = :text, headers = :headers, document = :document
                                where subscription_id = :id and document = :before
                                """)
                        .param("text", seal.seal(Seal.Column.SUBSCRIPTION_CRITERION, row.get(0), row.get(1)))
                        .param("headers", seal.seal(Seal.Column.SUBSCRIPTION_HEADERS, row.get(0), row.get(2)))
                        .param("document", seal.seal(Seal.Column.SUBSCRIPTION_DOCUMENT, row.get(0), row.get(3)))
                        .param("id", row.get(0))
                        .param("before", row.get(3))
                        .update());
    }

    @Override
    public void add(Subscription subscription) {
        seal.refresh();
        written(sql.sql("""
                        insert into khop.subscription
                            (subscription_id, version, status, error, criterion, criterion_text, channel, endpoint, form, headers, username, client_id,
                             scopes, purposes, facilities, ends_at, document, created_at, updated_at, granted_at)
                        values (:id, :version, :status, :error, :criterion, :text, :channel, :endpoint, :form, :headers, :username, :client,
                                :scopes, :purposes, :facilities, :end, :document, :created, :updated, :granted)
                        """), subscription)
                .param("created", Rows.time(subscription.createdAt()))
                .update();
    }

    @Override
    public boolean replace(Subscription subscription) {
        seal.refresh();
        return written(sql.sql("""
                                update khop.subscription
                                set version = :version, status = :status, error = :error, criterion = :criterion, criterion_text = :text, channel = :channel,
                                    endpoint = :endpoint, form = :form, headers = :headers, username = :username, client_id = :client, scopes = :scopes,
                                    purposes = :purposes, facilities = :facilities, ends_at = :end, document = :document, updated_at = :updated, granted_at = :granted
                                where subscription_id = :id and version = :before
                                """), subscription)
                        .param("before", subscription.version() - 1)
                        .update()
                == 1;
    }

    private JdbcClient.StatementSpec written(JdbcClient.StatementSpec statement, Subscription one) {
        Subscription.Subscriber subscriber = one.subscriber();
        return statement
                .param("id", one.id())
                .param("version", one.version())
                .param("status", one.status().name())
                .param("error", one.error())
                .param("criterion", one.criterion().kind().name())
                .param(
                        "text",
                        seal.seal(
                                Seal.Column.SUBSCRIPTION_CRITERION,
                                one.id(),
                                one.criterion().text()))
                .param("channel", one.channel().kind().name())
                .param("endpoint", one.channel().endpoint().toString())
                .param("form", one.channel().form().name())
                .param(
                        "headers",
                        seal.seal(
                                Seal.Column.SUBSCRIPTION_HEADERS,
                                one.id(),
                                one.channel().headers().stream()
                                        .map(header -> header.name() + ":" + header.value())
                                        .collect(Collectors.joining("\n"))))
                .param("username", subscriber.username())
                .param("client", subscriber.clientId())
                .param(
                        "scopes",
                        words(subscriber.scopes().stream().map(Scope::code).toList()))
                .param("purposes", words(subscriber.purposes()))
                .param(
                        "facilities",
                        subscriber.facilities().everywhere()
                                ? EVERYWHERE
                                : words(subscriber.facilities().codes()))
                .param("end", one.end().map(Rows::time).orElse(null))
                .param("document", seal.seal(Seal.Column.SUBSCRIPTION_DOCUMENT, one.id(), one.document()))
                .param("updated", Rows.time(one.updatedAt()))
                .param("granted", Rows.time(subscriber.at()));
    }

    private static String words(Collection<String> words) {
        return words.stream().sorted().collect(Collectors.joining(" "));
    }

    private static Set<String> words(String written) {
        return Arrays.stream(written.split(" ")).filter(word -> !word.isEmpty()).collect(Collectors.toSet());
    }

    @Override
    public Optional<Subscription> subscription(String id) {
        return sql.sql(SELECT + "where subscription_id = :id")
                .param("id", id)
                .query((row, place) -> read(row))
                .optional();
    }

    @Override
    public List<Subscription> all(Optional<String> clientId) {
        JdbcClient.StatementSpec statement = sql.sql(SELECT + (clientId.isPresent() ? "where client_id = :client " : "")
                + "order by created_at, subscription_id");
        if (clientId.isPresent()) {
            statement = statement.param("client", clientId.get());
        }
        return statement.query((row, place) -> read(row)).list();
    }

    @Override
    public List<Subscription> served() {
        return sql.sql(SELECT + "where status in ('REQUESTED', 'ACTIVE') order by created_at, subscription_id")
                .query((row, place) -> read(row))
                .list();
    }

    @Override
    public boolean delete(String id) {
        return sql.sql("delete from khop.subscription where subscription_id = :id")
                        .param("id", id)
                        .update()
                == 1;
    }

    private Subscription read(ResultSet row) throws SQLException {
        String id = row.getString(1);
        String facilities = row.getString(15);
        return new Subscription(
                id,
                row.getInt(2),
                Subscription.Status.valueOf(row.getString(3)),
                row.getString(4),
                new PersonCriterion(
                        PersonCriterion.Kind.valueOf(row.getString(5)),
                        seal.open(Seal.Column.SUBSCRIPTION_CRITERION, id, row.getString(6))),
                new Subscription.Channel(
                        Subscription.Kind.valueOf(row.getString(7)),
                        URI.create(row.getString(8)),
                        Subscription.Form.valueOf(row.getString(9)),
                        seal.open(Seal.Column.SUBSCRIPTION_HEADERS, id, row.getString(10))
                                .lines()
                                .map(SqlSubscriptions::header)
                                .toList()),
                new Subscription.Subscriber(
                        row.getString(11),
                        row.getString(12),
                        words(row.getString(13)).stream()
                                .flatMap(code -> Scope.of(code).stream())
                                .collect(Collectors.toSet()),
                        words(row.getString(14)),
                        facilities.equals(EVERYWHERE)
                                ? FacilityScope.everyFacility()
                                : FacilityScope.of(words(facilities)),
                        Rows.instant(row, 20)),
                Rows.optionalInstant(row, 16),
                seal.open(Seal.Column.SUBSCRIPTION_DOCUMENT, id, row.getString(17)),
                Rows.instant(row, 18),
                Rows.instant(row, 19));
    }

    private static Subscription.Header header(String line) {
        int colon = line.indexOf(':');
        return new Subscription.Header(line.substring(0, colon), line.substring(colon + 1));
    }
}
