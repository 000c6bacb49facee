package dev.ficus.functions.charges;

import dev.ficus.functions.answers.Refusal;
import dev.ficus.functions.answers.Rules;
import dev.ficus.functions.host.FunctionName;
import dev.ficus.functions.host.OfFunction;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@OfFunction(FunctionName.CHARGES)
class ChargesController {

  private final Provider provider;

  ChargesController(Provider provider) {
    this.provider = provider;
  }

  record Unchecked(@Nullable Long orderId, @Nullable BigDecimal amount) {}

  @PostMapping("/charges")
  @ResponseStatus(HttpStatus.CREATED)
  Provider.Charged charge(@RequestBody Unchecked wanted) {
    BigDecimal amount = Rules.present("amount", wanted.amount());
    if (amount.signum() <= 0) {
      throw Refusal.invalid("amount must be greater than 0");
    }
    return provider.charge(Rules.present("orderId", wanted.orderId()), amount);
  }
}
