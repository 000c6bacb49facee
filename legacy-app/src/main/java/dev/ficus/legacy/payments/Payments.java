package dev.ficus.legacy.payments;

import dev.ficus.legacy.ledger.Ledger;
import dev.ficus.legacy.ledger.Operation;
import dev.ficus.legacy.settings.ShopSettings;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The tables {@code payment} and {@code mail}. */
@Repository
class Payments {

  private final JdbcClient jdbc;
  private final Ledger ledger;
  private final Clock clock;
  private final boolean mails;

  Payments(JdbcClient jdbc, Ledger ledger, Clock clock, ShopSettings settings) {
    this.jdbc = jdbc;
    this.ledger = ledger;
    this.clock = clock;
    mails = settings.paymentMail();
  }

  /**
   * Records the payment and, unless that is a function's work by now, sends its mail: two writes in
   * one transaction.
   *
   * @return the ledger's row of the payment
   * @throws org.springframework.dao.DuplicateKeyException if the payment was recorded before
   */
  @Transactional
  public long record(Notice notice, @Nullable String key) {
    OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
    jdbc.sql(
            "INSERT INTO payment (id, order_id, amount, status, received_at) VALUES (?, ?, ?, ?,"
                + " ?)")
        .params(notice.id(), notice.orderId(), notice.amount(), notice.status(), now)
        .update();
    long ledgerId = ledger.enter(Operation.PAYMENT_RECORD, notice.id(), key);
    if (mails) {
      jdbc.sql("INSERT INTO mail (payment_id, subject, sent_at) VALUES (?, ?, ?)")
          .params(notice.id(), "Your payment of order " + notice.orderId(), now)
          .update();
      ledger.enter(Operation.MAIL_SEND, notice.id(), key);
    }
    return ledgerId;
  }
}
