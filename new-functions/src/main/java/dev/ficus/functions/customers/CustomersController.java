package dev.ficus.functions.customers;

import dev.ficus.functions.answers.Answer;
import dev.ficus.functions.answers.Refusal;
import dev.ficus.functions.answers.Rules;
import dev.ficus.functions.host.FunctionName;
import dev.ficus.functions.host.OfFunction;
import dev.ficus.functions.ledger.Written;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/customers/{id}")
@OfFunction(FunctionName.CUSTOMERS)
class CustomersController {

  private final Customers customers;
  private final Clock clock;

  CustomersController(Customers customers, Clock clock) {
    this.customers = customers;
    this.clock = clock;
  }

  record Change(@Nullable String name, @Nullable String email, @Nullable String city) {

    Customer of(long id) {
      String address = Rules.filled("email", email);
      if (!address.contains("@")) {
        throw Refusal.invalid("email must contain an @");
      }
      return new Customer(id, Rules.filled("name", name), address, Rules.filled("city", city));
    }
  }

  @GetMapping
  Answer<Customer> read(@PathVariable long id) {
    return Answer.of(customers.get(id), clock.instant());
  }

  @PutMapping
  ResponseEntity<Customer> change(
      @PathVariable long id,
      @RequestBody Change change,
      @RequestHeader(name = Written.WRITE_KEY, required = false) @Nullable String key) {
    return customers.change(change.of(id), key).ok();
  }
}
