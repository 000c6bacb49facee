package dev.ficus.functions.ledger;

import org.springframework.http.ResponseEntity;

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

  /** A 200 with the value and the row's id. */
  public ResponseEntity<T> ok() {
    return ResponseEntity.ok().header(LEDGER_ID, Long.toString(ledgerId)).body(value);
  }
}
