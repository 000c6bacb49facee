package dev.ficus.functions.store;

import com.zaxxer.hikari.HikariDataSource;
import java.util.Map;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One database: its connections, its transactions, and the tables in it that are the functions'
 * own.
 *
 * <p>Those tables live in a schema of their own, {@code functions}, with their own Flyway history.
 * Thus it does not matter whether the legacy app or the functions come first to a new database:
 * each finds its own schema empty, and neither has to guess at a baseline.
 */
public final class Store implements AutoCloseable {

  private static final int CONNECTIONS = 16;
  private static final long PATIENCE_MILLIS = 5_000;

  private final HikariDataSource connections;
  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;

  private Store(HikariDataSource connections) {
    this.connections = connections;
    this.jdbc = JdbcClient.create(connections);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(connections));
  }

  /**
   * Connects and brings the functions' own tables up to date.
   *
   * @param firstLedgerId the ledger of each store counts in steps of two from here, so that the ids
   *     of two stores never meet
   * @param migrations class path folders
   */
  public static Store open(
      String name, ShopSettings.Database database, int firstLedgerId, String... migrations) {
    var connections = new HikariDataSource();
    connections.setPoolName(name);
    connections.setJdbcUrl(database.url());
    connections.setUsername(database.user());
    connections.setPassword(database.password());
    connections.setMaximumPoolSize(CONNECTIONS);
    connections.setMinimumIdle(2);
    connections.setConnectionTimeout(PATIENCE_MILLIS);
    migrate(connections, firstLedgerId, migrations);
    return new Store(connections);
  }

  private static void migrate(
      HikariDataSource connections, int firstLedgerId, String... migrations) {
    Flyway.configure()
        .dataSource(connections)
        .schemas("functions")
        .table("functions_schema_history")
        .placeholders(Map.of("firstLedgerId", Integer.toString(firstLedgerId)))
        .locations(migrations)
        .load()
        .migrate();
  }

  /** Statements; inside {@link #inTransaction}, part of that transaction. */
  public JdbcClient jdbc() {
    return jdbc;
  }

  /** Does the work in one transaction, which an exception rolls back. */
  public <T> T inTransaction(Supplier<T> work) {
    return transactions.execute(status -> work.get());
  }

  @Override
  public void close() {
    connections.close();
  }
}
