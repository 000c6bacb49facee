package dev.ficus.functions.orders;

import dev.ficus.functions.answers.Answer;
import dev.ficus.functions.host.FunctionName;
import dev.ficus.functions.host.OfFunction;
import dev.ficus.functions.ledger.Written;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.ForwardedHeaderUtils;

@RestController
@OfFunction(FunctionName.ORDERS)
class OrdersController {

  private final Orders orders;
  private final Clock clock;

  OrdersController(Orders orders, Clock clock) {
    this.orders = orders;
    this.clock = clock;
  }

  @PostMapping("/orders")
  ResponseEntity<Answer<Order>> place(
      HttpServletRequest request,
      @RequestBody Wish wish,
      @RequestHeader(name = Written.WRITE_KEY, required = false) @Nullable String key) {
    Written<Order> written = orders.place(wish, key);
    return ResponseEntity.created(location(request, written.value()))
        .header(Written.LEDGER_ID, Long.toString(written.ledgerId()))
        .body(Answer.of(written.value(), clock.instant()));
  }

  /** This function's own path, at the host that the client asked for. */
  private static URI location(HttpServletRequest request, Order order) {
    var asked = new ServletServerHttpRequest(request);
    return ForwardedHeaderUtils.adaptFromForwardedHeaders(asked.getURI(), asked.getHeaders())
        .replacePath("/orders/" + order.id())
        .replaceQuery(null)
        .build()
        .toUri();
  }

  @GetMapping("/orders/{id}")
  Answer<Order> read(@PathVariable long id) {
    return Answer.of(orders.get(id), clock.instant());
  }

  @PostMapping("/orders/{id}/cancel")
  ResponseEntity<Order> cancel(
      @PathVariable long id,
      @RequestHeader(name = Written.WRITE_KEY, required = false) @Nullable String key) {
    return orders.cancel(id, key).ok();
  }

  record OfCustomer(List<Order> items) {}

  @GetMapping("/customers/{id}/orders")
  Answer<OfCustomer> ofCustomer(@PathVariable long id) {
    return Answer.of(new OfCustomer(orders.of(id)), clock.instant());
  }
}
