package dev.ficus.functions.payments;

import dev.ficus.functions.host.FunctionName;
import dev.ficus.functions.host.OfFunction;
import dev.ficus.functions.ledger.Ledger;
import dev.ficus.functions.ledger.Operation;
import dev.ficus.functions.ledger.Written;
import dev.ficus.functions.store.Store;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
@OfFunction(FunctionName.PAYMENTS)
class PaymentsController {

  private static final Map<String, Boolean> RECEIVED = Map.of("received", true);

  private final Store shop;
  private final Ledger ledger;
  private final Clock clock;

  PaymentsController(Store shop, Ledger ledger, Clock clock) {
    this.shop = shop;
    this.ledger = ledger;
    this.clock = clock;
  }

  @PostMapping("/ledger/payment")
  ResponseEntity<Map<String, Boolean>> record(
      @RequestBody PaymentNotice.Unchecked unchecked,
      @RequestHeader(name = Written.WRITE_KEY, required = false) @Nullable String key) {
    PaymentNotice notice = unchecked.checked();
    try {
      return ledger
          .write(Operation.PAYMENT_RECORD, key, () -> recorded(notice), done -> notice.id())
          .ok();
    } catch (DuplicateKeyException toldBefore) {
      // The provider repeats itself until it hears a 200; nothing was written, so no Ledger-Id.
      return ResponseEntity.ok(RECEIVED);
    }
  }

  private Map<String, Boolean> recorded(PaymentNotice notice) {
    shop.jdbc()
        .sql(
            """
            INSERT INTO payment (id, order_id, amount, status, received_at)
            VALUES (?, ?, ?, ?, ?)\
            """)
        .params(
            notice.id(),
            notice.orderId(),
            notice.amount(),
            notice.status(),
            clock.instant().atOffset(ZoneOffset.UTC))
        .update();
    return RECEIVED;
  }
}
