package dev.ficus.legacy.ledger;

/**
 * The outcome of a write and the ledger's row for it.
 *
 * @param ledgerId the row's id, sent to the client as {@code Ledger-Id}
 */
public record Written<T>(T value, long ledgerId) {

  /** The response header that names the row. */
  public static final String LEDGER_ID = "Ledger-Id";

  /** The request header whose value the row keeps. */
  public static final String WRITE_KEY = "Idempotency-Key";
}
