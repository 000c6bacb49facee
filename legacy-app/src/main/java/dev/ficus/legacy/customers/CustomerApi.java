package dev.ficus.legacy.customers;

import dev.ficus.legacy.answers.Refusal;
import dev.ficus.legacy.answers.Rules;
import dev.ficus.legacy.answers.Stamp;
import dev.ficus.legacy.answers.Stamped;
import dev.ficus.legacy.ledger.Written;
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
@RequestMapping("/api/customers/{id}")
class CustomerApi {

  private final Customers customers;
  private final Stamp stamp;

  CustomerApi(Customers customers, Stamp stamp) {
    this.customers = customers;
    this.stamp = stamp;
  }

  @GetMapping
  Stamped<Customer> read(@PathVariable long id) {
    return stamp.on(customers.get(id));
  }

  @PutMapping
  ResponseEntity<Customer> change(
      @PathVariable long id,
      @RequestBody Change change,
      @RequestHeader(name = Written.WRITE_KEY, required = false) @Nullable String key) {
    Written<Customer> written = customers.change(change.of(id), key);
    return ResponseEntity.ok()
        .header(Written.LEDGER_ID, Long.toString(written.ledgerId()))
        .body(written.value());
  }

  record Change(@Nullable String name, @Nullable String email, @Nullable String city) {

    Customer of(long id) {
      String address = Rules.filled("email", email);
      if (!address.contains("@")) {
        throw new Refusal.Invalid("email must contain an @");
      }
      return new Customer(id, Rules.filled("name", name), address, Rules.filled("city", city));
    }
  }
}
