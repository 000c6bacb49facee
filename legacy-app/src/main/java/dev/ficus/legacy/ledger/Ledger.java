package dev.ficus.legacy.ledger;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The table {@code legacy_ledger}. */
@Repository
public class Ledger {

  private final JdbcClient jdbc;
  private final Clock clock;

  Ledger(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Adds the row of a write to that write's own transaction.
   *
   * @param key the request's {@code Idempotency-Key}
   * @return the row's id
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public long enter(Operation operation, Object reference, @Nullable String key) {
    var id = new GeneratedKeyHolder();
    jdbc.sql("INSERT INTO legacy_ledger (at, operation, reference, write_key) VALUES (?, ?, ?, ?)")
        .param(clock.instant().atOffset(ZoneOffset.UTC))
        .param(operation.toString())
        .param(reference.toString())
        .param(key)
        .update(id, "id");
    return Objects.requireNonNull(id.getKey()).longValue();
  }

  long count() {
    return jdbc.sql("SELECT COUNT(*) FROM legacy_ledger").query(Long.class).single();
  }

  /** How many writes of each operation; those that never happened are not in it. */
  Map<String, Long> byOperation() {
    Map<String, Long> counts = new TreeMap<>();
    RowCallbackHandler count = row -> counts.put(row.getString(1), row.getLong(2));
    jdbc.sql("SELECT operation, COUNT(*) FROM legacy_ledger GROUP BY operation").query(count);
    return counts;
  }

  List<Entry> after(long id, int limit) {
    return jdbc.sql(
            """
            SELECT id, operation, reference, write_key FROM legacy_ledger
            WHERE id > ? ORDER BY id LIMIT ?\
            """)
        .param(id)
        .param(limit)
        .query(
            (row, number) ->
                new Entry(row.getLong(1), row.getString(2), row.getString(3), row.getString(4)))
        .list();
  }

  void empty() {
    jdbc.sql("DELETE FROM legacy_ledger").update();
  }

  record Entry(long id, String operation, String reference, @Nullable String key) {}
}
