package dev.ficus.functions.ledger;

import dev.ficus.functions.store.Store;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.support.GeneratedKeyHolder;

/** The table {@code function_ledger} of one store, and the only way to write to that store. */
public final class Ledger {

  private final Store store;
  private final Clock clock;

  /** The ledger of that store. */
  public Ledger(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Does a write and notes it, both in one transaction.
   *
   * @param key the request's {@code Idempotency-Key}
   * @param work the write; whatever it throws undoes both
   * @param reference what the row shall refer to, given the work's outcome
   */
  public <T> Written<T> write(
      Operation operation,
      @Nullable String key,
      Supplier<T> work,
      Function<? super T, ?> reference) {
    return store.inTransaction(
        () -> {
          T value = work.get();
          return new Written<>(value, enter(operation, reference.apply(value).toString(), key));
        });
  }

  private long enter(Operation operation, String reference, @Nullable String key) {
    var id = new GeneratedKeyHolder();
    store
        .jdbc()
        .sql(
            """
            INSERT INTO "functions".function_ledger (at, operation, reference, write_key)
            VALUES (?, ?, ?, ?)\
            """)
        .param(clock.instant().atOffset(ZoneOffset.UTC))
        .param(operation.toString())
        .param(reference)
        .param(key)
        .update(id, "id");
    return Objects.requireNonNull(id.getKey()).longValue();
  }

  long count() {
    return store
        .jdbc()
        .sql("SELECT COUNT(*) FROM \"functions\".function_ledger")
        .query(Long.class)
        .single();
  }

  /** How many writes of each operation; those that never happened are not in it. */
  Map<String, Long> byOperation() {
    Map<String, Long> counts = new TreeMap<>();
    RowCallbackHandler count = row -> counts.put(row.getString(1), row.getLong(2));
    store
        .jdbc()
        .sql("SELECT operation, COUNT(*) FROM \"functions\".function_ledger GROUP BY operation")
        .query(count);
    return counts;
  }

  List<Entry> after(long id, int limit) {
    return store
        .jdbc()
        .sql(
            """
            SELECT id, operation, reference, write_key FROM "functions".function_ledger
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
    store.jdbc().sql("DELETE FROM \"functions\".function_ledger").update();
  }

  /** One row. */
  record Entry(long id, String operation, String reference, @Nullable String key) {}
}
