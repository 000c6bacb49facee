package dev.ficus.cli.demo;

import tools.jackson.databind.JsonNode;

/**
 * What the ledgers of both sides say was done.
 *
 * @param writes that a client waited for
 * @param recorded payments that were recorded, after their notice was acknowledged
 * @param mailed payments whose mail was sent, likewise
 */
record Books(long writes, long recorded, long mailed) {

  private static final String RECORD = "payment.record";
  private static final String MAIL = "mail.send";

  static final Books EMPTY = new Books(0, 0, 0);

  /** Reads what a side says at {@code /ledger/operations}. */
  static Books of(JsonNode operations) {
    long all = operations.valueStream().mapToLong(JsonNode::asLong).sum();
    long recorded = operations.path(RECORD).asLong(0);
    long mailed = operations.path(MAIL).asLong(0);
    return new Books(all - recorded - mailed, recorded, mailed);
  }

  Books plus(Books other) {
    return new Books(
        writes + other.writes, recorded + other.recorded, mailed + other.mailed);
  }

  Books since(Books start) {
    return new Books(
        writes - start.writes, recorded - start.recorded, mailed - start.mailed);
  }
}
