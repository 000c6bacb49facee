package dev.ficus.legacy.payments;

import dev.ficus.legacy.ledger.Written;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
class PaymentApi {

  private static final Map<String, Boolean> RECEIVED = Map.of("received", true);

  private final Payments payments;

  PaymentApi(Payments payments) {
    this.payments = payments;
  }

  @PostMapping("/payments/callback")
  ResponseEntity<Map<String, Boolean>> received(
      @RequestBody Notice.Unchecked notice,
      @RequestHeader(name = Written.WRITE_KEY, required = false) @Nullable String key) {
    try {
      long ledgerId = payments.record(notice.checked(), key);
      return ResponseEntity.ok().header(Written.LEDGER_ID, Long.toString(ledgerId)).body(RECEIVED);
    } catch (DuplicateKeyException toldBefore) {
      // The provider repeats itself until it hears a 200; nothing was written, so no Ledger-Id.
      return ResponseEntity.ok(RECEIVED);
    }
  }
}
