package vn.khop.server.registry;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Connections whose n-th call that reaches the database fails: before it took effect, or after, or it and all that come after it. A commit is such a call too. */
final class FailingConnections {
    private final DataSource real;
    private final How how;
    private final AtomicInteger callsUntilFault;

    /** In which way a call fails. */
    enum How {
        BEFORE_IT_TOOK_EFFECT,
        /** Whoever hears of it cannot know whether it took effect. */
        AFTER_IT_TOOK_EFFECT,
        /** The database is gone for good. */
        FROM_THEN_ON
    }

    FailingConnections(DataSource real, int failingCall, How how) {
        this.real = real;
        this.how = how;
        this.callsUntilFault = new AtomicInteger(failingCall);
    }

    /** Whether the fault came; false when the work was done before it. */
    boolean hasFailed() {
        return callsUntilFault.get() <= 0;
    }

    DataSource dataSource() {
        return proxy(
                DataSource.class,
                (proxy, method, arguments) -> method.getName().equals("getConnection")
                        ? connection((Connection) call(real, method, arguments))
                        : call(real, method, arguments));
    }

    private Connection connection(Connection connection) {
        return proxy(Connection.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "commit" -> counted(connection, method, arguments);
            case "prepareStatement" ->
                statement(PreparedStatement.class, (PreparedStatement) call(connection, method, arguments));
            case "createStatement" -> statement(Statement.class, (Statement) call(connection, method, arguments));
            default -> call(connection, method, arguments);
        });
    }

    private <S extends Statement> S statement(Class<S> type, S statement) {
        return proxy(
                type,
                (proxy, method, arguments) -> method.getName().startsWith("execute")
                        ? counted(statement, method, arguments)
                        : call(statement, method, arguments));
    }

    private Object counted(Object target, Method method, Object[] arguments) throws Throwable {
        int left = callsUntilFault.decrementAndGet();
        boolean fails = how == How.FROM_THEN_ON ? left <= 0 : left == 0;
        if (fails && how != How.AFTER_IT_TOOK_EFFECT) {
            throw fault();
        }
        Object result = call(target, method, arguments);
        if (fails) {
            throw fault();
        }
        return result;
    }

    private static SQLException fault() {
        return new SQLException("the network is gone", "08006");
    }

    @SuppressWarnings("unchecked") // the proxy is of the interface that is asked for
    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
