package dev.ficus.functions.provider;

import dev.ficus.functions.answers.Refusal;
import dev.ficus.functions.answers.Rules;
import dev.ficus.functions.host.FunctionName;
import dev.ficus.functions.host.OfFunction;
import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@OfFunction(FunctionName.PROVIDER)
class ProviderController {

  private final AtomicLong charges = new AtomicLong();

  record Unchecked(@Nullable BigDecimal amount, @Nullable String reference) {}

  record Charged(String id, BigDecimal amount, String reference) {}

  @PostMapping("/provider/charges")
  @ResponseStatus(HttpStatus.CREATED)
  Charged charge(@RequestBody Unchecked wanted) {
    BigDecimal amount = Rules.present("amount", wanted.amount());
    if (amount.signum() <= 0) {
      throw Refusal.invalid("amount must be greater than 0");
    }
    String reference = Rules.filled("reference", wanted.reference());
    return new Charged("ch_" + charges.incrementAndGet(), amount, reference);
  }

  record Count(long charges) {}

  @GetMapping("/provider/charges")
  Count count() {
    return new Count(charges.get());
  }
}
