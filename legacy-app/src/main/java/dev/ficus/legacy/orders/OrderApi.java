package dev.ficus.legacy.orders;

import dev.ficus.legacy.answers.Stamp;
import dev.ficus.legacy.answers.Stamped;
import dev.ficus.legacy.ledger.Written;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

@RestController
@RequestMapping("/api")
class OrderApi {

  private final Orders orders;
  private final Stamp stamp;

  OrderApi(Orders orders, Stamp stamp) {
    this.orders = orders;
    this.stamp = stamp;
  }

  @PostMapping("/orders")
  ResponseEntity<Stamped<Order>> create(
      @RequestBody Wish wish,
      @RequestHeader(name = Written.WRITE_KEY, required = false) @Nullable String key) {
    Written<Order> written = orders.place(wish, key);
    URI location =
        ServletUriComponentsBuilder.fromCurrentContextPath()
            .path("/api/orders/{id}")
            .build(written.value().id());
    return ResponseEntity.created(location)
        .header(Written.LEDGER_ID, Long.toString(written.ledgerId()))
        .body(stamp.on(written.value()));
  }

  @GetMapping("/orders/{id}")
  Stamped<Order> read(@PathVariable long id) {
    return stamp.on(orders.get(id));
  }

  @PostMapping("/orders/{id}/cancel")
  ResponseEntity<Order> cancel(
      @PathVariable long id,
      @RequestHeader(name = Written.WRITE_KEY, required = false) @Nullable String key) {
    Written<Order> written = orders.cancel(id, key);
    return ResponseEntity.ok()
        .header(Written.LEDGER_ID, Long.toString(written.ledgerId()))
        .body(written.value());
  }

  @GetMapping("/customers/{id}/orders")
  Stamped<OfCustomer> ofCustomer(@PathVariable long id) {
    return stamp.on(new OfCustomer(orders.of(id)));
  }

  record OfCustomer(List<Order> items) {}
}
