package dev.ficus.functions.mail;

import dev.ficus.functions.host.FunctionName;
import dev.ficus.functions.host.OfFunction;
import dev.ficus.functions.ledger.Ledger;
import dev.ficus.functions.ledger.Operation;
import dev.ficus.functions.ledger.Written;
import dev.ficus.functions.payments.PaymentNotice;
import dev.ficus.functions.store.Store;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Takes the payment provider's notice; the shop's table {@code mail} is the outbox. */
@RestController
@OfFunction(FunctionName.MAIL)
class MailController {

  private static final Map<String, Boolean> MAILED = Map.of("mailed", true);

  private final Store shop;
  private final Ledger ledger;
  private final Clock clock;

  MailController(Store shop, Ledger ledger, Clock clock) {
    this.shop = shop;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Each call sends a mail; who calls twice for one payment mails twice, and so it shows. */
  @PostMapping("/mail/payment")
  ResponseEntity<Map<String, Boolean>> send(
      @RequestBody PaymentNotice.Unchecked unchecked,
      @RequestHeader(name = Written.WRITE_KEY, required = false) @Nullable String key) {
    PaymentNotice notice = unchecked.checked();
    return ledger.write(Operation.MAIL_SEND, key, () -> sent(notice), done -> notice.id()).ok();
  }

  private Map<String, Boolean> sent(PaymentNotice notice) {
    shop.jdbc()
        .sql("INSERT INTO mail (payment_id, subject, sent_at) VALUES (?, ?, ?)")
        .params(
            notice.id(),
            "Your payment of order " + notice.orderId(),
            clock.instant().atOffset(ZoneOffset.UTC))
        .update();
    return MAILED;
  }
}
